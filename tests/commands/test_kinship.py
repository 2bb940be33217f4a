"""Relatives named for a child, and adopters who foster the child that they will adopt (KC-8, KC-10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from crm.actor import Actor
from crm.commands import acts, approval_days, journeys, placements
from crm.commands.stays import Stay
from crm.errors import Refused
from crm.journey.events import Event, HouseholdApproved, HouseholdDeregistered, JourneyClosed, TermsChanged
from crm.journey.kinship import standing
from crm.journey.kinship_events import AdopterApprovalEnded, AdopterApprovedForChild, KinReferred, ViabilityAssessed
from crm.journey.next_steps import next_steps
from crm.journey.ranges import Route
from crm.register import settings
from tests import given

SINCE = date(2026, 1, 5)
STAY = Stay(child="CH-1001", offer=None, from_on=date(2026, 1, 12))
FOR_CHILD = AdopterApprovedForChild(happened_on=SINCE, named_children=("CH-1001",))


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    """An officer of Derby, on 4 March 2026."""
    clock_at(date(2026, 3, 4))
    return given.officer(given.agency())


def begun(derby: Actor, route: Route = Route.MAINSTREAM) -> tuple[int, int]:
    home = given.household(derby.agency_ids[0], "Kit Example-Kin")
    return home, given.journey(home, date(2025, 12, 1), by=derby, route=route)


def test_kc_8_relatives_are_named_for_children_and_looked_at_before_anything_else(derby: Actor) -> None:
    home, journey = begun(derby, Route.KINSHIP)
    with pytest.raises(Refused, match="names the children, by their references"):
        journeys.record(home, journey, KinReferred(happened_on=SINCE, named_children=()), by=derby)
    for event in (
        KinReferred(happened_on=SINCE, named_children=("CH-1001", "CH-1002")),
        ViabilityAssessed(happened_on=date(2026, 1, 9), outcome="positive"),
    ):
        journeys.record(home, journey, event, by=derby)
    elsewhere, other = begun(derby)
    with pytest.raises(Refused, match="on a kinship journey"):
        journeys.record(elsewhere, other, ViabilityAssessed(happened_on=SINCE), by=derby)


def test_kc_8_a_kinship_journey_that_was_decided_takes_no_other_child_and_another_does(derby: Actor) -> None:
    home = given.household(derby.agency_ids[0], "Kit Example-Kin")
    journey, _ = given.approved(home, date(2025, 12, 1), 1, by=derby, route=Route.KINSHIP)
    order = HouseholdDeregistered(happened_on=SINCE, reason="sgo", initiator="carer")
    ended = journeys.record(home, journey, order, by=derby)
    another = (
        KinReferred(happened_on=date(2026, 1, 5), named_children=("CH-1002",)),
        ViabilityAssessed(happened_on=date(2026, 1, 6), outcome="positive"),
    )
    rulebook = settings.rulebook(derby.agency_ids[0])
    for event in another:
        with pytest.raises(Refused, match="was decided on 1 December 2025.*begin another kinship journey"):
            journeys.record(home, journey, event, by=derby)
        history = given.fold(home)
        steps = next_steps(history, history.journeys[0], rulebook, date(2026, 3, 4))
        assert [each.refused is None and each.by is None for each in steps if each.kind == event.kind] == [False]
    journeys.record(home, journey, replace(another[1], happened_on=date(2025, 11, 29)), by=derby)  # before it was
    new = given.journey(home, SINCE, by=derby, route=Route.KINSHIP)
    for event in another:
        journeys.record(home, new, event, by=derby)
    journeys.strike_out(home, ended, reason="mistyped", by=derby)
    with pytest.raises(Refused, match="comes before that"):  # approved again, of this child or any other
        journeys.record(home, journey, another[1], by=derby)


def test_kc_10_adopters_may_take_the_child_that_they_are_approved_for_and_no_other(derby: Actor) -> None:
    home, journey = begun(derby)
    with pytest.raises(Refused, match="enter the child’s reference"):
        journeys.record(home, journey, replace(FOR_CHILD, named_children=()), by=derby)
    journeys.record(home, journey, FOR_CHILD, by=derby)
    with pytest.raises(Refused, match="for named children only"):
        placements.place(home, replace(STAY, child="CH-1002"), by=derby)
    placements.place(home, STAY, by=derby)
    with pytest.raises(Refused, match="One stands since 5 January 2026"):
        journeys.record(home, journey, FOR_CHILD, by=derby)
    assert given.fold(home).approvals == ()  # no bed comes of it (B-8)


def test_kc_10_a_journey_of_adopters_is_not_closed_while_the_child_lives_there(derby: Actor) -> None:
    home, journey = begun(derby)
    journeys.record(home, journey, FOR_CHILD, by=derby)
    placed = placements.place(home, STAY, by=derby)
    closed = JourneyClosed(happened_on=date(2026, 2, 2), stage="enquiry", initiator="applicant", reason="AW0")
    with pytest.raises(Refused, match=r"CH-1001 lives there on 2 February 2026: .*KC-10"):
        journeys.record(home, journey, closed, by=derby)
    many = {"reason": "AW0", "happened_on": "2026-02-02"}
    (refused,) = acts.what_if("close", many, [journey], by=derby).values()
    assert refused is not None and "CH-1001 lives there on 2 February 2026" in refused, "nor with many at once"
    placements.end(home, placed, to_on=date(2026, 2, 2), how="adopted", anyway=True, by=derby)
    journeys.record(home, journey, closed, by=derby)


def test_kc_6_a_journey_is_not_closed_where_the_other_approval_takes_no_such_child(derby: Actor) -> None:
    told, refused = {"reason": "AW0", "happened_on": "2026-02-02"}, []
    for route, ages in (
        (Route.SUPPORTED_LODGINGS, None),  # no fostering (OA-2)
        (Route.KINSHIP, (10, 17)),
        (Route.KINSHIP, (0, 7)),
    ):
        home, journey = begun(derby)
        child = f"CH-{home}"
        journeys.record(home, journey, replace(FOR_CHILD, named_children=(child,)), by=derby)
        placements.place(home, replace(STAY, child=child, born=date(2020, 3, 1)), by=derby)
        other, _ = given.approved(home, date(2026, 2, 1), 1, by=derby, route=route)
        if ages is not None:
            terms = TermsChanged(happened_on=date(2026, 2, 2), age_from=ages[0], age_to=ages[1], cause="adjustment")
            given.record(home, other, terms, by=derby)
        (asked,) = acts.what_if("close", told, [journey], by=derby).values()
        refused.append(asked is not None and f"{child} lives there" in asked)
    assert refused == [True, True, False]


def test_kc_10_it_is_closed_where_another_approval_of_the_household_covers_the_child_by_then(derby: Actor) -> None:
    home, journey = begun(derby)
    journeys.record(home, journey, FOR_CHILD, by=derby)
    placements.place(home, STAY, by=derby)
    kin, _ = given.approved(home, date(2026, 2, 1), 1, by=derby, route=Route.KINSHIP)
    closed = JourneyClosed(happened_on=date(2026, 1, 31), stage="enquiry", initiator="applicant", reason="AW0")
    with pytest.raises(Refused, match="CH-1001 lives there on 31 January 2026"):
        journeys.record(home, journey, closed, by=derby)
    (asked,) = acts.what_if("close", {"reason": "AW0", "happened_on": "2026-02-02"}, [journey], by=derby).values()
    assert asked is None
    ended = journeys.record(home, journey, replace(closed, happened_on=date(2026, 2, 2)), by=derby)
    (approval,) = given.fold(home).approvals
    was = approval.approved.event
    assert isinstance(was, HouseholdApproved)
    later = replace(was, happened_on=date(2026, 2, 10))
    for told in (later, replace(was, named_children=("CH-9",))):
        with pytest.raises(Refused, match=r"other journey was closed then.*CH-1001 lives there on 2 February 2026"):
            journeys.correct(home, approval.approved.id, told, reason="mistyped", by=derby)
    journeys.correct(home, ended, replace(closed, happened_on=date(2026, 2, 16)), reason="mistyped", by=derby)
    journeys.correct(home, approval.approved.id, later, reason="mistyped", by=derby)


def test_kc_8_the_referral_of_a_journey_that_was_decided_names_no_child_more(derby: Actor) -> None:
    home, journey = begun(derby, Route.KINSHIP)
    referral = KinReferred(happened_on=SINCE, named_children=("CH-1001",))
    referred = journeys.record(home, journey, referral, by=derby)
    more = replace(referral, named_children=("CH-1001", "CH-1002"))
    referred = journeys.correct(home, referred, more, reason="mistyped", by=derby)  # nothing was decided yet
    referred = journeys.correct(home, referred, referral, reason="mistyped", by=derby)
    for number, kind in enumerate(given.STEPS, 1):
        given.record(home, journey, kind(happened_on=date(2026, 1, 12 + number)), by=derby)
    given.minuted(home, date(2026, 2, 11), by=derby)
    approval = HouseholdApproved(happened_on=date(2026, 2, 12), places=1, named_children=("CH-1003",))
    given.approve(home, journey, approval, by=derby)
    with pytest.raises(Refused, match="was decided on 12 February 2026.*begin another kinship journey"):
        journeys.correct(home, referred, more, reason="mistyped", by=derby)
    for children in (
        ("CH-1001", "CH-1003"),
        ("CH-1004", "CH-1003"),
    ):  # whom the decision names; and what was mistyped
        told = replace(referral, named_children=children)
        referred = journeys.correct(home, referred, told, reason="mistyped", by=derby)
    other = replace(referral, named_children=("CH-1004", "CH-1005"))
    with pytest.raises(Refused, match="begin another kinship journey"):  # in the place of whom the decision names
        journeys.correct(home, referred, other, reason="mistyped", by=derby)
    journeys.strike_out(home, referred, reason="mistyped", by=derby)
    with pytest.raises(Refused, match="begin another kinship journey"):  # nor anew
        journeys.record(home, journey, other, by=derby)
    journeys.record(home, journey, replace(referral, named_children=("CH-1003",)), by=derby)


@pytest.mark.parametrize(
    ("ended", "covered"),
    [
        (AdopterApprovalEnded(happened_on=date(2026, 2, 2), ends_on=date(2026, 2, 2)), date(2026, 2, 1)),
        (
            AdopterApprovalEnded(happened_on=date(2026, 2, 2), reason="notice", ends_on=date(2026, 3, 2)),
            date(2026, 3, 1),
        ),
        (HouseholdApproved(happened_on=date(2026, 2, 20), places=1), date(2026, 2, 19)),
    ],
    ids=["the placement ended", "28 days after notice", "full approval"],
)
def test_kc_10_it_ends_with_the_placement_28_days_after_notice_or_with_full_approval(
    derby: Actor, ended: Event, covered: date
) -> None:
    home, journey = begun(derby)
    journeys.record(home, journey, FOR_CHILD, by=derby)
    assert approval_days.adopters_end_on(date(2026, 2, 2)) == date(2026, 3, 2)
    if isinstance(ended, HouseholdApproved):
        for number, step in enumerate(given.STEPS, start=6):
            given.record(home, journey, step(happened_on=date(2026, 1, number)), by=derby)
        given.approve(home, journey, ended, by=derby)
    else:
        journeys.record(home, journey, ended, by=derby)
    household = given.fold(home)
    after = date.fromordinal(covered.toordinal() + 1)
    assert standing(household, covered) is not None and standing(household, after) is None
    with pytest.raises(Refused, match=r"\(KC-10\)"):
        journeys.record(home, journey, AdopterApprovalEnded(happened_on=after, ends_on=after), by=derby)


def test_kc_10_relatives_are_no_adopters_and_a_host_is_told_that_hosts_are_none(derby: Actor) -> None:
    host = given.household(derby.agency_ids[0], "Lee Example-Host")
    own, _ = given.approved(host, date(2025, 12, 1), 1, by=derby, route=Route.SUPPORTED_LODGINGS)
    with pytest.raises(Refused, match="approved for supported lodgings on 5 January 2026, which is no fostering"):
        journeys.record(host, own, FOR_CHILD, by=derby)
    home, journey = begun(derby, Route.KINSHIP)
    with pytest.raises(Refused, match="on a mainstream journey"):
        journeys.record(home, journey, FOR_CHILD, by=derby)
