"""Supervision at the browser: who is due, a visit with a private note, and the unannounced one of the year."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from crm.actor import Role
from crm.commands import visits
from crm.commands.visits import Appointment
from crm.extensions import db
from tests import given
from tests.pages.conftest import TODAY, Desk

pytestmark = pytest.mark.slow  # together they take seconds

LIST = "/carers/supervision"
ALL = f"{LIST}?state=all"


def worker(at: Desk) -> int:
    """The account of the manager at the browser."""
    found = db.session.execute(text("SELECT id FROM user_account WHERE role = 'manager'")).scalar_one()
    db.session.rollback()
    return int(found)


def test_a_visit_in_time_takes_a_household_off_the_list_and_its_note_is_in_no_event(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    reference = at.approved()  # on 1 September 2021: due by 13 October
    assert reference in at.browser.get(LIST).text and "None on record" in at.browser.get(LIST).text
    path = f"/households/{reference}/visits/supervision"
    for wrong, says in (
        ({"on": date(2022, 2, 1)}, "is in the future: book the visit instead"),
        ({"on": date(2021, 8, 31)}, "was not approved on 31 August 2021"),
        ({"note": "They moved to 7 Canary Lane, DE1 2FS"}, "tick this to keep it here"),
    ):
        answer = at.browser.fill_in(path, {"worker": worker(at), **wrong})
        assert answer.status_code == 422 and says in answer.text
    asked = {"on": date(2022, 1, 20), "worker": worker(at), "note": "PRIVATE-7 all well"}
    page = at.browser.fill_in(path, asked)
    assert page.request.path == f"/households/{reference}" and "PRIVATE-7" in page.text
    assert reference not in at.browser.get(LIST).text
    assert "20 Jan 2022" in at.browser.get(ALL).text and "3 Mar 2022" in at.browser.get(ALL).text
    assert "PRIVATE-7" not in at.browser.get(ALL).text
    assert "unannounced_visit_made" not in dict(at.events(reference))


def test_a_private_note_is_read_by_who_wrote_it_the_household_s_own_worker_and_managers(
    desk: Callable[..., Desk],
) -> None:
    at, officer, social = desk(), desk(Role.OFFICER), desk(Role.SOCIAL_WORKER)
    reference = at.approved()
    path, home = f"/households/{reference}/visits/supervision", f"/households/{reference}"
    ids = {row.role: row.id for row in db.session.execute(text("SELECT role, id FROM user_account"))}
    db.session.rollback()
    officer.browser.fill_in(path, {"on": date(2022, 1, 20), "worker": ids["manager"], "note": "PRIVATE-7"})
    for browser in (officer.browser, at.browser):
        assert "PRIVATE-7" in browser.get(home).text and "PRIVATE-7" in browser.get(f"{home}/visits/1").text

    def reads() -> bool:
        shown = social.browser.get(home).text, social.browser.get(f"{home}/visits/1").text
        assert ("PRIVATE-7" in shown[0]) == ("PRIVATE-7" in shown[1]) == ("private note" not in shown[1])
        return "PRIVATE-7" in shown[0]

    assert not reads()
    social.browser.fill_in(f"{home}/worker", {"worker": str(ids["social_worker"])})
    assert not reads()
    at.browser.fill_in(f"{home}/worker", {"worker": str(ids["social_worker"])})
    assert reads()


def test_rv_12_an_unannounced_visit_is_an_event_and_starts_the_year_anew(desk: Callable[..., Desk]) -> None:
    at = desk()
    home = given.household(at.officer.agency_ids[0])
    given.approved(home, date(2021, 1, 4), 1, by=at.officer)
    reference = at.reference(home)
    late = f"{LIST}?state=unannounced"
    assert reference in at.browser.get(late).text
    path = f"/households/{reference}/visits/supervision"
    at.browser.fill_in(path, {"on": TODAY, "worker": worker(at), "unannounced": "yes"})
    assert at.events(reference)[-1] == ("unannounced_visit_made", "2022-01-31")
    assert "No household of yours matches." in at.browser.get(late).text
    assert "31 Jan 2023" in at.browser.get(ALL).text
    held = db.session.execute(text("SELECT data FROM event ORDER BY id DESC LIMIT 1")).scalar_one()
    db.session.rollback()
    assert str(held) == "{}"


def test_a_booked_visit_is_planned_and_nobody_books_one_that_is_unannounced(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.approved()
    soon = datetime(2022, 2, 3, 10, tzinfo=UTC)
    wanted = Appointment(starts_at=soon, minutes=60, worker_id=worker(at), purpose="supervision", place="home")
    visit = visits.book(at.household_id(reference), wanted, by=at.officer)
    page = at.browser.get(f"{LIST}?state=planned").text
    assert reference in page and "booked for 3 Feb 2022" in page
    assert "Unannounced visit" not in at.browser.get(f"/households/{reference}/visits/new").text
    assert "Supervision visit" in at.browser.get(f"/households/{reference}/visits/{visit}").text


def test_the_list_is_a_file_too_and_only_casework_opens_it(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.approved()
    sent = at.browser.fill_in(ALL, {"reason": "audit"}, form=f"{LIST}/export?state=all")
    _, row = csv.reader(io.StringIO(sent.get_data().decode("utf-8-sig")))
    assert row[0] == reference and row[5] == "2021-10-13" and row[7] == "Overdue"
    assert at.browser.fill_in(ALL, {"reason": ""}, form=f"{LIST}/export?state=all").status_code == 422
    for role, opens in ((Role.SOCIAL_WORKER, 200), (Role.ANALYST, 403), (Role.HUB, 403)):
        assert desk(role).browser.get(LIST).status_code == opens
