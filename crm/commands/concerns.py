"""Allegations, complaints and standards of care: raised, what was done, and what came of them (NMS 22)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from crm import audit, clock
from crm.actor import Actor
from crm.commands import availability, command
from crm.commands.availability import OLD_HOLD, ON_HOLD, Closed
from crm.commands.placements import folded
from crm.errors import NotFound, Refused, Stale
from crm.journey.saying import said
from crm.people import concerns, folding, households, merging, placements
from crm.people.concern_tables import Concern, ConcernStep
from crm.people.tables import Household
from crm.register import settings

LONGEST = 10_000
OTHER = "other"  # the reason that others read where a council has none for what is on hold
TELL_LADO = "An allegation is told to the LADO: record when that was done, then what came of it."
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Raised:
    """What was raised, and when it reached the service; and how many places cannot be used until it is settled."""

    kind: str
    received_on: date
    account: str
    lado_told_on: date | None = None
    places: int = 0


@command
def raise_(household_id: int, raised: Raised, *, by: Actor) -> int:
    """Put on record that something was raised about a household that fosters; its number.

    Refused: a day ahead, or before the household was ever approved; no account. NotFound: not the actor's to see.
    The places that cannot be used are recorded as any others, with a reason that says nothing of this (B-17).
    """
    household = households.load(household_id, by.agency_ids)
    if not concerns.is_near(household, by):
        raise NotFound("There is no such household")
    account = _sound(household, raised)
    closure = None
    if raised.places:
        closure = availability.close(household.id, _closed(household, raised), by=by)
    row = Concern(
        agency_id=household.agency_id,
        household_id=household.id,
        kind=raised.kind,
        received_on=raised.received_on,
        account=account,
        closure_id=closure,
        recorded_at=clock.now(),
        recorded_by=by.user_id,
    )
    concerns.add(row)
    if raised.lado_told_on:
        _step(row, concerns.LADO_TOLD, raised.lado_told_on, "", by, field="lado_told_on")
    recorded(row, "concern.raise", by)
    return row.id


@command
def step(concern_id: int, *, kind: str, on: date, note: str, by: Actor) -> None:
    """Put on record what was done about it on a day. Refused: a day ahead or before it was raised; it is closed."""
    row = _open(concern_id, by)
    _step(row, kind, on, note, by, field="on")
    recorded(row, "concern.step", by)


@command
def close(concern_id: int, *, outcome: str, on: date, by: Actor) -> None:
    """Put on record what came of it; its places can be used again from that day. Stale: it is closed already.

    Refused: a day ahead or before it was raised; an allegation of which the LADO was never told.
    """
    row = _open(concern_id, by)
    if outcome not in codes("concern_outcomes", row.agency_id):
        raise Refused("Choose what came of it", field="outcome")
    check_day(row.received_on, on, "on")
    check_lado(row, row.kind)
    row.outcome, row.closed_on, row.closed_at, row.closed_by = outcome, on, clock.now(), by.user_id
    closure = placements.as_put_right(row.closure_id) if row.closure_id else None
    if closure is not None and closure.to_on is None:
        home = merging.kept([row.household_id])[row.household_id]
        availability.reopen(home, closure.id, to_on=max(on, closure.from_on + DAY), by=by, settled=True)
    recorded(row, "concern.close", by)


def _sound(household: Household, raised: Raised) -> str:
    if raised.kind not in concerns.KINDS:
        raise Refused("Choose what was raised", field="kind")
    check_received(household, raised.received_on)
    account = folding.tidied_text(raised.account, longest=LONGEST, field="account")
    if not account:
        raise Refused("Write what was raised, and by whom", field="account")
    return account


def _closed(household: Household, raised: Raised) -> Closed:
    """The places that others read to be on hold by the service."""
    listed = codes("not_available_reasons", household.agency_id)
    since = held_since(household, raised.received_on)
    reason = next((each for each in (ON_HOLD, OLD_HOLD) if each in listed), OTHER)
    return Closed(places=raised.places, reason=reason, from_on=since)


def held_since(household: Household, received_on: date) -> date:
    """From which day places are on hold for what was raised on one: when the approval that stands has them."""
    approval = folded(household).approval_on(clock.today())
    return max(received_on, approval.begins_on) if approval else received_on


def check_received(household: Household, on: date) -> None:
    """Refused: something cannot have been raised about carers on this day."""
    if on > clock.today():
        raise Refused(f"{said(on)} is in the future", field="received_on")
    if not any(each.begins_on <= on for each in folded(household).approvals):
        day = said(on)
        raise Refused(f"This household was not approved by {day}: close the journey instead", field="received_on")


def check_lado(row: Concern, kind: str, says: str = TELL_LADO) -> None:
    """Refused: it is an allegation of which the LADO was never told, and has or is to have an outcome."""
    told = any(each.kind == concerns.LADO_TOLD for each in concerns.steps_of([row.id]))
    if kind == concerns.ALLEGATION and not told:
        raise Refused(says)


def _step(row: Concern, kind: str, on: date, note: str, by: Actor, *, field: str) -> None:
    if kind not in codes("concern_steps", row.agency_id):
        raise Refused("Choose what was done", field="kind")
    check_day(row.received_on, on, field)
    text = folding.tidied_text(note, longest=LONGEST, field="note")
    made = ConcernStep(
        concern_id=row.id,
        kind=kind,
        happened_on=on,
        note=text or None,
        recorded_at=clock.now(),
        recorded_by=by.user_id,
    )
    concerns.add(made)


def check_day(received_on: date, on: date, field: str) -> None:
    """Refused: a day ahead, or before it was raised."""
    if on > clock.today():
        raise Refused(f"{said(on)} is in the future: record it when it has happened", field=field)
    if on < received_on:
        raise Refused(f"It was raised on {said(received_on)}: enter that day or a later one", field=field)


def _open(concern_id: int, by: Actor) -> Concern:
    row = concerns.load(concern_id, by, lock=True)
    if row.removed_at is not None:
        raise Stale("This was struck out: it was recorded by mistake.")
    if row.closed_on is not None:
        raise Stale(f"What came of it is on record already, on {said(row.closed_on)}.")
    return row


def codes(name: str, agency_id: int) -> set[str]:
    """What a list of the agency offers today."""
    return {each["code"] for each in settings.value(name, agency_id, clock.today())}


def recorded(row: Concern, action: str, by: Actor, *fields: str, reason: str | None = None) -> None:
    """Put on record that something was done to it: names of fields, and no values."""
    audit.record(
        by,
        action,
        agency_id=row.agency_id,
        household_id=row.household_id,
        about=f"record {row.id}",
        fields=list(fields),
        reason=reason,
    )
