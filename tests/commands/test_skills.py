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
from crm.commands import parting, people, profiles, settings, skills, training
from crm.commands.people import NewCarer
from crm.commands.skill_entries import Evidence
from crm.commands.skills import UnmetNeeds
from crm.errors import NotFound, Refused
from crm.extensions import db
from crm.journey import levels, rate_lines
from crm.journey.ranges import Route
from crm.people import skills as stored
from crm.people.skill_tables import SkillEntry
from tests import given, schemes

TODAY, APPROVED = date(2026, 3, 4), date(2025, 9, 1)
SHOWN = Evidence(kind="portfolio", on=date(2026, 1, 10))
AT_B = skills.Decision(level="B", on=TODAY, evidence=SHOWN)
SCHEME = "A\nB: First aid; One year of fostering\nC: Level 3 diploma"


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    """An officer of Derby, on 4 March 2026; the council has three levels."""
    clock_at(TODAY)
    by = given.officer(given.agency())
    put("skill_levels", "levels", SCHEME, date(2020, 4, 1), by)
    return by


@pytest.fixture
def home(derby: Actor) -> int:
    """A household of two, approved on 1 September 2025."""
    return schemes.home_of_two(APPROVED, by=derby)


def decide(home: int, by: Actor, level: str = "A", on: date = APPROVED, **also: Any) -> int:
    anyway = also.pop("anyway", True)
    told: dict[str, Any] = {"level": level, "on": on, "evidence": SHOWN} | also
    asked = skills.Decision(**told)
    return schemes.decide(home, schemes.carer(home), asked, by=by, anyway=anyway)


def on_record(home: int, position: int = 1) -> levels.Standing:
    found = levels.standing(stored.of_carer(schemes.carer(home, position)))
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
        ({"on": date(2026, 2, 1), "level": "C"}, "Level B is asked for: decide that one"),
        ({"on": date(2019, 2, 1)}, "There is no level 'B' on 1 February 2019"),
        ({"on": date(2028, 2, 1)}, "at most a year ahead"),
    ],
)
def test_a_level_that_overlaps_or_has_no_evidence_is_refused_and_nothing_changes(
    home: int, derby: Actor, also: dict[str, Any], says: str
) -> None:
    decide(home, derby)
    skills.ask(home, schemes.carer(home), level="B", on=TODAY, by=derby)
    before = on_record(home)
    with pytest.raises(Refused) as no:
        decide(home, derby, **({"level": "B"} | also))
    assert says in no.value.message
    assert on_record(home) == before


def test_what_the_level_still_needs_is_named_and_it_is_decided_once_it_is_there(home: int, derby: Actor) -> None:
    decide(home, derby)
    with pytest.raises(UnmetNeeds, match="Level B still needs: First aid; One year of fostering."):
        decide(home, derby, "B", TODAY, anyway=False)
    training.train(home, [schemes.carer(home)], course="first_aid", on=date(2025, 11, 3), by=derby)
    training.show(home, schemes.carer(home), need="one year of fostering", on=TODAY, evidence=SHOWN, by=derby)
    decide(home, derby, "B", TODAY, anyway=False)
    assert on_record(home).level(TODAY) == "B"


def test_a_course_that_has_lapsed_is_needed_again(home: int, derby: Actor) -> None:
    training.train(home, [schemes.carer(home)], course="first_aid", on=date(2023, 3, 4), by=derby)
    with pytest.raises(UnmetNeeds, match="First aid"):
        decide(home, derby, "B", TODAY, anyway=False)


FEES = "A; child; 0\nB; child; 140\nC; child; 210"


def put(name: str, kind: str, text: str, on: date, by: Actor) -> None:
    rows: Any = rate_lines.read(kind, text)
    settings.change(name, rows, valid_from=on, agency_id=by.agency_ids[0], by=by)


def test_pf_1_a_table_that_would_leave_a_carer_on_a_level_without_a_rate_is_refused(
    home: int, derby: Actor
) -> None:
    put("skill_fees", "fees", FEES, date(2020, 4, 1), derby)
    decide(home, derby, "B", date(2026, 2, 1))
    april = date(2026, 4, 1)
    with pytest.raises(Refused) as no:
        put("skill_levels", "levels", "A\nC", april, derby)
    assert no.value.message.startswith(
        "Level B would not be in the scheme from 1 April 2026, and 1 carer is on it: nobody could say what that "
    )
    put("skill_levels", "levels", "A\nC", april, given.officer(given.agency("other")))  # whose carers these are not
    # Relabelled as it goes: the new beside the old, its rate, the carer on it, and then without the old.
    put("skill_levels", "levels", "A\nB\nC\n2", april, derby)
    put("skill_fees", "fees", f"{FEES}\n2; child; 150", april, derby)
    decide(home, derby, "2", april)
    put("skill_levels", "levels", "A\nC\n2", april, derby)
    with pytest.raises(Refused, match="Level B would not be in the scheme from 1 February 2026, and 1 carer"):
        put("skill_levels", "levels", "A\nC\n2", date(2020, 4, 1), derby)


def test_pf_1_whoever_decides_a_level_that_has_no_fee_on_its_day_is_told(home: int, derby: Actor) -> None:
    decide(home, derby, on=APPROVED, anyway=False)  # the council says no fees at all here: none is missing
    put("skill_fees", "fees", FEES, date(2026, 3, 1), derby)
    with pytest.raises(UnmetNeeds) as no:
        decide(home, derby, "B", date(2026, 2, 28), anyway=False)
    needs = "Level B still needs: First aid; One year of fostering."
    assert no.value.message.startswith(f"{needs} Level B has no weekly fee on 28 February 2026: what this carer")
    with pytest.raises(UnmetNeeds) as no:
        decide(home, derby, "B", date(2026, 3, 1), anyway=False)
    assert no.value.message == needs
    decide(home, derby, "B", date(2026, 2, 28))
    put("skill_levels", "levels", "A\nD\nB", TODAY, derby)
    with pytest.raises(UnmetNeeds, match="^Level D has no weekly fee on 4 March 2026"):  # a lower one as much
        decide(home, derby, "D", TODAY, because="own_wish", anyway=False)


def test_a_request_is_decided_by_another_person(home: int, derby: Actor) -> None:
    decide(home, derby)
    asker = replace(derby, user_id=7)
    request = skills.ask(home, schemes.carer(home), level="B", on=TODAY, by=asker)
    with pytest.raises(Refused, match="another person decides it"):
        decide(home, asker, "B", TODAY)
    with pytest.raises(Refused, match="waits for its decision already"):
        skills.ask(home, schemes.carer(home), level="C", on=TODAY, by=asker)
    skills.turn_down(home, request, because="needs_not_met", by=derby)
    assert on_record(home).asked is None and on_record(home).level(TODAY) == "A"
    with pytest.raises(Refused, match="answered or struck out already"):
        skills.turn_down(home, request, because="needs_not_met", by=derby)


def test_pf_3_nobody_raises_a_level_alone_whatever_their_role(home: int, derby: Actor) -> None:
    manager = replace(derby, user_id=7, role=Role.MANAGER)
    with pytest.raises(Refused, match="A level takes two people"):
        skills.decide(home, schemes.carer(home), AT_B, by=manager, anyway=True)
    skills.ask(home, schemes.carer(home), level="B", on=TODAY, by=manager)
    with pytest.raises(Refused, match="another person decides it"):
        skills.decide(home, schemes.carer(home), AT_B, by=manager, anyway=True)
    skills.decide(home, schemes.carer(home), AT_B, by=replace(manager, user_id=8), anyway=True)
    assert on_record(home).level(TODAY) == "B"
    with pytest.raises(Refused, match="This carer is on level B since 4 March 2026"):
        skills.ask(home, schemes.carer(home), level="B", on=TODAY, by=manager)


def test_pf_3_a_decision_is_struck_out_by_two_or_the_lower_one_would_be_undone_by_one(
    home: int, derby: Actor
) -> None:
    decide(home, derby, "B")
    lower = decide(home, derby, "A", TODAY, because="not_maintained")
    manager = replace(derby, user_id=7, role=Role.MANAGER)
    skills.strike_out(home, lower, because="mistyped", by=manager)
    assert (on_record(home).level(TODAY), list(on_record(home).wrong)) == ("A", [lower])
    with pytest.raises(Refused, match="another person strikes it out"):
        skills.strike_out(home, lower, because="mistyped", by=manager)
    with pytest.raises(Refused, match="A manager strikes out"):
        skills.strike_out(home, lower, because="mistyped", by=replace(derby, user_id=9))
    skills.strike_out(home, lower, because="mistyped", by=replace(manager, user_id=8))
    assert (on_record(home).level(TODAY), dict(on_record(home).wrong)) == ("B", {})


def test_a_lower_level_needs_a_reason(home: int, derby: Actor) -> None:
    decide(home, derby, "B")
    with pytest.raises(Refused, match="A lower level needs a reason"):
        skills.ask(home, schemes.carer(home), level="A", on=TODAY, by=derby)
    skills.ask(home, schemes.carer(home), level="A", on=TODAY, because="own_wish", by=derby)
    with pytest.raises(Refused, match="A lower level needs a reason"):
        decide(home, derby, "A", TODAY)
    decide(home, derby, "A", TODAY, because="own_wish")
    assert on_record(home).level(TODAY) == "A"


def test_pf_4_while_the_standards_are_overdue_no_higher_level_is_decided(
    home: int, derby: Actor, clock_at: Callable[[date], None]
) -> None:
    """TSD-1: due twelve months after the approval, on 1 September 2026. On that day they are not late yet."""
    clock_at(date(2026, 9, 2))
    with pytest.raises(Refused, match="were due on 1 September 2026"):
        decide(home, derby, "C", date(2026, 9, 2))  # of a carer on no level yet, too
    skills.turn_down(home, on_record(home).asked or 0, because="own_wish", by=derby)
    decide(home, derby)  # the lowest is where everybody begins: to be paid it is no progression
    with pytest.raises(Refused, match="were due on 1 September 2026"):
        decide(home, derby, "B", date(2026, 9, 2))
    decide(home, derby, "B", date(2026, 9, 1))
    training.train(home, [schemes.carer(home)], course="standards", on=date(2026, 9, 2), by=derby)
    decide(home, derby, "C", date(2026, 9, 2))


def test_what_was_recorded_by_mistake_counts_no_more_and_stays_on_record(home: int, derby: Actor) -> None:
    decide(home, derby)
    wrong = decide(home, derby, "B", date(2026, 2, 1))
    skills.strike_out(home, wrong, because="mistyped", by=replace(derby, user_id=7))
    manager = replace(derby, role=Role.MANAGER)
    skills.strike_out(home, wrong, because="mistyped", by=manager)
    assert on_record(home).level(TODAY) == "A"
    decide(home, derby, "B", date(2026, 1, 15))
    with pytest.raises(Refused, match="struck out already"):
        skills.strike_out(home, wrong, because="mistyped", by=manager)
    assert db.session.scalar(select(SkillEntry.what).where(SkillEntry.id == wrong)) == "B"


def test_who_comes_back_has_their_level_again(home: int, derby: Actor) -> None:
    decide(home, derby)
    gone = schemes.carer(home)
    parting.part(home, 1, why="separated", on=TODAY, own_household=False, version=1, by=derby)
    with pytest.raises(NotFound):
        skills.decide(home, gone, AT_B, by=derby, anyway=True)
    profiles.put_back_carer(home, gone, version=2, by=derby)
    assert on_record(home).level(TODAY) == "A"


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
