"""Papers and workbooks of much: made by a job, for whoever asked alone, for a short time, and tried again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from crm import clock
from crm.actor import Role
from crm.audit.tables import AuditEntry
from crm.commands import settings
from crm.commands.jobs import Claimed
from crm.extensions import db
from crm.jobs import handlers, run_due
from crm.outbox.made_file_tables import MadeFile
from tests import given
from tests.databases import Database
from tests.doors import CheckingClient
from tests.exchange.test_papers import said_by_docx
from tests.pages.test_reports import HALF, REPORT, text_of
from tests.reports.histories import a_little_of_everything

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
FILE, ASK = (
    "/reports/files/1",
    "/reports/files?agency=derby&from=2021-04-01&to=2021-09-30&known_on=2021-12-09&format=",
)
EXPORT = f"/reports/quarterly/workbook/export?agency=derby&{HALF}&known_on=2021-12-09"


@pytest.fixture
def derby(app: Flask, database: Database, clock_at: Callable[[datetime | date], None]) -> int:
    """A council whose files are all made by a job."""
    clock_at(date(2021, 12, 9))
    agency = database.filled("a half year of Derby's", a_little_of_everything)
    _set(agency, "files_at_once_households", 1)
    return agency


def _set(agency: int, name: str, to: int) -> None:
    settings.change(name, to, valid_from=date(2021, 1, 1), agency_id=agency, by=given.officer(agency))


def _files() -> int:
    found = db.session.scalar(select(func.count()).select_from(MadeFile)) or 0
    db.session.rollback()
    return found


def _workbook(client: CheckingClient) -> Any:
    return client.fill_in(f"{REPORT}&known_on=2021-12-09", {"reason": "report"}, form=EXPORT)


def test_a_paper_is_made_by_a_job_once_and_says_what_it_says_at_once(
    derby: int, sign_in: SignIn, clock_at: Callable[[datetime | date], None]
) -> None:
    manager = sign_in(Role.MANAGER)
    offer = f"{REPORT}&known_on=2021-12-09&format=docx"
    assert "This takes a while" in manager.get(offer).text and _files() == 0, "looking makes nothing"
    page = manager.fill_in(offer, {})
    assert page.request.path == FILE and "this begins in a moment" in text_of(page.text)
    assert manager.fill_in(offer, {}).request.path == FILE and _files() == 1, (
        "one is made, however often it is asked"
    )
    assert manager.get(f"{FILE}/progress", headers={"HX-Request": "true"}).text.count("hx-get") == 1
    assert manager.get(f"{FILE}/file").status_code == 404
    run_due()
    assert "It is ready." in manager.get(f"{FILE}/progress", headers={"HX-Request": "true"}).text
    assert "10 December 2021" in text_of(manager.get(FILE).text) and f'href="{FILE}"' in manager.get(REPORT).text
    by_job = manager.get(f"{FILE}/file")
    assert "attachment" in by_job.headers["Content-Disposition"]
    _set(derby, "files_at_once_households", 20000)
    at_once = manager.get(offer)
    assert said_by_docx(by_job.data) == said_by_docx(at_once.data)
    assert by_job.headers["Content-Disposition"] == at_once.headers["Content-Disposition"]

    others = [sign_in(Role.DECISION_MAKER), sign_in(Role.MANAGER, at="nottingham")]
    for path in ("", "/file", "/progress"):
        assert {each.get(f"{FILE}{path}", headers={"HX-Request": "true"}).status_code for each in others} == {404}
    clock_at(clock.now() + timedelta(hours=25))
    manager = sign_in_again(manager)
    assert "Its time is over" in manager.get(FILE).text and manager.get(f"{FILE}/file").status_code == 404
    run_due()
    assert db.session.scalars(select(MadeFile.content)).one() is None
    actions = [each for each in db.session.scalars(select(AuditEntry.action)) if each.startswith("file.")]
    assert actions == ["file.ask", "file.take"]


def sign_in_again(client: CheckingClient) -> CheckingClient:
    client.fill_in("/sign-in", {"email": "manager@derby.example", "password": given.PASSWORD})
    return client


def test_a_workbook_needs_its_reason_a_second_person_where_it_is_long_and_the_same_role_to_be_taken(
    derby: int, sign_in: SignIn
) -> None:
    _set(derby, "exports_alone", 5)
    manager, governance = sign_in(Role.MANAGER), sign_in(Role.GOVERNANCE)
    assert _workbook(manager).request.path == FILE
    run_due()
    said = text_of(manager.get(FILE).text)
    assert "It is not made." in said and "It is asked for now" in said and "/exports" in manager.get(FILE).text
    assert "You have agreed." in governance.fill_in("/exports", {}, form="/exports/1/agree").text
    taken = manager.fill_in("/exports", {}, form=EXPORT)
    assert taken.request.path == "/reports/files/2"
    run_due()
    assert "It is ready." in manager.get("/reports/files/2").text
    assert manager.get("/reports/files/2/file").data[:2] == b"PK"
    audited = db.session.scalars(select(AuditEntry).where(AuditEntry.action.in_(["figure.export", "file.take"])))
    assert [each.reason for each in audited] == ["report", "report"]
    [manager_id] = db.session.scalars(select(MadeFile.asked_by).distinct())
    db.session.rollback()
    row = db.session.get(MadeFile, 2)
    assert row is not None
    row.role = Role.OFFICER.value  # as if it had been asked for in another role
    db.session.commit()
    assert manager.get("/reports/files/2/file").status_code == 404


def test_a_job_that_fails_says_so_and_is_tried_again(
    derby: int, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = sign_in(Role.MANAGER)
    pack = manager.fill_in(f"/reports/packs/freeze?agency=derby&{HALF}", {}).request.path
    manager.fill_in(f"{pack}?format=pdf", {})

    def fails(_job: Claimed) -> None:
        raise TimeoutError("Rowan Example-Finch")

    with monkeypatch.context() as broken:
        broken.setitem(handlers.APART, "files.make", fails)
        run_due()
    assert "Something went wrong on our side" in manager.get(FILE).text
    page = manager.fill_in(FILE, {}, form=f"{FILE}/again")
    assert "this begins in a moment" in text_of(page.text)
    run_due()
    assert manager.get(f"{FILE}/file").data[:5] == b"%PDF-"
