"""Places on an evening: anybody books one, or waits for one; each is written to, with the evening for a calendar.

Nobody is looked up by what was typed: a stranger and a carer of twenty years are answered alike (T03).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from crm import audit, clock
from crm.actor import nobody
from crm.commands import command
from crm.commands.drafts import TooMany
from crm.errors import Gone
from crm.extensions import db
from crm.outbox import queue
from crm.people import evenings, folding, guesses, users
from crm.people.drafts import SENT_FROM_ONE, hashed
from crm.people.evening_tables import Evening, EveningBooking
from crm.people.evenings import BOOKED, KEPT, WAITING
from crm.people.guesses import Limit
from crm.register import agencies

NEWS = "evenings.tell"
FROM_ONE = Limit(SENT_FROM_ONE.most, SENT_FROM_ONE.within)  # a repeat counts as a stranger does


@dataclass(frozen=True, slots=True)
class Guest:
    """Who books. `wants_call`: they agree to be called about fostering afterwards."""

    name: str
    email: str
    phone: str | None = None
    wants_call: bool = False


@command
def book(key: str, guest: Guest, *, address: str) -> None:
    """Take a place, or one on the waiting list where none is free; the mail alone says which.

    The same name and e-mail address again is the same booking: whoever typed it is answered as a stranger is and
    counts as one, and the booking is written to once more that day. Gone: the evening is over or called off.
    TooMany: so many have come from this network address that it is a machine.
    """
    row, at = _open(key), clock.now()
    name = folding.tidied(guest.name, longest=100, field="name")
    email = users.require_email(guest.email)
    phone = folding.tidied(guest.phone or "", longest=40, field="phone") or None
    _require_few(address)
    every, who = evenings.bookings(row.id), hashed(f"{folding.folded(name)} {email.casefold()}")
    own = next((each for each in every if each.who_hash == who), None)
    if own is not None:
        tell(row, own, again=f" {clock.day_of(at)}")
        return
    free = row.places - sum(each.state == BOOKED for each in every)
    own = EveningBooking(
        evening_id=row.id,
        state=BOOKED if free > 0 else WAITING,
        name=name,
        email=email,
        phone=phone,
        wants_call=guest.wants_call,
        who_hash=who,
        asked_at=at,
        changed_at=at,
    )
    evenings.add(own)
    audit.record(nobody(), "evening.book", agency_id=row.agency_id, about=f"evening {row.id}")
    tell(row, own)


def _require_few(address: str) -> None:
    what, at = f"evening {address}", clock.now()
    guesses.note(what, None, at=at)
    if guesses.until(what, None, at=at, limit=FROM_ONE):
        raise TooMany


def _open(key: str) -> Evening:
    """The evening with this key, held, if places can still be taken."""
    found = evenings.by_key(key)
    row = evenings.one(found.id, (found.agency_id,)) if found else None
    if row is None or row.called_off_at is not None or row.on_day < clock.today():
        raise Gone("This evening is over, or called off. Nothing was booked.")
    return row


def fill(row: Evening) -> None:
    """Give free places to who waits longest, and write to them. The evening is held by the caller."""
    every = evenings.bookings(row.id)
    free = row.places - sum(each.state == BOOKED for each in every)
    for each in [each for each in every if each.state == WAITING][: max(0, free)]:
        each.state, each.changed_at = BOOKED, clock.now()
        tell(row, each)


def tell(row: Evening, booking: EveningBooking, *, again: str = "") -> None:
    """Have whoever booked written to, how it stands: once for each state of the booking and of the evening, and for
    each day on which the same was typed `again`."""
    key = f"{NEWS} {booking.id} {booking.state} {row.version}{again}"
    if not queue.was_asked(key):
        queue.add(NEWS, {"booking": booking.id}, key=key, agency_id=row.agency_id)


@dataclass(frozen=True, slots=True)
class News:
    """What somebody who booked is told. What the calendar needs has the names that it asks for."""

    email: str
    name: str
    state: str
    service: str
    summary: str
    where: str
    starts_at: datetime
    minutes: int
    uid: str
    sequence: int
    cancelled: bool
    organizer: str | None = None


@command
def news(booking_id: int) -> News | None:
    """What to write to somebody who booked; nothing, where who it was is erased."""
    own = db.session.get(EveningBooking, booking_id)
    row = db.session.get(Evening, own.evening_id) if own else None
    if own is None or row is None or not own.email:
        return None
    starts = datetime.combine(row.on_day, time.fromisoformat(row.begins_at), clock.LONDON)
    return News(
        email=own.email,
        name=own.name or "",
        state=own.state,
        service=agencies.numbered(row.agency_id).name,
        summary=row.title,
        where=row.place,
        starts_at=starts,
        minutes=row.minutes,
        uid=f"evening-{row.key}-{own.id}@hearth",
        sequence=row.version,
        cancelled=row.called_off_at is not None,
    )


@command
def sweep() -> int:
    """Erase who booked evenings that are long over; how many."""
    return evenings.erase_before(clock.today() - KEPT)
