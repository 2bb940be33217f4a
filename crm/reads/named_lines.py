"""Lines behind figures with the names of households: whom the asker may see, and who recorded what counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar
from urllib.parse import urlencode

from sqlalchemy import select

from crm import audit
from crm.actor import Actor
from crm.extensions import db
from crm.ledger.tables import EventRecord
from crm.people.tables import Household
from crm.reads import searching
from crm.reads.names import names_of
from crm.reads.sharing import narrowed, within
from crm.register.tables import Agency
from crm.reports.lines import Line
from crm.reports.scope import Scope


class OfHousehold(Protocol):
    """What is of one household of one agency."""

    @property
    def agency_id(self) -> int: ...
    @property
    def household_id(self) -> int: ...


Counted = TypeVar("Counted", bound=OfHousehold)

CHUNK = 500  # ids asked for at once


@dataclass(frozen=True, slots=True)
class Named:
    """A household as a list shows it: never an address, a telephone number or an e-mail address (T40)."""

    reference: str
    name: str | None
    area: str | None
    agency: str


@dataclass(frozen=True, slots=True)
class LineSeen:
    """A line, whose it is, and who recorded its event."""

    household: Named
    population: str
    what: str
    quantity: int
    on: date
    recorded_at: datetime
    recorded_by: str


def visible(found: list[Counted], by: Actor) -> list[Counted]:
    """What the asker may see the households of: of their own agencies all, and what is shared or theirs (T23)."""
    if not narrowed(by):
        return [each for each in found if each.agency_id in by.agency_ids]
    shared = set(db.session.scalars(select(Household.id).where(Household.agency_id.in_(by.agency_ids), within(by))))
    return [each for each in found if each.household_id in shared]


def searched(found: list[Counted], q: str, by: Actor) -> list[Counted]:
    """Those of the households that a search means; all of them, where nothing is looked for."""
    if not q.strip():
        return found
    meant = set(db.session.scalars(searching.ids(q[: searching.LONGEST], by)))
    return [line for line in found if line.household_id in meant]


def seen(found: Sequence[Line]) -> tuple[LineSeen, ...]:
    """Lines with whose they are and who recorded what they count for."""
    homes = named(line.household_id for line in found)
    events = events_of(line.event_id for line in found)
    names = names_of(event.recorded_by for event in events.values())
    return tuple(
        LineSeen(
            household=homes[line.household_id],
            population=line.population,
            what=line.what,
            quantity=line.quantity,
            on=line.on,
            recorded_at=line.recorded_at,
            recorded_by=names[events[line.event_id].recorded_by],
        )
        for line in found
    )


def named(household_ids: Iterable[int]) -> dict[int, Named]:
    """Each of these households as a list names it."""
    columns = (Household.id, Household.reference, Household.name, Household.area, Agency.name.label("agency"))
    wanted = select(*columns).join(Agency, Agency.id == Household.agency_id)
    found = {}
    for chunk in _chunks(household_ids):
        for row in db.session.execute(wanted.where(Household.id.in_(chunk))):
            found[row.id] = Named(row.reference, row.name, row.area, row.agency)
    return found


def events_of(event_ids: Iterable[int | None]) -> Mapping[int, EventRecord]:
    """Each of these events, by its number."""
    found: dict[int, EventRecord] = {}
    for chunk in _chunks(event_ids):
        events = db.session.scalars(select(EventRecord).where(EventRecord.id.in_(chunk)))
        found |= {event.id: event for event in events}
    return found


def _chunks(ids: Iterable[int | None]) -> Iterator[list[int]]:
    wanted = sorted({each for each in ids if each is not None})
    for start in range(0, len(wanted), CHUNK):
        yield wanted[start : start + CHUNK]


def on_record(
    action: str,
    scope: Scope,
    what: str,
    shown: Iterable[str],
    by: Actor,
    reason: str | None = None,
    *,
    asked: Mapping[str, str],
) -> None:
    """Which households were shown, by their references, behind which figure, and what the list was asked with.

    `asked`: whose, of which days, and by what narrowed, as an address says it; of a search only that there was one.
    """
    given = {name: "yes" if name == "q" else value for name, value in asked.items() if value}
    if narrowed(by):
        given["shared"] = "yes"  # of households that are not theirs to see the list has none
    references = sorted(set(shown))
    audit.record(
        by,
        action,
        agency_id=None if scope.is_hub else scope.councils[0].id,
        fields=[*references, f"{audit.ASKED}{urlencode(given)}"],
        reason=reason,
        about=f"{what[:40]}: {len(references)} households",
    )
