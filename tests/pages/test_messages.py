"""Carers and their worker write to each other: on the timeline, for both carers, and in no mail."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from crm.actor import Actor, Role
from crm.commands import assignments, carer_accounts, messages
from crm.commands import users as accounts
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.people import contact_tables, users
from crm.people.tables import Document, User
from crm.reads import messages as reads
from tests import filling, given
from tests.doors import CheckingClient
from tests.pages.carers_asking import Case, second_carer
from tests.pages.conftest import Desk
from tests.sample_documents import CANARY, PDF, photo

PATH = "/portal/messages"
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


@pytest.fixture
def case(desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]) -> Case:
    """An approved household, and its carer."""
    at = desk()
    reference = at.approved(agreed=True)
    return Case(at, sign_in(Role.CARER, household_id=at.household_id(reference)), reference)


def _write(case: Case, text: str, file: bytes | None = None, called: str = "x.pdf") -> TestResponse:
    sent: dict[str, object] = {"text": text}
    if file is not None:
        sent["file"] = (io.BytesIO(file), called)
    answer = case.carer.fill_in(PATH, sent, form=PATH)
    for each in (*answer.history, answer):
        each.request.environ["wsgi.input"].close()
    return answer


def _answer(case: Case, text: str, **more: object) -> TestResponse:
    path = f"/households/{case.reference}/messages"
    answer = case.at.browser.fill_in(path, {"text": text, **more}, form=path)
    for each in (*answer.history, answer):
        each.request.environ["wsgi.input"].close()
    return answer


def _count() -> int:
    found = db.session.scalar(
        select(func.count()).select_from(contact_tables.Contact).where(contact_tables.Contact.kind == "message")
    )
    db.session.rollback()
    return found or 0


def test_a_message_is_answered_from_today_and_both_carers_read_who_wrote(
    app: Flask, case: Case, mails: Callable[[], list[Letter]]
) -> None:
    worker = given.user(Role.SOCIAL_WORKER)
    number = db.session.scalars(select(User.id).where(User.email == worker)).one()
    db.session.rollback()
    assignments.assign([case.home], number, by=case.at.officer)
    assert "Your message is sent" in _write(case, "Can we swap\nFriday?").text
    _write(case, "Or Saturday.")
    today = case.at.browser.get("/").text
    assert today.count("A message from a carer") == 1 and f"/households/{case.reference}/messages" in today
    assert "Can we swap<br>Friday?" in case.at.browser.get(f"/households/{case.reference}?show=contacts").text
    to_worker = mails()
    assert {each.to for each in to_worker} == {worker} and case.reference in to_worker[0].text
    assert "Friday" not in str(to_worker)
    second = second_carer(case, CheckingClient(app))
    assert "2 new" in second.get("/portal/").text
    assert "Your message is sent" in _answer(case, "Saturday is fine.").text
    assert "A message from a carer" not in case.at.browser.get("/").text
    told = mails()
    assert {each.to for each in told} == {"carer@derby.example", "robin@home.example"}
    assert "Saturday" not in str(told)
    assert "1 new" in case.carer.get("/portal/").text
    page = second.get(PATH).text
    assert (
        "Rowan Example-Finch, of your household" in page and "of your service" in page and page.count(">new<") == 3
    )
    assert " new</strong>" not in second.get("/portal/").text
    assert ">You<" in case.carer.get(PATH).text


def test_a_file_that_comes_with_a_message_is_among_the_household_s_documents(case: Case) -> None:
    page = _write(case, "Here is my certificate", PDF)
    assert "A file: PDF" in page.text
    staff = case.at.browser.get(f"/households/{case.reference}/documents").text
    assert "Sent by a carer with a message of 31 January 2022" in staff.replace("\u00a0", " ")
    (number,) = db.session.scalars(select(contact_tables.MessageFile.contact_id)).all()
    db.session.rollback()
    assert case.carer.get(f"{PATH}/{number}/file").data == PDF
    assert "A file: PDF" in case.at.browser.get(f"/households/{case.reference}/messages").text


def test_a_file_that_comes_with_an_answer_is_cleaned_and_the_carers_save_it(case: Case) -> None:
    page = _answer(case, "The photo of the room", file=(io.BytesIO(photo()), "room.jpg"))
    assert "Your message is sent" in page.text and "A file: " in page.text
    assert f"{PATH}/" in case.carer.get(PATH).text
    (number,) = db.session.scalars(select(contact_tables.MessageFile.contact_id)).all()
    db.session.rollback()
    kept = case.carer.get(f"{PATH}/{number}/file").data
    assert CANARY.encode() in photo() and kept and CANARY.encode() not in kept
    staff = case.at.browser.get(f"/households/{case.reference}/documents").text
    assert "Sent to the carers with a message of 31 January 2022" in staff.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (b"<script>alert(1)</script>", "Hearth does not take this kind of file"),
        (PDF + b" " * (10 * 1024 * 1024) + b"%%EOF", "The file must be 10 MB or less"),
    ],
)
def test_a_file_that_cannot_go_with_an_answer_keeps_the_words(case: Case, file: bytes, says: str) -> None:
    page = _answer(case, "Here it is", file=(io.BytesIO(file), "x.pdf"))
    assert page.status_code == 422 and says in page.text and "Here it is" in page.text and _count() == 0


@pytest.mark.parametrize(
    ("text", "file", "says"),
    [
        ("", None, "Write your message"),
        ("A letter", b"<script>alert(1)</script>", "Hearth does not take this kind of file"),
        ("A letter", PDF + b" " * (10 * 1024 * 1024) + b"%%EOF", "The file must be 10 MB or less"),
        ("x" * 10_001, None, "must be 10,000 characters or fewer"),
    ],
)
def test_what_cannot_be_sent_says_why_and_keeps_the_words(
    case: Case, text: str, file: bytes | None, says: str
) -> None:
    page = _write(case, text, file)
    assert page.status_code == 422 and says in page.text and text in page.text
    assert _count() == 0 and db.session.scalar(select(func.count()).select_from(Document)) == 0
    db.session.rollback()


def test_t50_a_message_that_is_sent_twice_is_there_once(case: Case) -> None:
    form = next(each for each in filling.forms(case.carer.get(PATH).text) if each.action == PATH)
    for _ in range(2):
        assert case.carer.post(PATH, data=form.filled({"text": "Hello"})).status_code == 303
    other = case.carer.post(PATH, data=form.filled({"text": "Goodbye"}))
    assert other.status_code == 422 and "Goodbye" in other.text and _count() == 1


def test_t07_a_message_typed_too_late_waits_for_its_writer(
    case: Case, clock_at: Callable[[datetime], None]
) -> None:
    clock_at(NOON)
    case.carer.fill_in("/sign-in", {"email": "carer@derby.example", "password": given.PASSWORD})
    form = next(each for each in filling.forms(case.carer.get(PATH).text) if each.action == PATH)
    clock_at(NOON + timedelta(hours=5))
    late = case.carer.post(PATH, data=form.filled({"text": "Half an hour of typing"}))
    assert late.location.startswith("/sign-in?next=/account/typed/")
    page = case.carer.fill_in(late.location, {"email": "carer@derby.example", "password": given.PASSWORD})
    assert "Half an hour of typing" in page.text
    again = next(each for each in filling.forms(page.text) if each.action == PATH)
    assert case.carer.post(PATH, data=again.filled({})).status_code == 303 and _count() == 1


def test_t15_t16_a_message_of_another_household_is_unknown_and_who_has_left_sees_none(
    app: Flask, case: Case
) -> None:
    _write(case, "Ours", PDF)
    other = given.household(case.at.officer.agency_ids[0], "Sam Example-Wren")
    account = _carer_of("sam@home.example", other, case.at.officer)
    theirs = messages.write("Theirs", file=messages.File("pdf", PDF + b"theirs"), by=account)
    for number in (theirs, 999_999):
        assert case.carer.get(f"{PATH}/{number}/file").status_code == 404
    assert "Theirs" not in case.carer.get(PATH).text
    mine = users.by_email("carer@derby.example")
    assert mine is not None
    number = mine.id
    db.session.rollback()
    carer_accounts.close(case.home, number, reason="ended", by=case.at.officer)
    assert case.carer.get(PATH).status_code == 302


def _carer_of(email: str, home: int, by: Actor) -> Actor:
    number = accounts.add_carer(email, household_id=home, name="Sam Sample", password=given.PASSWORD, by=by)
    return Actor(number, "Sam Sample", Role.CARER, (), home)


def test_t41_t49_an_answer_with_an_address_or_on_older_messages_is_held_back_once(case: Case) -> None:
    _write(case, "First")
    path = f"/households/{case.reference}/messages"
    form = next(each for each in filling.forms(case.at.browser.get(path).text) if each.action == path)
    _write(case, "Second")
    late = case.at.browser.post(path, data=form.filled({"text": "To the first"}))
    assert late.status_code == 422 and "There is a newer message" in late.text and "To the first" in late.text
    warned = _answer(case, "Come to NG1 5FB")
    assert warned.status_code == 422 and "looks like" in warned.text
    again = next(each for each in filling.forms(warned.text) if each.action == path)
    sent = case.at.browser.post(path, data=again.filled({"anyway": "yes"}), follow_redirects=True)
    assert "Your message is sent" in sent.text
    assert case.at.audited("message.answer") == [(None, ["address in text"])]


def test_messages_are_searched_by_both_and_saved_by_the_carers_as_a_file(case: Case) -> None:
    _write(case, "Can we swap Friday?")
    _answer(case, "Saturday is better")
    for browser, path in ((case.carer, PATH), (case.at.browser, f"/households/{case.reference}/messages")):
        page = browser.get(f"{path}?q=FRIDAY+swap").text
        assert "Can we swap" in page and "is better" not in page and "1\xa0message with" in page
        assert "No message with" in browser.get(f"{path}?q=Sunday").text
    file = case.carer.get(f"{PATH}/all.csv")
    assert file.mimetype == "text/csv" and "Rowan Example-Finch,Household,Can we swap Friday?," in file.text
    assert case.at.audited("portal.export") == [(None, ["messages"])]


def test_a_message_is_never_taken_out_of_the_log(case: Case) -> None:
    _write(case, "It stays")
    (number,) = db.session.scalars(select(contact_tables.Contact.id)).all()
    db.session.rollback()
    path = f"/households/{case.reference}/contacts/{number}"
    page = case.at.browser.get(path).text
    assert "Remove it from the log" not in page
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    answer = case.at.browser.post(f"{path}/remove", data={"csrf_token": token})
    assert answer.status_code == 409 and "stays on record" in answer.text
    assert "It stays" in case.carer.get(PATH).text


def test_without_an_account_nobody_is_written_to(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home()
    page = at.browser.get(f"/households/{reference}/messages").text
    assert "None of the carers has an account" in page and f"/households/{reference}/portal" in page


def test_what_needs_no_answer_leaves_today_and_older_messages_are_a_page_further(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reads, "PAGE", 1)
    _write(case, "The first")
    _write(case, "Only to tell you")
    assert "The first" not in case.carer.get(PATH).text and "The first" in case.carer.get(f"{PATH}?page=2").text
    path = f"/households/{case.reference}"
    forms = filling.forms(case.at.browser.get(path).text)
    form = next(each for each in forms if each.action == f"{path}/work" and "done" in each.choices.get("do", ()))
    case.at.browser.post(f"{path}/work", data=form.filled({"do": "done"}), follow_redirects=True)
    assert "A message from a carer" not in case.at.browser.get("/").text
    assert "A message from a carer: done" in case.at.browser.get(f"{path}?show=work").text
