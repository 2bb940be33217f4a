"""A second child comes to relatives who are approved for a time: on its own journey, with its own weeks (KC-2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from crm.actor import Role
from crm.commands import approval_days, journeys, placements
from crm.commands.stays import Stay
from crm.errors import Refused
from crm.journey.events import HouseholdApproved, HouseholdDeregistered, JourneyClosed
from crm.journey.ranges import Route
from crm.journey.temporary_events import TemporarilyApproved, TemporaryApprovalExtended
from crm.reports.period import KnownOn, Period
from crm.reports.quarterly import quarterly
from crm.reports.scope import everybody, of_agency
from tests import given
from tests.doors import CheckingClient
from tests.pages.conftest import TODAY, Desk
from tests.pages.test_kinship import rows
from tests.pages.test_temporary import kin, text_of
from tests.pages.test_uncovered import SAYS

pytestmark = pytest.mark.slow  # together they take seconds


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def approved_for(at: Desk, home: int, journey: int, child: str, since: date) -> None:
    ends_on = approval_days.temporary_ends_on(since)
    event = TemporarilyApproved(happened_on=since, named_children=(child,), ends_on=ends_on)
    journeys.record(home, journey, event, by=at.officer)


def two(at: Desk) -> tuple[str, int, int]:
    """Relatives with one child since 100 days, and another, who came 10 days ago, on a journey of its own."""
    reference = kin(at, 100)
    home = at.household_id(reference)
    second = given.journey(home, ago(10), by=at.officer, route=Route.KINSHIP)
    approved_for(at, home, second, "CH-2002", ago(10))
    return reference, home, second


def test_kc_2_each_child_has_its_own_weeks_its_own_clock_and_its_own_row(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    reference, home, second = two(at)
    page = rows(at)
    assert "100 of 112" in page and "10 of 112" in page
    clocks = text_of(at, "/clocks?state=all")
    head = text_of(at, f"/households/{reference}")
    for page in (clocks, head):
        assert "day 56 of 112: 56 days are left (CH-2002)" in page
        assert "day 98 of 112: 14 days are left (CH-1001)" in page
    for child, days in (("CH-1001", 100), ("CH-2002", 10)):
        placements.place(home, Stay(child=child, offer=None, from_on=ago(days)), by=at.officer)
    with pytest.raises(Refused, match="named children only"):
        placements.place(home, Stay(child="CH-3003", offer=None, from_on=TODAY), by=at.officer)
    with pytest.raises(Refused, match="One stands since"):
        approved_for(at, home, given.journey(home, ago(5), by=at.officer, route=Route.KINSHIP), "ch-1001", ago(5))


def test_kc_3_extending_one_leaves_the_other_as_it_is(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    reference, home, second = two(at)
    until = approval_days.temporary_ends_on(ago(10), extended=True)
    longer = TemporaryApprovalExtended(happened_on=TODAY, ends_on=until, panel_asked_on=ago(2), iro_told_on=ago(1))
    journeys.record(home, second, longer, by=at.officer)
    page = rows(at)
    assert "10 of 168" in page and "100 of 112" in page and reference in page


def test_kc_6_when_one_is_over_the_child_of_it_is_not_covered_by_the_other_s(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    reference, home, second = two(at)
    placements.place(home, Stay(child="CH-1001", offer=None, from_on=ago(100)), by=at.officer)
    closed = JourneyClosed(happened_on=ago(2), stage="enquiry", initiator="applicant", reason="AW0")
    journeys.record(home, second, closed, by=at.officer)
    assert SAYS not in text_of(at, "/clocks")  # nobody lives there under the one that was closed
    stay = Stay(child="CH-2002", offer=None, from_on=ago(10), to_on=None)
    placements.place(home, stay, by=at.officer)
    assert SAYS in text_of(at, "/clocks") and SAYS in text_of(at, f"/households/{reference}")


def test_the_page_says_how_a_second_child_comes(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    reference = kin(at, 20)
    home = at.household_id(reference)
    (journey,) = given.fold(home).journeys
    with pytest.raises(Refused, match=r"For another child begin another kinship journey.*its own weeks \(KC-2\)"):
        approved_for(at, home, journey.id, "CH-2002", TODAY)
    assert f"/households/{reference}/journeys/new" in at.browser.get(f"/households/{reference}").text


def test_who_may_not_know_who_is_placed_is_told_of_a_clock_without_its_child(
    sign_in: Callable[..., CheckingClient], clock_at: Callable[[date], None]
) -> None:
    clock_at(TODAY)
    officer = given.officer(given.agency("derby", hub="d2n2"))
    at = Desk(sign_in(Role.OFFICER, at="derby"), officer)
    path = f"/households/{kin(at, 84)}"
    assert "day 84 of 112: 28 days are left (CH-1001)" in text_of(at, path)
    page = " ".join(sign_in(Role.HUB, at="d2n2").get(path).text.split())
    assert "day 84 of 112: 28 days are left (KC-7)" in page and "CH-1001" not in page


def test_kc_6_the_approval_in_full_for_both_children_ends_what_each_had_for_a_time(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    reference, home, second = two(at)
    first = given.fold(home).journeys[0].id
    for number, kind in enumerate(given.STEPS, 1):
        given.record(home, first, kind(happened_on=ago(9 - number)), by=at.officer)
    approved = HouseholdApproved(happened_on=TODAY, places=1, named_children=("CH-1001",))
    approval = given.approve(home, first, approved, by=at.officer)
    assert "day 56 of 112: 56 days are left (CH-2002)" in text_of(at, "/clocks?state=all")  # it is not for this one
    both = replace(approved, places=2, named_children=("CH-1001", "ch-2002"))
    journeys.correct(home, approval, both, reason="mistyped", by=at.officer)
    for path in ("/clocks?state=all", f"/households/{reference}", "/?whose=all"):
        page = text_of(at, path)
        assert "56 days are left" not in page and "Approved in full on another journey: close this one" in page, (
            path
        )
    assert "The temporary approval ends" not in text_of(at, "/clocks?state=all")
    memo = quarterly(of_agency("derby", everybody()), Period(TODAY, TODAY), KnownOn(TODAY)).memo
    assert memo is not None and memo.temporary_children == 0
    left = HouseholdDeregistered(happened_on=TODAY, reason="returned_to_parents")
    given.record(home, first, left, by=at.officer)
    with pytest.raises(Refused, match="the approval in full took its place, and has ended"):
        placements.place(home, Stay(child="CH-2002", offer=None, from_on=TODAY), by=at.officer)
    journeys.strike_out(home, given.fold(home).journeys[0].rows[-1].id, reason="mistyped", by=at.officer)
    closed = JourneyClosed(happened_on=TODAY, stage="enquiry", initiator="applicant", reason="AW0")
    journeys.record(home, second, closed, by=at.officer)
    assert "close this one" not in text_of(at, "/clocks?state=all")
