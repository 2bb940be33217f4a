"""What is to be done for households: their clocks and tasks, for many at once, in a constant number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, Table, func, or_, select

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey.routes import CLOSED, LEFT
from crm.ledger.tables import HouseholdNow, UnderWay
from crm.people.contact_tables import Contact
from crm.people.merging import stands_for
from crm.people.tables import Household
from crm.people.tasks import CALL_BACK, CLOCK, KEEP_WARM, TAKES_BACK
from crm.people.visit_tables import Visit
from crm.people.work_tables import Task
from crm.reads import approaches, clocks, held, ways
from crm.reads.asked_once import once
from crm.reads.beside_clocks import beside
from crm.reads.clocks import Running
from crm.reads.histories import identify
from crm.reads.items import Home, Item, Way, Work
from crm.reads.own_clocks import Said
from crm.reads.put_off import is_first, is_put_off
from crm.reads.sharing import within
from crm.reads.workers import Staff, staff

HOME, NOW = cast(Table, Household.__table__).c, cast(Table, HouseholdNow.__table__).c
TASK = cast(Table, Task.__table__).c
WAY, VISIT = cast(Table, UnderWay.__table__).c, cast(Table, Visit.__table__).c
MADE_WITH = cast(Table, Contact.__table__).c  # the contact in which a call was promised
BOOKED = "booked"  # of a visit
OVER = (LEFT, CLOSED)


def of_households(household_ids: Sequence[int], by: Actor, *, approved: bool = True) -> dict[int, Work]:
    """What is open for each of these households that the asker may see; the caller puts the look on record.

    `approved`: also what the clocks of those ask for that are approved.
    """
    if not household_ids:
        return {}
    own = stands_for().in_(household_ids)
    which = _Which(
        homes=HOME.id.in_(household_ids),
        ways=WAY.household_id.in_(household_ids),
        decided=NOW.household_id.in_(household_ids) if approved else None,
        ahead=held.AHEAD,
        tasks=own,
        visits=own,
    )
    return {work.home.id: work for work in _found(which, by)}


def of_household(reference: str, by: Actor) -> Work:
    """What is open for one household; NotFound for a foreign one. The caller puts the look on record."""
    identity = identify(reference, by)
    return of_households([identity.id], by)[identity.id]


def of_agencies(by: Actor, people: Staff | None = None, *, approved: bool = False) -> list[Work]:
    """What is open for every household of the asker's agencies that has something, or a journey that goes on.

    With `approved` also what the clocks of approved households ask for within a week. `people` are the staff of
    these agencies, where the caller knows them already.
    """
    own, visited = TASK.agency_id.in_(by.agency_ids), VISIT.agency_id.in_(by.agency_ids)
    going_on = WAY.agency_id.in_(by.agency_ids)
    tasks = select(stands_for()).join(Task, TASK.household_id == HOME.id).where(own, TASK.done_at.is_(None))
    visits = select(stands_for()).join(Visit, VISIT.household_id == HOME.id).where(visited, VISIT.state == BOOKED)
    open_ones = (select(WAY.household_id).where(going_on), tasks, visits)
    which = _Which(
        homes=or_(*(HOME.id.in_(each) for each in open_ones)),
        ways=going_on,
        decided=NOW.agency_id.in_(by.agency_ids) if approved else None,
        ahead=held.SOON,
        tasks=own,
        visits=visited,
    )
    return _found(which, by, people)


def homes(household_ids: Sequence[int], by: Actor) -> dict[int, Home]:
    """These households of the asker's as lists of work show them, without their journeys."""
    people = staff(by)
    chosen = _homes(HOME.id.in_(household_ids), (), by)
    return {row.id: _home(row, (), people) for row in db.session.execute(chosen)}


@dataclass(frozen=True, slots=True)
class _Which:
    """The same households asked for in five tables: themselves, journeys under way, approvals, tasks and visits."""

    homes: ColumnElement[bool]
    ways: ColumnElement[bool]
    decided: ColumnElement[bool] | None  # none: they are not asked for
    ahead: str  # the setting that says by when what their clocks ask for is due
    tasks: ColumnElement[bool]
    visits: ColumnElement[bool]


def _found(which: _Which, by: Actor, people: Staff | None = None) -> list[Work]:
    today = clock.today()
    after = {} if which.decided is None else held.to_do(which.decided, by.agency_ids, today, which.ahead)
    homes = db.session.execute(_homes(which.homes, after, by)).all()
    going_on = ways.under_way(which.ways)
    journeys = ways.journeys(which.ways, going_on)
    tasks, met = _tasks(which)
    journeys = approaches.hear(which.ways, going_on, journeys, met)
    booked = _visits(which)
    people = people or staff(by)
    besides = beside(which.ways, by.agency_ids, today)
    measures = {agency_id: clocks.measures(agency_id, today) for agency_id in {row.agency_id for row in homes}}
    found = []
    for row in homes:
        home = _home(row, going_on[row.id], people)
        ticking = once(
            (way, each)
            for way in home.ways
            if (journey := journeys.get(way.journey_id))
            for each in clocks.running(
                journey, measures[home.agency_id], met[way.journey_id], besides=besides.get(way.journey_id, ())
            )
        )
        found.append(
            Work(home, _items(home, [*ticking, *after.get(row.id, ())], tasks[row.id], booked[row.id], people))
        )
    return found


def _homes(chosen: ColumnElement[bool], after: Collection[int], by: Actor) -> Select[Any]:
    joined = cast(Table, Household.__table__).outerjoin(HouseholdNow.__table__, NOW.household_id == HOME.id)
    columns: tuple[Any, ...] = (
        HOME.id,
        HOME.agency_id,
        HOME.reference,
        HOME.name,
        HOME.area,
        HOME.worker_id,
        NOW.stage,
        NOW.stage_since,
    )
    own = (HOME.agency_id + 0).in_(by.agency_ids)  # else SQLite goes through all of the agency's
    asked = or_(chosen, HOME.id.in_(after)) if after else chosen
    found = select(*columns).select_from(joined).where(own, asked, HOME.merged_into_id.is_(None), within(by))
    return found.order_by(HOME.id)


def _tasks(which: _Which) -> tuple[defaultdict[int, list[Row[Any]]], defaultdict[int, Said]]:
    """The open tasks of each household; and of each journey the clocks whose thing was done, with the day."""
    homes = cast(Table, Task.__table__).join(Household.__table__, HOME.id == TASK.household_id)
    promised_in = homes.outerjoin(Contact.__table__, MADE_WITH.id == TASK.made_with)
    promised_in = promised_in.outerjoin(Visit.__table__, VISIT.id == TASK.made_in)
    agreed = func.coalesce(MADE_WITH.happened_at, VISIT.starts_at, TASK.agreed_at, TASK.made_at).label("agreed")
    chosen: Select[Any] = select(*TASK, agreed, stands_for().label("home_id")).select_from(promised_in)
    noted = (
        (TASK.kind == CLOCK)
        & TASK.outcome.in_(TAKES_BACK)
        & TASK.journey_id.in_(select(WAY.journey_id).where(which.ways))
    )
    chosen = chosen.where(or_(which.tasks & TASK.done_at.is_(None), noted)).order_by(TASK.id)
    tasks: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    met: defaultdict[int, Said] = defaultdict(Said)
    for row in db.session.execute(chosen):
        if row.kind == CLOCK:
            met[row.journey_id].say(row.clock, row.due_on, row.outcome, row.made_at)
        else:
            tasks[row.home_id].append(row)
    return tasks, met


def _visits(which: _Which) -> defaultdict[int, list[Row[Any]]]:
    """The visits of each household that are booked, and of which nobody has said what came of them."""
    homes = cast(Table, Visit.__table__).join(Household.__table__, HOME.id == VISIT.household_id)
    columns = (VISIT.id, VISIT.worker_id, VISIT.purpose, VISIT.starts_at, stands_for().label("home_id"))
    chosen: Select[Any] = select(*columns).select_from(homes).where(which.visits, VISIT.state == BOOKED)
    found: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    for row in db.session.execute(chosen.order_by(VISIT.starts_at, VISIT.id)):
        found[row.home_id].append(row)
    return found


def _home(row: Row[Any], ways: Sequence[Way], people: Staff) -> Home:
    return Home(
        id=row.id,
        agency_id=row.agency_id,
        reference=row.reference,
        name=row.name,
        area=row.area,
        worker_id=row.worker_id if row.worker_id in people.holders else None,
        worker=people.holders.get(row.worker_id),
        former=people.former.get(row.worker_id),
        held_by=row.worker_id,
        stage=row.stage,
        since=row.stage_since,
        ways=tuple(ways),
    )


def _items(
    home: Home,
    ticking: Sequence[tuple[Way, Running]],
    tasks: Sequence[Row[Any]],
    booked: Sequence[Row[Any]],
    people: Staff,
) -> tuple[Item, ...]:
    tasks = [task for task in tasks if not _is_moot(home, task)]
    called = [_of_task(task, _whose(task, home, people)) for task in tasks if task.kind == CALL_BACK]
    put_off = [each for each in ticking if is_put_off(each[1], called)]
    found = [item_of(home, *each) for each in ticking if each not in put_off]
    if called and not put_off and any(is_first(each) for _, each in ticking):
        found = [_with_call(item, called[-1]) for item in found]
        tasks = [task for task in tasks if task.id != called[-1].task_id]  # of two records merged, another stays
    for task in tasks:
        behind = put_off[0] if put_off and task.kind == CALL_BACK else (None, None)
        found.append(_of_task(task, _whose(task, home, people), *behind))
    for visit in booked:
        worker_id = visit.worker_id if visit.worker_id in people.holders else home.worker_id
        found.append(_of_visit(visit, worker_id, people.former.get(visit.worker_id)))
    return tuple(sorted(found, key=lambda item: (not item.is_hard, item.due_on, item.key)))


def _with_call(item: Item, call: Item) -> Item:
    """What is to be done, and for first contact the call that was promised: done with it, and by whoever it is."""
    if item.clock is None or not is_first(item.clock):
        return item
    mine = {"worker_id": call.worker_id, "task_id": call.task_id, "made_at": call.made_at, "made_by": call.made_by}
    return replace(item, call=call, **mine)  # type: ignore[arg-type] # each is of its field's type


def _whose(task: Row[Any], home: Home, people: Staff) -> int | None:
    worker_id: int | None = task.worker_id if task.worker_id in people.holders else home.worker_id
    return worker_id


def _is_moot(home: Home, task: Row[Any]) -> bool:
    """Whether nobody waits for a task any more, though it was not ended.

    A call that was promised before the journey was closed; and to ask again whoever came back by themselves.
    """
    over = home.stage in OVER and not home.is_open
    if task.kind == CALL_BACK:
        return over and home.since is not None and clock.day_of(task.made_at) < home.since
    return task.kind == KEEP_WARM and not over


def item_of(home: Home, way: Way, each: Running) -> Item:
    """What a clock asks for."""
    kind = "law" if each.rule else "clock"
    key = f"{kind}:{way.journey_id}:{each.rule or each.name}"
    return Item(key, kind, each.label, each.due_on, home.worker_id, clock=each, way=way)


def _of_task(task: Row[Any], worker_id: int | None, way: Way | None = None, behind: Running | None = None) -> Item:
    return Item(
        key=f"task:{task.id}",
        kind=task.kind,
        what=task.what or "",
        due_on=task.due_on,
        worker_id=worker_id,
        clock=behind,
        way=way,
        task_id=task.id,
        made_at=task.made_at,
        made_by=task.made_by,
        agreed_at=task.agreed,
    )


def _of_visit(visit: Row[Any], worker_id: int | None, left: str | None) -> Item:
    return Item(
        key=f"visit:{visit.id}",
        kind="visit",
        what=visit.purpose,
        due_on=clock.day_of(visit.starts_at),
        worker_id=worker_id,
        visit_id=visit.id,
        starts_at=visit.starts_at,
        left=left,
    )
