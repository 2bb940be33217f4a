"""Two who were taken for one and part again: each has the levels, and the checks, that were their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Actor, Role
from crm.commands import checks, journeys, merging, placements, skills, training
from crm.commands.skill_entries import Evidence
from crm.commands.stays import Stay
from crm.extensions import db
from crm.journey import levels
from crm.journey.events import ApplicationReceived, FirstContactMade, TermsChanged, VisitCompleted
from crm.people import skills as stored
from crm.people.check_tables import CheckEntry
from crm.reads import places_used
from tests import given, schemes
from tests.checking import version
from tests.schemes import carer

APPROVED, JANUARY, MARCH = date(2025, 9, 1), date(2026, 1, 31), date(2026, 3, 4)
SHOWN = Evidence(kind="portfolio", on=date(2026, 1, 10))


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    """A manager of Derby, on 4 March 2026; the council has three levels."""
    clock_at(MARCH)
    by = given.officer(given.agency())
    schemes.settle(by)
    return replace(by, role=Role.MANAGER)


@pytest.fixture
def homes(derby: Actor) -> tuple[int, int]:
    """A household of two on level A, and another that has enquired, whose carer asks for B and has courses."""
    home = schemes.home_of_two(APPROVED, by=derby)
    decide(home, derby, "A", APPROVED)
    other = given.household(derby.agency_ids[0], "Rowan Example-Double")
    skills.ask(other, carer(other), level="B", on=date(2026, 2, 1), by=derby)
    training.train(other, [carer(other)], course="first_aid", on=date(2026, 1, 5), by=derby)
    return home, other


def decide(home: int, by: Actor, level: str, on: date) -> int:
    return schemes.decide(home, carer(home), skills.Decision(level=level, on=on, evidence=SHOWN), by=by)


def merge(kept: int, merged: int, by: Actor) -> int:
    people = {1: 1} if kept < merged else {1: 1, 2: 0}  # the first household has a second carer
    versions = version(kept), version(merged)
    return merging.merge(kept, merged, people=people, versions=versions, because="same_people", by=by)


def stands(home: int) -> levels.Standing:
    found = levels.standing(stored.of_carer(carer(home)))
    db.session.rollback()
    return found


def told(home: int) -> tuple[object, ...]:
    """What stands of the first carer, without the numbers of steps."""
    found = stands(home)
    return found.decided, found.asked is not None, found.met, found.trained


def test_after_a_merge_is_undone_each_has_again_what_was_their_own_and_so_after_the_next(
    homes: tuple[int, int], derby: Actor
) -> None:
    """Either way round, and twice."""
    home, other = homes
    before = told(home), told(other)
    for kept, merged in (homes, homes, (other, home), homes):
        made = merge(kept, merged, derby)
        found = stands(kept)
        assert (found.level(MARCH), found.waits, set(found.trained)) == ("A", True, {"first_aid"})
        merging.undo(made, because="two_households", by=derby)
        assert (told(home), told(other)) == before


def test_what_was_recorded_of_both_while_they_were_one_stays_with_both(
    homes: tuple[int, int], derby: Actor, clock_at: Callable[[date], None]
) -> None:
    home, other = homes
    made = merge(home, other, derby)
    clock_at(date(2026, 3, 5))
    decide(home, derby, "B", date(2026, 2, 1))
    merging.undo(made, because="two_households", by=derby)
    assert [stands(each).level(JANUARY) for each in homes] == ["A", None]
    assert [stands(each).level(MARCH) for each in homes] == ["B", "B"]
    assert [stands(each).waits for each in homes] == [False, False]


def test_checks_part_too_and_what_was_taken_back_meanwhile_stays_so(derby: Actor) -> None:
    received = checks.Step("received", MARCH)
    home, other = (given.household(derby.agency_ids[0], name) for name in ("Ash Example-Finch", "Ash Example-Wren"))
    for each, code in ((home, "identity"), (other, "relationships")):
        journey = given.journey(each, date(2026, 1, 5), by=derby)
        for step in (FirstContactMade, VisitCompleted, ApplicationReceived):
            given.record(each, journey, step(happened_on=date(2026, 1, 6)), by=derby)
        checks.record(each, journey, [(code, f"carer-{carer(each)}")], received, by=derby)
    before = noted()
    merging.undo(merge(home, other, derby), because="two_households", by=derby)
    assert noted() == before
    made = merge(home, other, derby)
    own = CheckEntry.code == "relationships", CheckEntry.carer_id == carer(home)
    copied = db.session.scalars(select(CheckEntry.id).where(*own)).one()
    db.session.rollback()
    checks.take_back(home, copied, by=derby)
    merging.undo(made, because="two_households", by=derby)
    assert [row for row in noted() if row not in before] == [(carer(other), "relationships", False)]
    assert len(noted()) == len(before)


def noted() -> list[tuple[int, str, bool]]:
    """Every step with a check: of whom, which line, and whether it stands."""
    rows = db.session.execute(select(CheckEntry.carer_id, CheckEntry.code, CheckEntry.taken_back_at)).all()
    db.session.rollback()
    return sorted((row.carer_id, row.code, row.taken_back_at is None) for row in rows)


def test_places_that_changed_meanwhile_are_those_of_their_own_home(derby: Actor) -> None:
    enquired, home = (
        given.household(derby.agency_ids[0], name) for name in ("Ash Example-Finch", "Elm Example-Wren")
    )
    given.journey(enquired, date(2026, 1, 5), by=derby)
    journey, _ = given.approved(home, APPROVED, 2, by=derby, agreed=True)
    placements.place(home, Stay(child="C-1", offer=None, from_on=APPROVED), by=derby)
    versions = version(enquired), version(home)
    made = merging.merge(enquired, home, people={1: 0}, versions=versions, because="same_people", by=derby)
    books = TermsChanged(happened_on=date(2026, 2, 1), places=1, cause="adjustment")
    journeys.record(enquired, journey, books, by=derby)
    assert places_of(enquired) == [1]
    merging.undo(made, because="two_households", by=derby)
    assert places_of(enquired, home) == [0, 1]


def places_of(*homes: int) -> list[int]:
    used = places_used.of_households(homes, MARCH)
    db.session.rollback()
    return [used[each].places for each in homes]
