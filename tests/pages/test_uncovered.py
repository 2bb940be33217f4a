"""A child lives where no approval covers it any more: that is red wherever people look (KC-6, B-4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from crm.actor import Role, system
from crm.commands import placement_files, placements
from crm.commands.imports import File
from crm.commands.placement_files import ToldStay
from crm.commands.stays import Stay
from crm.errors import Refused
from crm.journey.decision_events import RefusalProposed
from crm.journey.events import ApprovalRefused, HouseholdApproved, HouseholdDeregistered, PanelRecommended
from crm.journey.ranges import Route
from crm.people.placements import there
from tests import given
from tests.filling import forms
from tests.pages.conftest import TODAY, Desk
from tests.pages.test_temporary import kin, text_of

pytestmark = pytest.mark.slow  # together they take seconds
SAYS = "A child lives there, and no approval covers it: end the placement"


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def refused(at: Desk) -> tuple[str, int]:
    """Relatives with a child since 90 days, whose approval was refused 3 days ago; and the placement's number."""
    reference = kin(at, 90)
    home = at.household_id(reference)
    stay = placements.place(home, Stay(child="CH-1001", offer=None, from_on=ago(90)), by=at.officer)
    (journey,) = given.fold(home).journeys
    for number, kind in enumerate(given.STEPS[2:6]):
        given.record(home, journey.id, kind(happened_on=ago(60 - number)), by=at.officer)
    for event in (
        PanelRecommended(happened_on=ago(45), recommendation="not_approve"),
        RefusalProposed(happened_on=ago(40), answer_by=ago(12)),
        ApprovalRefused(happened_on=ago(3)),
    ):
        given.record(home, journey.id, event, by=at.officer)
    return reference, stay


def test_kc_6_after_a_refusal_it_stands_until_the_placement_has_ended_and_no_new_journey_hides_it(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    home, stay = refused(at)
    pages = (f"/households/{home}", "/?whose=all&part=overdue", "/clocks")
    for path in pages:
        assert SAYS in text_of(at, path), path
    assert "Its last day was 27 January 2022" in text_of(at, f"/households/{home}")
    assert "End the placement" in text_of(at, "/?whose=all&part=overdue")
    number = at.household_id(home)
    given.journey(number, TODAY, by=at.officer, route=Route.KINSHIP)
    for path in pages:
        assert SAYS in text_of(at, path), path
    placements.end(number, stay, to_on=TODAY, how="went_home", by=at.officer)
    for path in pages:
        assert SAYS not in text_of(at, path), path


def test_kc_6_a_temporary_approval_does_not_come_back_when_the_approval_in_full_has_ended(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    reference = kin(at, 90)
    home = at.household_id(reference)
    placements.place(home, Stay(child="CH-1001", offer=None, from_on=ago(90)), by=at.officer)
    (journey,) = given.fold(home).journeys
    for number, kind in enumerate(given.STEPS, 1):
        given.record(home, journey.id, kind(happened_on=ago(60 - number)), by=at.officer)
    approved = HouseholdApproved(happened_on=ago(20), places=1, named_children=("CH-1001",))
    given.approve(home, journey.id, approved, by=at.officer)
    given.record(home, journey.id, HouseholdDeregistered(happened_on=ago(3), reason="sgo"), by=at.officer)
    assert "Approved for a time" not in text_of(at, f"/households/{reference}/placements")
    for path in (f"/households/{reference}", "/?whose=all&part=overdue", "/clocks?rule=B-4"):
        assert SAYS in text_of(at, path), path
    (stay,) = there(home, TODAY)
    placements.end(home, stay.id, to_on=ago(3), how="went_home", by=at.officer)
    with pytest.raises(Refused, match="the approval in full took its place, and has ended"):
        placements.place(home, Stay(child="CH-1001", offer=None, from_on=ago(2)), by=at.officer)


def test_oa_2_an_approval_for_supported_lodgings_covers_no_fostered_child(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    reference, _ = refused(at)
    home = at.household_id(reference)
    given.approved(home, ago(2), 2, by=at.officer, route=Route.SUPPORTED_LODGINGS)
    lodger = Stay(child="CH-2002", offer=None, from_on=ago(1))
    placements.place(home, lodger, by=at.officer, anyway=True)
    for path in (f"/households/{reference}", "/clocks?rule=KC-6"):
        assert f"{SAYS} (CH-1001)" in text_of(at, path), path


def test_kc_6_while_a_temporary_approval_stands_its_own_clocks_speak(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    home = at.household_id(kin(at, 112))
    placements.place(home, Stay(child="CH-1001", offer=None, from_on=ago(90)), by=at.officer)
    page = text_of(at, "/clocks")
    assert SAYS not in page and "The temporary approval has run out" in page


def test_kc_6_a_child_whom_no_temporary_approval_ever_named_is_red_from_its_first_day(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    home = kin(at, 30)
    stays = [
        ToldStay(row, home, Stay(child=child, offer=None, from_on=ago(30 - row)))
        for row, child in ((2, "CH-1001"), (3, "CH-9009"))
    ]
    agency_id = at.officer.agency_ids[0]
    placement_files.load(agency_id, stays, file=File("placements.csv", "7" * 64, 2, 0), by=system(agency_id))
    pages = (f"/households/{home}", "/?whose=all&part=overdue", "/clocks?rule=KC-6")
    for path in pages:
        assert f"{SAYS} (CH-9009)" in text_of(at, path), path
    assert "CH-9009). Nothing has covered the placement since its first day, 4 January 2022 (KC-6)" in text_of(
        at, f"/households/{home}"
    )
    number = at.household_id(home)
    (stay,) = (each.id for each in there(number, TODAY) if each.child == "CH-9009")
    placements.end(number, stay, to_on=TODAY, how="went_home", by=at.officer)
    for path in pages:
        assert SAYS not in text_of(at, path), path


def test_b_4_children_who_stay_after_an_approval_has_ended_are_red_until_they_have_left(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    home = at.approved(agreed=True)
    number = at.household_id(home)
    stays = [
        placements.place(number, Stay(child=child, offer=None, from_on=ago(90)), by=at.officer)
        for child in ("CH-2001", "CH-2002")
    ]
    record = f"/households/{home}/journeys/1/record/notice-received"
    assert "2 children live with them" in text_of(at, record)
    answers = {"happened_on": ago(30), "reason": "retired", "destination": "none", "initiator": "carer"}
    check = at.browser.fill_in(record, answers, form=record)
    concern = "2 children live there on 29 January 2022, and from that day no approval covers them"
    assert concern in " ".join(check.text.split())
    (form,) = (each for each in forms(check.text) if each.action == record)
    at.browser.post(record, data=form.filled({}) | {"confirmed": "yes"})
    pages = (f"/households/{home}", f"/households/{home}/ending", "/?whose=all&part=overdue", "/clocks")
    both = "2 children live there, and no approval covers them: end the placements (CH-2001, CH-2002)"
    for path in pages:
        assert both in text_of(at, path), path
    placements.end(number, stays[0], to_on=TODAY, how="went_home", by=at.officer, anyway=True)
    assert SAYS in text_of(at, "/clocks?rule=B-4")
    placements.end(number, stays[1], to_on=TODAY, how="went_home", by=at.officer, anyway=True)
    for path in pages:
        assert SAYS not in text_of(at, path), path
