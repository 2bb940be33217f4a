"""What passed between a council and its households lately: calls, notes, letters, and visits held and to come.

Each is done by a command, on the day on which somebody at the council did it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from crm import clock
from crm.actor import Actor, Role
from crm.commands import contacts, letters, settings, visit_letters, visits
from crm.commands.visits import Appointment
from crm.demo import days, staff
from crm.demo.diary import Diary
from crm.extensions import db
from crm.ledger.tables import UnderWay

SETTLED = {
    "public_phone": "01632 960 100",
    "public_email": "fostering@derby.example",
    "exits_target": 28,  # children in a financial year (the same)
    "parent_and_child_saving": 700,  # pounds a week, about what its paper of 2021 says (seed-facts, section 2)
}
WRITES = "derby"  # of its households the e-mail addresses are known
YEAR = timedelta(days=365)
OPENING, TIMES = time(9), (time(10, 30), time(14), time(16, 15))
SAID = (
    "Two bedrooms free. Would like to hear more about short breaks; works four days a week.",
    "Grown-up children, plenty of time. Asked about allowances and what happens at weekends.",
    "Thinks of siblings. Partner is keen too; best reached after six in the evening.",
    "Has fostered for another council years ago and would like to come back to it.",
)
REPORTS = (
    "Warm and open. Both were there, and had read what we sent. Would like to go on.",
    "A good talk about matching and about their own children. They want a week to think.",
    "They have room and support nearby. Would need help with driving at first.",
)
NOTES = (
    "Their daughter sits exams in June: they would rather begin after that.",
    "Met a carer of ours at the information evening, and was much encouraged.",
)


def tell(council: str, agency_id: int, diary: Diary, today: date) -> None:
    """Have it all done. Called when the council's past has been brought in."""
    officer = staff.actor(council, Role.OFFICER, agency_id)
    if officer is None:
        return
    worker = staff.actor(council, Role.SOCIAL_WORKER, agency_id) or officer
    if council == WRITES:
        for name, value in SETTLED.items():
            settings.change(name, value, valid_from=today - YEAR, agency_id=agency_id, by=officer)
    early = UnderWay.stage.in_(("contact", "visit"))
    ways = select(UnderWay).where(UnderWay.agency_id == agency_id, early).order_by(UnderWay.journey_id)
    for number, way in enumerate(db.session.scalars(ways)):
        if council != WRITES and number % 3:
            continue
        _spoken(number, way, officer, diary, today)
        if way.stage == "visit" and number % 4:
            _visited(number, way, worker, diary)
        elif way.stage == "contact" and number % 4 != 1:
            _to_be_visited(number, way, officer, worker, diary, today, write=council == WRITES)


def _spoken(number: int, way: UnderWay, by: Actor, diary: Diary, today: date) -> None:
    """A call that nobody answered and one that was, and for some a note."""
    day = min(way.since, today - timedelta(days=1))
    if number % 3 == 0:
        diary.note(day, _call(way, "no_answer", None, by))
    diary.note(day, _call(way, "answered", SAID[number % len(SAID)], by))
    if number % 5 == 2:
        said = NOTES[number % len(NOTES)]
        diary.note(day, _log(way, kind="note", direction=None, outcome=None, text=said, by=by))


def _call(way: UnderWay, outcome: str, said: str | None, by: Actor) -> Callable[[], object]:
    return _log(way, kind="call", direction="out", outcome=outcome, text=said, by=by)


def _log(
    way: UnderWay, *, kind: str, direction: str | None, outcome: str | None, text: str | None, by: Actor
) -> Callable[[], object]:
    def do() -> None:
        contacts.log(
            way.household_id,
            kind=kind,
            direction=direction,
            outcome=outcome,
            happened_at=clock.now(),
            text=text,
            by=by,
        )

    return do


def _visited(number: int, way: UnderWay, by: Actor, diary: Diary) -> None:
    """The visit that their journey has, as it was booked and as it went."""
    booked: list[int] = []

    def book() -> None:
        booked.append(visits.book(way.household_id, _at(way.since, OPENING, by), by=by, anyway=True))

    def hold() -> None:
        report = REPORTS[number % len(REPORTS)]
        visits.held(way.household_id, booked[0], outcome="invite", report=report, by=by)

    diary.note(way.since - timedelta(days=2), book)
    diary.note(way.since, hold)


def _to_be_visited(
    number: int, way: UnderWay, officer: Actor, worker: Actor, diary: Diary, today: date, *, write: bool
) -> None:
    """A visit in the next days, or one whose time is past and that nobody has recorded yet."""
    on = today - timedelta(days=1) if number % 7 == 6 else today + timedelta(days=1 + number % 8)
    day = days.office_day(on, on) if on < today else days.office_day(on, date.max)
    wanted = _at(day, TIMES[number % len(TIMES)], worker if number % 2 else officer)
    made_on = max(way.since, days.office_day(today - timedelta(days=4), today - timedelta(days=4)))

    def book() -> None:
        visit = visits.book(way.household_id, wanted, by=officer, anyway=True)
        if write:
            letters.send([way.household_id], "information", by=officer)
            visit_letters.tell(way.household_id, visit, visit_letters.BOOKED, by=officer)

    if made_on < day:
        diary.note(made_on, book)


def _at(day: date, at: time, by: Actor) -> Appointment:
    starts_at: datetime = clock.moments(day, at)[0]
    assert by.user_id is not None  # noqa: S101 - an account of the demonstration
    return Appointment(starts_at=starts_at, minutes=90, worker_id=by.user_id, purpose="initial", place="home")
