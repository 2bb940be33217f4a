"""The standards of the TSD: from the training log, and taken back with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Actor
from crm.commands import skills, training
from crm.commands.skill_entries import Evidence
from crm.extensions import db
from crm.journey import levels
from crm.journey.care_events import StandardsEvidenced
from crm.ledger.tables import HeldClock
from crm.people import skills as stored
from tests import given, schemes
from tests.schemes import carer

APPROVED = date(2025, 9, 1)
SHOWN = Evidence(kind="portfolio", on=date(2026, 1, 10))


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    """An officer of Derby, on 4 March 2026; the council has three levels."""
    clock_at(date(2026, 3, 4))
    by = given.officer(given.agency())
    schemes.settle(by)
    return by


@pytest.fixture
def home(derby: Actor) -> int:
    """A household of two, approved on 1 September 2025."""
    return schemes.home_of_two(APPROVED, by=derby)


def decide(home: int, by: Actor, level: str = "A", on: date = APPROVED) -> int:
    chosen = skills.Decision(level=level, on=on, evidence=SHOWN)
    return schemes.decide(home, carer(home), chosen, by=by)


def on_record(home: int) -> levels.Standing:
    found = levels.standing(stored.of_carer(carer(home)))
    db.session.rollback()
    return found


def test_tsd_2_the_household_s_clock_stops_once_both_carers_have_the_standards(home: int, derby: Actor) -> None:
    def clocks() -> list[str]:
        rules = list(db.session.scalars(select(HeldClock.rule).where(HeldClock.household_id == home)))
        db.session.rollback()
        return rules

    training.train(home, [carer(home)], course="standards", on=date(2026, 2, 1), by=derby)
    assert "TSD-1" in clocks()
    training.train(home, [carer(home, 2)], course="standards", on=date(2026, 2, 20), by=derby)
    assert "TSD-1" not in clocks()
    evidenced = given.fold(home).journeys[0].first(StandardsEvidenced)
    assert evidenced is not None and evidenced.event.happened_on == date(2026, 2, 20)


def test_tsd_1_the_clock_runs_again_once_a_certificate_that_stopped_it_is_struck_out(
    home: int, derby: Actor
) -> None:
    def evidenced() -> date | None:
        row = given.fold(home).journeys[0].first(StandardsEvidenced)
        return row.event.happened_on if row else None

    def struck(entry: int) -> date | None:
        skills.strike_out(home, entry, because="mistyped", by=derby)
        return evidenced()

    both = [carer(home), carer(home, 2)]
    first, second = training.train(home, both, course="standards", on=date(2026, 2, 20), by=derby)
    (aid,) = training.train(home, both[:1], course="first_aid", on=date(2026, 2, 20), by=derby)
    (earlier,) = training.train(home, both[:1], course="standards", on=date(2026, 2, 1), by=derby)
    assert struck(aid) == struck(first) == date(2026, 2, 20)  # the other carer's is of that day still
    (again,) = training.train(home, both[1:], course="standards", on=date(2026, 3, 1), by=derby)
    assert struck(second) == date(2026, 3, 1)
    assert struck(earlier) is None
    rules = db.session.scalars(select(HeldClock.rule).where(HeldClock.household_id == home)).all()
    db.session.rollback()
    assert "TSD-1" in rules
    training.train(home, both[:1], course="standards", on=date(2026, 3, 2), by=derby)
    assert evidenced() == date(2026, 3, 2) and struck(again) is None


def test_tsd_4_a_certificate_from_another_service_counts_from_the_approval_here(home: int, derby: Actor) -> None:
    training.train(home, [carer(home), carer(home, 2)], course="standards", on=date(2023, 5, 4), by=derby)
    evidenced = given.fold(home).journeys[0].first(StandardsEvidenced)
    assert evidenced is not None and evidenced.event.happened_on == APPROVED
