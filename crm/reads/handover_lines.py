"""Which of those whom a hub hands over somebody may see, and what of them: the one place where that is said.

A council sees those that it is asked to take over, while it belongs to the hub, and what it took; never where they
were before or went afterwards. The hub sees every one: who they are while it has them itself, then as far as the
council shares that, and nothing once they are accepted (docs/decisions/062).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from crm import clock
from crm.actor import Actor, Role
from crm.people import folding, handovers, households, users
from crm.people.handover_tables import Handover
from crm.people.handovers import ACCEPTED as ACCEPTED
from crm.people.handovers import CLOSED as CLOSED
from crm.people.handovers import WITH_HUB
from crm.people.households import NewHousehold
from crm.reads.front import area_of
from crm.reads.sharing import WHOLE, of_enquirers, shared_fields
from crm.register import agencies, settings

EVERYTHING = WHOLE | {"rest"}


@dataclass(frozen=True, slots=True)
class Line:
    """One of them. `name` and `area` only where whoever looks may see them; `council` is none, while the hub has
    them; `left`: the council that was asked has left the hub."""

    reference: str
    received_on: date
    state: str
    hub: str
    council: str | None
    left: bool
    due_on: date | None
    accepted_at: datetime | None
    name: str | None
    area: str | None
    version: int
    home: str | None = None  # the reference of the household of one's own council

    @property
    def late(self) -> bool:
        """Whether the day has gone by on which it was to be accepted (HB-1)."""
        return self.due_on is not None and self.due_on < clock.today()


def hub_of(by: Actor) -> int | None:
    """The hub whose coordinator looks; none for anybody else."""
    return users.hub_of(by.user_id) if by.role is Role.HUB else None


def in_a_hub(by: Actor) -> bool:
    """Whether there is a hub that could hand somebody to whoever looks, or whose coordinator they are."""
    return any(agencies.numbered(each).hub_id is not None for each in by.agency_ids) or hub_of(by) is not None


def theirs(row: Handover, by: Actor) -> bool:
    """Whether it is one of those of whoever looks."""
    if by.role is Role.HUB:
        return row.hub_id == hub_of(by)
    return row.agency_id in by.agency_ids and (row.state == ACCEPTED or not left(row))


def asked_of(by: Actor) -> list[Handover]:
    """Those that wait for the answer of somebody's council: none any more, once it has left the hub (T22)."""
    return [row for row in handovers.open_for(by.agency_ids) if not left(row)]


def left(row: Handover) -> bool:
    """Whether the council that is asked has left the hub."""
    return row.agency_id is not None and agencies.numbered(row.agency_id).hub_id != row.hub_id


def seen(row: Handover, by: Actor) -> frozenset[str]:
    """The fields that whoever looks may see; the one place where that is said."""
    if row.state == ACCEPTED:
        return frozenset()
    if by.role is not Role.HUB:
        return EVERYTHING
    if row.state in (WITH_HUB, CLOSED) or left(row):
        return WHOLE
    return of_enquirers(row.agency_id or 0, by)


def shares(agency_id: int | None) -> bool:
    """Whether a council shares anything with its hub today."""
    return bool(settings.value("shared_with_hub", agency_id or 0, clock.today()) and shared_fields(agency_id or 0))


def line(row: Handover, seen: frozenset[str]) -> Line:
    """The line of one, with those of its fields that may be seen."""
    people = handovers.unpacked(row.people) if row.people and seen else NewHousehold()
    council = agencies.numbered(row.agency_id).name if row.agency_id is not None else None
    return Line(
        reference=row.reference,
        received_on=row.received_on,
        state=row.state,
        hub=agencies.hub_numbered(row.hub_id).name,
        council=council,
        left=row.state != ACCEPTED and left(row),
        due_on=row.due_on,
        accepted_at=row.accepted_at,
        name=_name(people) if "name" in seen else None,
        area=area(people) if "area" in seen else None,
        version=row.version,
    )


def area(people: NewHousehold) -> str | None:
    """The first half of the postcode, and the council in whose area it lies."""
    half = folding.area_of(people.postcode) if people.postcode else people.area
    town = area_of(people.postcode)
    return ", ".join(filter(None, (half, town))) or None


def _name(people: NewHousehold) -> str | None:
    return people.name or households.name_of([each.name for each in people.carers])
