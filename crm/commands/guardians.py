"""Recording the support of special guardians after the order, and who belongs to a support group (KC-12)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.errors import Refused, Stale
from crm.extensions import db
from crm.holding import overtaken
from crm.journey.saying import said
from crm.people import folding, guardians, households
from crm.people.guardian_tables import GroupMember, Guardian
from crm.people.tables import Household

ORDERS = ("sgo", "child_arrangements")
LONGEST = 40
_REFERENCE = re.compile(r"(?=.*[0-9])[A-Z0-9][A-Z0-9/._-]{0,39}", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Support:
    """What is said of it: the child by reference, the order and its day, and three days to come, each if known."""

    child: str
    order_kind: str
    order_on: date
    support_until: date | None = None
    review_on: date | None = None
    contact_on: date | None = None


@command
def support(household_id: int, told: Support, *, by: Actor) -> int:
    """Record that a household has an order for a child and is supported; the support's number.

    Refused: an order of the future or of another kind, support that ends before it, or a second for the child.
    """
    household = households.load(household_id, by.agency_ids)
    child = folding.tidied(told.child, longest=LONGEST, field="child")
    if not _REFERENCE.fullmatch(child):
        raise Refused("Enter the reference of the child, like C-1042, and never a name.", field="child")
    if told.order_kind not in ORDERS:
        raise Refused("Choose which order it is", field="order_kind")
    if told.order_on > clock.today():
        raise Refused(f"{said(told.order_on)} is in the future: record it when it was made.", field="order_on")
    _check(told.order_on, told)
    _no_second(household, child)
    row = Guardian(
        agency_id=household.agency_id,
        household_id=household.id,
        child=child,
        order_kind=told.order_kind,
        order_on=told.order_on,
        version=1,
    )
    _fill(row, told, by)
    db.session.add(row)
    db.session.flush()
    _record(by, "guardian.add", household, f"support {row.id}")
    return row.id


@command
def change(household_id: int, guardian_id: int, told: Support, *, version: int, by: Actor) -> None:
    """Change the days of a support: until when, its next review, the next contact. Stale: somebody else has."""
    household = households.load(household_id, by.agency_ids)
    row = _standing(household, guardian_id, version)
    _check(row.order_on, told)
    row.version += 1
    _fill(row, told, by)
    _record(by, "guardian.change", household, f"support {row.id}")


@command
def strike_out(household_id: int, guardian_id: int, *, because: str, version: int, by: Actor) -> None:
    """Strike out a support that was entered by mistake: it stays on record, and is in no list. Refused, Stale."""
    household = households.load(household_id, by.agency_ids)
    row = _standing(household, guardian_id, version)
    _remove(row, because, by)
    row.version += 1
    _record(by, "guardian.strike", household, f"support {guardian_id}", because)


@command
def correct(household_id: int, guardian_id: int, told: Support, *, because: str, version: int, by: Actor) -> int:
    """Put a support in the place of one that was wrong, which stays on record; the new one's number."""
    household = households.load(household_id, by.agency_ids)
    row = _standing(household, guardian_id, version)
    if Support(row.child, row.order_kind, row.order_on, row.support_until, row.review_on, row.contact_on) == told:
        raise Refused("Nothing is different from what is on record.")
    _remove(row, because, by)
    row.version += 1
    db.session.flush()
    made = support(household_id, told, by=by)
    _record(by, "guardian.correct", household, f"support {guardian_id}", because)
    return made


@command
def put_back(household_id: int, guardian_id: int, *, by: Actor) -> None:
    """Undo a striking out. Refused: it was not struck out, or the child has another support by now."""
    household = households.load(household_id, by.agency_ids)
    row = guardians.load(household.id, guardian_id)
    if row.removed_at is None:
        raise Refused("It is not struck out.")
    _no_second(household, row.child)
    row.removed_at = row.removed_by = row.removed_because = None
    row.version += 1
    _record(by, "guardian.put_back", household, f"support {row.id}")


@command
def join(household_id: int, group: str, on: date, *, by: Actor) -> int:
    """Record that a household joined a support group; the membership's number. Refused while it belongs to it."""
    household = households.load(household_id, by.agency_ids)
    if on > clock.today():
        raise Refused(f"{said(on)} is in the future: record it when they have joined.", field="joined_on")
    for each in guardians.groups_of(household.id):
        if each.removed_at is None and each.group_code == group and (each.left_on is None or on < each.left_on):
            raise Refused(f"They have belonged to it since {said(each.joined_on)}.", field="group")
    row = GroupMember(
        agency_id=household.agency_id,
        household_id=household.id,
        group_code=group,
        joined_on=on,
        recorded_at=clock.now(),
        recorded_by=by.user_id,
    )
    db.session.add(row)
    db.session.flush()
    _record(by, "group.join", household, f"membership {row.id}")
    return row.id


@command
def leave(household_id: int, membership_id: int, on: date, *, by: Actor) -> None:
    """Record that a household left a support group. Refused before it joined, and where it has left."""
    household = households.load(household_id, by.agency_ids)
    row = _standing_membership(household, membership_id)
    if row.left_on is not None:
        raise Refused(f"They left on {said(row.left_on)} already.", field="left_on")
    if on <= row.joined_on or on > clock.today():
        raise Refused(f"Enter a day after {said(row.joined_on)}, and not one to come.", field="left_on")
    row.left_on, row.recorded_at, row.recorded_by = on, clock.now(), by.user_id
    _record(by, "group.leave", household, f"membership {row.id}")


@command
def strike_out_membership(household_id: int, membership_id: int, *, because: str, by: Actor) -> None:
    """Strike out that a household joined a support group: it stays on record, and is in no list. Refused: it is."""
    household = households.load(household_id, by.agency_ids)
    _remove(_standing_membership(household, membership_id), because, by)
    _record(by, "group.strike", household, f"membership {membership_id}", because)


def _standing_membership(household: Household, membership_id: int) -> GroupMember:
    row = guardians.membership(household.id, membership_id)
    if row.removed_at is not None:
        raise Refused("This was struck out already: nothing was changed.")
    return row


def _standing(household: Household, guardian_id: int, version: int) -> Guardian:
    row = guardians.load(household.id, guardian_id)
    if row.removed_at is not None:
        raise Refused("This was struck out already: nothing was changed.")
    if overtaken(row, version):
        raise Stale("Somebody has changed this since you opened it. Nothing was saved: look at it anew.")
    return row


def _no_second(household: Household, child: str) -> None:
    every = (each for each in guardians.of_household(household.id) if each.removed_at is None)
    if any(each.child.upper() == child.upper() for each in every):
        raise Refused("The support for that child is on record already: change it instead.", field="child")


def _remove(row: Guardian | GroupMember, because: str, by: Actor) -> None:
    if not because:
        raise Refused("Choose why it is being put right", field="why")
    row.removed_at, row.removed_by, row.removed_because = clock.now(), by.user_id, because


def _check(order_on: date, told: Support) -> None:
    for name in ("support_until", "review_on", "contact_on"):
        day = getattr(told, name)
        if day is not None and day < order_on:
            raise Refused(f"The order was made on {said(order_on)}: enter a later day.", field=name)


def _fill(row: Guardian, told: Support, by: Actor) -> None:
    row.support_until, row.review_on, row.contact_on = told.support_until, told.review_on, told.contact_on
    row.recorded_at, row.recorded_by = clock.now(), by.user_id


def _record(by: Actor, action: str, household: Household, about: str, why: str | None = None) -> None:
    audit.record(by, action, agency_id=household.agency_id, household_id=household.id, about=about, reason=why)
