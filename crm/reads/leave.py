"""Leave of the council's own staff who foster, or apply to: promised, taken and left in a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Row, Table, or_, select

from crm import clock
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.ledger.tables import HeldTerms, UnderWay
from crm.people import leave
from crm.people.folding import folded
from crm.people.leave_tables import LeaveTaken
from crm.people.profile_tables import CarerProfile
from crm.people.tables import Carer, Household
from crm.reads import look
from crm.reads.names import names_of
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.sharing import within
from crm.register import employer_names, employers
from crm.register.employer_tables import Employer
from crm.reports.period import Period

HELD, WAY = (cast(Table, each.__table__).c for each in (HeldTerms, UnderWay))
CARERS, APPLICANTS = "carers", "applicants"  # for whom leave may be; 'both' is for either
MOST_EXPORTED = 5000  # people a file


@dataclass(frozen=True, slots=True)
class OnLeave:
    """Somebody of the council's staff, and their half days of a year; `left` is below 0 where they took more."""

    carer_id: int
    name: str
    reference: str
    agency_id: int
    approved: bool
    promised: int
    taken: int

    @property
    def left(self) -> int:
        return self.promised - self.taken


@dataclass(frozen=True, slots=True)
class Leaves(Paged):
    """A page of them; how many match, of how many. Without `employers` nobody has said which one the council is."""

    rows: tuple[OnLeave, ...]
    total: int
    every: int
    page: int
    pages: int
    employers: tuple[Employer, ...]


@dataclass(frozen=True, slots=True)
class OneLeave:
    """One of them with all that was recorded, each with who did."""

    who: OnLeave
    entries: tuple[tuple[LeaveTaken, str], ...]


@look
def listed(q: str, year: Period, page: int, by: Actor) -> Leaves:
    """A page of them by name. Whose households are shown goes on record."""
    every = _everybody(year, by)
    found = _matching(every, q)
    page, pages = page_of(page, len(found))
    rows = tuple(found[(page - 1) * PAGE : page * PAGE])
    note_look((each.reference for each in rows), (each.agency_id for each in rows), by)
    return Leaves(rows, len(found), len(every), page, pages, tuple(_councils(by)))


@look
def export(q: str, year: Period, reason: str, by: Actor) -> tuple[OnLeave, ...]:
    """All that match, for a file; the asking goes on record, with why."""
    found = _matching(_everybody(year, by), q)[:MOST_EXPORTED]
    note_export((each.reference for each in found), (each.agency_id for each in found), by, reason=reason)
    return tuple(found)


@look
def one(carer_id: int, year: Period, by: Actor) -> OneLeave:
    """One of them. NotFound: there is no such carer within reach, or they do not work for the council."""
    who = next((each for each in _everybody(year, by) if each.carer_id == carer_id), None)
    if who is None:
        raise NotFound("There is no such carer")
    rows = leave.of_carer(carer_id)
    names = names_of(row.recorded_by for row in rows)
    note_look((who.reference,), (who.agency_id,), by)
    return OneLeave(who, tuple((row, names[row.recorded_by]) for row in rows))


def _councils(by: Actor) -> list[Employer]:
    return [row for row in employers.of_agencies(by.agency_ids) if row.is_council]


def _everybody(year: Period, by: Actor) -> list[OnLeave]:
    """Carers and applicants within reach whose record says that they work for the council."""
    own = {row.agency_id: row for row in _councils(by)}
    spelt = {each: employers.typed_for(row.id, each) for each, row in own.items()}
    rows = [row for row in _people(by) if employer_names.typed(row.works_for) in spelt.get(row.agency_id, ())]
    homes = {row.household_id for row in rows}
    approved, under_way = _approved(homes), _under_way(homes)
    taken = leave.taken([row.id for row in rows], year.first, year.last)
    return [
        OnLeave(
            carer_id=row.id,
            name=row.name or "",
            reference=row.reference,
            agency_id=row.agency_id,
            approved=row.household_id in approved,
            promised=2 * _promised(own[row.agency_id], year, approved=row.household_id in approved),
            taken=taken.get(row.id, 0),
        )
        for row in rows
        if row.household_id in approved | under_way or row.id in taken
    ]


def _people(by: Actor) -> Sequence[Row[Any]]:
    """Everybody within reach of whom it is known where they work, by name."""
    columns = select(Carer.id, Carer.name, Carer.household_id, CarerProfile.works_for)
    chosen = columns.add_columns(Household.reference, Household.agency_id)
    chosen = chosen.join(CarerProfile, CarerProfile.carer_id == Carer.id)
    chosen = chosen.join(Household, Household.id == Carer.household_id).where(
        Household.agency_id.in_(by.agency_ids),
        Household.merged_into_id.is_(None),
        within(by),
        Carer.removed_at.is_(None),
        CarerProfile.works_for.is_not(None),
    )
    return db.session.execute(
        chosen.order_by(Household.name_folded.nulls_last(), Household.id, Carer.position)
    ).all()


def _approved(homes: set[int]) -> set[int]:
    today = clock.today()
    holds = HELD.since <= today, or_(HELD.until.is_(None), HELD.until > today)
    return set(db.session.scalars(select(HELD.household_id).where(HELD.household_id.in_(homes), *holds)))


def _under_way(homes: set[int]) -> set[int]:
    return set(db.session.scalars(select(WAY.household_id).where(WAY.household_id.in_(homes))))


def _promised(own: Employer, year: Period, *, approved: bool) -> int:
    """The days that the council promises somebody in a year."""
    begins: date | None = own.leave_from
    if not own.leave_days or begins is None or begins > year.last:
        return 0
    if own.leave_until is not None and own.leave_until < year.first:
        return 0
    meant = own.leave_for not in (CARERS, APPLICANTS) or own.leave_for == (CARERS if approved else APPLICANTS)
    return own.leave_days if meant else 0


def _matching(every: Sequence[OnLeave], q: str) -> list[OnLeave]:
    wanted = folded(q)
    return [each for each in every if wanted in folded(f"{each.name} {each.reference}")]
