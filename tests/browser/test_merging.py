"""Two records of one household in a real browser: found, merged and parted; and how a household lives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from crm.actor import Role
from crm.extensions import db
from crm.people.tables import Household
from tests import given
from tests.browser import axe
from tests.browser.width import wide


def reference(home: int) -> str:
    found = db.session.get_one(Household, home).reference
    db.session.rollback()
    return found


@pytest.mark.parametrize(("width", "script"), [(320, True), (1280, False)])
def test_two_records_are_found_merged_and_parted(
    app: Flask, open_browser: Callable[..., Page], width: int, script: bool
) -> None:
    derby = given.agency()
    rowan = given.household(derby, phone="01632 960 001")
    sam = given.household(derby, "Sam Example-Finch", phone="01632 960 001")
    for home, day in ((rowan, date(2021, 5, 1)), (sam, date(2021, 5, 20))):
        given.journey(home, day, by=given.officer(derby))
    kept, merged = reference(rowan), reference(sam)

    def fits() -> None:
        assert wide(page) <= width
        if script:
            axe.check(page)

    page = open_browser(Role.MANAGER, width=width, script=script)
    page.goto("/duplicates")
    fits()
    page.get_by_role("link", name="Compare").click()
    fits()
    page.get_by_role("button", name="Merge them").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose who Sam Example-Finch is")
    page.get_by_label("Somebody else").check()
    page.get_by_label("Partners who enquired one by one").check()
    page.get_by_role("button", name="Merge them").click()
    expect(page.get_by_role("status")).to_contain_text(f"{merged} is now part of {kept}.")
    fits()
    page.get_by_role("link", name=f"Undo the merge of {merged}").click()
    fits()
    page.get_by_label("They are two households").check()
    page.get_by_role("button", name="Make them two again").click()
    expect(page.get_by_role("status")).to_contain_text("They are two households again")


@pytest.mark.parametrize(("width", "script"), [(320, True), (1280, False)])
def test_how_a_household_lives_is_recorded_asked_for_and_restored(
    app: Flask, open_browser: Callable[..., Page], width: int, script: bool
) -> None:
    home = reference(given.household(given.agency()))

    def fits() -> None:
        assert wide(page) <= width
        if script:
            axe.check(page)

    page = open_browser(Role.OFFICER, width=width, script=script)
    for pets in ("A dog", "Two dogs"):
        page.goto(f"/households/{home}/profile/house/edit")
        page.get_by_label("Pets").fill(pets)
        if pets == "Two dogs":
            page.get_by_label("It has changed").check()
        fits()
        page.get_by_role("button", name="Save").click()
    page.goto(f"/households/{home}/profile/members/new")
    page.get_by_label("Name", exact=True).fill("Bryn Example-Finch")
    page.get_by_label("What they are to the carers").select_option("Child")
    fits()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Bryn Example-Finch")).to_have_count(0)
    page.get_by_label("Why do you need them?").select_option("To match a child")
    page.get_by_role("button", name="Show them").click()
    expect(page.get_by_text("Bryn Example-Finch")).to_be_visible()
    fits()
    page.get_by_role("link", name="What each field said before").click()
    fits()
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_role("status")).to_contain_text("It says again what it said before.")
