"""A relative or friend who is approved for a time (reg 24): when one stands, and which child may live with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from crm.actor import Actor
from crm.commands import journeys, placement_files, placements
from crm.commands.imports import File
from crm.commands.placement_files import ToldStay
from crm.commands.stays import Stay
from crm.errors import Refused
from crm.extensions import db
from crm.journey.events import JourneyClosed
from crm.journey.ranges import Route
from crm.journey.temporary_events import TemporarilyApproved, TemporaryApprovalExtended
from crm.people.tables import Household
from crm.reads.places_used import Used, of_households
from tests import given

STAY = Stay(child="CH-1001", offer=None, from_on=date(2026, 1, 5))


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    """An officer of Derby, on 4 March 2026."""
    clock_at(date(2026, 3, 4))
    return given.officer(given.agency())


def kin_for_a_time(derby: Actor, since: date) -> tuple[int, int]:
    """Relatives who are approved for a time, for CH-1001; the household and its journey."""
    kin = given.household(derby.agency_ids[0], "Kit Example-Kin")
    journey = given.journey(kin, since, by=derby, route=Route.KINSHIP)
    ends_on = journeys.temporary_ends_on(since)
    journeys.record(kin, journey, temporary(since, ends_on), by=derby)
    return kin, journey


def temporary(since: date, ends_on: date, *children: str) -> TemporarilyApproved:
    return TemporarilyApproved(happened_on=since, named_children=children or ("CH-1001",), ends_on=ends_on)


def test_kc_2_with_relatives_a_child_may_live_while_a_temporary_approval_covers_the_day(derby: Actor) -> None:
    kin, _ = kin_for_a_time(derby, date(2025, 11, 3))
    for child, on, says in (
        ("CH-1001", date(2025, 11, 2), "not approved on 2 November 2025.*record the temporary approval"),
        ("CH-1001", date(2026, 2, 23), "not approved on 23 February 2026"),
        ("CH-1002", date(2025, 11, 3), "for named children only"),
    ):
        with pytest.raises(Refused, match=says):
            placements.place(kin, replace(STAY, child=child, from_on=on), anyway=True, by=derby)
    placements.place(kin, replace(STAY, from_on=date(2026, 2, 22)), by=derby)
    assert of_households([kin], date(2026, 2, 22))[kin] == Used(0, 1, 0, 0, 1)


def test_kc_2_putting_a_placement_right_lets_in_no_child_whom_the_temporary_approval_does_not_name(
    derby: Actor,
) -> None:
    kin, _ = kin_for_a_time(derby, date(2025, 11, 3))
    number = placements.place(kin, STAY, by=derby)
    with pytest.raises(Refused, match="for named children only"):
        placements.correct(kin, number, replace(STAY, child="CH-1002"), because="mistyped", by=derby)
    placements.correct(kin, number, replace(STAY, siblings="SG-1"), because="mistyped", by=derby)


def test_kc_3_a_temporary_approval_is_extended_once_and_not_once_it_has_expired(derby: Actor) -> None:
    kin, journey = kin_for_a_time(derby, date(2025, 11, 3))
    until = journeys.temporary_ends_on(date(2025, 11, 3), extended=True)
    assert until == date(2026, 4, 20)
    longer = TemporaryApprovalExtended(happened_on=date(2026, 2, 23), ends_on=until)
    with pytest.raises(Refused, match="once it has expired it cannot be extended"):
        journeys.record(kin, journey, longer, by=derby)
    journeys.record(kin, journey, replace(longer, happened_on=date(2026, 2, 20)), by=derby)
    with pytest.raises(Refused, match="only once"):
        journeys.record(kin, journey, longer, by=derby)
    placements.place(kin, replace(STAY, from_on=date(2026, 3, 2)), by=derby)


def test_an_old_kinship_journey_lets_no_child_be_placed_without_an_approval(derby: Actor) -> None:
    kin = given.household(derby.agency_ids[0], "Kit Example-Kin")
    journey = given.journey(kin, date(2020, 1, 6), by=derby, route=Route.KINSHIP)
    journeys.record(kin, journey, temporary(date(2020, 1, 6), date(2020, 4, 27)), by=derby)
    closed = JourneyClosed(happened_on=date(2020, 2, 3), stage="enquiry", initiator="applicant", reason="AW0")
    journeys.record(kin, journey, closed, by=derby)
    for on in (STAY.from_on, date(2020, 2, 3)):
        with pytest.raises(Refused, match="only a temporary approval of that day"):
            placements.place(kin, replace(STAY, from_on=on), anyway=True, by=derby)


def test_kc_1_only_relatives_and_friends_are_approved_for_a_time(derby: Actor) -> None:
    home = given.household(derby.agency_ids[0])
    journey = given.journey(home, date(2026, 1, 5), by=derby)
    with pytest.raises(Refused, match="for relatives and friends"):
        journeys.record(home, journey, temporary(date(2026, 1, 5), date(2026, 4, 27)), by=derby)


def test_kc_1_who_is_approved_or_has_one_that_stands_gets_no_other(derby: Actor) -> None:
    kin, journey = kin_for_a_time(derby, date(2025, 11, 3))
    with pytest.raises(Refused, match="One stands since 3 November 2025, until 23 February 2026"):
        journeys.record(kin, journey, temporary(date(2026, 1, 5), date(2026, 4, 27)), by=derby)
    other = given.household(derby.agency_ids[0], "Sam Example-Kin")
    journey, _ = given.approved(other, date(2021, 9, 1), 1, by=derby, route=Route.KINSHIP)
    with pytest.raises(Refused, match="a temporary approval comes before that"):
        journeys.record(other, journey, temporary(date(2026, 1, 5), date(2026, 4, 27)), by=derby)


def test_a_file_is_history_and_what_it_says_of_relatives_is_loaded_and_noted(derby: Actor) -> None:
    kin = given.household(derby.agency_ids[0], "Kit Example-Kin")
    given.journey(kin, date(2020, 1, 6), by=derby, route=Route.KINSHIP)
    reference = db.session.get_one(Household, kin).reference
    db.session.rollback()
    told = [ToldStay(2, reference, STAY)]
    outcome = placement_files.load(derby.agency_ids[0], told, file=File("a.csv", "0" * 64, 1, 0), by=derby)
    assert outcome.batch and [each.message for each in outcome.noted] == [
        "No approval, and no temporary one for this child (KC-2), is on record for that day."
    ]
