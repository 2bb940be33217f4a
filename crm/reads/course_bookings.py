"""Who is on a course: one's own households, and of those that another council sent only their names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.people.course_tables import CourseBooking, CourseSession
from crm.people.courses import ATTENDED, BOOKED, GIVEN_UP
from crm.people.merging import stands_for
from crm.people.skills import is_struck_out
from crm.people.tables import Carer, Household
from crm.reads.sharing import within
from crm.register import agencies, schemes, settings
from crm.register.tables import Agency


@dataclass(frozen=True, slots=True)
class BookedSeen:
    """A carer on a course, or on its waiting list; `struck_out`: that they came was struck out of the log since.

    Of whom another council sent, only the name and the council are told: `reference` is None.
    """

    number: int
    reference: str | None
    council: str
    name: str
    state: str
    struck_out: bool

    @property
    def open(self) -> bool:
        """Whether it can be recorded that they came, or not."""
        return self.state != GIVEN_UP and (self.state != ATTENDED or self.struck_out)


@dataclass(frozen=True, slots=True)
class Ahead:
    """A course that prepares, on which an applicant has a place: its first day and where."""

    starts_on: date
    place: str


@dataclass(frozen=True, slots=True)
class Found:
    """A booking that is told, the council whose household it is, and the reference that goes on record."""

    seen: BookedSeen
    agency_id: int
    on_record: str


def booked(row: CourseSession, by: Actor) -> tuple[tuple[Found, ...], int]:
    """Who asked for a place, of households that the asker sees; and how many others did.

    Whoever runs a course is told the names of those whom the councils of its hub send, to call them by and to
    record that they came; nothing else of them, and nothing once that council has left the hub (T22, T23).
    """
    rows = _rows(row.id)
    homes = _homes({each.home for each in rows})
    own = select(Household.id).where(Household.agency_id.in_(by.agency_ids), within(by))
    mine = set(db.session.scalars(own.where(Household.id.in_(list(homes)))))
    sending = set(agencies.beside((row.agency_id,))) if row.agency_id in by.agency_ids else set()
    told, hidden = [], 0
    for each in rows:
        agency_id, reference, council = homes[each.home]
        sent = agency_id in sending and agency_id not in by.agency_ids and each.CourseBooking.state != GIVEN_UP
        if each.home in mine or sent:
            seen = _seen(each, reference if each.home in mine else None, council)
            told.append(Found(seen, agency_id, reference))
        elif each.CourseBooking.state != GIVEN_UP:
            hidden += 1
    return tuple(told), hidden


def _rows(session_id: int) -> list[Row[Any]]:
    chosen = select(CourseBooking, stands_for().label("home"), Carer.name)
    chosen = chosen.join(Household, Household.id == CourseBooking.household_id)
    chosen = chosen.join(Carer, Carer.id == CourseBooking.carer_id).where(CourseBooking.session_id == session_id)
    return list(db.session.execute(chosen.order_by(CourseBooking.asked_at, CourseBooking.id)))


def _homes(numbers: set[int]) -> Mapping[int, tuple[int, str, str]]:
    """Of each household its council's number, its reference, and its council's name."""
    chosen = select(Household.id, Household.agency_id, Household.reference, Agency.name).join(
        Agency, Agency.id == Household.agency_id
    )
    found = db.session.execute(chosen.where(Household.id.in_(numbers)))
    return {row.id: (row.agency_id, row.reference, row.name) for row in found}


def _seen(row: Row[Any], reference: str | None, council: str) -> BookedSeen:
    booking: CourseBooking = row.CourseBooking
    return BookedSeen(
        number=booking.id,
        reference=reference,
        council=council,
        name=row.name or "",
        state=booking.state,
        # What came of it in another council's log is not told, and not asked for anew (decision 058).
        struck_out=bool(reference and booking.entry_id and is_struck_out(booking.entry_id)),
    )


def preparing(carer_ids: Collection[int], agency_ids: Collection[int]) -> Mapping[int, Ahead]:
    """The first course to come that prepares (S2-9) on which each of these applicants has a place."""
    today = clock.today()
    codes = {each.code for one in agency_ids for each in schemes.courses(settings.of(one), today) if each.prepares}
    own = CourseBooking.carer_id.in_(carer_ids), CourseBooking.state == BOOKED
    chosen = select(CourseBooking.carer_id, CourseSession.on_day, CourseSession.place, CourseSession.online)
    chosen = chosen.join(CourseSession, CourseSession.id == CourseBooking.session_id)
    those = CourseSession.course.in_(codes), CourseSession.called_off_at.is_(None), CourseSession.last_day >= today
    found = db.session.execute(chosen.where(*own, *those).order_by(CourseSession.on_day.desc()))
    return {row.carer_id: Ahead(row.on_day, "Online" if row.online else row.place) for row in found}
