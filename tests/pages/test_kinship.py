"""The register of temporary approvals: on which day each is, what comes next, and the same as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from crm.actor import Role
from crm.commands import journeys, placements
from crm.commands.stays import Stay
from crm.errors import Refused
from crm.journey.decision_events import MinutesReceived
from crm.journey.events import HouseholdApproved, JourneyClosed
from crm.journey.kinship_events import KinReferred
from crm.journey.ranges import Route
from crm.journey.temporary_events import TemporaryApprovalExtended
from crm.reports.period import KnownOn, Period
from crm.reports.quarterly import quarterly
from crm.reports.scope import everybody, of_agency
from tests import given
from tests.pages.conftest import TODAY, Desk
from tests.pages.test_temporary import kin

pytestmark = pytest.mark.slow  # together they take seconds


def rows(at: Desk, query: str = "") -> str:
    page = at.browser.get(f"/kinship{query}").text
    return " ".join(page.partition('id="results"')[2].split())


def test_each_is_shown_with_its_days_its_next_alarm_and_its_last_day_the_soonest_first(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    early, late, out = (
        kin(at, 10, "Ash Example-Kin"),
        kin(at, 90, "Bay Example-Kin"),
        kin(at, 112, "Cob Example-Kin"),
    )
    page = rows(at)
    assert page.index(out) < page.index(late) < page.index(early)
    assert "10 of 112" in page and "90 of 112" in page and "112 of 112" in page
    assert "18 Mar 2022" in page and "8 Feb 2022" in page  # the alarms of days 56 and 98
    assert "12 May 2022" in page and "30 Jan 2022" in page  # last days
    assert "past an alarm" in page and "run out" in page and "0 placed" in page
    assert late in rows(at, "?state=alarm") and early not in rows(at, "?state=alarm")
    assert out in rows(at, "?q=Cob") and early not in rows(at, "?q=Cob")
    assert "No temporary approval matches" in rows(at, "?q=nobody-at-all")


def test_one_that_was_extended_counts_168_days_and_one_that_is_over_is_shown_where_it_is_asked_for(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    longer, closed = kin(at, 120, "Ash Example-Kin"), kin(at, 90, "Bay Example-Kin")
    home = at.household_id(longer)
    (journey,) = given.fold(home).journeys
    on, until = TODAY - timedelta(days=20), TODAY + timedelta(days=48)
    extended = TemporaryApprovalExtended(happened_on=on, ends_on=until, panel_asked_on=on, iro_told_on=on)
    journeys.record(home, journey.id, extended, by=at.officer)
    home = at.household_id(closed)
    (journey,) = given.fold(home).journeys
    ended = JourneyClosed(happened_on=TODAY, stage="enquiry", initiator="applicant", reason="child_returned_home")
    journeys.record(home, journey.id, ended, by=at.officer)
    assert "120 of 168" in rows(at, "?state=extended") and closed not in rows(at)
    assert closed in rows(at, "?state=ended") and closed in rows(at, "?state=all")


def test_the_register_is_a_file_too_names_no_child_and_the_taking_is_on_record(desk: Callable[..., Desk]) -> None:
    at = desk()
    home = kin(at, 90)
    assert "CH-1001" not in rows(at)
    sent = at.browser.fill_in("/kinship", {"reason": "audit"}, form="/kinship/export?")
    text = sent.get_data().decode("utf-8-sig")
    _, row = csv.reader(io.StringIO(text))
    assert row[0] == home and row[8:10] == ["90", "112"] and "CH-1001" not in text
    assert [reason for reason, _ in at.audited("household.export")] == ["audit"]
    assert at.browser.fill_in("/kinship", {"reason": ""}, form="/kinship/export?").status_code == 422


def test_kc_10_adopters_who_foster_a_named_child_are_in_it_with_no_number_of_days_to_come(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.DECISION_MAKER)
    home = at.home("Lark Example-Adopter")
    form = f"/households/{home}/journeys/1/decide/adopter-approved-for-child"
    page = at.browser.fill_in(form, {"happened_on": date(2022, 1, 10), "named_children": "CH-7"}).text
    assert "whom they are to adopt (regulation 25A, KC-10)" in page
    assert home in rows(at, "?state=for_adoption") and "fostering for adoption" in rows(at)


def test_another_council_s_kin_are_not_in_it(desk: Callable[..., Desk]) -> None:
    at = desk()
    kin(Desk(at.browser, given.officer(given.agency("nottingham"))), 10, "Robin Elsewhere")
    assert "Robin" not in rows(at, "?state=all") and "Nobody is approved for a time" in rows(at)


@pytest.mark.parametrize(
    ("role", "opens"), [(Role.SOCIAL_WORKER, 200), (Role.DECISION_MAKER, 200), (Role.ANALYST, 403), (Role.HUB, 403)]
)
def test_who_may_open_it(desk: Callable[..., Desk], role: Role, opens: int) -> None:
    assert desk(role).browser.get("/kinship").status_code == opens


def test_b_7_kin_who_become_mainstream_carers_leave_one_book_and_join_the_other_on_one_day(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    home = given.household(at.officer.agency_ids[0], "Kit Example-Kin")
    given.approved(home, date(2021, 5, 4), 1, by=at.officer, route=Route.KINSHIP)
    given.approved(home, date(2021, 11, 8), 3, by=at.officer)
    page = " ".join(at.browser.get(f"/households/{at.reference(home)}/range").text.split())
    moves = page.partition("Reclassified")[2]
    assert "Reclassified in" in page and "Reclassified out" in page and moves.count("8 Nov 2021") >= 1
    year = quarterly(
        of_agency("derby", everybody()), Period(date(2021, 4, 1), date(2022, 3, 31)), KnownOn(TODAY)
    ).this
    assert year.value("kinship", "places.reclassified_out") == 1
    assert year.value("mainstream", "places.reclassified_in") == 3
    assert year.value("all", "activity.approvals") == 1  # the first, and neither approved nor lost anew
    assert year.value("all", "activity.deregistrations") == 0 and year.reconciles
    assert "Permanence" not in at.browser.get(f"/households/{at.reference(home)}/ending").text


def test_b_7_mainstream_carers_who_become_kin_again_are_counted_once_each_way(desk: Callable[..., Desk]) -> None:
    at = desk(Role.DECISION_MAKER)
    home = given.household(at.officer.agency_ids[0], "Kit Example-Kin")
    given.approved(home, date(2021, 5, 4), 1, by=at.officer, route=Route.KINSHIP)
    given.approved(home, date(2021, 8, 9), 3, by=at.officer)
    named = {"named_children": ("CH-1",)}
    back = given.journey(
        home, KinReferred(happened_on=date(2021, 9, 1), **named), by=at.officer, route=Route.KINSHIP
    )
    for number, step in enumerate(given.STEPS[2:], start=1):
        given.record(home, back, step(happened_on=date(2021, 9, 1) + timedelta(days=number)), by=at.officer)
    decided = MinutesReceived(happened_on=date(2021, 10, 1))
    journeys.record(home, back, decided, by=at.officer)
    given.checked(home, back, date(2021, 10, 1))
    reference = at.reference(home)
    form = f"/households/{reference}/journeys/3/decide/household-approved"
    told = {"happened_on": date(2021, 10, 4), "places": 1, "named_children": "CH-1"}
    twice = at.browser.fill_in(form, told, form=form)
    assert twice.status_code == 422 and "it cannot be approved twice at once (DM-1)" in twice.text
    done = at.browser.fill_in(form, told | {"instead_of": "mainstream"}, form=form).text
    assert "It took the place of the mainstream approval" in done
    figures = quarterly(
        of_agency("derby", everybody()), Period(date(2021, 4, 1), date(2022, 3, 31)), KnownOn(TODAY)
    ).this
    for book, into, out_of in (("kinship", 1, 1), ("mainstream", 3, 3)):
        assert figures.value(book, "places.reclassified_in") == into, book
        assert figures.value(book, "places.reclassified_out") == out_of, book
    assert (
        figures.value("kinship", "households.closing") == 1 and figures.value("mainstream", "places.closing") == 0
    )
    assert figures.value("all", "activity.approvals") == 1 and figures.reconciles
    assert figures.value("all", "activity.deregistrations") == 0


def test_b_7_kin_with_more_children_than_the_places_they_are_approved_for_as_mainstream_are_asked_about(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.DECISION_MAKER)
    home = given.household(at.officer.agency_ids[0], "Kit Example-Kin")
    given.approved(home, date(2021, 5, 4), 3, by=at.officer, route=Route.KINSHIP, agreed=True)
    for number in (1, 2, 3):
        placements.place(home, Stay(child=f"CH-{number}", offer=None, from_on=date(2021, 5, 10)), by=at.officer)
    on = given.journey(home, date(2021, 9, 1), by=at.officer)
    for number, step in enumerate(given.STEPS, start=1):
        given.record(home, on, step(happened_on=date(2021, 9, 1) + timedelta(days=number)), by=at.officer)
    given.minuted(home, date(2021, 10, 1), by=at.officer)
    given.checked(home, on, date(2021, 10, 1))
    form = f"/households/{at.reference(home)}/journeys/2/decide/household-approved"
    asked = at.browser.fill_in(form, {"happened_on": date(2021, 10, 4), "places": 2}, form=form)
    assert asked.status_code == 200 and "Is that right?" in asked.text
    assert "3 children live there on 4 October 2021, and 2 places would be approved (B-11)." in asked.text
    enough = at.browser.fill_in(form, {"happened_on": date(2021, 10, 4), "places": 3}, form=form)
    assert "Is that right?" not in enough.text and "is on record" in enough.text


def test_b_7_a_kinship_approval_takes_the_place_of_nothing_where_none_stands(desk: Callable[..., Desk]) -> None:
    at = desk(Role.DECISION_MAKER)
    home = given.household(at.officer.agency_ids[0], "Kit Example-Kin")
    begun, approved = given.approved(home, date(2021, 5, 4), 1, by=at.officer, route=Route.KINSHIP)
    wrong = HouseholdApproved(happened_on=date(2021, 5, 4), places=1, instead_of=("mainstream",))
    with pytest.raises(Refused, match=r"No mainstream approval stands on 4 May 2021.*\(B-7\)"):
        journeys.correct(home, approved, wrong, reason="mistyped", by=at.officer)
