"""Evenings about fostering: those that anybody can book, and one as staff see it, with who booked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.people import evenings
from crm.people.evening_tables import Evening
from crm.people.evenings import ATTENDED, BOOKED, WAITING
from crm.people.tables import Household
from crm.reads import look
from crm.reads.noted import note_guests
from crm.reads.sharing import of_enquirers, within
from crm.register import agencies, campaigns


@dataclass(frozen=True, slots=True)
class EveningSeen:
    """An evening, and how many have a place, wait, or came."""

    number: int
    campaign: int
    key: str
    title: str
    on: date
    begins_at: str
    minutes: int
    online: bool
    place: str
    places: int
    off: bool
    council: str
    slug: str
    booked: int
    waiting: int
    came: int

    @property
    def free(self) -> int:
        """How many places nobody has."""
        return max(0, self.places - self.booked)

    @property
    def begun(self) -> bool:
        """Whether it can be recorded who came."""
        return not self.off and self.on <= clock.today()

    @property
    def open(self) -> bool:
        """Whether it can be booked still."""
        return not self.off and self.on >= clock.today()


@dataclass(frozen=True, slots=True)
class GuestSeen:
    """Somebody who booked; no name where it is erased. `reference`: the household that they are now."""

    number: int
    name: str
    email: str
    phone: str
    state: str
    wants_call: bool
    reference: str | None


def to_come(agency_slug: str = "") -> tuple[EveningSeen, ...]:
    """The evenings that anybody can book, the first first; of one council, where its slug is given."""
    chosen = select(Evening).where(Evening.on_day >= clock.today(), Evening.called_off_at.is_(None))
    rows = db.session.scalars(chosen.order_by(Evening.on_day, Evening.begins_at, Evening.id))
    found = _seen(list(rows))
    return tuple(each for each in found if not agency_slug or each.slug == agency_slug)


def public(key: str) -> EveningSeen:
    """The evening with this key in its address. NotFound: there is none."""
    row = evenings.by_key(key)
    if row is None:
        raise NotFound("There is no such evening")
    return _seen([row])[0]


def of_campaign(number: int, by: Actor) -> tuple[EveningSeen, ...]:
    """The evenings of a campaign that the asker's councils offer, the latest first."""
    mine = Evening.campaign_id == number, Evening.agency_id.in_(by.agency_ids)
    return _seen(list(db.session.scalars(select(Evening).where(*mine).order_by(Evening.on_day.desc(), Evening.id))))


@look
def one(campaign: int, number: int, by: Actor) -> tuple[EveningSeen, tuple[GuestSeen, ...]]:
    """An evening of the asker's council with who booked, which goes on record. A hub reads who
    booked where the council shares names and contacts of who asks (T23), and whose households it shares."""
    row, found = db.session.get(Evening, number), campaigns.require(campaign, by)
    if row is None or row.campaign_id != found.id or row.agency_id not in by.agency_ids:
        raise NotFound("There is no such evening")
    guests = evenings.bookings(number) if of_enquirers(row.agency_id, by) >= {"name", "contact"} else []
    homes = [each.household_id for each in guests if each.household_id]
    named = db.session.execute(select(Household.id, Household.reference).where(Household.id.in_(homes), within(by)))
    references = {each.id: each.reference for each in named}
    note_guests(number, len(guests), references.values(), row.agency_id, by)
    return _seen([row])[0], tuple(
        GuestSeen(
            number=each.id,
            name=each.name or "",
            email=each.email or "",
            phone=each.phone or "",
            state=each.state,
            wants_call=each.wants_call,
            reference=references.get(each.household_id or 0),
        )
        for each in guests
    )


def _seen(rows: Sequence[Evening]) -> tuple[EveningSeen, ...]:
    councils = {each.id: each for each in agencies.every()} if rows else {}
    found = []
    for row in rows:
        states = [each.state for each in evenings.bookings(row.id)]
        found.append(
            EveningSeen(
                number=row.id,
                campaign=row.campaign_id,
                key=row.key,
                title=row.title,
                on=row.on_day,
                begins_at=row.begins_at,
                minutes=row.minutes,
                online=row.online,
                place=row.place,
                places=row.places,
                off=row.called_off_at is not None,
                council=councils[row.agency_id].name,
                slug=councils[row.agency_id].slug,
                booked=states.count(BOOKED),
                waiting=states.count(WAITING),
                came=states.count(ATTENDED),
            )
        )
    return tuple(found)
