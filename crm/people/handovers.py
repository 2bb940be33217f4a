"""Who waits in a hub to be taken over by a council: found by hub, by council and by reference."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from crm.extensions import db
from crm.people.handover_tables import Handover, HandoverStep
from crm.people.households import NewCarer, NewHousehold

WAITING, WITH_HUB, ACCEPTED, CLOSED = STATES = ("waiting", "with_hub", "accepted", "closed")
ROUTED, PASSED_BACK, TAKEN_BACK, TAKEN, REOPENED = ("routed", "passed_back", "taken_back", "accepted", "reopened")
COUNTED = (ROUTED, TAKEN, PASSED_BACK, TAKEN_BACK)
# How a council was found: by the postcode, by whom they chose, by turns, by the hub, or there is no other.
POSTCODE, CHOICE, ROTA, BY_HUB, ONLY = WAYS = ("postcode", "choice", "rota", "hub", "only")
PREFIX = "HB"  # that of a household has three letters or more


def add(row: Handover) -> None:
    """Put on record that somebody asked a hub, under a reference that nobody has yet."""
    while True:
        row.reference = f"{PREFIX}-{secrets.randbelow(10**6):06}"
        if called(row.reference) is None:
            break
    db.session.add(row)
    db.session.flush()


def called(reference: str) -> Handover | None:
    """The one with this reference."""
    return db.session.scalar(select(Handover).where(Handover.reference == reference.upper()))


def numbered(number: int) -> Handover:
    """The one with this number, which a row of ours holds."""
    return db.session.get_one(Handover, number)


def step(row: Handover, kind: str, *, agency_id: int | None, at: datetime, by: int | None, **said: str) -> None:
    """Put a step on record; `said` is its way or its reason."""
    known = {"handover_id": row.id, "hub_id": row.hub_id, "agency_id": agency_id, "kind": kind, "at": at, "by": by}
    db.session.add(HandoverStep(**known, **said))
    db.session.flush()


def steps(handover_id: int) -> Sequence[HandoverStep]:
    """Every step of one, in their order."""
    chosen = select(HandoverStep).where(HandoverStep.handover_id == handover_id)
    return db.session.scalars(chosen.order_by(HandoverStep.id)).all()


def open_of(hub_id: int) -> Sequence[Handover]:
    """Those of a hub that no council has taken over yet."""
    own = Handover.hub_id == hub_id, Handover.state.in_((WAITING, WITH_HUB))
    return db.session.scalars(select(Handover).where(*own).order_by(Handover.id)).all()


def open_for(agency_ids: Collection[int]) -> Sequence[Handover]:
    """Those that these councils are asked to take over, also where one has left the hub."""
    asked = Handover.agency_id.in_(agency_ids), Handover.state == WAITING
    return db.session.scalars(select(Handover).where(*asked).order_by(Handover.id)).all()


def settled(
    state: str, agency_ids: Collection[int], hub_id: int | None, q: str, first: int, most: int
) -> Sequence[Handover]:
    """Those that these councils took over, or that a hub closed, the latest first: of one hub, if it is given."""
    chosen = select(Handover).where(*_settled(state, agency_ids, hub_id, q))
    return db.session.scalars(chosen.order_by(Handover.id.desc()).offset(first).limit(most)).all()


def settled_count(state: str, agency_ids: Collection[int], hub_id: int | None, q: str) -> int:
    """How many `settled` finds."""
    counting = select(func.count()).select_from(Handover).where(*_settled(state, agency_ids, hub_id, q))
    return db.session.scalar(counting) or 0


def _settled(state: str, agency_ids: Collection[int], hub_id: int | None, q: str) -> Iterator[ColumnElement[bool]]:
    yield Handover.state == state
    if state == ACCEPTED:
        yield Handover.agency_id.in_(agency_ids)
    if hub_id is not None:
        yield Handover.hub_id == hub_id
    if q:
        yield Handover.reference.contains(q.strip().upper(), autoescape=True)


def erase_closed(before: datetime) -> int:
    """Empty who they are of those that were closed last before a moment; how many."""
    later = select(HandoverStep.id).where(
        HandoverStep.handover_id == Handover.id, HandoverStep.kind == CLOSED, HandoverStep.at >= before
    )
    own = Handover.state == CLOSED, Handover.people.is_not(None), ~later.exists()
    rows = db.session.scalars(select(Handover).where(*own).with_for_update()).all()
    for row in rows:
        row.people = row.details = None
    db.session.flush()
    return len(rows)


def counted(hub_id: int) -> Mapping[tuple[int, str], int]:
    """How many steps of each kind each council of a hub had, by council and kind."""
    per = (HandoverStep.agency_id, HandoverStep.kind)
    counting = select(*per, func.count()).where(HandoverStep.hub_id == hub_id, HandoverStep.agency_id.is_not(None))
    found = db.session.execute(counting.group_by(*per))
    return {(row[0] or 0, row[1]): row[2] for row in found}


def was_asked(hub_id: int, agency_id: int) -> bool:
    """Whether a hub has ever handed anybody to a council."""
    own = HandoverStep.hub_id == hub_id, HandoverStep.agency_id == agency_id
    return db.session.scalar(select(HandoverStep.id).where(*own).limit(1)) is not None


def last_turns(hub_id: int) -> Mapping[int, int]:
    """The number of the last step by which each council of a hub was found by turns."""
    own = HandoverStep.hub_id == hub_id, HandoverStep.kind == ROUTED, HandoverStep.way == ROTA
    chosen = select(HandoverStep.agency_id, func.max(HandoverStep.id)).where(*own).group_by(HandoverStep.agency_id)
    return {row[0] or 0: row[1] for row in db.session.execute(chosen)}


def packed(people: NewHousehold) -> dict[str, Any]:
    """Who they are, as it is kept until a council takes them over."""
    return asdict(people)


def unpacked(kept: Mapping[str, Any]) -> NewHousehold:
    """What `packed` made."""
    carers = tuple(NewCarer(**each) for each in kept["carers"])
    return NewHousehold(**{**kept, "carers": carers})
