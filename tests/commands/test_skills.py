"""Levels of Payment for skills: asked for, decided by another, with evidence; overlaps and gaps are refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Actor, Role
from crm.commands import merging, parting, people, profiles, settings, skills, training
from crm.commands.people import NewCarer
from crm.commands.skill_entries import Evidence
from crm.commands.skills import UnmetNeeds
from crm.errors import NotFound, Refused
from crm.extensions import db
from crm.journey import levels, rate_lines
from crm.journey.care_events import StandardsEvidenced
from crm.journey.ranges import Route
from crm.ledger.tables import HeldClock
from crm.people import skills as stored
from crm.people.skill_tables import SkillEntry
from crm.people.tables import Carer
from tests import given
from tests.checking import version

TODAY, APPROVED = date(2026, 3, 4), date(2025, 9, 1)
SHOWN = Evidence(kind="portfolio", on=date(2026, 1, 10))
AT_B = skills.Decision(level="B", on=TODAY, evidence=SHOWN)
SCHEME = "A\nB: First aid; One year of fostering\nC: Level 3 diploma"


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    """An officer of Derby, on 4 March 2026; the council has three levels."""
    clock_at(TODAY)
    by = given.officer(given.agency())
    rows: Any = rate_lines.read("levels", SCHEME)
    settings.change("skill_levels", rows, valid_from=date(2020, 4, 1), agency_id=by.agency_ids[0], by=by)
    return by


@pytest.fixture
def home(derby: Actor) -> int:
    """A household of two, approved on 1 September 2025."""
    carers = [NewCarer("Rowan Example-Finch"), NewCarer("Sam Example-Finch")]
    made = people.create_household(derby.agency_ids[0], carers=carers, by=derby)
    given.approved(made, APPROVED, 2, by=derby)
    return made


def carer(home: int, position: int = 1) -> int:
    chosen = select(Carer.id).where(
        Carer.household_id == home, Carer.position == position, Carer.removed_at.is_(None)
    )
    found = db.session.scalars(chosen).one()
    db.session.rollback()
    return found


def decide(home: int, by: Actor, level: str = "A", on: date = APPROVED, **also: Any) -> int:
    anyway = also.pop("anyway", True)
    told: dict[str, Any] = {"level": level, "on": on, "evidence": SHOWN} | also
    asked = skills.Decision(**told)
    return skills.decide(home, carer(home), asked, by=by, anyway=anyway)


def on_record(home: int, position: int = 1) -> levels.Standing:
    found = levels.standing(stored.of_carer(carer(home, position)))
    db.session.rollback()
    return found


def test_a_level_holds_from_its_day_until_the_next(home: int, derby: Actor) -> None:
    decide(home, derby)
    decide(home, derby, "B", date(2026, 2, 1))
    found = on_record(home)
    days = (APPROVED - timedelta(days=1), APPROVED, date(2026, 1, 31), date(2026, 2, 1))
    assert [found.level(day) for day in days] == [None, "A", "A", "B"]


@pytest.mark.parametrize(
    ("also", "says"),
    [
        ({"on": APPROVED}, "would overlap with it"),
        ({"on": APPROVED - timedelta(days=1)}, "The household is not approved on 31 August 2025"),
        ({"on": date(2026, 2, 1), "evidence": Evidence()}, "A level needs evidence"),
        ({"on": date(2026, 2, 1), "evidence": Evidence(kind="portfolio")}, "A level needs evidence"),
        ({"on": date(2026, 2, 1), "evidence": Evidence(kind="hearsay", on=TODAY)}, "Choose from the list"),
        ({"on": date(2026, 2, 1), "evidence": Evidence(document_id=99)}, "Choose a document of this household"),
        ({"on": date(2026, 2, 1), "level": "D"}, "There is no level 'D'"),
        ({"on": date(2026, 2, 1), "level": "A"}, "This carer is on level A since 1 September 2025"),
        ({"on": date(2028, 2, 1)}, "at most a year ahead"),
    ],
)
def test_a_level_that_overlaps_or_has_no_evidence_is_refused_and_nothing_changes(
    home: int, derby: Actor, also: dict[str, Any], says: str
) -> None:
    decide(home, derby)
    before = on_record(home)
    with pytest.raises(Refused) as no:
        decide(home, derby, **({"level": "B"} | also))
    assert says in no.value.message
    assert on_record(home) == before


def test_what_the_level_still_needs_is_named_and_it_is_decided_once_it_is_there(home: int, derby: Actor) -> None:
    decide(home, derby)
    with pytest.raises(UnmetNeeds, match="Level B still needs: First aid; One year of fostering."):
        decide(home, derby, "B", TODAY, anyway=False)
    training.train(home, [carer(home)], course="first_aid", on=date(2025, 11, 3), by=derby)
    training.show(home, carer(home), need="one year of fostering", on=TODAY, evidence=SHOWN, by=derby)
    decide(home, derby, "B", TODAY, anyway=False)
    assert on_record(home).level(TODAY) == "B"


def test_a_course_that_has_lapsed_is_needed_again(home: int, derby: Actor) -> None:
    training.train(home, [carer(home)], course="first_aid", on=date(2023, 3, 4), by=derby)
    with pytest.raises(UnmetNeeds, match="First aid"):
        decide(home, derby, "B", TODAY, anyway=False)


def test_a_request_is_decided_by_another_person(home: int, derby: Actor) -> None:
    decide(home, derby)
    asker = replace(derby, user_id=7)
    request = skills.ask(home, carer(home), level="B", on=TODAY, by=asker)
    with pytest.raises(Refused, match="another person decides it"):
        decide(home, asker, "B", TODAY)
    with pytest.raises(Refused, match="waits for its decision already"):
        skills.ask(home, carer(home), level="C", on=TODAY, by=asker)
    skills.turn_down(home, request, because="needs_not_met", by=derby)
    assert on_record(home).asked is None and on_record(home).level(TODAY) == "A"
    with pytest.raises(Refused, match="answered or struck out already"):
        skills.turn_down(home, request, because="needs_not_met", by=derby)


def test_a_lower_level_needs_a_reason(home: int, derby: Actor) -> None:
    decide(home, derby, "B")
    with pytest.raises(Refused, match="A lower level needs a reason"):
        decide(home, derby, "A", TODAY)
    decide(home, derby, "A", TODAY, because="own_wish")
    assert on_record(home).level(TODAY) == "A"


def test_pf_4_while_the_standards_are_overdue_no_higher_level_is_decided(
    home: int, derby: Actor, clock_at: Callable[[date], None]
) -> None:
    """TSD-1: due twelve months after the approval, on 1 September 2026. On that day they are not late yet."""
    decide(home, derby)
    clock_at(date(2026, 9, 2))
    with pytest.raises(Refused, match="were due on 1 September 2026"):
        decide(home, derby, "B", date(2026, 9, 2))
    decide(home, derby, "B", date(2026, 9, 1))
    training.train(home, [carer(home)], course="standards", on=date(2026, 9, 2), by=derby)
    decide(home, derby, "C", date(2026, 9, 2))


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


def test_what_was_recorded_by_mistake_counts_no_more_and_stays_on_record(home: int, derby: Actor) -> None:
    decide(home, derby)
    wrong = decide(home, derby, "B", date(2026, 2, 1))
    with pytest.raises(Refused, match="A manager strikes out"):
        skills.strike_out(home, wrong, because="mistyped", by=derby)
    manager = replace(derby, role=Role.MANAGER)
    skills.strike_out(home, wrong, because="mistyped", by=manager)
    assert on_record(home).level(TODAY) == "A"
    decide(home, derby, "B", date(2026, 1, 15))
    with pytest.raises(Refused, match="struck out already"):
        skills.strike_out(home, wrong, because="mistyped", by=manager)
    assert db.session.scalar(select(SkillEntry.what).where(SkillEntry.id == wrong)) == "B"


def test_who_comes_back_has_their_level_again(home: int, derby: Actor) -> None:
    decide(home, derby)
    gone = carer(home)
    parting.part(home, 1, why="separated", on=TODAY, own_household=False, version=1, by=derby)
    with pytest.raises(NotFound):
        skills.decide(home, gone, AT_B, by=derby, anyway=True)
    profiles.put_back_carer(home, gone, version=2, by=derby)
    assert on_record(home).level(TODAY) == "A"


def test_two_who_were_taken_for_one_part_with_the_levels_that_each_had(home: int, derby: Actor) -> None:
    decide(home, derby)
    other = given.household(derby.agency_ids[0], "Rowan Example-Double")
    by = replace(derby, role=Role.MANAGER)
    versions = (version(home), version(other))
    merge = merging.merge(home, other, people={1: 1}, versions=versions, because="same_people", by=by)
    decide(home, derby, "B", date(2026, 2, 1))
    merging.undo(merge, because="two_households", by=by)
    assert on_record(home).level(date(2026, 1, 31)) == "A"
    assert on_record(other).level(date(2026, 1, 31)) is None


def test_tsd_4_a_certificate_from_another_service_counts_from_the_approval_here(home: int, derby: Actor) -> None:
    training.train(home, [carer(home), carer(home, 2)], course="standards", on=date(2023, 5, 4), by=derby)
    evidenced = given.fold(home).journeys[0].first(StandardsEvidenced)
    assert evidenced is not None and evidenced.event.happened_on == APPROVED


def test_another_council_s_carer_is_unknown(home: int, derby: Actor) -> None:
    other = given.officer(given.agency("nottingham"))
    with pytest.raises(NotFound):
        skills.decide(home, 1, AT_B, by=other)


def test_relatives_join_on_the_same_terms(derby: Actor) -> None:
    """PF-2: the route does not matter."""
    kin = people.create_household(derby.agency_ids[0], carers=[NewCarer("Robin Example-Wren")], by=derby)
    given.approved(kin, APPROVED, 1, by=derby, route=Route.KINSHIP)
    decide(kin, derby)
    assert on_record(kin).level(TODAY) == "A"
