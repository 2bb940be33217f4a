"""The approved foster carers on a day, as known on a day, and what they say of themselves (ST-14).

What a table counts is read from the same rows as the list behind it. Nothing here is shown to anybody by itself:
`crm/reads/who.py` says to whom, and puts it on record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import Select, Table, or_, select

from crm.extensions import db
from crm.journey.ending_events import CarerLeft
from crm.journey.events import MARKS
from crm.journey.history import standing
from crm.journey.ranges import Population
from crm.ledger.cluster import OF_A_ROW, as_row
from crm.ledger.tables import EventRecord
from crm.people.profile_tables import CarerBackground, CarerProfile
from crm.people.tables import Carer, Household
from crm.reports import former
from crm.reports import standing as standings
from crm.reports.former import FORMER
from crm.reports.scope import Scope

TABLES = (Carer, Household, CarerProfile, CarerBackground, EventRecord)
WHO, HOME, KNOWN, SAID, NEWS = (cast(Table, each.__table__).c for each in TABLES)
AT_ONCE = timedelta(minutes=1)  # at most, between a carer's removal and the news of it, which are one act
FIELDS = ("born_on", "sex", "ethnicity", "religion")


@dataclass(frozen=True, slots=True)
class Approved:
    """A carer of a household that is approved: `says` are the fields that are known, `position` 1 or 2."""

    agency_id: int
    household_id: int
    carer_id: int
    position: int
    approved_on: date
    population: Population
    says: Mapping[str, str]


def approved(
    scope: Scope, day: date, before: datetime, members: Sequence[Population]
) -> tuple[list[Approved], set[int]]:
    """The carers of every household with an approval of these populations at the end of a day, each once; and the
    households of which no carer was known."""
    homes: dict[int, standings.Standing] = {}
    for each in standings.approvals(scope.agency_ids, before):
        if each.approval.population in members and each.approval.open_on(day):
            first = homes.setdefault(each.household_id, each)
            if each.approval.begins_on < first.approval.begins_on:
                homes[each.household_id] = each
    found = list(_approved(scope.agency_ids, day, before, homes))
    return found, set(homes) - {each.household_id for each in found}


def _approved(
    agency_ids: Sequence[int], day: date, before: datetime, homes: Mapping[int, standings.Standing]
) -> Iterator[Approved]:
    rows = [row for row in db.session.execute(_carers(agency_ids, before)) if row.household_id in homes]
    removed = [row for row in rows if row.removed_at is not None and row.removed_at < before]
    left = _left(removed, before)
    there: dict[tuple[int, int], Any] = {}
    for row in rows:
        known_gone = row.removed_at is not None and row.removed_at < before
        if (row.joined_on is None or row.joined_on <= day) and (not known_gone or left.get(row.id, day) > day):
            there.setdefault((row.household_id, row.position), row)  # of two in one place, the earlier one
    said = _said(agency_ids, before)
    for row in there.values():
        stands = homes[row.household_id]
        says = {
            name: former.said_on(_text(row, name), said.get((row.id, name), ()), day, before) for name in FIELDS
        }
        yield Approved(
            agency_id=stands.agency_id,
            household_id=row.household_id,
            carer_id=row.id,
            position=row.position,
            approved_on=stands.approval.begins_on,
            population=stands.approval.population,
            says={name: value for name, value in says.items() if value},
        )


def _carers(agency_ids: Sequence[int], before: datetime) -> Select[Any]:
    """Every carer that was known, the first of a household first, with what is said of them now."""
    tables = Carer.__table__.join(Household.__table__, HOME.id == WHO.household_id)
    tables = tables.outerjoin(CarerProfile.__table__, KNOWN.carer_id == WHO.id)
    tables = tables.outerjoin(CarerBackground.__table__, SAID.carer_id == WHO.id)
    columns = WHO.id, WHO.household_id, WHO.position, WHO.joined_on, WHO.removed_at, WHO.came_back_at
    chosen = select(*columns, KNOWN.born_on, KNOWN.sex, SAID.ethnicity, SAID.religion).select_from(tables)
    chosen = chosen.where(HOME.agency_id.in_(agency_ids), WHO.added_at < before)
    return chosen.order_by(WHO.household_id, WHO.position, WHO.id)


def _text(row: Any, name: str) -> str | None:
    value = getattr(row, name)
    return value.isoformat() if isinstance(value, date) else value


def _said(agency_ids: Sequence[int], before: datetime) -> Mapping[tuple[int, str], Sequence[former.Replaced]]:
    """What carers said before. That nothing was on record before something was says no more."""
    theirs = select(WHO.id).join(Household.__table__, HOME.id == WHO.household_id)
    asked = (
        FORMER.carer_id.in_(theirs.where(HOME.agency_id.in_(agency_ids))),
        or_(FORMER.value.is_not(None), FORMER.recorded_at >= before),
    )
    return former.replaced(FORMER.carer_id, FIELDS, asked)


def _left(removed: Iterable[Any], before: datetime) -> dict[int, date]:
    """Of those who were taken out of a household the day on which each left, by the news that came with it (B-18).

    Who was removed without it was never there, and who came back is there by a row of their own.
    """
    gone = [row for row in removed if row.came_back_at is None or row.came_back_at >= before]
    homes = {row.household_id for row in gone}
    rows: defaultdict[int, list[Any]] = defaultdict(list)
    if homes:
        kinds = NEWS.kind.in_([CarerLeft.kind, *(each.kind for each in MARKS)])
        chosen = select(*OF_A_ROW, NEWS.household_id).where(NEWS.household_id.in_(homes), kinds)
        for record in db.session.execute(chosen.where(NEWS.recorded_at < before).order_by(NEWS.id)):
            rows[record.household_id].append(as_row(record))
    found: dict[int, date] = {}
    for row in gone:
        first_said = {each.id: each.recorded_at for each in rows[row.household_id]}
        for news in standing(rows[row.household_id]):
            if isinstance(news.event, CarerLeft):
                told = first_said[news.first_id or news.id]
                if row.removed_at <= told <= row.removed_at + AT_ONCE:
                    found[row.id] = news.event.happened_on
    return found
