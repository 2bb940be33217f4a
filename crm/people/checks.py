"""What was done about checks, and of whom: stored, loaded, and handed on with the person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from sqlalchemy import Select, delete, select

from crm.errors import NotFound
from crm.extensions import db
from crm.holding import held
from crm.journey import checklist as rules
from crm.journey.checks import Entry, People, Person, Standing
from crm.journey.deadlines import add_months
from crm.journey.events import ApplicationReceived
from crm.journey.household import Journey
from crm.people import households, merging, profile
from crm.people.check_tables import ApprovalOverride, CheckEntry, CheckResult
from crm.people.profile_tables import HouseholdMember
from crm.people.tables import Carer, Document, Household

NOBODY = Person("applicant", "the applicant, who is not recorded yet")


def entries_of(journey_id: int) -> list[CheckEntry]:
    """Everything that was done about the checks of a journey, taken back or not, in the order of recording."""
    chosen = select(CheckEntry).where(CheckEntry.journey_id == journey_id)
    return list(db.session.scalars(chosen.order_by(CheckEntry.id)))


def standing(entries: Sequence[CheckEntry]) -> list[Entry]:
    """The same as the rules read it, without what was taken back."""
    return [
        Entry(row.id, row.code, key_of(row), row.act, row.happened_on, row.settled, row.expires_on)
        for row in entries
        if row.taken_back_at is None
    ]


def key_of(row: CheckEntry) -> str:
    """Whom an entry is about, as the rules name it."""
    if row.carer_id is not None:
        return f"carer-{row.carer_id}"
    if row.member_id is not None:
        return f"member-{row.member_id}"
    return f"referee-{row.referee}" if row.referee is not None else "household"


def columns_of(key: str) -> dict[str, int | None]:
    """The columns of an entry that name whom it is about."""
    kind, _, number = key.partition("-")
    whose = {"carer": "carer_id", "member": "member_id", "referee": "referee"}.get(kind)
    empty: dict[str, int | None] = {"carer_id": None, "member_id": None, "referee": None}
    return empty | ({whose: int(number)} if whose else {})


class Given(Protocol):
    """The settings of an agency, which say what is asked for."""

    def value(self, name: str, on: date) -> Any:
        """What a setting is on a day."""


def checklist(
    household_id: int, journey: Journey, on: date, entries: Sequence[CheckEntry], given: Given
) -> tuple[Standing, ...]:
    """Every line of a journey as it stands, with those of whoever turns 18 in the months after a day (S2-11)."""
    carers, others = households.carers_of(household_id), profile.members(household_id)
    return lines_of(journey, on, entries, given, people_from(carers, others, given, on))


def known_of(household_ids: Select[tuple[int]]) -> defaultdict[int, tuple[list[Carer], list[HouseholdMember]]]:
    """The carers of many households and who else belongs to them, as `checklist` asks of one, in two queries."""
    found: defaultdict[int, tuple[list[Carer], list[HouseholdMember]]] = defaultdict(lambda: ([], []))
    there = Carer.household_id.in_(household_ids), Carer.removed_at.is_(None)
    for carer in db.session.scalars(select(Carer).where(*there).order_by(Carer.position)):
        found[carer.household_id][0].append(carer)
    home = merging.stands_for()
    everybody = select(HouseholdMember, home).join(Household, Household.id == HouseholdMember.household_id)
    chosen = everybody.where(home.in_(household_ids))
    for member, home_id in db.session.execute(chosen.order_by(HouseholdMember.born_on, HouseholdMember.id)):
        found[home_id][1].append(member)
    return found


def lines_of(
    journey: Journey, on: date, entries: Sequence[CheckEntry], given: Given, people: People
) -> tuple[Standing, ...]:
    """The same, where it is known whom the checks are about."""
    happened = rules.happened_of(journey)
    asked = given.value("checks", happened.get(ApplicationReceived.kind, on))
    return rules.checklist(
        [rules.line_from(each) for each in asked if not each.get("retired")],
        people,
        standing(entries),
        happened,
        route=journey.route,
        until=add_months(on, int(given.value("adult_checks_ahead", on))),
    )


def people_from(carers: Sequence[Carer], members: Sequence[HouseholdMember], given: Given, on: date) -> People:
    """Whom the checks of a household are about, as old as they are on a day.

    Who is not recorded cannot be checked: then the applicant is somebody of whom everything is missing.
    """
    applicants = tuple(
        Person(f"carer-{each.id}", each.name or f"the {'first' if each.position == 1 else 'second'} applicant")
        for each in carers
    )
    known = {each["code"]: each for each in given.value("member_relations", on)}
    others = tuple(
        person_of(each, known.get(each.relation, {}), on)
        for each in members
        if each.lives_here and each.removed_at is None
    )
    return People(applicants or (NOBODY,), others)


def person_of(row: HouseholdMember, relation: Mapping[str, Any], on: date) -> Person:
    """Somebody who lives there, told from others by what they are and how old: names of children are not shown."""
    label = str(relation.get("label", row.relation.replace("_", " ")))
    label = f"{label[:1].lower()}{label[1:]}{_aged(row.born_on, on)}"
    return Person(f"member-{row.id}", f"the {label}", row.born_on, not relation.get("child", False))


def _aged(born_on: date | None, on: date) -> str:
    if born_on is None:
        return " (date of birth not known)"
    years = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
    return f" ({years})"


def entry(household_id: int, entry_id: int) -> CheckEntry:
    """One of them, locked; NotFound: there is none of this household."""
    found = held(CheckEntry, entry_id)
    if found is None or found.household_id not in merging.together(household_id):
        raise NotFound("There is no such entry")
    return found


def stands(entry_id: int) -> bool:
    """Whether a step is on record and was not taken back."""
    row = db.session.get(CheckEntry, entry_id)
    return row is not None and row.taken_back_at is None


def has_document(household_id: int, document_id: int) -> bool:
    """Whether a household has a document with this number, which was not removed."""
    there = Document.household_id.in_(merging.together(household_id)), Document.removed_at.is_(None)
    return db.session.scalar(select(Document.id).where(Document.id == document_id, *there)) is not None


def add(row: CheckEntry) -> int:
    """Keep an entry; its number."""
    db.session.add(row)
    db.session.flush()
    return row.id


def hand_on(from_carer: int, to_carer: int) -> None:
    """Give a carer's row what was done about the checks of the same person by another: one who comes back, or comes
    along when two records become one. What it has already is not given twice."""
    chosen = select(CheckEntry).where(CheckEntry.carer_id.in_((from_carer, to_carer))).order_by(CheckEntry.id)
    rows = db.session.scalars(chosen).all()
    has = {_same(row) for row in rows if row.carer_id == to_carer}
    for row in rows:
        if row.carer_id == from_carer and row.taken_back_at is None and _same(row) not in has:
            _copy(row, to_carer)


def part(from_carer: int, to_carer: int, journeys: Collection[int]) -> None:
    """Let a carer's row have all that was done about their checks on these journeys, and the other row none of it:
    two who were taken for one are two again. What was taken back meanwhile stays so."""
    there = CheckEntry.carer_id.in_((from_carer, to_carer)), CheckEntry.journey_id.in_(journeys)
    rows = db.session.scalars(select(CheckEntry).where(*there).order_by(CheckEntry.id)).all()
    has = {_same(row): row for row in rows if row.carer_id == to_carer}
    for row in rows:
        if row.carer_id == to_carer:
            continue
        own = has.get(_same(row))
        if own is None and row.taken_back_at is None:
            _copy(row, to_carer)
        elif own is not None and own.taken_back_at is None:
            own.taken_back_at, own.taken_back_by = row.taken_back_at, row.taken_back_by
    given = [row.id for row in rows if row.carer_id == from_carer]
    db.session.flush()
    db.session.execute(delete(CheckResult).where(CheckResult.entry_id.in_(given)))
    db.session.execute(delete(CheckEntry).where(CheckEntry.id.in_(given)))


def _same(row: CheckEntry) -> tuple[object, ...]:
    return (row.journey_id, row.code, row.act, row.happened_on, row.recorded_at)


def _copy(row: CheckEntry, carer_id: int) -> None:
    names = [column.name for column in CheckEntry.__table__.columns if column.name not in ("id", "carer_id")]
    entry_id = add(CheckEntry(carer_id=carer_id, **{name: getattr(row, name) for name in names}))
    told = db.session.get(CheckResult, row.id)
    if told is not None:
        db.session.add(CheckResult(entry_id=entry_id, outcome=told.outcome, number=told.number, note=told.note))
        db.session.flush()


def keep_override(row: ApprovalOverride) -> None:
    """Keep that somebody approved in spite of what was missing."""
    db.session.add(row)
    db.session.flush()


def overrides_of(journey_id: int) -> list[ApprovalOverride]:
    """The approvals of a journey that were made in spite of something missing."""
    chosen = select(ApprovalOverride).where(ApprovalOverride.journey_id == journey_id)
    return list(db.session.scalars(chosen.order_by(ApprovalOverride.id)))
