"""Dated settings: what an agency has decided, and the national defaults where it has decided nothing.

A setting never changes in place: what replaces it is a new row, with a later `valid_from`, or with the same
one where it was wrong. The settings of an agency are read once in a transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import ColumnElement, Engine, Table, Text, bindparam, event, func, or_, select
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session, SessionTransaction

from crm import clock
from crm.extensions import db
from crm.journey.events import PanelRecommended
from crm.journey.ranges import Route
from crm.journey.routes import Plan, Rulebook, Stage, plan_from
from crm.journey.rules import Dated, Rules
from crm.register.law_clocks import law
from crm.register.tables import Setting

Timeline = tuple[tuple[date, Any], ...]

KEPT = "settings by agency"  # where a session keeps what it has read
SEEN = "the stamp of an agency's settings"  # where it keeps what was read just before its first transaction
UNSET = object()  # no value at all: a setting may itself be null
# What the ledgers count by: when it is recorded anew, figures of past days stay as they were counted.
COUNTED_BY = "enquiry_window_days"

# The name, whether it is national, from when, the value as JSON, and when it was recorded.
_Row = tuple[str, bool, date, str | None, datetime]
_COLUMNS = cast(Table, Setting.__table__).c
_OF_AGENCY = or_(_COLUMNS.agency_id.is_(None), _COLUMNS.agency_id == bindparam("agency_id"))
_ROWS = (
    select(
        _COLUMNS.name,
        _COLUMNS.agency_id,
        _COLUMNS.valid_from,
        sql_cast(_COLUMNS.value, Text),
        _COLUMNS.recorded_at,
    )
    .where(_OF_AGENCY)
    .order_by(_COLUMNS.id)
)
# What tells whether the rows are those that were read before: how many, and the last of them.
_LAST = (func.count(), func.max(_COLUMNS.id), func.max(_COLUMNS.recorded_at))
_COUNTED, _NEWEST, _AT = (func.coalesce(sql_cast(each, Text), "") for each in _LAST)
_STAMP = select(_COUNTED + " " + _NEWEST + " " + _AT)
_OWN_STAMP = _STAMP.where(_OF_AGENCY)


@dataclass(frozen=True, slots=True, eq=False)
class AgencySettings:
    """Every setting of one agency: by name, its values in order of the days from which they hold.

    One object serves many requests: what it hands out is not to be changed.
    """

    timelines: Mapping[str, Timeline]
    earlier_windows: tuple[tuple[datetime, Dated], ...] = ()

    def timeline(self, name: str) -> Timeline:
        """The values of a setting over time, at least one. LookupError: there is no such setting."""
        if name not in self.timelines:
            raise LookupError(f"no setting is called '{name}': has `crm init` been run?")
        return self.timelines[name]

    def value(self, name: str, on: date) -> Any:
        """What a setting is on a day; before its first day, what it is then. LookupError: no such setting."""
        timeline = self.timeline(name)
        in_force = [given for valid_from, given in timeline if valid_from <= on]
        return in_force[-1] if in_force else timeline[0][1]

    def dated(self, name: str) -> Dated:
        """A setting that is a number, over time. LookupError: no such setting."""
        return Dated(self.timeline(name))

    def marked(self, name: str, mark: str) -> frozenset[str]:
        """The codes of a list that a mark has ever been set on. LookupError: no such setting."""
        return frozenset(
            each["code"] for _, entries in self.timeline(name) for each in entries if each.get(mark, False)
        )


def latest(name: str, agency_id: int) -> int:
    """The number of the newest row of a setting of an agency, its own or the nation's; 0 where there is none."""
    newest = select(func.max(_COLUMNS.id)).where(_OF_AGENCY, _COLUMNS.name == name)
    return db.session.connection().execute(newest, {"agency_id": agency_id}).scalar_one() or 0


def of(agency_id: int) -> AgencySettings:
    """The settings of an agency, read once in a transaction."""
    kept: dict[int, AgencySettings] = db.session.info.setdefault(KEPT, {})
    if agency_id not in kept:
        stamp = db.session.info.get(SEEN, {}).get(agency_id)
        if stamp is None:
            stamp = db.session.connection().execute(_OWN_STAMP, {"agency_id": agency_id}).scalar_one()
        kept[agency_id] = _read(db.engine, agency_id, stamp)
    return kept[agency_id]


def stamp_of(agency_id: ColumnElement[int | None]) -> ColumnElement[str]:
    """Which settings an agency has, for a query that reads something of its; without an agency the nation's."""
    return _STAMP.where(or_(_COLUMNS.agency_id.is_(None), _COLUMNS.agency_id == agency_id)).scalar_subquery()


def take_as_seen(agency_id: int, stamp: str) -> None:
    """Let the transaction that comes next read the settings by this stamp, read just before: it must only look.

    One that records anything asks itself, since settings may be changed between the two.
    """
    db.session.info[SEEN] = {agency_id: stamp}


@lru_cache(64)  # most requests find the settings as the last one did: no row is ever changed or taken out
def _read(_of: Engine, agency_id: int, _stamp: str) -> AgencySettings:
    """The settings of an agency in a database where so many rows stand, with this last one."""
    return _worked_out(_rows(agency_id))


def value(name: str, agency_id: int, on: date) -> Any:
    """What a setting of an agency is on a day. LookupError: there is no such setting."""
    return of(agency_id).value(name, on)


def in_force_since(name: str, agency_id: int, on: date) -> date:
    """The day from which the value of a setting on a day has held. LookupError: there is no such setting."""
    timeline = of(agency_id).timeline(name)
    return max((since for since, _ in timeline if since <= on), default=timeline[0][0])


def nationally(name: str, on: date) -> Any:
    """What a national default is on a day: for what belongs to no agency. LookupError: there is no such setting."""
    own = {day: given for (called, day), given in national().items() if called == name}
    return AgencySettings({name: tuple(sorted(own.items()))} if own else {}).value(name, on)


def rulebook(agency_id: int) -> Rulebook:
    """The rules and plans by which the histories of an agency are judged."""
    return _rulebook(of(agency_id))


def rulebook_known(agency_id: int, before: datetime) -> Rulebook:
    """The rules and plans as they were on record before a moment: what is recorded later moves no past figure."""
    return _rulebook(known(agency_id, before))


def known(agency_id: int, before: datetime) -> AgencySettings:
    """The settings as they were on record before a moment. What the nation's first said holds from ever: history is
    loaded that is older than the service."""
    kept: dict[object, AgencySettings] = db.session.info.setdefault(KEPT, {})
    if (agency_id, before) not in kept:
        kept[agency_id, before] = _known(_rows(agency_id), before)
    return kept[agency_id, before]


def _known(rows: tuple[_Row, ...], before: datetime) -> AgencySettings:
    first: dict[str, datetime] = {}
    for name, national_one, *_, recorded_at in rows:
        if national_one:
            first[name] = min(recorded_at, first.get(name, recorded_at))
    return _worked_out(tuple(row for row in rows if row[-1] < before or row[-1] == first.get(row[0])))


@lru_cache(64)
def _rulebook(given: AgencySettings) -> Rulebook:
    rules = Rules(
        enquiry_window_days=given.dated("enquiry_window_days"),
        notice_days=given.dated("notice_days"),
        most_places=given.dated("most_places"),
        hold_months=given.dated("hold_months"),
        first_review_panel=given.dated("panel_first_review"),
        staying=given.marked("destinations", "stays"),
        adjusting=given.marked("deregistered_reasons", "adjustment"),
        terminating=given.marked("deregistered_reasons", "termination"),
        dying=given.marked("deregistered_reasons", "death"),
        repeating=given.marked("closed_reasons", "repeats"),
        permanent=given.marked("deregistered_reasons", "permanence"),
        earlier_windows=given.earlier_windows,
    )
    return Rulebook(rules, {route: _plans(route, given) for route in Route}, law())


def put(
    name: str,
    given: Any,
    *,
    valid_from: date,
    agency_id: int | None,
    by: int | None,
    at: datetime | None = None,
) -> None:
    """Record what a setting is from a day on; without an agency, for all that say nothing of their own.

    The ledgers do not follow by themselves: see `commands.settings`. `at` is the moment of recording, now if none.
    """
    row = Setting(
        agency_id=agency_id,
        name=name,
        valid_from=valid_from,
        value=given,
        recorded_at=at or clock.now(),
        recorded_by=by,
    )
    db.session.add(row)
    db.session.flush()
    db.session.info.pop(KEPT, None)
    db.session.info.pop(SEEN, None)
    _read.cache_clear()  # should the row be taken back, the next one could look the same


def national() -> dict[tuple[str, date], Any]:
    """The national defaults as last recorded, by name and first day."""
    columns = select(Setting.name, Setting.valid_from, Setting.value).where(Setting.agency_id.is_(None))
    rows = db.session.execute(columns.order_by(Setting.id))
    return {(name, valid_from): given for name, valid_from, given in rows}


def _rows(agency_id: int) -> tuple[_Row, ...]:
    """What an agency and the nation have settled, as it stands in the table."""
    rows = db.session.execute(_ROWS, {"agency_id": agency_id})
    return tuple((name, owner is None, *rest) for name, owner, *rest in rows)


@lru_cache(64)
def _worked_out(rows: tuple[_Row, ...]) -> AgencySettings:
    return AgencySettings(_timelines(rows), tuple(_earlier([row for row in rows if row[0] == COUNTED_BY])))


def _timelines(rows: Iterable[_Row]) -> dict[str, Timeline]:
    """An agency's own values from the first of them on, and the national ones until then."""
    own: dict[str, dict[date, Any]] = {}
    default: dict[str, dict[date, Any]] = {}
    for name, national_one, valid_from, given, _ in rows:
        (default if national_one else own).setdefault(name, {})[valid_from] = (
            None if given is None else json.loads(given)
        )
    return {name: _joined(default.get(name, {}), own.get(name, {})) for name in {**default, **own}}


def _earlier(rows: Sequence[_Row]) -> Iterator[tuple[datetime, Dated]]:
    """What a setting said before it was recorded anew, and until when.

    What the nation's first said holds from ever: history is loaded that is older than the service.
    """
    first = min((recorded_at for _, national_one, *_, recorded_at in rows if national_one), default=None)
    for until in sorted({recorded_at for *_, recorded_at in rows if recorded_at != first}):
        before = _timelines(row for row in rows if row[-1] == first or row[-1] < until)
        after = _timelines(row for row in rows if row[-1] == first or row[-1] <= until)
        if before and before != after:
            yield until, Dated(before[COUNTED_BY])


def _joined(default: Mapping[date, Any], own: Mapping[date, Any]) -> Timeline:
    first = min(own, default=date.max)
    days = sorted({*own, *(day for day in default if day < first)})
    return tuple((day, own[day] if day in own else default[day]) for day in days)


def _plans(route: Route, given: AgencySettings) -> tuple[tuple[date, Plan], ...]:
    """The plans of a route over time: a new one whenever its stages change, or panel is switched on or off."""
    stages = f"route.{route}"
    days = sorted({day for name in (stages, "panel_required") for day, _ in given.timeline(name)})
    plans = ((day, plan_from(route, given.value(stages, day))) for day in days)
    return tuple((day, plan if given.value("panel_required", day) else _without_panel(plan)) for day, plan in plans)


def _without_panel(plan: Plan) -> Plan:
    """The plan without panel (W-1).

    What needed its recommendation needs what panel needed, and who waited for panel waits for what comes after it.
    """
    panel = next((stage for stage in plan.stages if stage.entered_by == PanelRecommended.kind), None)
    if panel is None:
        return plan

    def instead(stage: Stage) -> Stage:
        needs = tuple(kind for kind in stage.needs if kind != panel.entered_by)
        return replace(
            stage,
            name=panel.name if stage.entered_by in panel.needs else stage.name,
            needs=needs + panel.needs if needs != stage.needs else needs,
        )

    return Plan(plan.route, tuple(instead(stage) for stage in plan.stages if stage is not panel))


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    """What was read holds for one transaction: another process may have changed it since."""
    if transaction.parent is None:
        session.info.pop(KEPT, None)
        session.info.pop(SEEN, None)
