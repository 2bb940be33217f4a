"""Evenings of a campaign: offered, called off, put back; and who came, which for those who agreed is an enquiry."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, enquiries
from crm.commands.campaigns import free_key, one_of
from crm.commands.enquiries import Details, NewCarer, NewHousehold
from crm.commands.evening_places import fill, tell
from crm.errors import NotFound, Refused
from crm.people import evenings, folding
from crm.people.evening_tables import Evening, EveningBooking
from crm.people.evenings import ATTENDED, BOOKED, MISSED, WAITING
from crm.register import campaigns, settings

FURTHEST = timedelta(days=731)  # ahead; a day beyond is a slip of the keyboard
SOURCE, CHANNEL = "event", "in_person"


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """An evening: what it is called, when, for how long, where, and for how many. `place` is an address or a room;
    of an online one, how one joins."""

    title: str
    on_day: date
    begins_at: time
    minutes: int
    online: bool
    place: str
    places: int


@command
def offer(campaign: int, asked: Offered, *, by: Actor) -> int:
    """Offer an evening of a campaign to everybody; its number. Refused: a day gone by, or far ahead."""
    found = one_of(campaign, by)
    if not clock.today() <= asked.on_day <= clock.today() + FURTHEST:
        raise Refused("The day must be today or later, and at most two years ahead", field="on")
    row = Evening(
        agency_id=min(set(found.agency_ids) & set(by.agency_ids)),
        campaign_id=campaign,
        key=free_key(),
        title=folding.tidied(asked.title, longest=100, field="title"),
        on_day=asked.on_day,
        begins_at=f"{asked.begins_at:%H:%M}",
        minutes=asked.minutes,
        online=asked.online,
        place=folding.tidied(asked.place, longest=200, field="place"),
        places=asked.places,
        version=1,
        added_at=clock.now(),
        added_by=by.user_id,
    )
    number = evenings.add(row)
    _noted(row, "offered", by)
    return number


@command
def call_off(number: int, *, by: Actor) -> None:
    """Call an evening off; whoever booked is written to. Bookings stay, should it be put back."""
    row = _held(number, by)
    if row.called_off_at is not None or row.on_day < clock.today():
        raise Refused("This evening is called off already, or over.")
    row.called_off_at, row.version = clock.now(), row.version + 1
    _noted(row, "called_off", by)
    _tell_all(row)


@command
def put_back(number: int, *, by: Actor) -> None:
    """Let an evening that was called off take place after all; whoever booked is written to."""
    row = _held(number, by)
    if row.called_off_at is None or row.on_day < clock.today():
        raise Refused("This evening is not called off, or its day is gone by.")
    row.called_off_at, row.version = None, row.version + 1
    _noted(row, "put_back", by)
    fill(row)
    _tell_all(row)


@command
def record(number: int, came: Collection[int], *, by: Actor) -> int:
    """Record who came, by the numbers of bookings; how many of them are enquiries now, to be called from Today.

    Who came and agreed to be called is an enquiry of the evening's day, of its campaign. Who did not agree is left
    in peace. Refused: it is still to come, or was called off.
    """
    row = _held(number, by)
    if row.on_day > clock.today() or row.called_off_at is not None:
        raise Refused("Record who came once the evening has taken place.")
    every = {each.id: each for each in evenings.bookings(row.id)}
    if not set(came) <= every.keys():
        raise NotFound("There is no such booking")
    made = 0
    for each in every.values():
        if each.state == ATTENDED:
            continue  # what is on record of who came stays
        each.state, each.changed_at = (ATTENDED if each.id in came else MISSED), clock.now()
        made += each.state == ATTENDED and _ask(row, each, by)
    _noted(row, "attendance", by)
    return made


def _held(number: int, by: Actor) -> Evening:
    """An evening of the actor's council, of a campaign that they see, held. NotFound: there is none."""
    row = evenings.one(number, by.agency_ids)
    one_of(row.campaign_id, by)
    return row


def _ask(row: Evening, booking: EveningBooking, by: Actor) -> bool:
    campaign = campaigns.one(row.campaign_id)
    if not booking.wants_call or booking.email is None or campaign is None:
        return False
    offered = {each["code"] for each in settings.value("sources", row.agency_id, clock.today())}
    source = SOURCE if SOURCE in offered else None
    logged = enquiries.log_enquiry(
        row.agency_id,
        people=NewHousehold(carers=(NewCarer(booking.name or "", booking.email, booking.phone),)),
        details=Details(channel=CHANNEL, source=source, campaign=campaign.now.name),
        received_on=row.on_day,
        by=by,
        anyway=True,
    )
    booking.household_id, booking.journey_id = logged.household_id, logged.journey_id
    return True


def _tell_all(row: Evening) -> None:
    for each in evenings.bookings(row.id):
        if each.state in (BOOKED, WAITING):
            tell(row, each)


def _noted(row: Evening, act: str, by: Actor) -> None:
    audit.record(by, f"evening.{act}", agency_id=row.agency_id, about=f"evening {row.id}")
