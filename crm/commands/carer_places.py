"""Carers say when their places can be used: at once, and nothing in the ledger moves (B-11, B-17).

A break is what staff record as places that cannot be used, with the carer as who recorded it. Whoever works with
the household has it among the things to do today, and is written to that there is news.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm import clock
from crm.actor import Actor
from crm.commands import availability, command, mail, tasks
from crm.commands.availability import Closed
from crm.commands.range_asking import approval_of, own, reaching
from crm.errors import Refused
from crm.journey.saying import said
from crm.people import placements
from crm.people.placement_tables import Unavailability
from crm.people.tables import Household
from crm.people.tasks import STEP
from crm.register import settings

REASONS = "carer_break_reasons"


@dataclass(frozen=True, slots=True)
class Room:
    """What carers can take now: how many children, and of which ages."""

    children: int
    age_from: int
    age_to: int


@command
def take_break(closed: Closed, *, by: Actor) -> int:
    """Say that places cannot be used from a day on, today or ahead; the number of what is on record.

    Refused: a reason that carers are not offered, a day gone by, or that all of it has been said already, by the
    other carer perhaps.
    """
    home = own(by)
    if closed.reason not in {each["code"] for each in settings.value(REASONS, home.agency_id, clock.today())}:
        raise Refused("Choose why", field="reason")
    if closed.from_on < clock.today():
        raise Refused(
            "The first day must be today or later. Your worker can record an earlier one.", field="from_on"
        )
    _require_new(home, closed)
    number = availability.close(home.id, closed, by=reaching(home, by))
    until = f" until {said(closed.to_on)}" if closed.to_on else ""
    places = _count(closed.places, "place")
    tell(home, f"The carers say: {places} cannot be used from {said(closed.from_on)}{until}", by)
    return number


@command
def end_break(number: int, *, on: date, by: Actor) -> None:
    """Say from which day places can be used again, before the day that was said; a break ahead is given up.

    Only what is for a reason that carers are offered: what the service has said, the service ends.
    """
    home = own(by)
    row = placements.load(Unavailability, home.id, number)
    if not may_end(row, settings.value(REASONS, home.agency_id, clock.today())):
        raise Refused("Your fostering service has recorded this. Your worker can tell you more.")
    if on < clock.today():
        raise Refused("The day must be today or later", field="to_on")
    if row.to_on is not None and on >= row.to_on:
        raise Refused(f"It ends before that already, on {said(row.to_on)}", field="to_on")
    by_carer = reaching(home, by)
    if on <= row.from_on:
        availability.strike_out(home.id, number, because="did_not_happen", by=by_carer)
    elif row.to_on is None:
        availability.reopen(home.id, number, to_on=on, by=by_carer)
    else:
        right = Closed(places=row.places, reason=row.reason, from_on=row.from_on, to_on=on)
        availability.correct(home.id, number, right, because="known_late", by=by_carer)
    tell(home, f"The carers say: {_count(row.places, 'place')} can be used again from {said(on)}", by)


@command
def offer(room: Room, *, by: Actor) -> None:
    """Say that there is room now, for so many children of these ages: the worker is told, nothing else changes.

    Refused: more children, or other ages, than the approval is for.
    """
    home = own(by)
    terms = approval_of(home).terms_on(clock.today())
    if not 1 <= room.children <= terms.most:
        raise Refused(
            f"You are approved for {_count(terms.most, 'child', 'children')}: enter a number from 1 to "
            f"{terms.most}. To offer more, ask to change what you offer.",
            field="children",
        )
    youngest, oldest = terms.age_from or 0, terms.age_to if terms.age_to is not None else 17
    if not youngest <= room.age_from <= room.age_to <= oldest:
        field = "age_from" if not youngest <= room.age_from <= oldest else "age_to"
        raise Refused(
            f"You are approved for ages {youngest} to {oldest}: enter ages within these. "
            "To offer others, ask to change what you offer.",
            field=field,
        )
    ages = f"age {room.age_from}" if room.age_from == room.age_to else f"ages {room.age_from} to {room.age_to}"
    tell(home, f"The carers say: they can take {_count(room.children, 'child', 'children')} now, {ages}", by)


def may_end(row: Unavailability, offered: Sequence[Mapping[str, Any]]) -> bool:
    """Whether carers may say that it is over: it is for a reason that they are offered, and not over yet."""
    over = row.to_on is not None and row.to_on <= clock.today()
    return not over and row.reason in {each["code"] for each in offered}


def _require_new(home: Household, closed: Closed) -> None:
    """Refuse what has been said already: a second break for places that are on one."""
    places = approval_of(home).terms_on(clock.today()).places
    overlapping = [
        row
        for row in placements.standing(Unavailability, home.id)
        if (closed.to_on is None or row.from_on < closed.to_on)
        and (row.to_on is None or row.to_on > closed.from_on)
    ]
    if sum(row.places for row in overlapping) + closed.places > places and overlapping:
        row = overlapping[0]
        until = f" until {said(row.to_on)}" if row.to_on else ""
        raise Refused(
            f"It is on record already that {_count(row.places, 'place')} cannot be used from {said(row.from_on)}"
            f"{until}. End that first, or choose fewer places or other days.",
            field="places",
        )


def tell(home: Household, what: str, by: Actor) -> None:
    """Put it among the things to do today of whoever works with the household, and write that there is news."""
    tasks.add(home.id, kind=STEP, what=what, due_on=clock.today(), by=reaching(home, by), anyway=True)
    if home.worker_id is not None:
        mail.tell(home.worker_id, "carers_said", reference=home.reference)


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
