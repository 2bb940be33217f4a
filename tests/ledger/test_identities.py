"""Random histories through the commands: after every step, the identities of domain.md section 3 hold.

Each example is an agency of its own with a few households. The steps are what officers do: record, correct,
strike out, merge, wait. Refusals are fine; what is written must keep the ledgers true, now and for every past day.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from crm import clock
from crm.commands import command, journeys, merging
from crm.commands import settings as council
from crm.errors import Refused
from crm.extensions import db
from crm.journey import events
from crm.journey.history import Row, standing
from crm.journey.ranges import Route
from crm.ledger import check, now
from crm.ledger.cluster import load
from crm.ledger.journal import Writing
from crm.register import settings as register_settings
from tests import given
from tests.examples import many

START = datetime(2020, 3, 30, 12, tzinfo=UTC)
PLACES = st.integers(min_value=0, max_value=13)
BACK = st.integers(min_value=0, max_value=120)  # days before today on which something happened
KINDS: dict[str, Callable[[date, int], events.Event]] = {
    "contact": lambda day, _: events.FirstContactMade(happened_on=day),
    "visit": lambda day, _: events.VisitCompleted(happened_on=day),
    "application": lambda day, _: events.ApplicationReceived(happened_on=day),
    "stage one": lambda day, _: events.StageOneCompleted(happened_on=day),
    "stage two": lambda day, _: events.AssessmentStarted(happened_on=day),
    "report": lambda day, _: events.ReportCompleted(happened_on=day),
    "panel": lambda day, _: events.PanelRecommended(happened_on=day),
    "approval": lambda day, places: events.HouseholdApproved(happened_on=day, places=places),
    "terms": lambda day, places: events.TermsChanged(happened_on=day, places=places),
    "extension": lambda day, places: events.TermsChanged(happened_on=day, places=places, cause="capital_scheme"),
    "notice": lambda day, places: events.NoticeReceived(
        happened_on=day, ends_on=day + timedelta(days=28), destination="ifa" if places % 2 else None
    ),
    "leaving": lambda day, places: events.HouseholdDeregistered(
        happened_on=day + timedelta(days=places * 5), reason="administrative_error" if places % 2 else "deceased"
    ),
    "closing": lambda day, _: events.JourneyClosed(happened_on=day, stage="visit"),
    "reopening": lambda day, _: events.JourneyReopened(happened_on=day),
}
SUMS = text(
    "SELECT population, book, cause, effective_on, sum(quantity) FROM bed_entry "
    "WHERE agency_id = :agency AND recorded_at < :known GROUP BY 1, 2, 3, 4 HAVING sum(quantity) <> 0"
)
COUNTS = text(
    "SELECT population, 'stage', kind, effective_on, sum(quantity) FROM stage_entry "
    "WHERE agency_id = :agency AND recorded_at < :known GROUP BY 1, 2, 3, 4 HAVING sum(quantity) <> 0"
)
slugs = itertools.count(1)


class Officers(RuleBasedStateMachine):
    """A fostering service at work, its clock moving on."""

    def __init__(self) -> None:
        super().__init__()
        self.time = ExitStack()
        self.moment = START
        self.time.enter_context(clock.fixed(self.moment))
        self.agency = given.agency(f"agency-{next(slugs)}-{id(self)}"[:40])
        self.officer = given.officer(self.agency)
        self.homes: list[int] = []
        self.merges: list[int] = []
        self.known: dict[date, list[Any]] = {}

    def teardown(self) -> None:
        self.time.close()

    @initialize(route=st.sampled_from(Route), back=BACK)
    def a_household(self, route: Route, back: int) -> None:
        """It has asked: whichever rules an example goes without, there is something to record on."""
        self.homes.append(given.household(self.agency))
        given.journey(self.homes[0], self._day(back), by=self.officer, route=route)

    @rule()
    def another_household(self) -> None:
        if len(self.homes) < 3:
            self.homes.append(given.household(self.agency))

    @rule(
        home=st.integers(0, 2),
        route=st.sampled_from(Route),
        back=BACK,
        kind=st.sampled_from(["enquiry", "application"]),
    )
    def begin(self, home: int, route: Route, back: int, kind: str) -> None:
        day = self._day(back)
        enquiry = events.EnquiryReceived(happened_on=day)
        first = enquiry if kind == "enquiry" else events.ApplicationReceived(happened_on=day)
        household = self.homes[home % len(self.homes)]
        self._try(lambda: given.journey(household, first, by=self.officer, route=route))

    @rule(home=st.integers(0, 2), route=st.sampled_from(Route), back=BACK, places=st.integers(1, 3))
    def approve(self, home: int, route: Route, back: int, places: int) -> None:
        household = self.homes[home % len(self.homes)]
        self._try(lambda: given.approved(household, self._day(back), places, by=self.officer, route=route))

    @rule(which=st.integers(0, 9), kind=st.sampled_from(sorted(KINDS)), back=BACK, places=PLACES)
    def record(self, which: int, kind: str, back: int, places: int) -> None:
        if tied := self._tied():
            journey, home = tied[which % len(tied)]
            event = KINDS[kind](self._day(back), places)
            if isinstance(event, events.HouseholdApproved):
                self._try(partial(given.approve, home, journey, event, by=self.officer))
            else:
                self._try(lambda: given.record(home, journey, event, by=self.officer))

    @rule(which=st.integers(0, 9), steps=st.integers(1, 4), days=st.integers(0, 20))
    def go_on(self, which: int, steps: int, days: int) -> None:
        """The next steps in their order, so many days apart: what random kinds on random days seldom come to."""
        if tied := self._tied():
            journey, home = tied[which % len(tied)]
            rows = [row for row in standing(self._rows()) if row.journey_id == journey]
            done = {row.event.kind for row in rows}
            day = rows[-1].event.happened_on if rows else self._day(0)
            for step in [step for step in given.STEPS if step.kind not in done][:steps]:
                day += timedelta(days=days)
                self._try(partial(given.record, home, journey, step(happened_on=day), by=self.officer))

    @rule(which=st.integers(0, 9), back=BACK, rest=BACK)
    def close_and_reopen(self, which: int, back: int, rest: int) -> None:
        if tied := self._tied():
            journey, home = tied[which % len(tied)]
            closing = events.JourneyClosed(happened_on=self._day(back), initiator="service" if back % 2 else None)
            again = events.JourneyReopened(happened_on=self._day(max(0, back - rest)))
            self._try(lambda: journeys.record(home, journey, closing, by=self.officer))
            self._try(lambda: journeys.record(home, journey, again, by=self.officer))

    @rule(which=st.integers(0, 30), back=BACK, places=PLACES, strike=st.booleans())
    def correct(self, which: int, back: int, places: int, strike: bool) -> None:
        if not (rows := standing(self._rows())):
            return
        row = rows[which % len(rows)]
        home = dict(self._tied())[row.journey_id]
        fresh = [make(self._day(back), places) for make in KINDS.values()]
        event = next((each for each in fresh if type(each) is type(row.event)), None)
        if strike or event is None:
            self._try(lambda: journeys.strike_out(home, row.id, reason="typing_error", by=self.officer))
        else:
            self._try(lambda: journeys.correct(home, row.id, event, reason="typing_error", by=self.officer))

    @rule(which=st.integers(0, 9), to=st.integers(0, 2))
    def merge(self, which: int, to: int) -> None:
        if tied := self._tied():
            journey, home = tied[which % len(tied)]
            self._try(lambda: tie(self.agency, journey, home, self.homes[to % len(self.homes)]))

    @rule(kept=st.integers(0, 2), merged=st.integers(0, 2))
    def merge_households(self, kept: int, merged: int) -> None:
        """As a manager does it: every journey of one to the other."""
        if len(self.homes) == 1:
            self.homes.append(given.household(self.agency))
            given.journey(self.homes[1], self._day(merged), by=self.officer)
        first = kept % len(self.homes)
        one, other = self.homes[first], self.homes[(first + 1 + merged % (len(self.homes) - 1)) % len(self.homes)]
        versions = (self._version(one), self._version(other))

        def act() -> None:
            made = merging.merge(
                one, other, people={1: 1}, versions=versions, because="same_people", by=self.officer
            )
            self.merges.append(made)

        self._try(act)

    @rule(which=st.integers(0, 9))
    def undo_a_merge(self, which: int) -> None:
        if self.merges:
            made = self.merges[which % len(self.merges)]
            self._try(lambda: merging.undo(made, because="two_households", by=self.officer))

    @rule(window=st.sampled_from([30, 60, 90]), back=BACK)
    def count_otherwise(self, window: int, back: int) -> None:
        """The council decides that enquiries count after another number of days, from a day in the past on."""
        since = self._day(back)
        council.change("enquiry_window_days", window, valid_from=since, agency_id=self.agency, by=self.officer)

    @rule(days=st.integers(1, 70))
    def wait(self, days: int) -> None:
        """Time goes by; what is known at the end of today must never change after it."""
        self.known[clock.today()] = self._figures(clock.today())
        self.time.close()
        self.moment += timedelta(days=days)
        self.time.enter_context(clock.fixed(self.moment))

    @invariant()
    def every_identity_holds(self) -> None:
        rulebook = register_settings.rulebook(self.agency)
        assert list(check.check(self.agency, self.homes, rulebook)) == []
        assert list(now.miscounted(self.agency)) == []

    @invariant()
    def every_stage_added_up_as_known_on_past_days(self) -> None:
        rulebook = register_settings.rulebook(self.agency)
        clusters = {id(each): each for each in load(self.agency, self.homes).values()}
        db.session.rollback()
        for day in [*self.known][-2:]:
            at = clock.end_of_day(day) - timedelta(microseconds=1)
            wrong = [said for each in clusters.values() for said in check.stages_add_up(each, rulebook, at)]
            assert wrong == [], f"as known on {day}"

    @invariant()
    def what_was_known_on_a_past_day_never_changes(self) -> None:
        for day, figures in self.known.items():
            assert self._figures(day) == figures, f"as known on {day}"

    def _figures(self, known_on: date) -> list[Any]:
        known = {"agency": self.agency, "known": clock.end_of_day(known_on).replace(tzinfo=None)}
        rows = [tuple(row) for query in (SUMS, COUNTS) for row in db.session.execute(query, known)]
        db.session.rollback()
        return sorted(rows, key=str)

    def _rows(self) -> list[Row]:
        clusters = {id(each): each for each in load(self.agency, self.homes).values()}
        db.session.rollback()
        return [row for cluster in clusters.values() for row in cluster.rows]

    def _tied(self) -> list[tuple[int, int]]:
        """Each journey, with the household that it is tied to now."""
        clusters = load(self.agency, self.homes).values()
        db.session.rollback()
        return sorted({pair for cluster in clusters for pair in cluster.tied().items()})

    def _version(self, home: int) -> int:
        found = db.session.execute(text("SELECT version FROM household WHERE id = :id"), {"id": home}).scalar_one()
        db.session.rollback()
        return int(found)

    def _day(self, back: int) -> date:
        return clock.today() - timedelta(days=back)

    def _try(self, act: Callable[[], object]) -> None:
        """Do it; a refusal is an answer, and leaves nothing behind."""
        try:
            act()
        except Refused:
            db.session.rollback()


@command
def tie(agency_id: int, journey_id: int, household_id: int, to: int) -> None:
    """A merge or a split, as a later command will make it."""
    turn = Writing(agency_id, register_settings.rulebook(agency_id), by=None)
    turn.load([household_id, to])
    turn.tie([journey_id], to, "merge")
    turn.write()


@pytest.mark.parametrize("examples", [10, pytest.param(25, marks=pytest.mark.slow)])
def test_the_identities_hold_after_every_step_of_random_histories(app: Flask, examples: int) -> None:
    health = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    asked = settings(max_examples=many(examples), stateful_step_count=20, suppress_health_check=health)
    run_state_machine_as_test(Officers, settings=asked)
