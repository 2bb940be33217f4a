"""Preparation courses of applicants (S2-9): booked, attended or not; whoever attended has that check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm import audit, clock
from crm.actor import Actor
from crm.commands import checks, command, readiness
from crm.commands.checks import Step
from crm.errors import NotFound, Refused, Stale
from crm.journey.checks import Standing
from crm.journey.deadlines import add_months
from crm.journey.events import ApplicationReceived
from crm.journey.household import Household as Folded
from crm.journey.household import Journey
from crm.journey.saying import said
from crm.ledger.cluster import load
from crm.ledger.keys import lock
from crm.people import checks as steps
from crm.people import folding, households
from crm.people import preparation as kept
from crm.people.preparation_tables import Preparation
from crm.people.tables import Household
from crm.register import settings

RULE = "S2-9"
ATTENDED, IN_PART, NOT_THERE = "yes", "part", "no"
CAME = (ATTENDED, IN_PART, NOT_THERE)
LONGEST = 100  # characters of a place
FURTHEST = 400  # days ahead; a day beyond is a slip of the keyboard
CHANGED = "Somebody has recorded something of this course since you opened the page: look at what it says now."


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """A course: its first and last day, where, and whether they came (one of CAME), or None while it is open."""

    starts_on: date
    ends_on: date
    place: str = ""
    attended: str | None = None


@command
def record(household_id: int, journey_id: int, carer_id: int, course: Course, *, by: Actor) -> int:
    """Record an applicant's place on a course, booked or attended; its number. Who attended has the check (S2-9).

    Refused: there is no application, the days run backwards or are far ahead, it was attended before its end, or
    another course of these days is on record, or it is too old to count.
    """
    household = households.load(household_id, by.agency_ids)
    lock(household.agency_id)
    journey = _journey(household, journey_id)
    if carer_id not in {each.id for each in households.carers_of(household.id)}:
        raise Refused("Choose the applicant", field="carer")
    _check_days(course)
    _require_once(carer_id, course.starts_on, course.ends_on)
    row = _place(household, journey, carer_id, course, by)
    if course.attended is not None:
        _settle(household, journey, row, course.attended, by)
    _recorded(row, "preparation.record", by)
    return row.id


def prepare(household: Household, carer_id: int, course: Course, *, by: Actor) -> None:
    """Note that a carer attended a course of the council's list that prepares, for each application of theirs that
    waits for it and for which it is recent enough. A place that was recorded by hand for these days is settled;
    nothing waits: nothing is noted."""
    lock(household.agency_id)
    for journey in _folded(household).journeys:
        if journey.first(ApplicationReceived) is None:
            continue
        line = _line(household, journey, carer_id)
        if line is None or line.met(clock.today()) or _too_long_ago(household, journey, course.ends_on):
            continue
        there = kept.of_carers([carer_id]).get(carer_id, [])
        row = next((each for each in there if _same_days(each, course)), None)
        if row is None:
            row = _place(household, journey, carer_id, course, by)
        if row.attended is None:
            _settle(household, journey, row, ATTENDED, by)
            _recorded(row, "preparation.settle", by)


@command
def settle(household_id: int, number: int, attended: str, *, by: Actor) -> None:
    """Say whether an applicant came to a course. Refused before its last day. Stale: it was said already."""
    household = households.load(household_id, by.agency_ids)
    lock(household.agency_id)
    row = kept.load(household.id, number)
    if row.attended is not None or row.removed_at is not None:
        raise Stale(CHANGED)
    _check_days(Course(starts_on=row.starts_on, ends_on=row.ends_on, attended=attended))
    _settle(household, _journey(household, row.journey_id), row, attended, by)
    _recorded(row, "preparation.settle", by)


@command
def strike_out(household_id: int, number: int, *, because: str, by: Actor) -> None:
    """Record that this was wrong: it counts no more, and neither does the check that it met. It stays on record.

    Refused: something was noted of the check since. Stale: it is struck out already.
    """
    household = households.load(household_id, by.agency_ids)
    lock(household.agency_id)
    row = kept.load(household.id, number)
    if row.removed_at is not None:
        raise Stale(CHANGED)
    reasons = settings.value("correction_reasons", household.agency_id, clock.today())
    if because not in {each["code"] for each in reasons}:
        raise Refused("Choose why it is struck out", field="why")
    if row.check_entry_id is not None:
        entry, row.check_entry_id = row.check_entry_id, None
        if steps.stands(entry):
            checks.take_back(household.id, entry, by=by)
    row.removed_at, row.removed_by, row.removed_because = clock.now(), by.user_id, because
    _recorded(row, "preparation.strike_out", by, reason=because)


@command
def bring_back(household_id: int, number: int, *, by: Actor) -> None:
    """Let what was struck out count again, with the check if they attended. Stale: it stands already."""
    household = households.load(household_id, by.agency_ids)
    lock(household.agency_id)
    row = kept.load(household.id, number)
    if row.removed_at is None:
        raise Stale(CHANGED)
    _require_once(row.carer_id, row.starts_on, row.ends_on)
    row.removed_at, row.removed_by, row.removed_because = None, None, None
    if row.attended is not None:
        _note(household, _journey(household, row.journey_id), row, by)
    _recorded(row, "preparation.bring_back", by)


def _require_once(carer_id: int, starts_on: date, ends_on: date) -> None:
    """Refused where a course of the same applicant that stands has one of these days: nobody is on two at once."""
    days = Course(starts_on=starts_on, ends_on=ends_on)
    for other in kept.of_carers([carer_id]).get(carer_id, []):
        if _same_days(other, days):
            raise Refused(
                f"A course of {said(other.starts_on)} to {said(other.ends_on)} is on record already for this "
                "applicant (S2-9): say there whether they came, or strike it out.",
                field="starts_on",
            )


def _same_days(row: Preparation, course: Course) -> bool:
    return row.starts_on <= course.ends_on and course.starts_on <= row.ends_on


def _place(household: Household, journey: Journey, carer_id: int, course: Course, by: Actor) -> Preparation:
    row = Preparation(
        agency_id=household.agency_id,
        household_id=household.id,
        journey_id=journey.id,
        carer_id=carer_id,
        starts_on=course.starts_on,
        ends_on=course.ends_on,
        place=folding.tidied(course.place, longest=LONGEST, field="place") or None,
        recorded_at=clock.now(),
        recorded_by=by.user_id,
    )
    kept.add(row)
    return row


def _require_recent(household: Household, journey: Journey, row: Preparation) -> None:
    """Refused where a course ended so long before the application that it does not count (S2-9)."""
    if _too_long_ago(household, journey, row.ends_on):
        months = _months(household)
        raise Refused(
            f"A course that ended on {said(row.ends_on)} was more than {months} months old at the application, and "
            "does not count (S2-9): they attend another, or the check is waived with the reason.",
            field="ends_on",
        )


def _too_long_ago(household: Household, journey: Journey, ends_on: date) -> bool:
    applied = journey.first(ApplicationReceived)
    return applied is not None and add_months(ends_on, _months(household)) <= applied.event.happened_on


def _months(household: Household) -> int:
    return int(settings.value("preparation_months", household.agency_id, clock.today()))


def _check_days(course: Course) -> None:
    today = clock.today()
    if course.ends_on < course.starts_on:
        raise Refused("The last day cannot be before the first", field="ends_on")
    if (course.starts_on - today).days > FURTHEST:
        raise Refused(f"{said(course.starts_on)} is more than a year ahead", field="starts_on")
    if course.attended is not None and course.attended not in CAME:
        raise Refused("Choose from the list", field="attended")
    if course.attended is not None and course.ends_on > today:
        raise Refused(
            f"The course lasts until {said(course.ends_on)}: say whether they attended when it is over",
            field="attended",
        )


def _settle(household: Household, journey: Journey, row: Preparation, attended: str, by: Actor) -> None:
    if attended == ATTENDED:
        _require_recent(household, journey, row)
    row.attended, row.settled_at, row.settled_by = attended, clock.now(), by.user_id
    _note(household, journey, row, by)


def _note(household: Household, journey: Journey, row: Preparation, by: Actor) -> None:
    """Note the check of preparation as received, where they attended and it waits for that."""
    if row.attended != ATTENDED:
        return
    line = _line(household, journey, row.carer_id)
    if line is None or line.met(clock.today()):
        return
    day = max(row.ends_on, line.requested_on or row.ends_on)  # nothing came before it was asked for
    slot = line.line.code, line.person.key
    (row.check_entry_id,) = checks.record(household.id, journey.id, [slot], Step("received", day), by=by)


def _line(household: Household, journey: Journey, carer_id: int) -> Standing | None:
    every = readiness.checklist(household.agency_id, household.id, journey, clock.today())
    own = (each for each in every if each.line.rule == RULE and each.person.key == f"carer-{carer_id}")
    return next(own, None)


def _journey(household: Household, journey_id: int) -> Journey:
    journey = _folded(household).journey(journey_id)
    if journey is None:
        raise NotFound("There is no such journey in this household.")
    if journey.first(ApplicationReceived) is None:
        raise Refused("Courses of preparation begin with the application: record it first.")
    return journey


def _folded(household: Household) -> Folded:
    cluster = load(household.agency_id, [household.id])[household.id]
    return cluster.fold(household.id, settings.rulebook(household.agency_id))


def _recorded(row: Preparation, action: str, by: Actor, reason: str | None = None) -> None:
    audit.record(
        by,
        action,
        agency_id=row.agency_id,
        household_id=row.household_id,
        about=f"course {row.id}",
        fields=[row.attended or "booked"],
        reason=reason,
    )
