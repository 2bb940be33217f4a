"""A first review goes to panel by the agenda, and so do representations of a carer (RV-4, RV-6, PN-5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from flask import Flask

from crm.actor import Actor, Role
from crm.commands import journeys, panel_items, panels, settings
from crm.extensions import db
from crm.journey.ending_events import TerminationAnswered, TerminationProposed
from crm.journey.events import HouseholdDeregistered, ReviewCompleted
from crm.reads.panel_items import ready
from tests import given, panelling
from tests.panelling import Planned, refused

pytestmark = pytest.mark.slow  # together they take seconds

APPROVED, TODAY, PANEL = date(2021, 3, 1), date(2022, 1, 31), date(2022, 2, 8)


@pytest.fixture
def by(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    """A manager of Derby on 31 January 2022."""
    clock_at(TODAY)
    return replace(given.officer(given.agency()), role=Role.MANAGER)


def waits(by: Actor) -> list[tuple[str, date, date | None]]:
    found = [(each.purpose, each.since, each.panel_by) for each in ready(by)]
    db.session.rollback()
    return found


def heard(planned: Planned, item: int, recommendation: str, by: Actor) -> None:
    panels.attended(planned.panel, planned.members, version=panelling.version(planned.panel), by=by)
    said = {"recommendation": recommendation, "reasons": "They are steady.", "applicant_came": True}
    panel_items.recommend(item, **said, version=panelling.item_version(item), by=by)  # type: ignore[arg-type]


def test_rv_4_a_first_review_that_is_near_waits_for_panel_is_heard_there_and_then_decided(
    by: Actor, clock_at: Callable[[date], None]
) -> None:
    derby = by.agency_ids[0]
    home = given.household(derby)
    begun, _ = given.approved(home, APPROVED, 2, by=by)
    far = given.household(derby, "Ash Specimen")
    given.approved(far, TODAY - timedelta(days=30), 1, by=by)
    assert waits(by) == [("first_review", APPROVED, date(2022, 3, 1))]
    planned = panelling.planned(derby, PANEL, by)
    item = panel_items.put_on(planned.panel, begun, by=by)
    assert waits(by) == []
    clock_at(PANEL)
    review = ReviewCompleted(happened_on=PANEL)
    assert "goes to panel before it is decided (RV-4)" in refused(
        partial(journeys.record, home, begun, review, by=by)
    )
    assert "panel recommends whether the approval goes on" in refused(partial(heard, planned, item, "approve", by))
    heard(planned, item, "continue", by)
    journeys.record(home, begun, review, by=by)
    assert waits(by) == []


def test_w_1_a_council_may_go_without_panel_at_first_reviews_from_a_day_on(by: Actor) -> None:
    derby = by.agency_ids[0]
    home = given.household(derby)
    begun, _ = given.approved(home, APPROVED, 2, by=by)
    planned = panelling.planned(derby, PANEL, by)
    settings.change("panel_first_review", False, valid_from=TODAY, agency_id=derby, by=by)
    assert waits(by) == []
    assert "First reviews do not go to panel on 8 February 2022" in refused(
        partial(panel_items.put_on, planned.panel, begun, by=by)
    )
    before = ReviewCompleted(happened_on=TODAY - timedelta(days=1))
    assert "RV-4" in refused(partial(journeys.record, home, begun, before, by=by))
    journeys.record(home, begun, ReviewCompleted(happened_on=TODAY), by=by)


def test_rv_6_representations_against_the_end_of_an_approval_are_put_on_an_agenda(by: Actor) -> None:
    derby = by.agency_ids[0]
    home = given.household(derby)
    begun, _ = given.approved(home, date(2021, 10, 1), 2, by=by)
    sent = date(2022, 1, 10)
    answer_by = sent + timedelta(days=28)
    journeys.record(home, begun, TerminationProposed(happened_on=sent, answer_by=answer_by), by=by)
    assert waits(by) == []
    journeys.record(home, begun, TerminationAnswered(happened_on=date(2022, 1, 20)), by=by)
    assert waits(by) == [("termination", date(2022, 1, 20), None)]
    panel = panelling.planned(derby, PANEL, by).panel
    panel_items.put_on(panel, begun, by=by)
    assert waits(by) == []


def test_pn_10_whoever_heard_a_carer_s_representations_does_not_end_the_approval(
    by: Actor, clock_at: Callable[[date], None]
) -> None:
    derby = by.agency_ids[0]
    home = given.household(derby)
    begun, _ = given.approved(home, date(2021, 10, 1), 2, by=by)
    sent, panel = date(2022, 1, 10), PANEL
    journeys.record(home, begun, TerminationProposed(happened_on=sent, answer_by=sent + timedelta(28)), by=by)
    journeys.record(home, begun, TerminationAnswered(happened_on=date(2022, 1, 20)), by=by)
    email = given.user(Role.DECISION_MAKER)
    planned = panelling.planned(derby, panel, by, account=email)
    item = panel_items.put_on(planned.panel, begun, by=by)
    clock_at(panel)
    heard(planned, item, "terminate", by)
    maker = Actor(panelling.user(email), "Ash", Role.DECISION_MAKER, (derby,))
    over = HouseholdDeregistered(happened_on=panel, reason="standards_of_care", initiator="service")
    said = refused(partial(journeys.record, home, begun, over, by=maker))
    assert said.startswith("You sat on the panel of 8 February 2022") and said.endswith("to decide (PN-10).")
    journeys.record(home, begun, over, by=by)


def test_rv_4_the_first_review_is_the_earliest_by_its_day_whenever_it_is_recorded(
    by: Actor, clock_at: Callable[[date], None]
) -> None:
    derby = by.agency_ids[0]
    home = given.household(derby)
    begun, _ = given.approved(home, date(2020, 3, 1), 2, by=by)
    held = given.reviewed(home, begun, date(2021, 3, 1), by=by)  # panel heard it the day before
    heard = date(2021, 2, 28)
    earlier = ReviewCompleted(happened_on=heard - timedelta(days=1))
    no = refused(partial(journeys.record, home, begun, earlier, by=by))
    assert "The first review of an approval goes to panel before it is decided (RV-4)" in no
    assert "on or before 27 February 2021" in no
    moved = ReviewCompleted(happened_on=date(2020, 12, 1))
    assert "RV-4" in refused(partial(journeys.correct, home, held, moved, reason="mistyped", by=by))
    by_panel = next(row.id for row in given.fold(home).journeys[0].rows if row.event.happened_on == heard)
    resting = refused(partial(journeys.strike_out, home, by_panel, reason="mistyped", by=by))
    assert "1 March 2021 rests on this" in resting and "RV-4" in resting
    later = ReviewCompleted(happened_on=date(2022, 1, 10))
    journeys.record(home, begun, later, by=by)
    journeys.strike_out(home, held, reason="mistyped", by=by)  # panel heard before the one that is left
    journeys.record(home, begun, ReviewCompleted(happened_on=heard), by=by)


def test_rv_5_one_review_is_recorded_once(by: Actor) -> None:
    derby = by.agency_ids[0]
    home = given.household(derby)
    begun, _ = given.approved(home, date(2020, 3, 1), 2, by=by)
    put_off = ReviewCompleted(happened_on=date(2021, 2, 1), outcome="defer")
    journeys.record(home, begun, put_off, by=by)
    assert "There is a review of 1 February 2021" in refused(partial(journeys.record, home, begun, put_off, by=by))
    given.reviewed(home, begun, date(2021, 3, 1), by=by)
    again = ReviewCompleted(happened_on=date(2021, 3, 1), outcome="revise")
    no = refused(partial(journeys.record, home, begun, again, by=by))
    assert "There is a review of 1 March 2021 on record already (RV-5): correct it instead" in no
    later = journeys.record(home, begun, ReviewCompleted(happened_on=date(2022, 1, 10)), by=by)
    onto = ReviewCompleted(happened_on=date(2021, 3, 1))
    assert "RV-5" in refused(partial(journeys.correct, home, later, onto, reason="mistyped", by=by))
