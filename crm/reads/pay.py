"""What the pay of households follows: approvals, carers and their levels, and who is placed; many at once.

Whoever asks has chosen the households within their reach, and puts the look on record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CompoundSelect, or_, select, union

from crm.actor import Actor
from crm.extensions import db
from crm.journey import levels
from crm.journey.ranges import Population
from crm.journey.skills import Home, Person, Placed
from crm.ledger.tables import HeldTerms
from crm.people.merging import stands_for
from crm.people.placement_tables import Placement
from crm.people.skill_tables import SkillEntry
from crm.people.tables import Carer, Household
from crm.reads import registered

CHUNK = 500  # households a query
HELD, WHO, STEP, STAY, HOME = (each.__table__.c for each in (HeldTerms, Carer, SkillEntry, Placement, Household))


@dataclass(frozen=True, slots=True)
class Payable:
    """A household as its pay sees it, and its carers' names by their number."""

    home: Home
    names: Mapping[int, str]


def payable(
    household_ids: Sequence[int], first: date, last: date, known: datetime | None = None
) -> dict[int, Payable]:
    """These households as their pay over some days sees them, in a constant number of queries for each portion.

    With `known`, levels are as recorded before that moment; who is approved and who is placed is as on record now.
    """
    found: dict[int, Payable] = {}
    for start in range(0, len(household_ids), CHUNK):
        ids = household_ids[start : start + CHUNK]
        approved, children = _approved(ids), _children(ids, first, last)
        carers = _carers(ids)
        steps = _steps([person for people in carers.values() for person, *_ in people], known)
        for each in ids:
            people = tuple(Person(person, steps.get(person, ()), until) for person, _, until in carers[each])
            names = {person: name or "" for person, name, _ in carers[each]}
            found[each] = Payable(Home(tuple(approved[each]), people, tuple(children[each])), names)
    return found


def paid_at_all(first: date, last: date, by: Actor) -> CompoundSelect[Any]:
    """Which households are approved to foster, or have a child placed with them, on any of the days: their numbers.

    Hosts of supported lodgings are not among them (OA-2).
    """
    held = select(HELD.household_id).where(HELD.agency_id.in_(by.agency_ids), HELD.since <= last)
    held = held.where(or_(HELD.until.is_(None), HELD.until > first))
    lodgings = Population.SUPPORTED_LODGINGS.value
    hosts = held.where(HELD.population == lodgings)
    placed = select(stands_for()).join_from(Placement.__table__, Household.__table__, HOME.id == STAY.household_id)
    placed = placed.where(STAY.agency_id.in_(by.agency_ids), STAY.removed_at.is_(None), STAY.from_on <= last)
    placed = placed.where(or_(STAY.to_on.is_(None), STAY.to_on > first), stands_for().not_in(hosts))
    return union(held.where(HELD.population != lodgings), placed)


def _approved(ids: Sequence[int]) -> dict[int, list[tuple[date, date | None]]]:
    """When these households were approved: foster carers only, and no hosts of supported lodgings (OA-2)."""
    found: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    chosen = select(HELD.household_id, HELD.since, HELD.until).where(
        HELD.household_id.in_(ids), HELD.population != Population.SUPPORTED_LODGINGS.value
    )
    for row in db.session.execute(chosen.order_by(HELD.household_id, HELD.since)):
        spans = found[row.household_id]
        if spans and spans[-1][1] == row.since:
            spans[-1] = (spans[-1][0], row.until)
        else:
            spans.append((row.since, row.until))
    return found


def _carers(ids: Sequence[int]) -> dict[int, list[tuple[int, str | None, date | None]]]:
    """The carers of these households, the first one first, with the day on which they left."""
    found: dict[int, list[tuple[int, str | None, date | None]]] = defaultdict(list)
    left = registered.left(ids)
    there = or_(WHO.removed_at.is_(None), WHO.id.in_(left))
    chosen = select(WHO.id, WHO.household_id, WHO.name).where(WHO.household_id.in_(ids), there)
    for row in db.session.execute(chosen.order_by(WHO.household_id, WHO.position, WHO.id)):
        found[row.household_id].append((row.id, row.name, left.get(row.id)))
    return found


def _steps(carer_ids: Sequence[int], known: datetime | None) -> dict[int, tuple[tuple[date, str], ...]]:
    """The levels that were decided of these carers, and from when; as known before a moment, or now."""
    rows: dict[int, list[Any]] = defaultdict(list)
    wanted = (levels.DECIDED, levels.STRUCK_OUT)
    chosen = select(STEP.id, STEP.carer_id, STEP.act, STEP.what, STEP.on_day, STEP.about_id)
    for part in _chunks(carer_ids):
        of_part = chosen.where(STEP.carer_id.in_(part), STEP.act.in_(wanted))
        if known is not None:
            of_part = of_part.where(STEP.recorded_at < known)
        for row in db.session.execute(of_part.order_by(STEP.id)):
            rows[row.carer_id].append(row)
    return {carer: levels.standing(found).decided for carer, found in rows.items()}


def _children(ids: Sequence[int], first: date, last: date) -> dict[int, list[Placed]]:
    """Who is placed on any of the days, with the household that stands for the record now."""
    found: dict[int, list[Placed]] = defaultdict(list)
    chosen = select(stands_for().label("home"), STAY.child, STAY.from_on, STAY.to_on, STAY.born)
    chosen = chosen.join_from(Placement.__table__, Household.__table__, HOME.id == STAY.household_id)
    chosen = chosen.where(stands_for().in_(ids), STAY.removed_at.is_(None), STAY.from_on <= last)
    for row in db.session.execute(chosen.where(or_(STAY.to_on.is_(None), STAY.to_on > first))):
        found[row.home].append(Placed(row.child, row.from_on, row.to_on, row.born))
    return found


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
