"""Journeys with the rows that stand, many at once: those that go on, and those that were decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, and_, case, false, or_, select

from crm.extensions import db
from crm.journey.events import (
    MARKS,
    NEEDS_DATA,
    ApprovalRefused,
    HoldStarted,
    HouseholdApproved,
    JourneyClosed,
    JourneyReopened,
    ReportCompleted,
    from_data,
)
from crm.journey.history import Row, standing
from crm.journey.household import Journey
from crm.journey.ranges import Route
from crm.journey.routes import CLOSED
from crm.journey.temporary_events import TemporarilyApproved
from crm.ledger import cluster
from crm.ledger.tables import EventRecord, HeldTerms, HouseholdNow, UnderWay
from crm.people.tasks import CLOCK, TAKES_BACK
from crm.people.work_tables import Task
from crm.reads.items import Way
from crm.reads.own_clocks import Said
from crm.register import settings
from crm.register.law_clocks import law_clocks

EVENT = cast(Table, EventRecord.__table__).c
NOW_TABLE = cast(Table, HouseholdNow.__table__)
NOW, WAY, HELD = NOW_TABLE.c, cast(Table, UnderWay.__table__).c, cast(Table, HeldTerms.__table__).c
DECIDES = (HouseholdApproved, ApprovalRefused, JourneyClosed, JourneyReopened, *MARKS)
# Clocks ask for kinds and days: what else an event says is read only where a clock, or the event itself, needs it.
WITH_DATA = NEEDS_DATA.union(
    {ReportCompleted.kind},  # a brief report is none of the checks (S2-8)
    {HoldStarted.kind},  # says itself by when it is looked at again, as a council's own clock asks
    *(each.kinds for each in law_clocks() if each.skips or each.starts_if or each.stops_if or each.day),
)


def under_way(which: ColumnElement[bool]) -> defaultdict[int, list[Way]]:
    """The journeys that go on, by household, the latest first. `which` asks of `under_way`."""
    columns = (WAY.household_id, WAY.journey_id, WAY.route, WAY.stage, WAY.since, WAY.source)
    found: defaultdict[int, list[Way]] = defaultdict(list)
    for household_id, *rest in db.session.execute(select(*columns).where(which).order_by(WAY.journey_id.desc())):
        found[household_id].append(Way(*rest))
    return found


def journeys(which: ColumnElement[bool], ways: Mapping[int, Sequence[Way]]) -> dict[int, Journey]:
    """The same journeys with the rows that stand, by their ids."""
    routes = {way.journey_id: Route(way.route) for found in ways.values() for way in found}
    found = _standing(_events().where(EVENT.journey_id.in_(select(WAY.journey_id).where(which))), routes)
    return {**found, **dict(_with_elsewhere(which, found))}


def events_of(routes: Mapping[int, Route]) -> dict[int, Journey]:
    """Any journeys, given with their routes, with the rows that stand."""
    return _standing(_events().where(EVENT.journey_id.in_(routes)), routes) if routes else {}


def _with_elsewhere(which: ColumnElement[bool], journeys: Mapping[int, Journey]) -> Iterator[tuple[int, Journey]]:
    """Those on which relatives were approved for a time, and whose households have an approval: it may cover it."""
    own = [key for key, journey in journeys.items() if journey.first(TemporarilyApproved)]
    if not own:
        return
    columns = select(WAY.journey_id, WAY.household_id, WAY.agency_id).where(which, WAY.route == Route.KINSHIP)
    found = db.session.execute(columns.where(WAY.household_id.in_(select(HELD.household_id)))).all()
    for agency_id in {row.agency_id for row in found if row.journey_id in own}:
        homes = {row.household_id for row in found if row.agency_id == agency_id and row.journey_id in own}
        rulebook = settings.rulebook(agency_id)
        for household_id, each in cluster.load(agency_id, homes).items():
            for folded in each.fold(household_id, rulebook).journeys if household_id in homes else ():
                if folded.id in own:
                    yield folded.id, replace(journeys[folded.id], elsewhere=folded.elsewhere)


def said_done(which: ColumnElement[bool]) -> defaultdict[int, Said]:
    """Of these journeys that go on, the clocks that somebody said were done, or not wanted, with the day."""
    own = Task.journey_id.in_(select(WAY.journey_id).where(which))
    met = Task.kind == CLOCK, Task.outcome.in_(TAKES_BACK)
    said = select(Task.journey_id, Task.clock, Task.due_on, Task.outcome, Task.made_at).where(*met, own)
    found: defaultdict[int, Said] = defaultdict(Said)
    for row in db.session.execute(said.order_by(Task.id)):
        found[row.journey_id].say(row.clock, row.due_on, row.outcome, row.made_at)
    return found


def decided(which: ColumnElement[bool], agency_ids: Collection[int], today: date) -> list[Any]:
    """Households that are approved, or were until lately, or were refused. `which` asks of `household_now`."""
    columns = (NOW.household_id, NOW.agency_id, NOW.journey_id, NOW.route, NOW.stage, NOW.stage_since, NOW.ends_on)
    return list(
        db.session.execute(select(*columns).where(which, is_decided(agency_ids, today)).order_by(NOW.household_id))
    )


def decided_journeys(own: Select[Any], rows: Collection[Any], asked: Collection[str]) -> dict[int, Journey]:
    """Their journeys (`own`), with what stands of the kinds that are asked for and of those that decide."""
    routes = {row.journey_id: Route(row.route) for row in rows}
    kinds = {*asked, *(kind.kind for kind in DECIDES)}
    chosen = _events().where(EVENT.journey_id.in_(own), EVENT.kind.in_(sorted(kinds)))
    return _standing(chosen, routes) if rows else {}


def is_decided(agency_ids: Collection[int], today: date) -> ColumnElement[bool]:
    """Whether a household is approved, or was until lately, or was refused lately: as its agency has set it."""
    return or_(false(), *(_is_decided(agency_id, today) for agency_id in agency_ids))


def _is_decided(agency_id: int, today: date) -> ColumnElement[bool]:
    since = today - timedelta(days=settings.value("clocks_after_end_days", agency_id, today))
    return and_(
        NOW.agency_id == agency_id,
        or_(
            and_(NOW.approved_on.is_not(None), or_(NOW.ends_on.is_(None), NOW.ends_on > since)),
            and_(NOW.stage == CLOSED, NOW.stage_since > since),
        ),
    )


def _events() -> Select[Any]:
    columns = (EVENT.id, EVENT.journey_id, EVENT.kind, EVENT.happened_on)
    data = case((EVENT.kind.in_(sorted(WITH_DATA)), EVENT.data), else_=None).label("data")
    return select(*columns, data, EVENT.recorded_at, EVENT.corrects_id).order_by(EVENT.id)


def _standing(chosen: Select[Any], routes: Mapping[int, Route]) -> dict[int, Journey]:
    rows: defaultdict[int, list[Row]] = defaultdict(list)
    for record in db.session.execute(chosen):
        event = from_data(record.kind, record.happened_on, record.data or {})
        key, at = record.journey_id, record.recorded_at
        if key in routes:
            rows[key].append(Row(record.id, key, routes[key], event, at, record.corrects_id))
    stand = {key: standing(found) for key, found in rows.items()}
    return {key: Journey(key, routes[key], tuple(found)) for key, found in stand.items() if found}
