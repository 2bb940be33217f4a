"""Approved places that cannot be used, and why: recorded, ended, put right. They stay approved (B-17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from crm import audit, clock
from crm.actor import Actor, Role
from crm.commands import command
from crm.commands.placements import folded
from crm.commands.stays import EARLIEST
from crm.errors import Refused, Stale
from crm.journey.saying import said
from crm.journey.staying_put import REASON
from crm.people import households, placements
from crm.people.placement_tables import Unavailability
from crm.people.tables import Household
from crm.register import settings

ON_HOLD = "service_hold"  # the code has a meaning: it says nothing of why
OLD_HOLD = "allegation"  # which is offered no longer, and stays on record; some councils' own lists have it still
FURTHEST = timedelta(days=731)  # ahead; a day beyond is a slip of the keyboard
FURTHEST_STAYING = timedelta(days=8 * 366)  # whoever stays put does so for years (OA-1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Closed:
    """So many places that cannot be used, why, and from which day until the day on which they can be again."""

    places: int
    reason: str
    from_on: date
    to_on: date | None = None


@command
def close(household_id: int, closed: Closed, *, by: Actor) -> int:
    """Record that approved places cannot be used; the number of what was recorded.

    Refused: the household is not approved on the first day, or not for so many places; the days run backwards.
    """
    household = households.load(household_id, by.agency_ids)
    _check(household, closed)
    made = placements.add(_row(household, closed, by))
    _recorded(made, "availability.close", by)
    return made.id


@command
def reopen(household_id: int, number: int, *, to_on: date, by: Actor, settled: bool = False) -> None:
    """Record from which day the places can be used again. Stale: somebody has already said another day.

    `settled`: what they were on hold for is settled, and whoever may do so ends the hold with it.
    """
    household = households.load(household_id, by.agency_ids)
    row = placements.load(Unavailability, household.id, number)
    if not settled:
        _require_own(row, by)
    if row.to_on is not None:
        raise Stale(f"It is on record already that they can be used again from {said(row.to_on)}.")
    _check_days(row.from_on, to_on, stays=row.reason == REASON)
    row.to_on = to_on
    _recorded(row, "availability.reopen", by, "to_on")


@command
def correct(household_id: int, number: int, closed: Closed, *, because: str, by: Actor) -> int:
    """Put it right; the number of the row that takes its place. What it said before stays on record.

    Refused as `close`, and where nothing would change. Stale: somebody has put it right since.
    """
    household = households.load(household_id, by.agency_ids)
    row = placements.load(Unavailability, household.id, number)
    _require_own(row, by)
    _check(household, closed)
    names = ("places", "reason", "from_on", "to_on")
    changed = [name for name in names if getattr(row, name) != getattr(closed, name)]
    if not changed:
        raise Refused("This is what is on record already: change what is wrong")
    placements.remove(row, because, at=clock.now(), by=by.user_id)
    made = placements.add(_row(household, closed, by, follows=row))
    _recorded(made, "availability.correct", by, *changed, reason=because)
    return made.id


@command
def strike_out(household_id: int, number: int, *, because: str, by: Actor) -> None:
    """Record that it was recorded by mistake. It counts no more, and stays on record."""
    household = households.load(household_id, by.agency_ids)
    row = placements.load(Unavailability, household.id, number)
    _require_own(row, by)
    placements.remove(row, because, at=clock.now(), by=by.user_id)
    _recorded(row, "availability.strike_out", by, reason=because)


def _require_own(row: Unavailability, by: Actor) -> None:
    """Whatever the service has put on hold, for a reason that not everybody reads, a manager lets go."""
    if row.reason in (ON_HOLD, OLD_HOLD) and by.role not in (Role.MANAGER, Role.SYSTEM):
        raise Refused("The service has put these places on hold: a manager says when they can be used again.")


def _check(household: Household, closed: Closed) -> None:
    _check_days(closed.from_on, closed.to_on, stays=closed.reason == REASON)
    listed = settings.value("not_available_reasons", household.agency_id, clock.today())
    known = {each["code"]: each for each in listed}
    if closed.reason not in known:
        raise Refused("Choose from the list", field="reason")
    if known[closed.reason].get("follows"):
        raise Refused("This follows from the approval, and is counted by itself", field="reason")
    approval = folded(household).approval_on(closed.from_on)
    if approval is None:
        day = said(closed.from_on)
        raise Refused(f"This household is not approved on {day}: it has no place then", field="from_on")
    places = approval.terms_on(closed.from_on).places
    if not 1 <= closed.places <= places:
        at_most = "1 place is approved" if places == 1 else f"{places} places are approved"
        raise Refused(f"{at_most} then: enter a whole number between 1 and {places}", field="places")


def _check_days(from_on: date, to_on: date | None, *, stays: bool) -> None:
    latest = clock.today() + FURTHEST
    if not EARLIEST <= from_on <= latest:
        raise Refused("The first day must be after 1989, and at most two years ahead", field="from_on")
    if stays:
        latest = clock.today() + FURTHEST_STAYING
    if to_on is not None and not from_on < to_on <= latest:
        most = "eight" if stays else "two"
        after = f"The day must be after the first, {said(from_on)}, and at most {most} years ahead"
        raise Refused(after, field="to_on")


def _row(
    household: Household, closed: Closed, by: Actor, *, follows: Unavailability | None = None
) -> Unavailability:
    return Unavailability(
        agency_id=household.agency_id,
        household_id=household.id,
        places=closed.places,
        reason=closed.reason,
        from_on=closed.from_on,
        to_on=closed.to_on,
        follows_id=follows.id if follows else None,
        added_at=clock.now(),
        added_by=by.user_id,
    )


def _recorded(row: Unavailability, action: str, by: Actor, *fields: str, reason: str | None = None) -> None:
    audit.record(
        by,
        action,
        agency_id=row.agency_id,
        household_id=row.household_id,
        about=f"availability {row.id}",
        fields=list(fields),
        reason=reason,
    )
