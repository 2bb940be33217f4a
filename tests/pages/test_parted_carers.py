"""What carers asked, booked and signed while two records were one, once they are two: it is with whose it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from crm import clock
from crm.actor import Actor, Role
from crm.commands import (
    availability,
    course_sessions,
    merging,
    parting,
    people,
    profiles,
    ranges_ahead,
    usable_ages,
)
from crm.commands.availability import Closed
from crm.commands.usable_ages import Ages
from crm.extensions import db
from crm.people.contact_tables import Contact
from crm.people.course_tables import CourseBooking
from crm.people.placement_tables import Unavailability, UsableAges
from crm.people.tables import Carer, Household, User
from crm.reports import checks
from tests import given
from tests.filling import forms
from tests.pages.carers_asking import ANSWERS, PORTAL, Case, said
from tests.pages.conftest import TODAY, Desk
from tests.pages.test_merged_carers import Mails, _account, _invited, _merge, _of_sam, case
from tests.pages.test_parted import ClockAt, later, parted

pytestmark = pytest.mark.slow  # together they take seconds
__all__ = ["case"]  # a fixture


def version(home: int) -> int:
    found = db.session.get_one(Household, home).version
    db.session.rollback()
    return found


def test_breaks_ages_places_on_courses_and_messages_go_home_with_whose_approval_and_account_it_is(
    case: Case, app: Flask, clock_at: ClockAt
) -> None:
    """Rowan's approved record is merged into another of the same name, as one and the same person."""
    by, home = case.at.officer, case.home
    kept = given.household(1, "Rowan Example-Finch", email="carer@derby.example")
    given.journey(kept, date(2021, 5, 20), by=by)
    later(clock_at, 1)
    versions = version(kept), version(home)
    merging.merge(kept, home, people={1: 1}, versions=versions, because="same_people", by=by)
    later(clock_at, 2)
    when: dict[str, Any] = {"on_day": TODAY + timedelta(days=9), "begins_at": time(10), "minutes": 180}
    told: dict[str, Any] = {"course": "safeguarding", "title": "", "online": False, "place": "Hall", "places": 1}
    course_sessions.offer(1, course_sessions.Offered(**told, **when), by=by)
    (book,) = [each for each in forms(case.carer.get("/portal/training").text) if each.action.endswith("/book")]
    case.carer.post(book.action, data=book.filled({}))
    case.carer.fill_in("/portal/messages", {"text": "May I ask something?"}, form="/portal/messages")
    availability.close(kept, Closed(places=1, reason="break", from_on=TODAY), by=by)
    usable_ages.say(Ages(5, 8, TODAY), by=_actor(case))
    parted(case.at)
    tables: tuple[type[Any], ...] = (CourseBooking, Contact, Unavailability, UsableAges)
    for table in tables:
        assert set(db.session.scalars(select(table.household_id))) == {home}, table
    (carer,) = db.session.scalars(select(CourseBooking.carer_id)).all()
    assert db.session.get_one(Carer, carer).household_id == home
    db.session.rollback()
    assert "May I ask something?" in case.carer.get("/portal/messages").text


def _actor(case: Case) -> Actor:
    """The carer of the approved household, as a command knows them."""
    found = db.session.scalars(select(User).where(User.role == "carer")).one()
    actor = Actor(found.id, found.name, Role.CARER, (1,), case.home)
    db.session.rollback()
    return actor


# People


@pytest.mark.parametrize("anew", [False, True])
def test_who_was_removed_and_came_back_while_merged_goes_home_all_the_same(
    case: Case, app: Flask, mails: Mails, clock_at: ClockAt, anew: bool
) -> None:
    by, home = case.at.officer, case.home
    own = _of_sam(case)
    later(clock_at, 1)
    done = _merge(case, home, own)
    later(clock_at, 2)
    row = db.session.scalars(select(Carer.id).where(Carer.position == 2, Carer.household_id == home)).one()
    db.session.rollback()
    profiles.remove_carer(home, 2, because="mistyped", version=version(home), by=by)
    later(clock_at, 3)
    if anew:
        email = "sam@home.example"
        people.add_carer(home, name="Sam  Example-Finch", email=email, phone=None, version=version(home), by=by)
    else:
        profiles.put_back_carer(home, row, version=version(home), by=by)
    sam = _invited(case, app, mails)
    assert sam.get("/portal/").status_code == 200
    merging.undo(done, because="two_households", by=by)
    assert sam.get("/portal/").status_code == 302, "out at the next request"
    page = said(case.at.browser.get(f"/households/{case.reference}/people").text)
    assert "Sam" not in page.partition("Merged")[0] and "Put back" not in page
    names = select(Carer.name).where(Carer.household_id == own, Carer.removed_at.is_(None))
    assert [" ".join((each or "").split()) for each in db.session.scalars(names)] == ["Sam Example-Finch"]
    db.session.rollback()


def test_a_carer_who_came_while_merged_goes_home_where_somebody_says_so(
    desk: Callable[..., Desk], clock_at: ClockAt
) -> None:
    at = desk()
    kept, gone = at.home("Sam Example-Wren"), at.home()
    later(clock_at, 1)
    versions = version(at.household_id(kept)), version(at.household_id(gone))
    ids = at.household_id(kept), at.household_id(gone)
    merging.merge(*ids, people={1: 1}, versions=versions, because="same_people", by=at.officer)
    later(clock_at, 2)
    people.add_carer(ids[0], name="Robin Wren", email=None, phone=None, version=version(ids[0]), by=at.officer)
    number = db.session.scalars(select(Carer.id).where(Carer.name == "Robin Wren")).one()
    db.session.rollback()
    assert "Robin Wren" in at.browser.get(f"/households/{kept}/merges/1/undo").text
    parted(at, **{f"carer_{number}": True})
    names = [sorted(each.name or "" for each in _carers(home)) for home in ids]
    assert names == [["Sam Example-Wren"], ["Robin Wren", "Rowan Example-Finch"]]
    assert list(checks.everything()) == []


def _carers(home: int) -> list[Carer]:
    found = list(db.session.scalars(select(Carer).where(Carer.household_id == home, Carer.removed_at.is_(None))))
    db.session.rollback()
    return found


# What carers asked and signed


def test_rv_7_what_only_a_leaver_agreed_to_ahead_does_not_begin(case: Case, app: Flask, clock_at: ClockAt) -> None:
    """Rowan asks from a day ahead before the merge; Sam, who came with it, agrees; they part before the day."""
    wanted = TODAY + timedelta(days=14)
    ahead = (*ANSWERS[:3], ("support", {"support": "A cot", "wanted_on": wanted}))
    path = case.ask(ahead)
    case.offer(path)
    own = _of_sam(case)
    sam = _account(own, app, case)
    later(clock_at, 1)
    done = _merge(case, case.home, own)
    later(clock_at, 2)
    assert "agreed" in case.press(path, "agree", sam)
    merging.undo(done, because="two_households", by=case.at.officer)
    assert "You agreed" not in said(case.carer.get(path).text)
    clock_at(clock.noon(wanted))
    ranges_ahead.begin()
    terms = case.terms(wanted)
    assert terms is not None and terms.places == 2


def test_a_draft_that_would_change_what_is_the_other_s_now_is_a_request_of_its_own(
    case: Case, app: Flask, clock_at: ClockAt
) -> None:
    own = _of_sam(case)
    sam = _account(own, app, case)
    later(clock_at, 1)
    done = _merge(case, case.home, own)
    later(clock_at, 2)
    path = replace(case, carer=sam).ask()
    case.carer.fill_in(path, {}, form=f"{path}/change")
    case.carer.fill_in(f"{PORTAL}/places", {"places": 5}, form=f"{PORTAL}/places")
    merging.undo(done, because="two_households", by=case.at.officer)
    assert 'value="5"' in case.carer.get(f"{PORTAL}/places").text
    assert case.carer.fill_in(f"{PORTAL}/places", {"places": 6}, form=f"{PORTAL}/places").status_code == 200


def test_an_only_carer_s_own_notice_waits_for_no_other(case: Case, app: Flask, clock_at: ClockAt) -> None:
    notice = "/portal/leaving/notice"
    kept = _of_sam(case)
    later(clock_at, 1)
    done = _merge(case, kept, case.home)
    later(clock_at, 2)
    case.carer.fill_in(notice, {"name": "Rowan Example-Finch", "who": "both"}, form=notice)
    merging.undo(done, because="two_households", by=case.at.officer)
    page = said(case.carer.get("/portal/leaving").text)
    assert "Your own notice was received" in page and "other carer" not in page
    staff = said(case.at.browser.get(f"/households/{case.reference}/ending").text)
    assert "Nobody is left who could sign" in staff and "The other carer" not in staff


def test_an_approval_that_is_left_without_a_carer_is_said_to_whoever_works_with_it(
    case: Case, clock_at: ClockAt
) -> None:
    own = _of_sam(case)
    later(clock_at, 1)
    done = _merge(case, case.home, own)
    later(clock_at, 2)
    told: dict[str, Any] = {"why": "separated", "on": TODAY, "own_household": False, "by": case.at.officer}
    parting.part(case.home, 1, version=version(case.home), **told)
    merging.undo(done, because="two_households", by=case.at.officer)
    asked = "Nobody is on record as a carer of this approval (merge undone): put the carer back, or record its end"
    assert asked in said(case.at.browser.get(f"/households/{case.reference}").text)
    page = said(case.at.browser.get(f"/households/{case.reference}/ending").text)
    assert "No carer is on record, and the approval and its 2 places count" in page.replace("\u00a0", " ")


def test_the_account_of_a_third_record_that_stays_merged_is_left_open(
    case: Case, app: Flask, clock_at: ClockAt
) -> None:
    by, own = case.at.officer, _of_sam(case)
    later(clock_at, 1)
    merging.merge(
        case.home, own, people={1: 1}, versions=(version(case.home), version(own)), because="same_people", by=by
    )
    third = given.household(1, "Rowan Example-Finch")
    later(clock_at, 2)
    xan = _account(third, app, case)
    versions = version(case.home), version(third)
    merging.merge(case.home, third, people={1: 1}, versions=versions, because="same_people", by=by)
    assert xan.get("/portal/").status_code == 200
    later(clock_at, 3)
    merging.undo(1, because="two_households", by=by)
    assert xan.get("/portal/").status_code == 200
