"""Preparation courses: those of a household's applicants, and who still waits for one (S2-9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from crm import clock
from crm.actor import Actor
from crm.errors import NotFound
from crm.journey.checks import Standing
from crm.people import checks as stored
from crm.people import households
from crm.people import preparation as kept
from crm.people.preparation_tables import Preparation
from crm.reads import course_bookings, look, numbers, who_was_seen, work
from crm.reads.course_bookings import Ahead
from crm.reads.filters import Filters
from crm.reads.histories import load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.items import Home
from crm.reads.names import names_of
from crm.reads.noted import note_export, note_look
from crm.reads.open_checks import Open, of_applications
from crm.reads.paging import PAGE, Paged, page_of
from crm.register import settings

RULE = "S2-9"
# How somebody who waits stands: no course, one ahead, one over with nothing said, part of one, none attended.
NONE, BOOKED, OVER, IN_PART, MISSED = "none", "booked", "over", "part", "missed"
STATES = (NONE, MISSED, IN_PART, OVER, BOOKED)
MOST_EXPORTED = 5000  # applicants a file


@dataclass(frozen=True, slots=True)
class CourseSeen:
    """An applicant's place on a course. `state`: `booked`, `over`, `yes`, `part` or `no`."""

    id: int
    carer_id: int
    who: str
    starts_on: date
    ends_on: date
    place: str | None
    attended: str | None
    state: str
    recorded_at: datetime
    by: str
    meets_check: bool
    struck_at: datetime | None
    struck_by: str
    struck_because: str | None


@dataclass(frozen=True, slots=True)
class PreparationSeen:
    """A household's head, its applicants with their check of preparation, and their courses, the latest first."""

    household: HouseholdSeen
    number: int
    journey_id: int
    applicants: tuple[tuple[int, str, Standing | None], ...]
    courses: tuple[CourseSeen, ...]
    struck: tuple[CourseSeen, ...]

    def course(self, number: int) -> CourseSeen:
        """One of the courses, struck out or not; NotFound if there is none."""
        for each in (*self.courses, *self.struck):
            if each.id == number:
                return each
        raise NotFound("There is no such course")


@dataclass(frozen=True, slots=True)
class Waiting:
    """An applicant without preparation: the application's day, how they stand, and the course that says so."""

    home: Home
    number: int
    who: str
    applied_on: date | None
    state: str
    starts_on: date | None
    place: str | None


@dataclass(frozen=True, slots=True)
class WaitingSeen(Paged):
    """A page of them, how many there are in all, and how many of each state."""

    rows: tuple[Waiting, ...]
    total: int
    page: int
    pages: int
    counts: Counter[str]


@look
def of_household(reference: str, number: int, by: Actor) -> PreparationSeen:
    """The courses of a journey's applicants; the look goes on record. NotFound: it has no such journey."""
    history = load_history(reference, by)
    seen_on_record(history.identity, ["preparation"], by)
    journey = history.journey(number)
    carers = households.carers_of(history.identity.id)
    given, today = settings.of(history.identity.agency_id), clock.today()
    lines = stored.checklist(history.identity.id, journey, today, stored.entries_of(journey.id), given)
    own = {each.person.key: each for each in lines if each.line.rule == RULE}
    people = {each.id: each.name or f"applicant {each.position}" for each in carers}
    rows = kept.of_journey(journey.id)
    left = who_was_seen.in_words({f"carer-{row.carer_id}" for row in rows if row.carer_id not in people})
    names = names_of(each for row in rows for each in (row.recorded_by, row.settled_by, row.removed_by))
    courses = [_course(row, people.get(row.carer_id) or left[f"carer-{row.carer_id}"], names) for row in rows]
    return PreparationSeen(
        household=seen(history),
        number=number,
        journey_id=journey.id,
        applicants=tuple((key, name, own.get(f"carer-{key}")) for key, name in people.items()),
        courses=tuple(each for each in courses if each.struck_at is None),
        struck=tuple(each for each in courses if each.struck_at is not None),
    )


@look
def listing(filters: Filters, state: str, by: Actor) -> WaitingSeen:
    """A page of the applicants who wait, the earliest application first; who was shown goes on record.

    `state` is one of STATES, or empty for all of them.
    """
    every = _waiting(filters, by)
    found = [each for each in every if state in ("", each[1])]
    page, pages = page_of(filters.page, len(found))
    rows = _rows(found[(page - 1) * PAGE : page * PAGE], by)
    note_look((row.home.reference for row in rows), (row.home.agency_id for row in rows), by)
    return WaitingSeen(rows, len(found), page, pages, Counter(each[1] for each in every))


@look
def export(filters: Filters, state: str, reason: str, by: Actor) -> tuple[Waiting, ...]:
    """The same as a file, MOST_EXPORTED applicants at most; the asking goes on record, with why."""
    found = [each for each in _waiting(filters, by) if state in ("", each[1])][:MOST_EXPORTED]
    rows = _rows(found, by)
    note_export((row.home.reference for row in rows), (row.home.agency_id for row in rows), by, reason=reason)
    return rows


Taken = Preparation | Ahead
Found = tuple[Open, str, Taken | None]


def _waiting(filters: Filters, by: Actor) -> list[Found]:
    """Everybody whose check of preparation is open, with their latest course."""
    every = [each for each in of_applications(filters, by) if each.standing.line.rule == RULE]
    numbers_of = [_carer(each) for each in every]
    courses, booked = kept.of_carers(numbers_of), course_bookings.preparing(numbers_of, by.agency_ids)
    found: list[Found] = []
    for each in every:
        latest: Taken | None = next(iter(courses.get(_carer(each), ())), None)
        state = _state(latest)
        if state != BOOKED and _carer(each) in booked:
            latest, state = booked[_carer(each)], BOOKED
        found.append((each, state, latest))
    return sorted(found, key=lambda each: (each[0].applied_on or date.max, each[0].reference, _carer(each[0])))


def _carer(each: Open) -> int:
    """The number of a carer; 0 for an applicant who is not recorded yet."""
    number = each.standing.person.key.partition("-")[2]
    return int(number) if number else 0


def _state(row: Taken | None) -> str:
    if not isinstance(row, Preparation):
        return NONE
    if row.attended is None:
        return BOOKED if row.ends_on >= clock.today() else OVER
    return {"part": IN_PART, "no": MISSED}.get(row.attended, OVER)


def _rows(found: Sequence[Found], by: Actor) -> tuple[Waiting, ...]:
    homes = work.homes([each.household_id for each, _, _ in found], by)
    known = numbers.of_journeys(set(homes))
    return tuple(
        Waiting(
            home=homes[each.household_id],
            number=known.get(each.journey_id, 0),
            who=each.standing.person.label,
            applied_on=each.applied_on,
            state=state,
            starts_on=row.starts_on if row else None,
            place=row.place if row else None,
        )
        for each, state, row in found
    )


def _course(row: Preparation, who: str, names: dict[int | None, str]) -> CourseSeen:
    open_state = BOOKED if row.ends_on >= clock.today() else OVER
    return CourseSeen(
        id=row.id,
        carer_id=row.carer_id,
        who=who,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        place=row.place,
        attended=row.attended,
        state=row.attended or open_state,
        recorded_at=row.settled_at or row.recorded_at,
        by=names[row.settled_by if row.settled_at else row.recorded_by],
        meets_check=row.check_entry_id is not None,
        struck_at=row.removed_at,
        struck_by=names[row.removed_by],
        struck_because=row.removed_because,
    )
