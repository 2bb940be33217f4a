"""Households whose journey is closed and who may be asked again: the list that brings each back on its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Row, Select, Table, func, null, select

from crm import audit, clock
from crm.actor import Actor
from crm.extensions import db
from crm.ledger.tables import EventRecord, HouseholdNow, UnderWay
from crm.people.consent import may_write
from crm.people.merging import stands_for
from crm.people.tables import Household
from crm.people.tasks import KEEP_WARM
from crm.people.work_tables import Task
from crm.reads import choices, look, under_way
from crm.reads.journeys import Card, cards
from crm.reads.large_files import require_second
from crm.reads.names import names_of
from crm.reads.noted import note_look
from crm.reads.paging import page_of
from crm.reads.sharing import within
from crm.reads.work import OVER

PAGE = 50  # households a page
Shown = Literal["due", "later", "all"]

HOME, NOW = cast(Table, Household.__table__).c, cast(Table, HouseholdNow.__table__).c
EVENT, TASK = cast(Table, EventRecord.__table__).c, cast(Table, Task.__table__).c


@dataclass(frozen=True, slots=True)
class Waiting:
    """A household that may be asked again from a day on; how its journey ended, and who put that on record."""

    task_id: int
    journey_id: int
    reference: str
    name: str | None
    area: str | None
    again_on: date
    ended_on: date
    reason: str
    initiator: str | None
    by: str
    may_write: bool
    may_have_news: bool  # they agreed to be kept in touch with


@dataclass(frozen=True, slots=True)
class WarmSeen:
    """A page of the list, the soonest first, and how many there are."""

    rows: tuple[Waiting, ...]
    today: date
    total: int
    page: int
    pages: int


MOST_EXPORTED = 5000  # households a file


@look
def listing(shown: Shown, page: int, by: Actor) -> WarmSeen:
    """Those who may be asked today (due), from a later day on, or all; what was shown goes on record."""
    asked = _asked(shown)
    total = db.session.execute(_chosen(by, asked, func.count())).scalar_one()
    page, pages = page_of(page, total, PAGE)
    rows = _rows(by, asked, PAGE, (page - 1) * PAGE)
    _on_record("household.list", rows, by)
    return WarmSeen(_waiting(rows), clock.today(), total, page, pages)


@look
def export(shown: Shown, reason: str, by: Actor) -> tuple[Waiting, ...]:
    """The same as a file, MOST_EXPORTED at most; the asking goes on record, with why."""
    rows = _rows(by, _asked(shown), MOST_EXPORTED, 0)
    require_second(len({row.reference for row in rows}), by)
    _on_record("household.export", rows, by, reason)
    return _waiting(rows)


@look
def selected(journey_ids: Sequence[int] | None, shown: Shown, most: int, by: Actor) -> tuple[Card, ...]:
    """Those of the list whom somebody has chosen, by the journeys that ended: these, or without any all.

    `most` of them at most. The look goes on record.
    """
    return _cards(_asked(shown) if journey_ids is None else _these(journey_ids), most, by)


@look
def sent(journey_ids: Sequence[int], by: Actor) -> tuple[Card, ...]:
    """Those whom a form names, as far as they wait on the list still; the look goes on record.

    NotFound where one is not the asker's, as if there were none (T12).
    """
    under_way.require_own(journey_ids, by)
    return _cards(_these(journey_ids), len(journey_ids), by)


def _these(journey_ids: Sequence[int]) -> list[ColumnElement[bool]]:
    return [NOW.journey_id.in_(journey_ids)]


def _cards(asked: list[ColumnElement[bool]], most: int, by: Actor) -> tuple[Card, ...]:
    columns = (
        NOW.journey_id,
        NOW.household_id,
        NOW.agency_id,
        NOW.route,
        NOW.stage,
        NOW.stage_since.label("since"),
    )
    chosen = _chosen(by, asked, *columns, NOW.enquired_on, null().label("source"))
    rows = db.session.execute(chosen.order_by(TASK.due_on, TASK.id).limit(most)).all()
    found = cards(list({row.journey_id: row for row in rows}.values()), by)  # each once, also where two were merged
    note_look((card.reference for card in found), (card.agency_id for card in found), by)
    return found


def _asked(shown: Shown) -> list[ColumnElement[bool]]:
    today = clock.today()
    return {"due": [TASK.due_on <= today], "later": [TASK.due_on > today], "all": []}[shown]


def _rows(by: Actor, asked: list[ColumnElement[bool]], most: int, after: int) -> Sequence[Row[Any]]:
    chosen = _chosen(by, asked, *_COLUMNS).order_by(TASK.due_on, TASK.id)
    return db.session.execute(chosen.limit(most).offset(after)).all()


def _on_record(action: str, rows: Sequence[Row[Any]], by: Actor, reason: str | None = None) -> None:
    agencies = {row.agency_id for row in rows}
    agency_id = agencies.pop() if len(agencies) == 1 else None
    shown = [row.reference for row in rows]
    audit.record(by, action, agency_id=agency_id, fields=shown, reason=reason, about=f"{len(shown)} households")


_COLUMNS: tuple[ColumnElement[Any], ...] = (
    TASK.id.label("task_id"),
    TASK.due_on,
    NOW.journey_id,
    HOME.agency_id,
    HOME.reference,
    HOME.name,
    HOME.area,
    HOME.keep_in_touch,
    HOME.opted_out_at,
    EVENT.data,
    EVENT.happened_on,
    EVENT.recorded_by,
)


def _chosen(by: Actor, asked: list[ColumnElement[bool]], *what: ColumnElement[Any]) -> Select[Any]:
    """The tasks that ask a household again: of those that are closed, and did not come back by themselves."""
    merged = select(HOME.id.label("own"), stands_for().label("stands")).subquery()
    joined = cast(Table, Task.__table__).join(merged, merged.c.own == TASK.household_id)
    joined = joined.join(Household.__table__, HOME.id == merged.c.stands)
    joined = joined.join(HouseholdNow.__table__, NOW.household_id == HOME.id)
    joined = joined.join(EventRecord.__table__, EVENT.id == NOW.last_event_id)
    waits = TASK.kind == KEEP_WARM, TASK.done_at.is_(None), TASK.agency_id.in_(by.agency_ids)
    going_on = select(UnderWay.household_id).where(UnderWay.agency_id.in_(by.agency_ids))
    over = NOW.stage.in_(OVER), HOME.id.not_in(going_on)
    return select(*what).select_from(joined).where(*waits, *over, within(by), *asked)


def _waiting(rows: Sequence[Row[Any]]) -> tuple[Waiting, ...]:
    names = names_of(row.recorded_by for row in rows)
    lists = {agency_id: choices.of_agency(agency_id) for agency_id in {row.agency_id for row in rows}}
    return tuple(
        Waiting(
            task_id=row.task_id,
            journey_id=row.journey_id,
            reference=row.reference,
            name=row.name,
            area=row.area,
            again_on=row.due_on,
            ended_on=row.happened_on,
            reason=lists[row.agency_id].said("closed_reasons", row.data.get("reason")),
            initiator=row.data.get("initiator"),
            by=names[row.recorded_by],
            may_write=may_write(row),
            may_have_news=may_write(row, news=True),
        )
        for row in rows
    )
