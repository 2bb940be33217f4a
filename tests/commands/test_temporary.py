"""A relative or friend who is approved for a time (reg 24): when one stands, and which child may live with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from crm.actor import Actor
from crm.commands import approval_days, journeys, placement_files, placements
from crm.commands.imports import File
from crm.commands.placement_files import ToldStay
from crm.commands.stays import Stay
from crm.errors import Refused
from crm.extensions import db
from crm.journey.decision_events import AnswerReceived, RefusalProposed
from crm.journey.event import Event
from crm.journey.events import JourneyClosed, NoticeReceived, PanelRecommended
from crm.journey.kinship_events import AdopterApprovedForChild
from crm.journey.next_steps import next_steps
from crm.journey.ranges import Route
from crm.journey.temporary import standing
from crm.journey.temporary_events import TemporarilyApproved, TemporaryApprovalExtended, TemporaryApprovalKept
from crm.people.tables import Household
from crm.reads.places_used import Used, of_households
from crm.register import settings
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
    ends_on = approval_days.temporary_ends_on(since)
    journeys.record(kin, journey, temporary(since, ends_on), by=derby)
    return kin, journey


def temporary(since: date, ends_on: date, *children: str) -> TemporarilyApproved:
    return TemporarilyApproved(happened_on=since, named_children=children or ("CH-1001",), ends_on=ends_on)


def test_kc_2_with_relatives_a_child_may_live_while_a_temporary_approval_covers_the_day(derby: Actor) -> None:
    kin, _ = kin_for_a_time(derby, date(2025, 11, 3))
    for child, on, says in (
        ("CH-1001", date(2025, 11, 2), "not approved on 2 November 2025.*record the temporary approval"),
        ("CH-1001", date(2026, 2, 23), "its last day was 22 February 2026.*under it"),
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
    until = approval_days.temporary_ends_on(date(2025, 11, 3), extended=True)
    assert until == date(2026, 4, 20)
    longer = TemporaryApprovalExtended(
        happened_on=date(2026, 2, 23),
        ends_on=until,
        panel_asked_on=date(2026, 2, 18),
        iro_told_on=date(2026, 2, 20),
    )
    with pytest.raises(Refused, match=r"its last day was 22 February 2026. It cannot be extended any more \(KC-6"):
        journeys.record(kin, journey, longer, by=derby)
    journeys.record(kin, journey, replace(longer, happened_on=date(2026, 2, 20)), by=derby)
    with pytest.raises(Refused, match="only once"):
        journeys.record(kin, journey, longer, by=derby)
    placements.place(kin, replace(STAY, from_on=date(2026, 3, 2)), by=derby)


@pytest.mark.parametrize(
    ("panel", "iro", "says"),
    [
        (None, date(2026, 2, 18), "Say on which day panel’s views were sought"),
        (date(2026, 2, 18), None, "Say on which day the independent reviewing officer was told"),
        (date(2026, 2, 21), date(2026, 2, 18), "extended before panel’s views were sought, on 21 February 2026"),
        (date(2026, 2, 18), date(2026, 2, 21), "before the independent reviewing officer was told"),
        (date(2025, 11, 2), date(2026, 2, 18), "panel’s views were sought on 2 November 2025, before it"),
        (date(2026, 2, 18), date(2025, 11, 2), "reviewing officer was told on 2 November 2025, before it"),
    ],
)
def test_kc_5_it_is_not_extended_before_panel_was_asked_and_the_iro_told(
    derby: Actor, panel: date | None, iro: date | None, says: str
) -> None:
    kin, journey = kin_for_a_time(derby, date(2025, 11, 3))
    longer = TemporaryApprovalExtended(
        happened_on=date(2026, 2, 20), ends_on=date(2026, 4, 20), panel_asked_on=panel, iro_told_on=iro
    )
    with pytest.raises(Refused, match=rf"{says}.*\(KC-5\)"):
        journeys.record(kin, journey, longer, by=derby)
    assert standing(given.fold(kin), date(2026, 2, 23)) is None


def test_kc_4_with_the_irm_it_goes_on_until_the_outcome_and_ends_with_the_decision(derby: Actor) -> None:
    kin, journey = kin_for_a_time(derby, date(2025, 11, 3))
    asked = date(2026, 2, 18)
    kept = TemporaryApprovalKept(happened_on=date(2026, 2, 20), panel_asked_on=asked, iro_told_on=asked)
    with pytest.raises(Refused, match=r"only once they have applied to the IRM: record that \(KC-4"):
        journeys.record(kin, journey, kept, by=derby)
    for kind, on in zip(given.STEPS[2:6], (3, 4, 5, 6), strict=True):
        given.record(kin, journey, kind(happened_on=date(2025, 12, on)), by=derby)
    for event in (
        PanelRecommended(happened_on=date(2026, 1, 20), recommendation="not_approve"),
        RefusalProposed(happened_on=date(2026, 1, 23), answer_by=date(2026, 2, 20)),
        AnswerReceived(happened_on=date(2026, 2, 16), answer="irm"),
        kept,
    ):
        given.record(kin, journey, event, by=derby)
    placements.place(kin, replace(STAY, from_on=date(2026, 3, 2)), by=derby)  # after the 112 days
    with pytest.raises(Refused, match="until the outcome of the IRM already"):
        journeys.record(kin, journey, replace(kept, happened_on=date(2026, 2, 21)), by=derby)


def test_kc_6_one_that_ran_out_is_never_given_anew_for_the_same_child(derby: Actor) -> None:
    kin, journey = kin_for_a_time(derby, date(2025, 11, 3))
    ran_out = r"ran out: its last day was 22 February 2026.*KC-6"
    again = temporary(date(2026, 2, 23), date(2026, 6, 15), "CH-2002", "ch-1001")
    with pytest.raises(Refused, match=ran_out):
        journeys.record(kin, journey, again, by=derby)
    with pytest.raises(Refused, match=ran_out):
        placements.place(kin, replace(STAY, from_on=date(2026, 2, 23)), by=derby)
    journeys.record(kin, journey, replace(again, named_children=("CH-2002",)), by=derby)  # another child may come


def test_kc_3_a_new_journey_begins_no_new_clock_for_the_same_child(derby: Actor) -> None:
    kin, _ = kin_for_a_time(derby, date(2025, 11, 3))
    another = given.journey(kin, date(2026, 1, 5), by=derby, route=Route.KINSHIP)
    for since, says in ((date(2026, 2, 22), "One stands since 3 November 2025"), (date(2026, 2, 23), "ran out")):
        with pytest.raises(Refused, match=says):
            journeys.record(kin, another, temporary(since, approval_days.temporary_ends_on(since)), by=derby)


def test_kc_6_a_journey_is_not_closed_while_a_child_lives_there_under_its_temporary_approval(derby: Actor) -> None:
    kin, journey = kin_for_a_time(derby, date(2025, 11, 3))
    number = placements.place(kin, replace(STAY, from_on=date(2025, 11, 3)), by=derby)
    closed = JourneyClosed(happened_on=date(2026, 3, 2), stage="enquiry", initiator="applicant", reason="AW0")
    with pytest.raises(Refused, match=r"CH-1001 lives there on 2 March 2026.*KC-6"):
        journeys.record(kin, journey, closed, by=derby)
    placements.end(kin, number, to_on=date(2026, 3, 2), how="went_home", by=derby)
    journeys.record(kin, journey, closed, by=derby)


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


@pytest.mark.parametrize("route", [Route.KINSHIP, Route.MAINSTREAM], ids=["regulation 24", "regulation 25A"])
def test_kc_6_a_journey_that_was_decided_takes_no_approval_for_a_time(derby: Actor, route: Route) -> None:
    home = given.household(derby.agency_ids[0], "Kit Example-Kin")
    journey, _ = given.approved(home, date(2025, 9, 1), 1, by=derby, route=route)
    notice = NoticeReceived(happened_on=date(2025, 12, 15), ends_on=date(2026, 1, 12))
    journeys.record(home, journey, notice, by=derby)
    anew: Event = temporary(date(2026, 2, 2), date(2026, 5, 25), "CH-2002")
    if route is Route.MAINSTREAM:
        anew = AdopterApprovedForChild(happened_on=date(2026, 2, 2), named_children=("CH-2002",))
    with pytest.raises(Refused, match="decided on 1 September 2025.*begin another .*journey"):
        journeys.record(home, journey, anew, by=derby)
    household, rulebook = given.fold(home), settings.rulebook(derby.agency_ids[0])
    steps = next_steps(household, household.journeys[0], rulebook, date(2026, 3, 4))
    assert anew.kind not in {each.kind for each in steps if each.refused is None and each.by is None}
    another = given.journey(home, date(2026, 1, 26), by=derby, route=route)
    journeys.record(home, another, anew, by=derby)
    placements.place(home, replace(STAY, child="CH-2002", from_on=date(2026, 2, 2)), by=derby)


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
