"""A couple parts, or a carer dies: the household goes on with the other, and so does its approval (B-18)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Actor, Role
from crm.commands import parting, people, profiles, users
from crm.commands.settings import change
from crm.errors import Refused, Stale
from crm.extensions import db
from crm.people import merging
from crm.people.tables import Carer, Household, User
from crm.reads import household as pages
from crm.reads import people as read_people
from crm.reads import work
from tests import given
from tests.doors import CheckingClient

pytestmark = pytest.mark.slow  # together they take seconds

TODAY = date(2026, 3, 4)


@pytest.fixture
def couple(app: Flask, clock_at: Callable[[date], None]) -> tuple[int, Actor]:
    """A couple of Derby, approved for two on 1 September 2025; and an officer."""
    clock_at(TODAY)
    by = given.officer(given.agency())
    home = given.household(by.agency_ids[0], "Rowan Example-Finch", email="rowan@home.example")
    people.add_carer(
        home, name="Sam Example-Teal", email="sam@home.example", phone="01632 960 002", version=1, by=by
    )
    given.approved(home, date(2025, 9, 1), 2, by=by)
    return home, by


def reference(home: int) -> str:
    found = db.session.scalars(select(Household.reference).where(Household.id == home)).one()
    db.session.rollback()
    return found


def version(home: int) -> int:
    found = db.session.scalars(select(Household.version).where(Household.id == home)).one()
    db.session.rollback()
    return found


def part(home: int, by: Actor, *, why: str = "separated", own: bool = True, on: date = TODAY, at: int = 2) -> int:
    made = parting.part(home, at, why=why, on=on, own_household=own, version=version(home), by=by)
    return made or 0


def names(home: int, by: Actor) -> list[str | None]:
    return [each.name for each in read_people.people(reference(home), by).carers]


def test_how_soon_whoever_stays_is_reviewed_is_the_council_s_to_say(couple: tuple[int, Actor]) -> None:
    home, by = couple
    change("split_review_days", 5, valid_from=TODAY, agency_id=by.agency_ids[0], by=by)
    part(home, by)
    due = [item.due_on for item in work.of_household(reference(home), by).items if "RV-11" in (item.what or "")]
    assert due == [date(2026, 3, 9)]


def test_b_18_the_approval_goes_on_with_the_other_and_who_leaves_is_a_household_of_their_own(
    couple: tuple[int, Actor], cli: Callable[..., object]
) -> None:
    home, by = couple
    made = part(home, by)
    assert names(home, by) == ["Rowan Example-Finch"] and names(made, by) == ["Sam Example-Teal"]
    seen = pages.household(reference(home), "people", by)
    assert seen.approval is not None and (seen.approval.ended, seen.approval.terms.places) == (False, 2)
    assert not pages.household(reference(made), "people", by).approvals
    assert not read_people.people(reference(made), by).has_address
    assert any("RV-11" in (item.what or "") for item in work.of_household(reference(home), by).items)
    assert merging.told_apart(home, made) is not None  # not a likely duplicate
    answer = cli("check")
    assert answer.out == "Every identity holds.\n"  # type: ignore[attr-defined] # what the door gives


def test_b_18_who_dies_has_no_household_and_the_only_carer_s_death_ends_the_approval(
    couple: tuple[int, Actor],
) -> None:
    home, by = couple
    with pytest.raises(Refused, match="Only somebody who lives on"):
        part(home, by, why="died")
    assert part(home, by, why="died", own=False) == 0
    with pytest.raises(Refused, match=r"the approval ends on that day \(B-18\)"):
        part(home, by, at=1, own=False)


def test_a_day_ahead_and_a_household_that_somebody_changed_are_refused_and_nothing_changes(
    couple: tuple[int, Actor],
) -> None:
    home, by = couple
    with pytest.raises(Refused, match="is in the future"):
        part(home, by, on=TODAY + timedelta(days=1))
    with pytest.raises(Stale):
        parting.part(home, 2, why="separated", on=TODAY, own_household=True, version=1, by=by)
    assert len(names(home, by)) == 2


def test_t16_the_leaver_s_own_pages_are_closed_at_once_and_the_other_s_stay(
    couple: tuple[int, Actor], app: Flask
) -> None:
    home, by = couple
    browsers = {}
    for name in ("rowan", "sam"):
        email = f"{name}@home.example"
        users.add_carer(email, household_id=home, name=name.title(), password=given.PASSWORD, by=by)
        browsers[name] = CheckingClient(app)
        browsers[name].fill_in("/sign-in", {"email": email, "password": given.PASSWORD})
        assert browsers[name].get("/portal/").status_code == 200
    part(home, by)
    assert browsers["sam"].get("/portal/").location.startswith("/sign-in")
    assert browsers["rowan"].get("/portal/").status_code == 200
    active = {row.email: row.active for row in db.session.execute(select(User.email, User.active))}
    assert active["sam@home.example"] is False


def test_t16_an_account_under_another_e_mail_or_of_a_merged_record_is_closed_with_the_leaver(
    couple: tuple[int, Actor],
) -> None:
    home, by = couple
    again = given.household(by.agency_ids[0], "Sam Example-Teal", email="sam@home.example")
    accounts = {"rowan@home.example": home, "sam.at.work@home.example": home, "sam@home.example": again}
    for email, household_id in accounts.items():
        users.add_carer(email, household_id=household_id, name="Somebody", password=given.PASSWORD, by=by)
    merging.join(home, again)
    db.session.commit()
    part(home, by)
    active = {row.email: row.active for row in db.session.execute(select(User.email, User.active))}
    assert {email: active[email] for email in accounts} == {
        "rowan@home.example": True,
        "sam.at.work@home.example": False,
        "sam@home.example": False,
    }


def test_the_page_asks_when_and_why_and_leads_to_the_household_of_whoever_left(
    couple: tuple[int, Actor], sign_in: Callable[..., CheckingClient]
) -> None:
    home, by = couple
    browser = sign_in(Role.OFFICER)
    path = f"/households/{reference(home)}/people/2/leave"
    assert browser.fill_in(path, {}, form=path).status_code == 422
    answers = {"on": TODAY, "why": "separated", "own_household": "yes"}
    page = browser.fill_in(path, answers, form=path)
    assert "The household goes on with the other carer" in page.text and "Sam Example-Teal" in page.text
    assert f"Was a carer of {reference(home)} until 4 March 2026" in page.text
    assert "One of two carers left" in browser.get(f"/households/{reference(home)}").text
    gone = db.session.scalars(select(Carer.id).where(Carer.removed_at.is_not(None))).one()
    db.session.rollback()
    profiles.put_back_carer(home, gone, version=version(home), by=by)
    assert len(names(home, by)) == 2
