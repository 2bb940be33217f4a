"""Giving households to workers, and what is to be done for them: what is refused, and said in which words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Actor, Role
from crm.commands import assignments, calls, journeys, staff, tasks
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db
from crm.journey.events import FirstContactMade, JourneyClosed, JourneyReopened
from crm.people.tables import User
from crm.people.work_tables import Assignment, Task
from crm.reads import work, workers
from tests import given

TODAY = date(2026, 3, 4)


@pytest.fixture
def manager(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    """A manager of Derby."""
    clock_at(TODAY)
    return replace(given.officer(given.agency()), role=Role.MANAGER)


def worker(role: Role = Role.OFFICER, at: str = "derby") -> int:
    found = db.session.scalars(select(User.id).where(User.email == given.user(role, at=at))).one()
    db.session.rollback()
    return found


def asked(by: Actor, days_ago: int = 1) -> int:
    home = given.household(by.agency_ids[0])
    given.journey(home, TODAY - timedelta(days=days_ago), by=by)
    return home


def test_every_worker_of_a_household_stays_on_record(manager: Actor) -> None:
    home, first, second = asked(manager), worker(), worker(Role.SOCIAL_WORKER)
    assert assignments.assign([home], first, by=manager) == {home: None}
    assert assignments.assign([home], second, by=manager) == {home: first}
    assert assignments.assign([home], second, by=manager) == {}, "it is theirs already"
    assert assignments.assign([home], None, by=manager) == {home: second}
    given_to = select(Assignment.worker_id).where(Assignment.household_id == home).order_by(Assignment.id)
    assert list(db.session.scalars(given_to)) == [first, second, None]


def test_nobody_is_given_a_household_who_left_or_does_no_casework_or_works_elsewhere(manager: Actor) -> None:
    home = asked(manager)
    gone = worker()
    staff.close(gone, reason="left", by=manager)
    with pytest.raises(Refused, match="account is closed: choose somebody who is there"):
        assignments.assign([home], gone, by=manager)
    with pytest.raises(Refused, match="does not do casework"):
        assignments.assign([home], worker(Role.ANALYST), by=manager)
    elsewhere = worker(at="nottingham")
    for number in (elsewhere, 999_999):
        with pytest.raises(NotFound, match="There is no such worker"):
            assignments.assign([home], number, by=manager)
    assert work.of_households([home], manager)[home].is_alone


def test_a_household_of_another_council_is_given_to_nobody_and_none_of_the_others_is(manager: Actor) -> None:
    home, mine = asked(manager), worker()
    foreign = given.household(given.agency("nottingham"))
    with pytest.raises(NotFound):
        assignments.assign([home, foreign], mine, by=manager)
    assert work.of_households([home], manager)[home].is_alone


def test_t49_whoever_gives_away_what_was_given_meanwhile_is_told_whose_it_is(manager: Actor) -> None:
    home, first, second = asked(manager), worker(), worker(Role.SOCIAL_WORKER)
    assignments.assign([home], first, by=manager)
    with pytest.raises(Stale, match="it is now with Officer"):
        assignments.assign([home], second, by=manager, expected={home: None})


def promised(home: int, by: Actor) -> list[date]:
    """The days of the calls that were promised, beside the first contact that they do not put off."""
    return [item.call.due_on for item in work.of_households([home], by)[home].items if item.call]


@pytest.mark.parametrize(
    ("due_on", "said"),
    [(TODAY - timedelta(days=1), "3 March 2026 is past"), (date(2036, 1, 1), "more than 5 years ahead")],
)
def test_a_promised_day_that_is_past_or_far_ahead_is_answered_in_words(
    manager: Actor, due_on: date, said: str
) -> None:
    home = asked(manager)
    with pytest.raises(Refused, match=said):
        tasks.add(home, kind="call_back", due_on=due_on, by=manager)
    known = tasks.add(home, kind="call_back", due_on=TODAY, by=manager)
    with pytest.raises(Refused, match=said):
        tasks.move(known, due_on, by=manager)
    assert promised(home, manager) == [TODAY]


def test_a_step_says_what_is_to_be_done(manager: Actor) -> None:
    home = asked(manager)
    with pytest.raises(Refused, match="Say what is to be done"):
        tasks.add(home, kind="step", due_on=TODAY, what="  ", by=manager)
    with pytest.raises(Refused, match="200 characters"):
        tasks.add(home, kind="step", due_on=TODAY, what="x" * 201, by=manager)


def test_t51_two_who_do_the_same_thing_end_it_once(manager: Actor) -> None:
    home, mine = asked(manager), worker()
    known = tasks.add(home, kind="step", due_on=TODAY, what="Send the brochure", by=manager)
    tasks.done(known, by=replace(manager, user_id=mine))
    with pytest.raises(Stale, match="Officer has ended this already, on 4 March 2026"):
        tasks.done(known, by=manager)


def test_a_household_has_one_promised_call_at_a_time(manager: Actor) -> None:
    home = asked(manager)
    tasks.add(home, kind="call_back", due_on=TODAY + timedelta(days=3), by=manager)
    tasks.add(home, kind="call_back", due_on=TODAY + timedelta(days=9), by=manager)
    assert promised(home, manager) == [TODAY + timedelta(days=9)]
    assert db.session.query(Task).filter_by(outcome="moved").count() == 1


def test_what_is_promised_is_done_by_whoever_promised_it_until_they_leave(manager: Actor) -> None:
    home, mine, theirs = asked(manager), worker(), worker(Role.SOCIAL_WORKER)
    assignments.assign([home], mine, by=manager)
    tasks.add(home, kind="call_back", due_on=TODAY, worker_id=theirs, by=manager)
    assert [item.worker_id for item in work.of_households([home], manager)[home].items] == [theirs]
    staff.close(theirs, reason="left", by=manager)
    assert [item.worker_id for item in work.of_households([home], manager)[home].items] == [mine]


def test_only_a_clock_that_ends_by_hand_is_said_to_be_done(manager: Actor) -> None:
    home = given.household(manager.agency_ids[0])
    begun = given.journey(home, TODAY, by=manager)
    for name in ("first_contact", "no such clock"):
        with pytest.raises(Refused, match="not by saying that it was done"):
            tasks.clock_done(home, begun, name, by=manager)
    other = asked(manager)
    with pytest.raises(NotFound):
        tasks.clock_done(other, begun, "screening", by=manager)


def test_a_journey_that_goes_on_after_a_year_begins_its_clocks_anew(
    manager: Actor,
) -> None:
    home = given.household(manager.agency_ids[0])
    begun = given.journey(home, date(2025, 1, 6), by=manager)
    journeys.record(home, begun, FirstContactMade(happened_on=date(2025, 1, 7)), by=manager)
    ended = JourneyClosed(happened_on=date(2025, 2, 3), initiator="applicant", reason="not_now")
    journeys.record(home, begun, ended, by=manager)
    journeys.record(home, begun, JourneyReopened(happened_on=TODAY), by=manager)
    assert {item.due_on for item in work.of_households([home], manager)[home].items} == {date(2026, 3, 11)}


def test_an_answer_ends_the_call_and_is_the_first_contact(manager: Actor) -> None:
    home = asked(manager)
    calls.no_answer(home, by=manager)
    (first,) = work.of_households([home], manager)[home].items
    assert first.what == "First contact" and first.call and first.call.due_on == date(2026, 3, 5)
    calls.spoke(home, task_id=first.task_id, by=manager)
    found = work.of_households([home], manager)[home]
    assert [item.what for item in found.items] == ["Screening", "Visit to be offered"]
    assert workers.workers(manager) == ()


def test_one_call_is_the_first_contact_of_both_enquiries_of_a_household(manager: Actor) -> None:
    home = asked(manager, days_ago=9)
    given.journey(home, TODAY - timedelta(days=2), by=manager)
    waiting = [item.what for item in work.of_households([home], manager)[home].items]
    assert waiting == ["First contact"], "asked for once, as one call answers both"
    calls.spoke(home, by=manager)
    found = work.of_households([home], manager)[home]
    assert "First contact" not in {item.what for item in found.items}
    assert {way.stage for way in found.home.ways} == {"contact"}
