"""Documents that are shared with carers on purpose, read and signed, and those that carers send (T15, T16)."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from crm import clock
from crm.actor import Role
from crm.commands import carer_files, checks, document_shares, documents
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.people.share_tables import DocumentSignature
from tests import filling, given
from tests.doors import CheckingClient
from tests.pages.carers_asking import Case, second_carer
from tests.pages.conftest import Desk
from tests.sample_documents import PDF

PATH = "/portal/documents"
NAME = "Rowan Example-Finch"


@pytest.fixture
def case(desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]) -> Case:
    """An approved household, its carer, and a foster care agreement among its documents."""
    at = desk()
    reference = at.approved(agreed=True)
    home = at.household_id(reference)
    documents.add(home, name="Foster care agreement", kind="pdf", content=PDF, by=at.officer)
    return Case(at, sign_in(Role.CARER, household_id=home), reference)


def _share(case: Case, number: int = 1, *, to_sign: bool = True) -> TestResponse:
    path = f"/households/{case.reference}/documents/{number}/share"
    answers = {"read": ["yes"]} | ({"to_sign": ["yes"]} if to_sign else {})
    return case.at.browser.fill_in(path, answers, form=path)


def _sign(case: Case, name: str = NAME, browser: CheckingClient | None = None) -> TestResponse:
    return (browser or case.carer).fill_in(f"{PATH}/1/sign", {"name": name}, form=f"{PATH}/1/sign")


def _send(case: Case, content: bytes, name: str) -> TestResponse:
    answer = case.carer.fill_in(PATH, {"file": (io.BytesIO(content), "x.pdf"), "name": name}, form=PATH)
    for each in (*answer.history, answer):
        each.request.environ["wsgi.input"].close()
    return answer


def test_a_document_is_shared_after_a_look_at_who_sees_it_read_and_signed_by_name(
    app: Flask, case: Case, mails: Callable[[], list[Letter]]
) -> None:
    second = second_carer(case, CheckingClient(app))
    assert "Foster care agreement" not in case.carer.get(PATH).text
    preview = case.at.browser.get(f"/households/{case.reference}/documents/1/share").text
    assert "Who will see it" in preview and "Robin Example-Finch" in preview and NAME in preview
    assert "It is shared." in _share(case).text
    told = mails()
    assert len(told) == 2 and "agreement" not in str(told).lower()
    assert "1 to sign" in case.carer.get("/portal/").text
    unread = _sign(case)
    assert unread.status_code == 422 and "open it and read it first" in unread.text
    assert case.carer.get(f"{PATH}/1").data == PDF
    wrong = _sign(case, "Somebody Else")
    assert wrong.status_code == 422 and f"as your account has it: {NAME}" in wrong.text
    assert 'value="Somebody Else"' in wrong.text
    assert "You have signed." in _sign(case, "rowan  example-finch").text
    assert "to sign" not in case.carer.get("/portal/").text and "1 to sign" in second.get("/portal/").text
    row = db.session.query(DocumentSignature).one()
    assert (len(row.digest), row.signed_at) == (64, clock.now())
    db.session.rollback()
    staff = case.at.browser.get(f"/households/{case.reference}/documents").text
    assert "Signed by <bdi>rowan example-finch</bdi>" in staff
    assert "Signed in the portal by rowan example-finch: Foster care agreement" in case.at.browser.get("/").text
    kept = case.at.browser.fill_in(
        f"/households/{case.reference}/documents", {}, form=f"/households/{case.reference}/documents/1/remove"
    )
    assert "A carer has signed this document" in kept.text
    assert case.at.audited("document.share") == case.at.audited("document.sign") == [(None, ["documents"])]


def test_what_is_taken_back_or_replaced_meanwhile_is_not_signed(case: Case) -> None:
    _share(case)
    form = next(
        each for each in filling.forms(case.carer.get(f"{PATH}/1/sign").text) if each.action.endswith("/sign")
    )
    path = f"/households/{case.reference}/documents/1/share"
    back = case.at.browser.fill_in(path, {}, form=f"{path}/take-back").text
    assert "Nobody had opened it" in back and "taken back by" in back
    documents.add(case.home, name="Agreement, put right", kind="pdf", content=PDF + b" ", by=case.at.officer)
    _share(case, 2)
    page = case.carer.post(f"{PATH}/1/sign", data=form.filled({"name": NAME}), follow_redirects=True)
    assert "Nothing is signed" in page.text and "Agreement, put right" in page.text
    assert case.carer.get(f"{PATH}/1").status_code == 404
    assert db.session.query(DocumentSignature).count() == 0
    db.session.rollback()


def test_nothing_of_a_check_is_shared_nor_read_once_it_became_one(case: Case) -> None:
    _share(case)
    journey = given.fold(case.home).journeys[-1].id
    step = checks.Step("received", clock.today(), document_id=1)
    checks.record(case.home, journey, [("referee_interview", "referee-1")], step, by=case.at.officer)
    assert "Foster care agreement" not in case.carer.get(PATH).text
    assert case.carer.get(f"{PATH}/1").status_code == 404
    document_shares.take_back(case.home, 1, by=case.at.officer)
    page = case.at.browser.get(f"/households/{case.reference}/documents/1/share").text
    assert "carers are never shown it" in page and "<form" not in page.split("<main")[1]


def test_t15_a_document_of_another_household_is_unknown(case: Case) -> None:
    other = case.at.household_id(case.at.approved())
    given_to = Case(case.at, case.carer, case.at.reference(other))
    document = documents.add(other, name="Theirs", kind="pdf", content=PDF, by=case.at.officer)
    second_carer(given_to, CheckingClient(case.carer.application))
    theirs = document_shares.share(other, document, to_sign=True, by=case.at.officer)
    token = case.carer.get(PATH).text.split('name="csrf_token" value="')[1].split('"')[0]
    for number in (theirs, 999_999):
        for path in (f"{PATH}/{number}", f"{PATH}/{number}/sign"):
            assert case.carer.get(path).status_code == 404
        sent = {"csrf_token": token, "name": NAME}
        assert case.carer.post(f"{PATH}/{number}/sign", data=sent).status_code == 404


def test_t16_what_a_carer_sends_is_with_staff_and_not_with_the_other_carer(app: Flask, case: Case) -> None:
    page = _send(case, PDF + b"1", "Epilepsy certificate")
    assert "Your document is with your service" in page.text and "Epilepsy certificate" in page.text
    assert "Epilepsy" not in second_carer(case, CheckingClient(app)).get(PATH).text
    staff = case.at.browser.get(f"/households/{case.reference}/documents").text
    assert "Epilepsy certificate" in staff and "from a carer" in staff
    assert "A carer has sent a document: Epilepsy certificate" in case.at.browser.get("/").text
    again = _send(case, PDF + b"1", "The same")
    assert again.status_code == 422 and "sent this very document already" in again.text


def test_documents_are_searched_paged_and_saved_as_a_list(case: Case) -> None:
    for number in range(26):
        content = PDF + bytes([65 + number])
        one = documents.add(case.home, name=f"Letter {number}", kind="pdf", content=content, by=case.at.officer)
        document_shares.share(case.home, one, to_sign=False, by=case.at.officer)
    _send(case, PDF + b"mine", "My letter")
    assert "Letter 25" in case.carer.get(PATH).text and "Letter 0<" not in case.carer.get(PATH).text
    assert "Letter 0<" in case.carer.get(f"{PATH}?page=2").text
    found = case.carer.get(f"{PATH}?q=letter+7").text
    assert "Letter 7" in found and "Letter 8" not in found and "My letter" not in found
    file = case.carer.get(f"{PATH}/all.csv").text
    assert "Letter 0,PDF" in file and "My letter,PDF,You,2022-01-31" in file


def test_what_cannot_be_sent_says_why_keeps_the_name_and_tells_nothing_of_what_there_is(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = _send(case, b"<script>", "A letter")
    assert wrong.status_code == 422 and "does not take this kind of file" in wrong.text
    assert 'value="A letter"' in wrong.text
    (typed,) = re.findall(r'<input[^>]* name="name"[^>]*>', wrong.text)
    assert "autocomplete" not in typed  # so that a browser that goes back from a page of its own has it still
    large = _send(case, PDF + b" " * (10 * 1024 * 1024) + b"%%EOF", "A letter")
    assert large.status_code == 422 and "10 MB or less" in large.text
    monkeypatch.setattr(carer_files, "MOST_A_DAY", 0)
    many = _send(case, PDF + b"2", "A letter")
    assert many.status_code == 422 and "Send the next ones tomorrow" in many.text
    monkeypatch.undo()
    same = _send(case, PDF, "My copy")  # the service has it, under a name that is not told
    assert same.status_code == 200 and "Foster care agreement" not in same.text
