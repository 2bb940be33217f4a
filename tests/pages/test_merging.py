"""The pages on which two records of one household become one, and two again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from crm.actor import Role
from crm.commands import merging
from crm.extensions import db
from crm.people.tables import Household
from tests import given
from tests.doors import CheckingClient

SignIn = Callable[..., CheckingClient]
Two = tuple[int, int]


@pytest.fixture
def two(app: Flask, clock_at: Callable[[date], None]) -> Two:
    """Rowan, and Sam who asked from the same home nineteen days later."""
    clock_at(date(2021, 6, 1))
    derby = given.agency()
    rowan = given.household(derby, phone="01632 960 001")
    sam = given.household(derby, "Sam Example-Finch", phone="01632 960 001")
    given.journey(rowan, date(2021, 5, 1), by=given.officer(derby))
    given.journey(sam, date(2021, 5, 20), by=given.officer(derby))
    return rowan, sam


def references(two: Two) -> list[str]:
    found = [db.session.get_one(Household, each).reference for each in two]
    db.session.rollback()
    return found


def merge(two: Two) -> int:
    by = given.officer(1)
    return merging.merge(*two, people={1: 0}, versions=(1, 1), because="same_people", by=by)


def test_both_references_lead_to_the_household_that_is_kept(two: Two, sign_in: SignIn) -> None:
    merge(two)
    kept, merged = references(two)
    officer = sign_in(Role.OFFICER)
    for part in ("", "/people", "/documents", "?show=events"):
        answer = officer.get(f"/households/{merged}{part}")
        assert (answer.status_code, answer.location) == (302, f"/households/{kept}{part}")
    for asked in (merged, "Sam", "01632 960 001"):
        page = officer.get("/households", query_string={"q": asked})
        assert kept in page.text and f"/households/{merged}" not in page.text


def test_what_is_sent_to_a_household_that_was_merged_is_not_done_and_not_lost(two: Two, sign_in: SignIn) -> None:
    officer = sign_in(Role.OFFICER)
    kept, merged = references(two)
    path = f"/households/{merged}/people/1/edit"
    token = officer.get(path).text.split('name="csrf_token" value="')[1].split('"')[0]
    merge(two)
    answer = officer.post(path, data={"csrf_token": token, "name": "Sam Example-Typed", "version": "1"})
    assert answer.status_code == 409
    assert f"merged into {kept}" in answer.text and "Sam Example-Typed" in answer.text
