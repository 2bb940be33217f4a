"""Children placed with a household that is approved for '2, or 3 if siblings' (B-10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask

from crm.actor import Actor
from crm.commands import journeys, placements
from crm.commands.placements import OutsideTerms
from crm.commands.stays import Stay
from crm.errors import Refused
from crm.extensions import db
from crm.journey.events import TermsChanged
from crm.people.placement_tables import Placement
from crm.reads.places_used import Used, of_households
from tests import given

STAY = Stay(child="CH-1001", offer=None, from_on=date(2026, 1, 5), siblings="sg-1")


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    clock_at(date(2026, 3, 4))
    return given.officer(given.agency())


@pytest.fixture
def home(derby: Actor) -> int:
    """A household approved for 2, or 3 if siblings, with two siblings there."""
    made = given.household(derby.agency_ids[0])
    journey, _ = given.approved(made, date(2021, 9, 1), 2, by=derby, agreed=True)
    journeys.record(made, journey, TermsChanged(happened_on=date(2021, 9, 2), siblings_extra=1), by=derby)
    for child in ("CH-1001", "CH-1002"):
        placements.place(made, replace(STAY, child=child), by=derby)
    return made


def used_on(home: int) -> Used:
    found = of_households([home], date(2026, 3, 4))[home]
    db.session.rollback()
    return found


def test_b_10_a_third_sibling_is_within_the_terms_and_a_fourth_is_not(home: int, derby: Actor) -> None:
    placements.place(home, replace(STAY, child="CH-1003", siblings=" SG-1 "), by=derby)
    assert used_on(home) == Used(2, 3, 0, 0, 0, extra=1)
    with pytest.raises(OutsideTerms, match="2 places are approved then, and 3 filled"):
        placements.place(home, replace(STAY, child="CH-1004"), by=derby)


def test_b_10_a_third_child_who_is_no_sibling_is_beyond_the_approval(home: int, derby: Actor) -> None:
    other = replace(STAY, child="CH-1003", siblings="SG-2")
    with pytest.raises(
        OutsideTerms, match="for siblings only, and these children are not: it is one child too many"
    ):
        placements.place(home, other, by=derby)
    placements.place(home, other, anyway=True, by=derby)
    assert used_on(home) == Used(2, 3, 0, 0, 1)


def test_b_10_where_nobody_says_whose_sibling_the_third_is_it_is_a_warning(home: int, derby: Actor) -> None:
    unsaid = replace(STAY, child="CH-1003", siblings=None)
    with pytest.raises(OutsideTerms, match="this place is for siblings only. Say for each child there"):
        placements.place(home, unsaid, by=derby)
    number = placements.place(home, unsaid, anyway=True, by=derby)
    assert used_on(home) == Used(2, 3, 0, 0, 0, extra=1, unsaid=True)
    said = replace(unsaid, siblings="SG-1")
    placements.correct(home, number, said, because="mistyped", by=derby)
    assert used_on(home) == Used(2, 3, 0, 0, 0, extra=1)


def test_siblings_share_a_reference_and_never_a_name(home: int, derby: Actor) -> None:
    with pytest.raises(Refused, match="never a name") as no:
        placements.place(home, replace(STAY, child="CH-1003", siblings="Example-Finch"), by=derby)
    assert no.value.field == "siblings"
    assert {row.siblings for row in db.session.query(Placement)} == {"SG-1"}


def test_b_13_a_family_that_was_there_before_and_stays_takes_no_place_twice(derby: Actor) -> None:
    made = given.household(derby.agency_ids[0])
    journey, _ = given.approved(made, date(2021, 9, 1), 2, by=derby, agreed=True)
    journeys.record(made, journey, TermsChanged(happened_on=date(2021, 9, 2), parent_and_child=1), by=derby)
    family = replace(STAY, offer="parent_and_child", siblings=None)
    placements.place(made, family, by=derby)
    before = replace(family, child="CH-1002", from_on=family.from_on - timedelta(days=20))
    with pytest.raises(Refused, match=r"none is counted twice \(B-13\)"):
        placements.place(made, before, anyway=True, by=derby)
    placements.place(made, replace(before, to_on=family.from_on, ended_how="went_home"), anyway=True, by=derby)


def test_b_13_of_which_family_somebody_is_opens_no_emergency(derby: Actor) -> None:
    """The terms cover them either way: it is asked, and nothing is outside them (KC-11)."""
    home = given.household(derby.agency_ids[0])
    journey, _ = given.approved(home, date(2021, 9, 1), 2, by=derby, agreed=True)
    terms = TermsChanged(happened_on=date(2021, 9, 2), parent_and_child=2, cause="adjustment")
    journeys.record(home, journey, terms, by=derby)
    parent = replace(STAY, offer="parent_and_child", siblings=None)
    placements.place(home, parent, by=derby)
    baby = replace(parent, child="CH-1002")
    with pytest.raises(OutsideTerms, match="of which family they are") as asked:
        placements.place(home, baby, by=derby)
    assert "emergency" not in asked.value.message
    with pytest.raises(Refused, match="needs no emergency"):
        placements.place(home, replace(baby, emergency=True), anyway=True, by=derby)
    placements.place(home, baby, anyway=True, by=derby)
