"""Emergency access: what was asked for and how it stands; and the one household, while it is open (T19)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from crm import audit, clock
from crm.actor import Actor, Role
from crm.errors import Merged, NotFound
from crm.extensions import db
from crm.people import emergencies, households, merging
from crm.people.emergency_tables import EmergencyAccess
from crm.reads import choices, look
from crm.reads.choices import Choices
from crm.reads.histories import identify, load_history
from crm.reads.household import HouseholdSeen, seen
from crm.reads.names import names_of
from crm.reads.paging import page_of
from crm.reads.people import CarerSeen
from crm.reads.timeline import Line, everything
from crm.register import accounts

PAGE = 50  # requests a page


@dataclass(frozen=True, slots=True)
class EmergencySeen:
    """One request. `state` is a code of staff_words.EMERGENCIES; `settled_by` agreed or said no."""

    id: int
    reference: str
    why: str
    state: str
    asker: str
    asked_at: datetime
    settled_by: str | None
    until: datetime | None
    ended_by: str | None
    ended_at: datetime | None
    mine: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of requests, the newest first."""

    requests: tuple[EmergencySeen, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Opened:
    """What the administrator sees: who they are and what happened. Never where they live, notes or documents."""

    request: EmergencySeen
    household: HouseholdSeen
    carers: tuple[CarerSeen, ...]
    lines: tuple[Line, ...]


def listing(state: str, page: int, by: Actor) -> Listing:
    """The requests of one's agency that stand so, or all; of an administrator only their own."""
    which = [_reached(by)]
    if state:
        which.append(emergencies.in_state(state, at=clock.now(), since=_since(by.agency_ids[0])))
    total = db.session.scalar(select(func.count()).select_from(EmergencyAccess).where(*which)) or 0
    page, pages = page_of(page, total, PAGE)
    chosen = select(EmergencyAccess).where(*which).order_by(EmergencyAccess.id.desc())
    found = list(db.session.scalars(chosen.limit(PAGE).offset((page - 1) * PAGE)))
    return Listing(tuple(_seen(found, by)), total, page, pages)


def waiting(by: Actor) -> int:
    """How many requests wait for a manager."""
    which = _reached(by), emergencies.in_state(emergencies.WAITING, at=clock.now(), since=_since(by.agency_ids[0]))
    return db.session.scalar(select(func.count()).select_from(EmergencyAccess).where(*which)) or 0


def reasons(by: Actor) -> choices.Pairs:
    """Why somebody may ask."""
    return choices.reasons("emergency_reasons", by)


def household_called(reference: str, by: Actor) -> int:
    """The number of the household with a reference; of a merged one, of the record that was kept. NotFound."""
    try:
        return identify(reference, by).id
    except Merged as merged:
        return identify(merged.into, by).id


@look
def opened(number: int, by: Actor) -> Opened | EmergencySeen:
    """The household, if the request is the asker's own and open; the look goes on record. Else how it stands."""
    access = db.session.get(EmergencyAccess, number)
    if access is None or access.asked_by != by.user_id or access.agency_id not in by.agency_ids:
        raise NotFound("There is no such request")
    (request,) = _seen([access], by)
    if request.state != emergencies.OPEN:
        return request
    history = load_history(request.reference, by)
    identity = history.identity
    audit.record(
        by,
        "emergency.look",
        agency_id=identity.agency_id,
        household_id=identity.id,
        fields=["people", "timeline"],
        about=f"emergency {number}",
        reason=access.reason,
    )
    carers = households.carers_of(identity.id)
    return Opened(
        request=request,
        household=seen(history),
        carers=tuple(CarerSeen(each.position, each.name, each.email, each.phone) for each in carers),
        lines=tuple(line for line in everything(history) if isinstance(line, Line)),
    )


def _reached(by: Actor) -> ColumnElement[bool]:
    own = EmergencyAccess.agency_id.in_(by.agency_ids)
    return own & (EmergencyAccess.asked_by == by.user_id) if by.role is Role.ADMIN else own


def _since(agency_id: int) -> datetime:
    return clock.now() - accounts.waits(agency_id)


def _seen(found: list[EmergencyAccess], by: Actor) -> list[EmergencySeen]:
    """How requests of one agency stand; of a household that was merged, the reference of the one that was kept."""
    names = names_of(who for each in found for who in (each.asked_by, each.settled_by, each.ended_by))
    kept = merging.kept([each.household_id for each in found])
    references = {number: households.reference_of(number) for number in set(kept.values())}
    return [
        EmergencySeen(
            id=each.id,
            reference=references[kept[each.household_id]],
            why=_lists(each.agency_id).said("emergency_reasons", each.reason),
            state=emergencies.state_of(each, at=clock.now(), since=_since(each.agency_id)),
            asker=names[each.asked_by],
            asked_at=each.asked_at,
            settled_by=names[each.settled_by] if each.settled_by else None,
            until=each.until,
            ended_by=names[each.ended_by] if each.ended_by else None,
            ended_at=each.ended_at,
            mine=each.asked_by == by.user_id,
        )
        for each in found
    ]


def _lists(agency_id: int) -> Choices:
    return choices.of_agency(agency_id)
