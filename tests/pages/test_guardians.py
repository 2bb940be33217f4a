"""Special guardians: their support after the order on the household's page and in the list, and support groups."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest

from crm.actor import Role
from crm.commands import guardians, journeys
from crm.commands.guardians import Support
from crm.errors import Refused, Stale
from crm.journey.events import HouseholdDeregistered
from crm.journey.ranges import Route
from tests import given
from tests.pages.conftest import TODAY, Desk

pytestmark = pytest.mark.slow  # together they take seconds
ORDER = date(2021, 12, 6)
LIST = "/kinship/guardians"


def left_by_order(at: Desk, name: str = "Kit Example-Kin", reason: str = "sgo") -> str:
    """Relatives approved for a child, who became its special guardians; their reference."""
    home = given.household(at.officer.agency_ids[0], name)
    begun, _ = given.approved(home, date(2021, 6, 1), 1, by=at.officer, route=Route.KINSHIP)
    journeys.record(home, begun, HouseholdDeregistered(happened_on=ORDER, reason=reason), by=at.officer)
    return at.reference(home)


def shown(at: Desk, query: str = "") -> str:
    return " ".join(at.browser.get(f"{LIST}{query}").text.partition('id="results"')[2].split())


def test_kc_12_an_order_without_support_is_listed_until_its_support_is_recorded(desk: Callable[..., Desk]) -> None:
    at = desk()
    home = left_by_order(at)
    left_by_order(at, "Ash Example-Kin", "returned_to_parents")
    page = shown(at, "?state=no_plan")
    assert home in page and "no support recorded" in page and "Ash" not in page
    assert "Permanence for the child: no carer was lost" in at.browser.get(f"/households/{home}/ending").text
    told = {"order_kind": "sgo", "order_on": ORDER, "child": "CH-7", "support_until": date(2024, 12, 5)}
    page = at.browser.fill_in(f"/households/{home}/guardians/new", told | {"contact_on": date(2022, 1, 24)}).text
    assert "The support is on record." in page and "<bdi>CH-7</bdi>" in page
    page = shown(at)
    assert home in page and "7 days late" in page and "CH-7" not in page and home not in shown(at, "?state=no_plan")
    assert home in shown(at, "?state=contact") and home not in shown(at, "?state=review")
    assert "Nobody matches" in shown(at, "?q=nobody-at-all")


def test_its_days_are_changed_and_what_somebody_else_changed_is_not_overwritten(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    home = left_by_order(at)
    number = guardians.support(at.household_id(home), Support("CH-7", "sgo", ORDER), by=at.officer)
    later = {"contact_on": date(2022, 3, 1), "review_on": date(2022, 6, 1)}
    page = at.browser.fill_in(f"/households/{home}/guardians/{number}/edit", later).text
    assert "The support is changed." in page and "1 Mar 2022" in page
    with pytest.raises(Stale):
        guardians.change(at.household_id(home), number, Support("CH-7", "sgo", ORDER), version=1, by=at.officer)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (Support("Bryn Finch", "sgo", ORDER), "never a name"),
        (Support("CH-7", "adoption", ORDER), "Choose which order"),
        (Support("CH-7", "sgo", date(2022, 2, 1)), "in the future"),
        (Support("CH-7", "sgo", ORDER, support_until=date(2021, 12, 5)), "enter a later day"),
    ],
)
def test_what_cannot_be_is_refused_in_words(desk: Callable[..., Desk], told: Support, says: str) -> None:
    at = desk()
    home = at.household_id(left_by_order(at))
    with pytest.raises(Refused, match=says):
        guardians.support(home, told, by=at.officer)


def test_a_household_joins_a_support_group_once_and_leaves_it(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    home = left_by_order(at)
    at.browser.fill_in(f"/households/{home}/guardians/groups/new", {"group": "kinship", "joined_on": ORDER})
    with pytest.raises(Refused, match="belonged to it since 6 December 2021"):
        guardians.join(at.household_id(home), "kinship", TODAY, by=at.officer)
    guardians.support(at.household_id(home), Support("CH-7", "sgo", ORDER), by=at.officer)
    assert "Kinship carers’ group" in shown(at)
    page = at.browser.get(f"/households/{home}/guardians").text
    leave = page.partition("groups/")[2].partition("/leave")[0]
    form = f"/households/{home}/guardians/groups/{leave}/leave"
    assert "Enter a day after" in at.browser.fill_in(form, {"left_on": ORDER}).text
    assert "That they left is on record." in at.browser.fill_in(form, {"left_on": TODAY}).text
    assert "Kinship carers’ group" not in shown(at)


def test_the_list_is_a_file_too_names_no_child_and_is_one_s_own_council_s(desk: Callable[..., Desk]) -> None:
    at = desk()
    home = left_by_order(at)
    guardians.support(at.household_id(home), Support("CH-7", "sgo", ORDER), by=at.officer)
    left_by_order(Desk(at.browser, given.officer(given.agency("nottingham"))), "Robin Elsewhere")
    sent = at.browser.fill_in(LIST, {"reason": "audit"}, form=f"{LIST}/export?")
    text = sent.get_data().decode("utf-8-sig")
    _, row = csv.reader(io.StringIO(text))
    assert row[0] == home and "CH-7" not in text and "Robin" not in shown(at, "?state=all")
    assert [reason for reason, _ in at.audited("household.export")] == ["audit"]
