"""The list of panels, as a file too; and what panels wait for, on the page of whoever runs them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask

from crm.actor import Actor, Role
from crm.commands import panel_items, panels
from crm.extensions import db
from crm.journey.events import HouseholdApproved
from crm.reads import panel_lines, panel_work
from crm.reads.panel_lines import Asked
from tests import given, panelling
from tests.doors import CheckingClient
from tests.panelling import Planned

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
ClockAt = Callable[[date], None]
TODAY, PANEL = date(2022, 1, 31), date(2022, 3, 8)
DAY = timedelta(days=1)


@pytest.fixture
def by(app: Flask, clock_at: ClockAt) -> Actor:
    clock_at(TODAY)
    return given.officer(given.agency())


@pytest.fixture
def planned(by: Actor) -> Planned:
    return panelling.planned(by.agency_ids[0], PANEL, by)


def waits(by: Actor) -> list[tuple[str, date, int]]:
    found = [(str(each.waits), each.due_on, each.households) for each in panel_work.waiting(by)]
    db.session.rollback()
    return found


def days(by: Actor, asked: Asked) -> list[date]:
    return [each.held_on for each in panel_lines.listing(asked, 1, by).panels]


def test_PN6_papers_recommendations_and_minutes_wait_with_the_manager_until_they_are_there(
    by: Actor, planned: Planned, clock_at: ClockAt, sign_in: SignIn
) -> None:
    derby = by.agency_ids[0]
    item = panelling.listed(planned.panel, derby, TODAY, by)
    home, journey = panelling.household_of(item), panelling.journey_of(item)
    due = date(2022, 3, 1)
    clock_at(due - 8 * DAY)
    assert waits(by) == []
    clock_at(due - 7 * DAY)
    assert waits(by) == [("papers", due, 1)]
    page = sign_in(Role.MANAGER).get("/").text
    assert "Send the papers to members (PN-6)" in page and f'href="/panel/{planned.panel}"' in page
    assert "Send the papers" not in sign_in(Role.OFFICER).get("/?whose=all").text
    panels.send_papers(planned.panel, version=panelling.version(planned.panel), by=by)
    assert waits(by) == []
    clock_at(PANEL + DAY)
    assert waits(by) == [("recommendations", PANEL, 1)]
    panels.attended(planned.panel, planned.members, version=panelling.version(planned.panel), by=by)
    said = {"recommendation": "approve", "reasons": "They are steady.", "applicant_came": True}
    panel_items.recommend(item, **said, version=panelling.item_version(item), by=by)  # type: ignore[arg-type]
    assert waits(by) == [("minutes", PANEL, 1)]
    assert waits(given.officer(given.agency("leicester"))) == []
    given.approve(home, journey, HouseholdApproved(happened_on=PANEL + DAY, places=2), by=by)
    assert waits(by) == []  # they are decided: nobody waits for its minutes


def test_panels_are_found_by_day_state_and_a_household_of_their_agenda_and_taken_as_a_file(
    by: Actor, planned: Planned, clock_at: ClockAt, sign_in: SignIn
) -> None:
    derby, later = by.agency_ids[0], PANEL + 28 * DAY
    other = panelling.another(derby, later, by, planned)
    off = panelling.another(derby, later + DAY, by, planned)
    panels.call_off(off, version=panelling.version(off), by=by)
    item = panelling.listed(other, derby, TODAY, by, "Wren Example-Heron")
    assert days(by, Asked()) == [PANEL, later, later + DAY]
    assert days(by, Asked(state="called_off")) == [later + DAY]
    assert days(by, Asked(state="planned")) == [PANEL, later]
    for q in ("heron", panelling.reference(panelling.household_of(item))):
        assert days(by, Asked(q=q)) == [later]
    assert days(given.officer(given.agency("leicester")), Asked(q="heron")) == []
    manager = sign_in(Role.MANAGER)
    page = manager.get("/panel?q=nobody").text
    assert "No panel matches." in page and "Clear the filters" in page
    form = "/panel/export?state=planned"
    answer = manager.fill_in("/panel?state=planned", {"reason": "report"}, form=form)
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert [row[0] for row in rows] == ["Day", "2022-03-08", "2022-04-05"] and "Heron" not in answer.text
    assert panelling.audited("panel.export") == [(None, "2 panels")]
    assert "Export this list" not in sign_in(Role.OFFICER).get("/panel").text
    clock_at(later + 2 * DAY)
    assert days(by, Asked("past")) == [later + DAY, later, PANEL]
    assert days(by, Asked("past", state="met")) == [later, PANEL]
