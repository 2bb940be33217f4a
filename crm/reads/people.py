"""Who a household's people are, how to reach them, what it said before; and where they live, only when asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from crm import audit, fields
from crm.actor import Actor
from crm.errors import NotFound
from crm.people import history as former
from crm.people import households
from crm.reads import look
from crm.reads.histories import load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.merges import MergeSeen, merges
from crm.reads.names import names_of


@dataclass(frozen=True, slots=True)
class CarerSeen:
    """One of the one or two carers. What is None is not known, or not this role's to see (`PeopleSeen.contact`)."""

    position: int
    name: str | None
    email: str | None
    phone: str | None
    joined_on: date | None = None  # the day from which they foster here; none who was there from the start


@dataclass(frozen=True, slots=True)
class FormerSeen:
    """What a field said until a day: 'corrected' if it was never so, 'changed' if it held until then."""

    subject: str
    field: str
    value: str | None
    nature: str
    until: date
    recorded_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class AddressSeen:
    """Where a household lives: as little of it as was asked for."""

    lines: str | None
    postcode: str | None


@dataclass(frozen=True, slots=True)
class PeopleSeen:
    """A household's head and its people. `address` is None unless it was asked for.

    `contact` says whether the role sees how to reach them (crm/fields.py).
    """

    household: HouseholdSeen
    carers: tuple[CarerSeen, ...]
    former: tuple[FormerSeen, ...]  # newest first
    has_address: bool
    contact: bool
    merges: tuple[MergeSeen, ...]
    address: AddressSeen | None = None


@look
def people(reference: str, by: Actor) -> PeopleSeen:
    """A household's people, without where they live; the look goes on record."""
    return _people(reference, by, None)


@look
def people_with_address(reference: str, reason: str, by: Actor) -> PeopleSeen:
    """The same with where they live. The asking, and why, goes on record first, or nothing is shown (T40, T44)."""
    return _people(reference, by, reason)


def _people(reference: str, by: Actor, reason: str | None) -> PeopleSeen:
    history = load_history(reference, by)
    identity = history.identity
    seen_on_record(identity, ["people"], by)
    address = None
    if reason is not None:
        if not fields.may_ask_for(by.role, "address"):
            raise NotFound("There is no such household")
        audit.record(
            by,
            "address.show",
            agency_id=identity.agency_id,
            household_id=identity.id,
            fields=["address"],
            reason=reason,
        )
        found = households.address_of(identity.id)
        address = AddressSeen(found.lines, found.postcode) if found else None
    return PeopleSeen(
        household=seen(history),
        carers=carers_seen(identity.id, by),
        former=_former(identity.id, by),
        has_address=households.has_address(identity.id),
        contact=fields.sees(by.role, "contact"),
        merges=merges(identity),
        address=address,
    )


def carers_seen(household_id: int, by: Actor) -> tuple[CarerSeen, ...]:
    """What the role sees of the carers: what it does not see is not loaded into a page at all."""
    contact = fields.sees(by.role, "contact")
    return tuple(
        CarerSeen(
            each.position,
            each.name,
            each.email if contact else None,
            each.phone if contact else None,
            each.joined_on,
        )
        for each in households.carers_of(household_id)
    )


def _former(household_id: int, by: Actor) -> tuple[FormerSeen, ...]:
    """Former values, each shown to whoever sees the field that it was of."""
    if not fields.sees(by.role, "former value"):
        return ()
    values = [
        each
        for each in former.former_values(household_id)
        if each.field not in ("email", "phone") or fields.sees(by.role, "contact")
    ]
    names = names_of(each.recorded_by for each in values)
    return tuple(
        FormerSeen(
            each.subject,
            each.field,
            each.value,
            each.nature,
            each.until,
            each.recorded_at,
            names[each.recorded_by],
        )
        for each in reversed(values)
    )
