"""The support of special guardians entered by mistake is put right or struck out; what was said stays on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from crm.actor import Role
from crm.commands import guardians
from crm.commands.guardians import Support
from crm.errors import Refused, Stale
from tests.pages.conftest import Desk
from tests.pages.test_guardians import ORDER, left_by_order, shown

pytestmark = pytest.mark.slow  # together they take seconds


def supported(at: Desk) -> tuple[str, str, int]:
    """Relatives whose support is recorded; their reference, the address of their supports, and its number."""
    home = left_by_order(at)
    number = guardians.support(at.household_id(home), Support("CH-7", "sgo", ORDER), by=at.officer)
    return home, f"/households/{home}/guardians", number


def test_what_is_struck_out_leaves_the_list_stays_on_record_and_can_be_put_back(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    home, path, number = supported(at)
    form = f"{path}/{number}/strike-out"
    assert "leaves the list of supported families" in at.browser.get(form).text
    assert "Choose why" in at.browser.fill_in(form, {}).text and home in shown(at)
    page = at.browser.fill_in(form, {"why": "did_not_happen"}).text
    assert "struck out" in page and "Put it back" in page and "CH-7" in page
    assert home not in shown(at) and home in shown(at, "?state=no_plan")
    assert at.audited("guardian.strike")[-1][0] == "did_not_happen"
    with pytest.raises(Refused, match="struck out already"):
        guardians.strike_out(at.household_id(home), number, because="mistyped", version=2, by=at.officer)
    page = at.browser.fill_in(path, {}, form=f"{path}/{number}/put-back").text
    assert "Put back." in page and home in shown(at) and home not in shown(at, "?state=no_plan")


def test_what_is_put_right_takes_the_place_of_what_was_said_which_can_still_be_read(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    home, path, number = supported(at)
    right = {"order_kind": "child_arrangements", "child": "CH-8", "order_on": date(2021, 12, 1), "why": "mistyped"}
    page = at.browser.fill_in(f"{path}/{number}/correct", right).text
    assert "What it said before stays on record." in page and "Struck out" in page
    assert "CH-8" in page and "CH-7" in page and "Child arrangements order" in shown(at)
    assert at.browser.get(f"{path}/{number}/correct").status_code == 404


def test_only_what_is_new_is_taken_and_what_somebody_else_changed_is_not_overwritten(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    home, path, number = supported(at)
    page = at.browser.fill_in(f"{path}/{number}/correct", {"why": "mistyped"})
    assert page.status_code == 422 and "Nothing is different" in page.text
    other = guardians.support(at.household_id(home), Support("CH-9", "sgo", ORDER), by=at.officer)
    page = at.browser.fill_in(f"{path}/{other}/correct", {"child": "ch-7", "why": "mistyped"})
    assert page.status_code == 422 and "on record already" in page.text
    with pytest.raises(Stale):
        guardians.strike_out(at.household_id(home), number, because="mistyped", version=9, by=at.officer)
    guardians.strike_out(at.household_id(home), number, because="mistyped", version=1, by=at.officer)
    again = guardians.support(at.household_id(home), Support("CH-7", "sgo", ORDER), by=at.officer)
    with pytest.raises(Refused, match="on record already"):
        guardians.put_back(at.household_id(home), number, by=at.officer)
    assert again and home in shown(at)


def test_a_support_group_entered_by_mistake_is_struck_out_and_can_be_joined_anew(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    home, path, _ = supported(at)
    number = guardians.join(at.household_id(home), "guardians", ORDER, by=at.officer)
    assert "Special guardians’ group" in shown(at)
    form = f"{path}/groups/{number}/strike-out"
    assert "stays on record as struck out" in at.browser.get(form).text
    assert "Choose why" in at.browser.fill_in(form, {}).text
    page = at.browser.fill_in(form, {"why": "did_not_happen"}).text
    assert "Support groups struck out (1)" in page and "They belong to none" in page
    assert at.audited("group.strike") == [("did_not_happen", [])]
    listed = shown(at)
    assert home in listed and "Special guardians’ group" not in listed
    assert at.browser.get(form).status_code == 404
    with pytest.raises(Refused, match="struck out already"):
        guardians.leave(at.household_id(home), number, date(2022, 1, 20), by=at.officer)
    guardians.join(at.household_id(home), "guardians", ORDER, by=at.officer)
    assert "Belongs to it" in at.browser.get(path).text
