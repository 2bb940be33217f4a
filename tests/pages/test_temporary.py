"""A temporary approval on the pages that people work from: its alarms, and what is said once it has run out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from crm.actor import Role
from crm.commands import approval_days, journeys
from crm.journey.ranges import Route
from crm.journey.temporary_events import TemporarilyApproved
from crm.register import settings
from tests import given
from tests.filling import forms
from tests.pages.conftest import TODAY, Desk

pytestmark = pytest.mark.slow  # together they take seconds


def kin(at: Desk, days_ago: int, name: str = "Kit Example-Kin") -> str:
    """Relatives who were approved for a time so many days ago, for one child; their reference."""
    home, since = given.household(at.officer.agency_ids[0], name), TODAY - timedelta(days=days_ago)
    begun = given.journey(home, since, by=at.officer, route=Route.KINSHIP)
    ends_on = approval_days.temporary_ends_on(since)
    approved = TemporarilyApproved(happened_on=since, named_children=("CH-1001",), ends_on=ends_on)
    journeys.record(home, begun, approved, by=at.officer)
    return at.reference(home)


def text_of(at: Desk, path: str) -> str:
    return " ".join(at.browser.get(path).text.split())


def test_kc_7_an_alarm_stands_on_today_until_somebody_says_that_they_have_looked(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    home = kin(at, 84)
    says = "Temporary approval, day 84 of 112: 28 days are left"
    page = at.browser.get("/?whose=all").text
    assert says in page and says in text_of(at, "/clocks") and says in text_of(at, f"/households/{home}")
    form = next(
        each
        for each in forms(page)
        if each.action == f"/households/{home}/work" and "KC-7" in str(each.filled({})["item"])
    )
    answer = at.browser.post(form.action, data=form.filled({}) | {"do": "done"}, follow_redirects=True)
    assert f"is done for {home}" in answer.text and says not in text_of(at, "/clocks")
    assert "Temporary approval, day 98 of 112: 14 days are left" in text_of(at, "/clocks?state=all")


@pytest.mark.parametrize(("days_ago", "out"), [(111, False), (112, True), (400, True)])
def test_kc_6_what_has_run_out_is_red_and_first_wherever_people_look(
    desk: Callable[..., Desk], days_ago: int, out: bool
) -> None:
    at = desk(Role.OFFICER)
    home = kin(at, days_ago)
    other = given.household(at.officer.agency_ids[0], "Wren Example-Finch")  # late for longer, and not as bad
    given.journey(other, TODAY - timedelta(days=600), by=at.officer)
    says = "The temporary approval has run out: end the placement, or have them approved"
    for path in (f"/households/{home}", "/?whose=all", "/clocks", "/pipeline?route=kinship"):
        assert (says in text_of(at, path)) is out, path
    if out:
        overdue = text_of(at, "/?whose=all&part=overdue")
        assert overdue.index(home) < overdue.index(at.reference(other))
        last = TODAY - timedelta(days=days_ago - 111)
        assert f"Its last day was {last.day} {last:%B %Y}: nothing covers the placement since (KC-6)" in text_of(
            at, f"/households/{home}"
        )


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("OFFICER", "has an account of your service and is no nominated officer"),  # who records it
        ("Social Worker", "has an account of your service and is no nominated officer"),
        ("decision maker", "has an account of your service: choose them from the list"),
    ],
)
def test_kc_1_a_nominated_officer_with_an_account_is_chosen_and_nobody_else_s_name_is_taken(
    desk: Callable[..., Desk], name: str, says: str
) -> None:
    at, _, _ = desk(Role.OFFICER), desk(Role.SOCIAL_WORKER), desk(Role.DECISION_MAKER)
    home = given.household(at.officer.agency_ids[0], "Kit Example-Kin")
    given.journey(home, date(2022, 1, 3), by=at.officer, route=Route.KINSHIP)
    path = f"/households/{at.reference(home)}/journeys/1/record/temporarily-approved"
    matters = [each["code"] for each in settings.value("temporary_matters", at.officer.agency_ids[0], TODAY)]
    sent = {"happened_on": date(2022, 1, 10), "named_children": "CH-1001", "matters": matters}
    told = at.browser.fill_in(path, {**sent, "assessor": "outside", "assessor_name": name}, form=path)
    assert told.status_code == 422 and says in told.text and "(KC-1, KC-5)" in told.text
    assert at.events(at.reference(home)) == [("enquiry_received", "2022-01-03")]
    both = {**sent, "assessor": "outside", "assessor_name": f"{name} of another service"}
    assert "as nominated officer (KC-1)" in at.browser.fill_in(path, both, form=path).text
