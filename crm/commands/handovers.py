"""Somebody who asked a hub is handed to one of its councils, which takes them over or passes them back.

Nothing stands in any ledger before a council takes them over, and then in its own alone: who passes back keeps
the figures that it had, and one council counts them (docs/decisions/062).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import update

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, enquiries
from crm.commands.enquiries import Details, NewHousehold
from crm.commands.people import tidied
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db
from crm.holding import held, overtaken
from crm.journey.deadlines import Span, Unit
from crm.journey.ranges import Route
from crm.journey.saying import said
from crm.ledger import keys
from crm.people import handovers, users
from crm.people.front_tables import SentEnquiry
from crm.people.handover_tables import Handover
from crm.people.handovers import (
    ACCEPTED,
    CLOSED,
    PASSED_BACK,
    REOPENED,
    ROUTED,
    TAKEN,
    TAKEN_BACK,
    WAITING,
    WITH_HUB,
)
from crm.register import agencies, local_clocks, settings

CHANGED = "Somebody has done something with this enquirer meanwhile. Look at it again."
NONE = "There is no such enquirer"
KEPT = timedelta(days=30)  # of whom the hub closed: until then it can be taken back


def receive(
    hub_id: int, agency_id: int, way: str, people: NewHousehold, details: Details, received_on: date, by: Actor
) -> Handover:
    """Put on record, within an open command, that somebody asked a hub, and route them to a council of it.

    Refused: it has left the hub, or as an enquiry is. A council that is not asked first takes them over at once.
    """
    if not 1 <= len(people.carers) <= 2:
        raise Refused("A household has one or two carers", field="name")
    row = Handover(
        hub_id=hub_id,
        agency_id=None,
        state=WITH_HUB,
        received_on=received_on,
        people=handovers.packed(tidied(people)),
        details=asdict(enquiries.tidied(details)),
        worded_by=agency_id,
        version=1,
    )
    handovers.add(row)
    _route(row, agency_id, way, by)
    return row


@command
def log(
    agency_id: int, people: NewHousehold, details: Details, received_on: date, *, by: Actor, anyway: bool = False
) -> str:
    """As a hub, put on record that somebody rang it, and hand them to a council; their reference.

    NotFound: it is no council of the hub. Refused, LooksLikeAddress: as an enquiry is.
    """
    hub_id = users.hub_of(by.user_id)
    if hub_id is None or agency_id not in by.agency_ids:
        raise NotFound("There is no such agency")
    keys.lock(agency_id)
    if received_on > clock.today():
        raise Refused(f"{said(received_on)} is in the future", field="happened_on")
    enquiries.require_recent(agency_id, received_on)
    enquiries.without_address(details, anyway)
    return receive(hub_id, agency_id, handovers.BY_HUB, people, details, received_on, by).reference


@command
def route(reference: str, slug: str, *, version: int, by: Actor) -> str:
    """As a hub, ask another council to take somebody over; its name. Stale, NotFound.

    Refused: the council has left the hub, or it is asked already.
    """
    row = _of_hub(reference, by)
    if overtaken(row, version) or row.state not in (WAITING, WITH_HUB):
        raise Stale(CHANGED)
    agency = agencies.find(slug)
    if agency is None:
        raise Refused("Choose a council", field="council")
    if row.state == WAITING:
        if row.agency_id == agency.id and agency.hub_id == row.hub_id:
            raise Refused(f"{agency.name} is asked already: choose another council", field="council")
        _back(row, TAKEN_BACK, by)
    _route(row, agency.id, handovers.BY_HUB, by)
    return agency.name


@command
def pass_back(reference: str, reason: str, *, version: int, by: Actor) -> None:
    """As the council that is asked, pass somebody back to the hub, which routes them again. Stale, NotFound.

    Refused: the reason is not on the list, or the council has left the hub.
    """
    row = _asked(reference, version, by)
    if reason not in _offered("handover_reasons", by.agency_ids):
        raise Refused("Choose why you pass them back", field="reason")
    _back(row, PASSED_BACK, by, reason=reason)


@command
def close(reference: str, reason: str, *, version: int, by: Actor) -> None:
    """As a hub, hand somebody to nobody, who is with the hub. Who they are is erased after KEPT. Stale, NotFound.

    Refused: the reason is not on the list.
    """
    row = _of_hub(reference, by)
    if overtaken(row, version) or not _with_hub(row):
        raise Stale(CHANGED)
    if reason not in _offered("handover_closed_reasons", by.agency_ids):
        raise Refused("Choose why nobody is to have them", field="reason")
    if row.state == WAITING:
        _back(row, TAKEN_BACK, by)
    row.state = CLOSED
    _step(row, CLOSED, by, reason=reason)


@command
def reopen(reference: str, *, version: int, by: Actor) -> None:
    """As a hub, have somebody again who was closed. Stale, NotFound. Refused: who they are was erased."""
    row = _of_hub(reference, by)
    if overtaken(row, version) or row.state != CLOSED:
        raise Stale(CHANGED)
    if row.people is None:
        raise Refused("Who they are was erased: nobody can be handed over any more.")
    row.state = WITH_HUB
    _step(row, REOPENED, by)


@command
def sweep() -> int:
    """Erase who those are that were closed KEPT ago; how many."""
    return handovers.erase_closed(clock.now() - KEPT)


@command
def accept(reference: str, *, version: int, by: Actor) -> str:
    """As the council that is asked, take somebody over; the reference of their household. Stale, NotFound.

    The enquiry counts on the day on which they asked the hub. Refused: as an enquiry is, or it has left the hub.
    """
    return _take(_asked(reference, version, by), by)


def _route(row: Handover, agency_id: int, way: str, by: Actor) -> None:
    agency, today = agencies.numbered(agency_id), clock.today()
    if agency.hub_id != row.hub_id:
        hub = agencies.hub_numbered(row.hub_id).name
        gone = "has left" if handovers.was_asked(row.hub_id, agency.id) else "is no council of"
        raise Refused(f"{agency.name} {gone} {hub}: choose another council", field="council")
    row.agency_id, row.state, row.routed_at = agency.id, WAITING, clock.now()
    within = Span(settings.value("handover_days", agency.id, today), Unit.WORKING_DAYS)
    row.due_on = within.after(today, local_clocks.office_calendar(agency.id, today))
    row.version += 1
    handovers.step(row, ROUTED, agency_id=agency.id, at=clock.now(), by=by.user_id, way=way)
    audit.record(by, "handover.route", agency_id=agency.id, about=row.reference)
    if not settings.value("hub_asks_first", agency.id, today):
        _take(row, replace(by, agency_ids=(agency.id,)))


def _take(row: Handover, by: Actor) -> str:
    agency_id = row.agency_id or 0
    logged = enquiries.log_enquiry(
        agency_id,
        people=handovers.unpacked(row.people or {}),
        details=_details(row, agency_id),
        received_on=row.received_on,
        by=by,
        anyway=True,  # as they wrote it themselves
    )
    row.state, row.accepted_at, row.household_id = ACCEPTED, clock.now(), logged.household_id
    row.people = row.details = row.due_on = None
    row.version += 1
    db.session.execute(
        update(SentEnquiry).where(SentEnquiry.handover_id == row.id).values(household_id=logged.household_id)
    )
    handovers.step(row, TAKEN, agency_id=agency_id, at=clock.now(), by=by.user_id)
    audit.record(by, "handover.accept", agency_id=agency_id, household_id=logged.household_id, about=row.reference)
    return logged.reference


def _details(row: Handover, agency_id: int) -> Details:
    """What they said, with the hub that sent them; a yes to letters, where they read this council's own words."""
    kept: dict[str, Any] = dict(row.details or {})
    kept |= {name: tuple(kept.get(name) or ()) for name in ("interests", "needs")}
    kept["route"] = Route(kept["route"])
    kept["service"] = kept.get("service") or f"{agencies.hub_numbered(row.hub_id).name} ({row.reference})"[:100]
    if row.worded_by != agency_id and _wording(row.worded_by, row.received_on) != _wording(
        agency_id, row.received_on
    ):
        kept["keep_in_touch"] = None
    return Details(**kept)


def _wording(agency_id: int | None, on: date) -> str:
    return str(settings.value("keep_in_touch_wording", agency_id, on)) if agency_id else ""


def _back(row: Handover, kind: str, by: Actor, **why: str) -> None:
    agency_id = row.agency_id
    row.agency_id, row.state, row.routed_at, row.due_on = None, WITH_HUB, None, None
    row.version += 1
    handovers.step(row, kind, agency_id=agency_id, at=clock.now(), by=by.user_id, **why)
    audit.record(by, f"handover.{kind}", agency_id=agency_id, about=row.reference, reason=why.get("reason"))


def _step(row: Handover, kind: str, by: Actor, **why: str) -> None:
    """Put on record what a hub did with somebody whom no council is asked to take."""
    row.version += 1
    handovers.step(row, kind, agency_id=None, at=clock.now(), by=by.user_id, **why)
    audit.record(by, f"handover.{kind}", about=row.reference, reason=why.get("reason"))


def _with_hub(row: Handover) -> bool:
    left = row.agency_id is not None and agencies.numbered(row.agency_id).hub_id != row.hub_id
    return row.state == WITH_HUB or (row.state == WAITING and left)


def _offered(name: str, agency_ids: Collection[int]) -> set[str]:
    lists = (settings.value(name, each, clock.today()) for each in agency_ids)
    return {each["code"] for listed in lists for each in listed if not each.get("retired")}


def _of_hub(reference: str, by: Actor) -> Handover:
    """One of the hub's own, held. NotFound for any other."""
    row = _held(reference)
    if row is None or row.hub_id != users.hub_of(by.user_id):
        raise NotFound(NONE)
    return row


def _asked(reference: str, version: int, by: Actor) -> Handover:
    """One that the actor's council is asked to take over, held, as the form showed it."""
    row = _held(reference)
    if row is None or row.agency_id not in by.agency_ids:
        raise NotFound(NONE)
    agency = agencies.numbered(row.agency_id)
    if row.state == WAITING and agency.hub_id != row.hub_id:
        hub = agencies.hub_numbered(row.hub_id).name
        raise Refused(f"{agency.name} has left {hub}, which hands this enquirer to another council.")
    if overtaken(row, version) or row.state != WAITING:
        raise Stale(CHANGED)
    return row


def _held(reference: str) -> Handover | None:
    found = handovers.called(reference)
    return held(Handover, found.id) if found else None
