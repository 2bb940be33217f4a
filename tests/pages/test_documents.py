"""A household's documents: kept, listed, opened, removed and put back; each look on record (T15, T32, T44)."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from crm.actor import Role, system
from crm.commands import documents, settings
from crm.extensions import db
from crm.people.tables import Document
from tests import given
from tests.doors import CheckingClient
from tests.pages.conftest import Desk
from tests.sample_documents import CANARY, PDF, photo

OpenDesk = Callable[..., Desk]


def send(desk: Desk, reference: str, content: bytes, name: str, called: str = "Medical report") -> TestResponse:
    page = f"/households/{reference}/documents"
    answer = desk.browser.fill_in(page, {"file": (io.BytesIO(content), name), "name": called}, form=page)
    for each in (*answer.history, answer):
        each.request.environ["wsgi.input"].close()  # what is large is sent from a file of the client's
    return answer


def test_a_document_is_added_listed_and_opened(desk: OpenDesk) -> None:
    at = desk(Role.OFFICER)
    reference = at.home()
    page = send(at, reference, PDF, "../../Rowan's report.exe")
    assert "The document is kept." in page.text
    assert "Medical report" in page.text and "report.exe" not in page.text
    answer = at.browser.get(f"/households/{reference}/documents/1")
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"] == 'attachment; filename="document-1.pdf"'
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].endswith("; sandbox")
    assert answer.headers["Cache-Control"] == "no-store"
    assert at.audited("document.add") == at.audited("document.view") == [(None, ["documents"])]


def test_t32_that_no_document_was_scanned_is_said_of_each(desk: OpenDesk) -> None:
    at = desk(Role.OFFICER)
    reference = at.home()
    assert "Not scanned here" not in at.browser.get(f"/households/{reference}/documents").text
    send(at, reference, PDF, "report.pdf")
    page = send(at, reference, photo(), "garden.jpg", "The garden").text
    assert page.count("Not scanned here") == 2 and "your own device must" in page


def test_t32_a_photo_of_a_garden_does_not_say_where_the_garden_is(desk: OpenDesk) -> None:
    at = desk(Role.OFFICER)
    reference = at.home()
    send(at, reference, photo(), "garden.pdf", "The garden")
    answer = at.browser.get(f"/households/{reference}/documents/1")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert CANARY.encode() not in answer.data
    stored = db.session.query(Document.content).scalar()
    db.session.rollback()
    assert CANARY.encode() not in stored


def test_t32_a_page_that_calls_itself_a_pdf_is_refused_and_what_was_typed_stays(desk: OpenDesk) -> None:
    at = desk(Role.OFFICER)
    page = send(at, at.home(), b"<script>alert(1)</script>", "x.pdf", "A letter")
    assert page.status_code == 422
    assert "Hearth does not take this kind of file" in page.text
    assert 'value="A letter"' in page.text


@pytest.mark.parametrize(
    "called", ["<img onerror=x>", "a\u202egpj.exe", "x\r\nSet-Cookie: a=b", "Ünï 李 👩\u200d👧", "CON", "x" * 100]
)
def test_t32_whatever_a_document_is_called_it_is_shown_as_text(desk: OpenDesk, called: str) -> None:
    at = desk(Role.OFFICER)
    reference = at.home()
    assert "The document is kept." in send(at, reference, PDF, "x.pdf", called).text
    page = at.browser.get(f"/households/{reference}/documents")
    assert "<img onerror" not in page.text and "\u202e" not in page.text
    assert "a=b" not in at.browser.get(f"/households/{reference}/documents/1").headers.get("Set-Cookie", "")


def test_a_removed_document_is_not_opened_and_can_be_put_back(desk: OpenDesk) -> None:
    at = desk(Role.OFFICER)
    reference = at.home()
    send(at, reference, PDF, "x.pdf")
    page = f"/households/{reference}/documents"
    assert "It can be put back" in at.browser.fill_in(page, {}, form=f"{page}/1/remove").text
    assert at.browser.get(f"{page}/1").status_code == 404
    assert "The document is back." in at.browser.fill_in(page, {}, form=f"{page}/1/put-back").text
    assert at.browser.get(f"{page}/1").data == PDF
    assert at.audited("document.remove") == at.audited("document.put_back") == [(None, ["documents"])]


def test_the_same_document_twice_and_a_full_space_are_said(
    app: Flask, desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = desk(Role.OFFICER)
    reference = at.home()
    send(at, reference, PDF, "x.pdf")
    assert "is here already, called" in send(at, reference, PDF, "y.pdf").text
    derby = at.officer.agency_ids[0]
    settings.change("document_space", 100, valid_from=date(2021, 1, 1), agency_id=derby, by=system(derby))
    monkeypatch.setattr("crm.commands.documents.MEGABYTE", 1)
    page = send(at, reference, PDF + b"%%EOF" * 10, "z.pdf")
    assert "fill its 100 MB" in page.text


def test_t12_t15_a_document_of_another_household_or_council_is_not_there(
    app: Flask, desk: OpenDesk, sign_in: Callable[..., CheckingClient]
) -> None:
    at = desk(Role.OFFICER)
    reference, other = at.home(), at.home("Sam Example-Wren")
    send(at, reference, PDF, "x.pdf")
    assert at.browser.get(f"/households/{other}/documents/1").status_code == 404
    stranger = sign_in(Role.OFFICER, at="nottingham")
    for path in (f"/households/{reference}/documents", f"/households/{reference}/documents/1"):
        assert stranger.get(path).status_code == 404
    carer = sign_in(Role.CARER, household_id=at.household_id(reference))
    assert carer.get(f"/households/{reference}/documents/1").status_code == 403


def test_what_is_too_large_for_any_form_is_answered_in_words(desk: OpenDesk) -> None:
    at = desk(Role.OFFICER)
    page = send(at, at.home(), PDF + b"%" * 11_600_000, "x.pdf")
    assert page.status_code == 413
    assert "This is too large" in page.text and "a file may have 10 MB" in page.text


def test_the_agency_given_is_never_that_of_the_form(desk: OpenDesk) -> None:
    at = desk(Role.OFFICER)
    reference = at.home()
    given.agency("nottingham")
    send(at, reference, PDF, "x.pdf")
    (agency_id,) = db.session.query(Document.agency_id).one()
    db.session.rollback()
    assert agency_id == at.officer.agency_ids[0]


def test_DM_2_whoever_decides_reads_the_documents_on_record_and_changes_none(desk: OpenDesk) -> None:
    at = desk()
    reference = at.home()
    home = at.household_id(reference)
    documents.add(home, name="Assessment report", kind="pdf", content=PDF, by=at.officer)
    maker = desk(Role.DECISION_MAKER).browser
    page = f"/households/{reference}/documents"
    assert f'href="{page}"' in maker.get(f"/households/{reference}").text
    listed = maker.get(page).text
    assert "Assessment report" in listed and "Add a document" not in listed and "Remove" not in listed
    assert maker.get(f"{page}/1").data == PDF
    assert at.audited("document.view") == [(None, ["documents"])]
    token = maker.get("/account").text.split('name="csrf_token" value="')[1].split('"')[0]
    for path in (page, f"{page}/1/remove", f"{page}/1/put-back"):
        assert maker.post(path, data={"csrf_token": token}).status_code == 403
