"""A household's pay for skills: what a week comes to on a day, each carer's level, and what the next one needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from crm import clock, fields
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.journey import levels as rules
from crm.journey.levels import Course, Need, Standing
from crm.journey.skill_year import cost
from crm.journey.skills import Cost, Tables, Week, tables_on, week_on
from crm.ledger.tables import HeldClock
from crm.people import households, skills
from crm.people.skill_tables import SkillEntry
from crm.reads import check_entries as behind
from crm.reads import look, pay
from crm.reads.histories import load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.names import names_of
from crm.register import schemes, settings
from crm.register.settings import AgencySettings
from crm.reports.period import financial_year

STANDARDS = ("TSD-1", "TSD-4")


@dataclass(frozen=True, slots=True)
class StepSeen:
    """A step of a carer, as the history shows it. `document`: number and name, for whoever sees documents."""

    id: int
    carer: str
    position: int
    act: str
    what: str
    on: date
    evidence: str | None
    evidence_on: date | None
    document: tuple[int, str] | None
    has_document: bool
    because: str | None
    recorded_at: datetime
    by: str
    struck_out: bool
    wrong: bool = False  # somebody says so, and another person is to strike it out

    @property
    def first_of_two(self) -> bool:
        """Whether whoever strikes it out is the first of two who do."""
        return self.act == rules.DECIDED and not self.wrong


@dataclass(frozen=True, slots=True)
class Attended:
    """A course that a carer attended, the latest time, and when it holds no longer."""

    course: Course
    on: date
    lapses: date | None


@dataclass(frozen=True, slots=True)
class CarerSeen:
    """A carer's level on the day, what was decided for later, what is asked for, and what the next level needs.

    `version` is the number of the latest step: forms carry it (T49).
    """

    id: int
    position: int
    name: str
    level: str | None
    since: date | None
    coming: tuple[tuple[date, str], ...]
    asked: StepSeen | None
    papers: tuple[StepSeen, ...]  # that the carer sent, and nobody has looked at
    following: str | None
    needs: tuple[Need, ...]
    courses: tuple[Attended, ...]
    standards_on: date | None
    version: int


@dataclass(frozen=True, slots=True)
class SkillsSeen:
    """The head of a household, its week and its year as on a day, and its carers.

    `standards_due` is the day by which the standards are due, where the clock runs (TSD-1); `standards_silent`,
    that this is so long ago that most likely nobody wrote them down.
    """

    household: HouseholdSeen
    day: date
    known_on: date | None
    scheme: Tables | None
    week: Week
    year: Cost
    year_from: date
    year_to: date
    names: Mapping[int, str]
    carers: tuple[CarerSeen, ...]
    steps: tuple[StepSeen, ...]  # the latest first
    documents: tuple[tuple[int, str], ...]
    offered: tuple[str, ...]  # levels of the scheme today or later
    standards_due: date | None
    standards_silent: bool

    def carer(self, position: int) -> CarerSeen:
        """One of the carers. NotFound: there is none."""
        for each in self.carers:
            if each.position == position:
                return each
        raise NotFound("There is no such carer")

    def is_course(self, what: str) -> bool:
        """Whether a step is about a course of the list, and not about something else that a level needs."""
        return any(each["code"] == what for each in self.household.choices.every("training_courses"))

    def step(self, number: int) -> StepSeen:
        """One of the steps. NotFound: there is none of this household."""
        for each in self.steps:
            if each.id == number:
                return each
        raise NotFound("There is no such entry")


@look
def record(reference: str, day: date | None, by: Actor, known_on: date | None = None) -> SkillsSeen:
    """A household's pay and its carers' skills as on a day, today without one; the look goes on record.

    With `known_on`, its carers' levels and what they have are as recorded by the end of that day.
    """
    history = load_history(reference, by)
    identity = history.identity
    seen_on_record(identity, ["skills"], by)
    day = day or clock.today()
    given = settings.of(identity.agency_id)
    book, year = schemes.book(given), financial_year(day)
    known = clock.end_of_day(known_on) if known_on else None
    home = pay.payable([identity.id], min(year.first, day), max(year.last, day), known)[identity.id]
    tables = tables_on(book, day)
    entries = [each for each in skills.of_household(identity.id) if known is None or each.recorded_at < known]
    documents = behind.documents(identity.id) if fields.sees(by.role, "document") else {}
    steps = _steps(entries, identity.id, documents)
    due = standards_due(identity.id)
    return SkillsSeen(
        household=seen(history),
        day=day,
        known_on=known_on,
        scheme=tables,
        week=week_on(day, home.home, tables) if tables else Week(),
        year=cost(home.home, book, year.first, year.last),
        year_from=year.first,
        year_to=year.last,
        names=home.names,
        carers=tuple(_carers(identity.id, entries, steps, given, day)),
        steps=steps[::-1],
        documents=tuple(documents.items()),
        offered=schemes.levels_from(given, clock.today()),
        standards_due=due.due_on if due else None,
        standards_silent=bool(due and due.silent_from and due.silent_from <= clock.today()),
    )


def _steps(entries: Sequence[SkillEntry], household_id: int, documents: Mapping[int, str]) -> tuple[StepSeen, ...]:
    """The steps of whoever is a carer now, in the order of recording."""
    people = {each.id: each for each in households.carers_of(household_id)}
    gone = {each.about_id for each in entries if each.act == rules.STRUCK_OUT}
    wrong = rules.standing(entries).wrong
    names = names_of(each.recorded_by for each in entries)
    return tuple(
        StepSeen(
            id=each.id,
            carer=people[each.carer_id].name or "",
            position=people[each.carer_id].position,
            act=each.act,
            what=each.what,
            on=each.on_day,
            evidence=each.evidence,
            evidence_on=each.evidence_on,
            document=_document(each, documents),
            has_document=each.document_id is not None,
            because=each.because,
            recorded_at=each.recorded_at,
            by=names[each.recorded_by],
            struck_out=each.id in gone,
            wrong=each.id in wrong,
        )
        for each in entries
        if each.carer_id in people
    )


def _document(row: SkillEntry, documents: Mapping[int, str]) -> tuple[int, str] | None:
    number = row.document_id
    return (number, documents[number]) if number is not None and number in documents else None


def _carers(
    household_id: int, entries: Sequence[SkillEntry], steps: Sequence[StepSeen], given: AgencySettings, day: date
) -> list[CarerSeen]:
    courses = schemes.courses(given, day)
    scheme = [each["level"] for each in given.value("skill_levels", day)]
    found = []
    for person in households.carers_of(household_id):
        own = [each for each in entries if each.carer_id == person.id]
        stands = rules.standing(own)
        level = stands.level(day)
        following = rules.following(scheme, level)
        needs = rules.needs_of(stands, schemes.needs(given, following, day), courses, day) if following else ()
        took = attended(stands, courses, day)
        found.append(
            CarerSeen(
                id=person.id,
                position=person.position,
                name=person.name or "",
                level=level,
                since=max((since for since, _ in stands.decided if since <= day), default=None),
                coming=tuple(each for each in stands.decided if each[0] > day),
                asked=next((each for each in steps if each.id == stands.asked), None),
                papers=tuple(each for each in steps if each.id in stands.offered),
                following=following,
                needs=needs,
                courses=took,
                standards_on=next((each.on for each in took if each.course.standards), None),
                version=max((each.id for each in own), default=0),
            )
        )
    return found


def attended(stands: Standing, courses: Sequence[Course], day: date) -> tuple[Attended, ...]:
    """The courses that a carer attended by a day, the latest first."""
    found = [
        Attended(each, stands.trained[each.code], each.lapses(stands.trained[each.code]))
        for each in courses
        if each.code in stands.trained and stands.trained[each.code] <= day
    ]
    return tuple(sorted(found, key=lambda each: (each.on, each.course.code), reverse=True))


def standards_due(household_id: int) -> HeldClock | None:
    """The clock of the household's standards, where they are not on record."""
    chosen = select(HeldClock).where(HeldClock.household_id == household_id, HeldClock.rule.in_(STANDARDS))
    return db.session.scalar(chosen.where(HeldClock.until.is_(None)).order_by(HeldClock.due_on))
