"""What the demonstration's carer finds in the portal: a worker, checks in order, a level with some of the next
one's lines, a paper that waits to be looked at, and courses to book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from crm.actor import Actor, Role
from crm.commands import (
    assignments,
    checks,
    course_places,
    course_sessions,
    own_account,
    skill_papers,
    skills,
    training,
)
from crm.commands.checks import Step
from crm.commands.course_sessions import Offered
from crm.commands.placements import folded
from crm.commands.skill_entries import Evidence
from crm.commands.skill_papers import Paper
from crm.commands.skills import Decision
from crm.demo.days import office_day
from crm.demo.papers import as_pdf
from crm.demo.skills import homes_of
from crm.journey import levels
from crm.people import carer_accounts, households, users
from crm.people import checks as noted
from crm.people import skills as stored
from crm.people.tables import Carer
from crm.register import agencies

PHONE = "01632 960 123"  # of the worker
LEVEL, AFTER = "B", timedelta(days=330)  # from the approval
ATTENDED = (("standards", 300, 720), ("attachment", 900, 360), ("first_aid", 1500, 360))  # days after, minutes
RENEWED = timedelta(days=250)  # ago: checks that would have run out by now
# A course, what it is called, in how many days, when, for how many minutes, where, and for how many.
COURSES: tuple[tuple[str, str, int, time, int, str | None, int], ...] = (
    ("safeguarding", "", 9, time(10), 180, "Example Hall, room 2", 12),
    ("online_safety", "Online safety: phones and games", 16, time(18, 30), 90, None, 25),
    ("teenagers", "", 23, time(9, 30), 330, "Example Hall, room 1", 8),
    ("first_aid", "First aid for babies and children", 37, time(9, 30), 360, "Example Hall, room 2", 12),
    ("skills_to_foster", "Skills to Foster, with our hub", 30, time(9, 30), 900, "Example Hall", 16),
)
PREPARES = "skills_to_foster"  # in two parts, a week between them


FULL, WAITING = 2, 2  # which of them has no place left, and how many wait for one


@dataclass(frozen=True, slots=True)
class Who:
    """The carer with their account, and the staff of the council."""

    carer: Carer
    account: Actor
    manager: Actor
    worker: Actor


def tell(email: str, manager: Actor, worker: Actor, today: date) -> None:
    """Have it all recorded by whoever would."""
    user = users.by_email(email)
    if user is None or user.household_id is None:
        return
    carer = carer_accounts.owner(user, households.carers_of(user.household_id))
    approval = folded(households.load(user.household_id, worker.agency_ids)).approval_on(today)
    if carer is None or approval is None:
        return
    account = Actor(user.id, user.name, Role.CARER, (), user.household_id)
    who = Who(carer, account, manager, worker)
    assignments.assign([carer.household_id], worker.user_id, by=manager)
    if worker.user_id is not None:
        version = users.numbered(worker.user_id).version
        own_account.say_phone(PHONE, version=version, by=worker)
    _renew(carer, approval.journey_id, worker, today)
    _learn(who, approval.begins_on, today)
    courses = [_offer(worker, today, each) for each in COURSES]
    course_places.book(courses[0], by=account)
    _fill(courses[FULL], COURSES[FULL][-1] + WAITING, carer, worker)


def _fill(course: int, many: int, but: Carer, by: Actor) -> None:
    """Have so many other carers ask for a course."""
    others = [each for each in homes_of(by.agency_ids[0]) if each.household_id != but.household_id][:many]
    for each in others:
        course_places.book_for(each.household_id, each.carer, course, by=by)


def _renew(carer: Carer, journey_id: int, by: Actor, today: date) -> None:
    """Have each check done anew that held until a day gone by."""
    key = f"carer-{carer.id}"
    until = {each.code: each.expires_on for each in noted.entries_of(journey_id) if noted.key_of(each) == key}
    slots = [(code, key) for code, ends in until.items() if ends is not None and ends <= today]
    if slots:
        step = Step("received", office_day(today - RENEWED, today), outcome="in_order")
        checks.record(carer.household_id, journey_id, slots, step, by=by)


def _learn(who: Who, approved_on: date, today: date) -> None:
    """The level that they would have come to, the courses behind it, and a paper for the next."""
    home, carer = who.carer.household_id, who.carer.id
    if levels.standing(stored.of_carer(carer)).last is None:
        on = approved_on + AFTER
        shown = Evidence(kind="portfolio", on=on - timedelta(days=14))
        skills.ask(home, carer, level=LEVEL, on=on, by=who.worker)
        skills.decide(home, carer, Decision(level=LEVEL, on=on, evidence=shown), anyway=True, by=who.manager)
    for course, after, minutes in ATTENDED:
        on = min(office_day(approved_on + timedelta(days=after), today), today)
        training.train(home, [carer], course=course, on=on, minutes=minutes, by=who.worker)
    said = ("Evidence of therapeutic care", "", "An invented paper of the demonstration.")
    on = office_day(today - timedelta(days=12), today)
    told: dict[str, Any] = {"shows": "Evidence of therapeutic care", "on": on, "name": "Notes of my supervision"}
    skill_papers.send(Paper(**told, kind="pdf", content=as_pdf(said)), by=who.account)


def _offer(by: Actor, today: date, each: tuple[str, str, int, time, int, str | None, int]) -> int:
    course, title, ahead, begins, minutes, place, places = each
    told: dict[str, Any] = {"course": course, "title": title, "begins_at": begins, "minutes": minutes}
    told |= {"online": place is None, "place": place or "The link comes by e-mail on the day", "places": places}
    on = office_day(today + timedelta(days=ahead), date.max)
    if course == PREPARES and agencies.beside(by.agency_ids):
        told |= {"open_to_hub": True, "last_day": on + timedelta(days=7)}
    return course_sessions.offer(by.agency_ids[0], Offered(**told, on_day=on), by=by)
