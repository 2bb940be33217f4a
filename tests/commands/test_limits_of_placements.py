"""A child's age is held against the range, and the number of children against the usual limit (DM-6, UL-1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from crm.actor import Actor
from crm.commands import availability, exemptions, journeys, placements
from crm.commands.availability import Closed
from crm.commands.imports.told import File
from crm.commands.placement_files import ToldStay, load
from crm.commands.placements import OutsideTerms
from crm.commands.stays import Stay
from crm.errors import Refused
from crm.journey.events import TermsChanged
from crm.people import households
from tests import given

STAY = Stay(child="CH-1001", offer=None, from_on=date(2026, 1, 5))
BEYOND = r"The terms then are for children of 0 to 14 years, and this one is 16 \(DM-6\)"


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    clock_at(date(2026, 3, 4))
    return given.officer(given.agency())


@pytest.fixture
def home(derby: Actor) -> int:
    """A household approved for 4 children of 0 to 14."""
    made = given.household(derby.agency_ids[0])
    journey, _ = given.approved(made, date(2021, 9, 1), 4, by=derby, agreed=True)
    journeys.record(made, journey, TermsChanged(happened_on=date(2021, 9, 2), age_from=0, age_to=14), by=derby)
    return made


def test_dm_6_a_child_outside_the_ages_of_the_range_is_placed_only_if_somebody_says_so(
    home: int, derby: Actor
) -> None:
    older = replace(STAY, born=date(2009, 6, 1))
    with pytest.raises(OutsideTerms, match=BEYOND):
        placements.place(home, older, by=derby)
    assert placements.place(home, older, anyway=True, by=derby)


@pytest.mark.parametrize(
    "born",
    [None, date(2011, 1, 31), date(2011, 2, 1), date(2026, 1, 1)],
)
def test_dm_6_who_may_be_of_the_right_age_is_placed_without_a_word(
    home: int, derby: Actor, born: date | None
) -> None:
    # In the month of the birthday nobody knows whether it was: 14 or 15.
    assert placements.place(home, replace(STAY, born=born), by=derby)


def test_dm_6_a_child_below_the_youngest_age_of_the_range_is_outside_it(derby: Actor) -> None:
    made = given.household(derby.agency_ids[0])
    journey, _ = given.approved(made, date(2021, 9, 1), 1, by=derby, agreed=True)
    journeys.record(made, journey, TermsChanged(happened_on=date(2021, 9, 2), age_from=5), by=derby)
    with pytest.raises(OutsideTerms, match="are for children of 5 years and over, and this one is 3"):
        placements.place(made, replace(STAY, born=date(2022, 3, 1)), by=derby)


@pytest.mark.parametrize("born", [date(2005, 1, 1), date(2007, 12, 1)])
def test_oa_1_who_is_grown_up_is_no_child_who_comes(home: int, derby: Actor, born: date) -> None:
    with pytest.raises(Refused, match=r"is 18 or over.*who stays put has a list of their own \(OA-1\)") as refused:
        placements.place(home, replace(STAY, born=born), anyway=True, by=derby)
    assert not isinstance(refused.value, OutsideTerms) and refused.value.field == "born"


def test_a_file_notes_the_age_and_refuses_who_is_grown_up(home: int, derby: Actor) -> None:
    reference = households.load(home, derby.agency_ids).reference
    told = [
        ToldStay(2, reference, replace(STAY, born=date(2009, 6, 1))),
        ToldStay(3, reference, replace(STAY, child="CH-1002", born=date(2005, 1, 1))),
    ]
    file = File("placements.csv", "0" * 64, told=2, refused=0)
    outcome = load(derby.agency_ids[0], told, file=file, by=derby)
    assert [(each.row, "16 (DM-6)" in each.message) for each in outcome.noted] == [(2, True)]
    assert [(each.row, each.field) for each in outcome.refused] == [(3, "born")]


def three(home: int, by: Actor, siblings: str | None = None) -> None:
    for child in ("CH-1001", "CH-1002", "CH-1003"):
        placements.place(home, replace(STAY, child=child, siblings=siblings), by=by)


FOURTH = replace(STAY, child="CH-1004")


def test_ul_1_a_fourth_child_is_placed_only_if_somebody_says_so(home: int, derby: Actor) -> None:
    three(home, derby)
    with pytest.raises(OutsideTerms, match=r"4 children are placed, and the usual limit is 3 .*UL-1.*UL-3.*UL-5"):
        placements.place(home, FOURTH, by=derby)
    assert placements.place(home, FOURTH, anyway=True, by=derby)


def test_ul_2_four_siblings_are_within_the_law(home: int, derby: Actor) -> None:
    three(home, derby, siblings="SG-1")
    assert placements.place(home, replace(FOURTH, siblings="SG-1"), by=derby)


def test_ul_3_whom_an_exemption_in_force_names_is_within_the_law(home: int, derby: Actor) -> None:
    three(home, derby)
    named = ("CH-1001", "CH-1002", "CH-1003", "CH-1004")
    exemptions.grant(
        home,
        authority="Derby City Council",
        children=named,
        granted_on=date(2025, 12, 1),
        ends_on=None,
        conditions=None,
        by=derby,
    )
    assert placements.place(home, FOURTH, by=derby)


def test_st_11_a_stay_that_runs_into_a_place_which_cannot_be_used_is_said_to(home: int, derby: Actor) -> None:
    three(home, derby, siblings="SG-1")
    availability.close(home, Closed(places=1, reason="break", from_on=date(2026, 2, 1)), by=derby)
    with pytest.raises(OutsideTerms, match="From 1 February 2026 1 place cannot be used"):
        placements.place(home, replace(FOURTH, siblings="SG-1"), by=derby)
    before = replace(FOURTH, siblings="SG-1", to_on=date(2026, 2, 1), ended_how="went_home")
    assert placements.place(home, before, by=derby)
