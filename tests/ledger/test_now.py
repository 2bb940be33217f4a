"""Which journey speaks for a household in lists, where it has more than one, day after day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from crm.actor import Actor
from crm.commands import journeys
from crm.commands.settings import install_national_defaults
from crm.extensions import db
from crm.journey import events
from crm.journey.ranges import Route
from crm.reads import household, households
from crm.reads.filters import Filters
from tests import given
from tests.doors import Answer

pytestmark = pytest.mark.slow  # together they take seconds

APPROVED, NOTICE = date(2021, 9, 1), date(2022, 1, 10)
ENDS = NOTICE + timedelta(days=28)
ASKED = NOTICE + timedelta(days=5)

ClockAt = Callable[[date], None]


@pytest.fixture
def officer(app: Flask, clock_at: ClockAt) -> Actor:
    clock_at(ASKED)
    return given.officer(given.agency())


def leaving(by: Actor, event: events.Event) -> int:
    """A household whose approval for two places ends, and that asks again before it has ended."""
    home = given.household(by.agency_ids[0])
    begun, _ = given.approved(home, APPROVED, 2, by=by)
    journeys.record(home, begun, event, by=by)
    given.journey(home, ASKED, by=by, route=Route.KINSHIP)
    return home


def stages(by: Actor, **filters: Any) -> list[tuple[str | None, str | None, int | None]]:
    """Stage, route and places of each household in the list, which says as many as it shows."""
    found = households.listing(Filters(**filters), by)
    assert found.total == len(found.rows)
    return [(row.stage, row.route, row.places) for row in found.rows]


ENDINGS = [
    events.NoticeReceived(happened_on=NOTICE, ends_on=ENDS),
    events.HouseholdDeregistered(happened_on=ENDS, reason="administrative_error"),
]


@pytest.mark.parametrize("ending", ENDINGS, ids=["notice", "an end that is settled"])
def test_who_asks_again_before_the_approval_has_ended_is_approved_until_then_and_an_enquiry_after(
    officer: Actor, clock_at: ClockAt, cli: Callable[..., Answer], ending: events.Event
) -> None:
    # An end that lies ahead is recorded before its day; it may be read on any.
    leaving(officer, ending)
    for day, held, stood in ((ASKED, "notice", "kinship"), (ENDS, "enquiry", "mainstream")):
        clock_at(day if held == "enquiry" else ENDS - timedelta(days=1))
        shown = ("notice", "mainstream", 2) if held == "notice" else ("enquiry", "kinship", 0)
        assert stages(officer) == [shown], day
        assert stages(officer, stage=held, route=shown[1]) == [shown]
        assert stages(officer, route=stood) == []
        assert [stages(officer, stage=other) for other in {"notice", "left", "enquiry"} - {held}] == [[], []]
        assert cli("check").out == "Every identity holds.\n"


def test_the_page_of_the_household_says_the_same_as_the_list(officer: Actor, clock_at: ClockAt) -> None:
    leaving(officer, ENDINGS[0])
    (row,) = households.listing(Filters(), officer).rows
    for day, stage in ((ASKED, "notice"), (ENDS, "enquiry")):
        clock_at(day)
        current = household.household(row.reference, "timeline", officer).current
        assert current is not None and current.stage == stage


def test_what_is_recorded_on_the_new_journey_after_the_end_settles_it(officer: Actor, clock_at: ClockAt) -> None:
    home = leaving(officer, ENDINGS[0])
    clock_at(ENDS + timedelta(days=2))
    held = db.session.execute(text("SELECT journey_id FROM under_way")).scalar_one()
    journeys.record(home, held, events.FirstContactMade(happened_on=ENDS + timedelta(days=1)), by=officer)
    assert stages(officer) == [("contact", "kinship", 0)]
    assert db.session.execute(text("SELECT stage, gives_way_on FROM household_now")).one() == ("contact", None)


def test_a_journey_under_way_speaks_before_one_that_was_closed_later(officer: Actor) -> None:
    home = given.household(officer.agency_ids[0])
    given.journey(home, date(2021, 5, 1), by=officer)
    other = given.journey(home, date(2021, 6, 1), by=officer, route=Route.KINSHIP)
    journeys.record(home, other, events.JourneyClosed(happened_on=date(2021, 7, 1)), by=officer)
    assert stages(officer) == [("enquiry", "mainstream", 0)]


def test_once_both_are_over_the_later_end_speaks(officer: Actor, clock_at: ClockAt) -> None:
    home = leaving(officer, ENDINGS[0])
    held = db.session.execute(text("SELECT journey_id FROM under_way")).scalar_one()
    journeys.record(home, held, events.JourneyClosed(happened_on=ASKED), by=officer)
    assert stages(officer) == [("notice", "mainstream", 2)]
    clock_at(ENDS)
    assert [stage for stage, _, _ in stages(officer)] == ["left"]


def test_crm_init_brings_what_an_older_rule_has_stored_up_to_this_one(
    officer: Actor, cli: Callable[..., Answer]
) -> None:
    home = leaving(officer, ENDINGS[0])
    db.session.execute(text("UPDATE household_now SET stage = 'enquiry', places = 0, gives_way_on = NULL"))
    db.session.execute(text("DELETE FROM household_tally WHERE households = 0"))
    db.session.execute(text("UPDATE household_tally SET stage = 'enquiry'"))
    db.session.execute(text("DELETE FROM under_way"))
    db.session.execute(text("INSERT INTO to_fold (household_id) VALUES (:home)"), {"home": home})
    db.session.commit()
    answer = cli("check")
    assert answer.code == 1
    assert "now_is_the_fold: household_now says" in answer.err and "under_way says []" in answer.err
    assert cli("init").code == 0
    assert cli("check").code == 0
    assert stages(officer) == [("notice", "mainstream", 2)]
    assert install_national_defaults() == 0
