"""Journeys as rows and cards show them, many at once: a constant number of queries, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey.beds import REPEATED
from crm.journey.events import EnquiryReceived
from crm.journey.next_steps import following
from crm.journey.ranges import Route
from crm.journey.routes import APPROVED, CLOSED
from crm.ledger.tables import StageEntry, TieRecord
from crm.people.tables import Household
from crm.reads import choices, due
from crm.reads.due import NOTHING, Next
from crm.register import settings
from crm.register.tables import Agency

CHUNK = 500  # journeys a query

ENTRY, TIE, HOME = StageEntry.__table__.c, TieRecord.__table__.c, Household.__table__.c


@dataclass(frozen=True, slots=True)
class Happened:
    """What has happened on a journey: each kind that stands, with its last day."""

    days: Mapping[str, date]


@dataclass(frozen=True, slots=True)
class Card:
    """A journey as the pipeline shows it: never an address, a telephone number or an e-mail address (T40).

    `number` names it within its household, `id` in a list. `move` is the kind of event that would take it on;
    `reason` why it was closed, in words; `next` what comes next, which is of the whole household where somebody has
    noted it.
    """

    id: int
    reference: str
    number: int
    name: str | None
    area: str | None
    agency: str
    agency_id: int
    household_id: int
    route: str
    stage: str
    since: date
    enquired_on: date | None
    source: str | None
    move: str | None
    reason: str | None
    next: Next

    @property
    def days(self) -> int:
        """For how many days it has been where it is."""
        return (clock.today() - self.since).days

    @property
    def over(self) -> bool:
        """Whether it has come to its end."""
        return self.stage in (APPROVED, CLOSED)


def cards(rows: Sequence[Any], by: Actor) -> tuple[Card, ...]:
    """The cards of journeys, of which each row says what `UnderWay` says, in the same order."""
    ids = [row.journey_id for row in rows]
    homes = _homes({row.household_id for row in rows})
    numbers, happened = _numbers(homes), _happened(ids)
    ahead = due.next_of(((row.journey_id, row.household_id) for row in rows), by)
    return tuple(
        _card(row, homes[row.household_id], numbers[row.journey_id], happened, ahead.get(row.journey_id, NOTHING))
        for row in rows
    )


def _card(row: Any, home: Any, number: int, happened: Mapping[int, Happened], ahead: Next) -> Card:
    rulebook = settings.rulebook(row.agency_id)
    plan = rulebook.plan(Route(row.route), clock.today())
    days = happened[row.journey_id].days if row.journey_id in happened else {}
    over = row.stage in (APPROVED, CLOSED)
    reason = getattr(row, "reason", None)
    return Card(
        id=row.journey_id,
        reference=home.reference,
        number=number,
        name=home.name,
        area=home.area,
        agency=home.agency,
        agency_id=row.agency_id,
        household_id=row.household_id,
        route=row.route,
        stage=row.stage,
        since=row.since,
        enquired_on=row.enquired_on,
        source=choices.of_agency(row.agency_id).said("sources", row.source),
        move=None if over else following(plan, days),
        reason=choices.of_agency(row.agency_id).said("closed_reasons", reason) if row.stage == CLOSED else None,
        next=ahead,
    )


def _homes(ids: Iterable[int]) -> dict[int, Any]:
    columns = (HOME.id, HOME.reference, HOME.name, HOME.area, Agency.__table__.c.name.label("agency"))
    chosen = select(*columns).select_from(Household.__table__.join(Agency.__table__))
    return {row.id: row for part in _parts(ids) for row in db.session.execute(chosen.where(HOME.id.in_(part)))}


def _numbers(household_ids: Iterable[int]) -> dict[int, int]:
    """The number by which pages name each journey of these households, as `History.numbers` has it."""
    tied: dict[int, int] = {}
    for part in _parts(household_ids):
        own = select(TIE.journey_id).where(TIE.household_id.in_(part))
        ties = select(TIE.journey_id, TIE.household_id).where(TIE.journey_id.in_(own)).order_by(TIE.id)
        tied |= {row.journey_id: row.household_id for row in db.session.execute(ties)}
    held: dict[int, list[int]] = {}
    for journey_id in sorted(tied):
        held.setdefault(tied[journey_id], []).append(journey_id)
    return {each: number for journeys in held.values() for number, each in enumerate(journeys, 1)}


def _happened(journey_ids: Iterable[int]) -> dict[int, Happened]:
    """What stands on each journey: entries of the stage book, less those that news has taken back."""
    found: dict[int, dict[str, date]] = {}
    for part in _parts(journey_ids):
        columns = (ENTRY.journey_id, ENTRY.kind, ENTRY.effective_on)
        entries = select(*columns).where(ENTRY.journey_id.in_(part)).group_by(*columns)
        for row in db.session.execute(entries.having(func.sum(ENTRY.quantity) > 0).order_by(ENTRY.effective_on)):
            kind = EnquiryReceived.kind if row.kind == REPEATED else row.kind
            found.setdefault(row.journey_id, {})[kind] = row.effective_on
    return {journey_id: Happened(days) for journey_id, days in found.items()}


def _parts(ids: Iterable[int]) -> Iterable[list[int]]:
    every = sorted(ids)
    return [every[start : start + CHUNK] for start in range(0, len(every), CHUNK)]
