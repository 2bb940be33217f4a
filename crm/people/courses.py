"""Courses on a day and their bookings: stored, loaded, held while somebody takes or gives up a place."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, select

from crm.errors import NotFound
from crm.extensions import db
from crm.holding import held
from crm.people.course_tables import CourseBooking, CourseSession

BOOKED, WAITING, GIVEN_UP = "booked", "waiting", "given_up"
ATTENDED, MISSED = "attended", "missed"
STATES = (BOOKED, WAITING, GIVEN_UP, ATTENDED, MISSED)


def session(number: int, agency_ids: Collection[int]) -> CourseSession:
    """A session that one of these councils offers, held until the command ends: of two who want its last place the
    second waits here. NotFound: there is none."""
    found = held(CourseSession, number)
    if found is None or found.agency_id not in agency_ids:
        raise NotFound("There is no such course")
    return found


def joined(number: int, agency_ids: Collection[int], beside: Collection[int]) -> CourseSession:
    """The same, or one that a council `beside` these opens to its hub, or on which one of their carers is already.

    Held likewise. NotFound: there is none.
    """
    found = held(CourseSession, number)
    shared = found is not None and found.open_to_hub and found.agency_id in beside
    if found is None or not (found.agency_id in agency_ids or shared or _on(number, agency_ids)):
        raise NotFound("There is no such course")
    return found


def _on(number: int, agency_ids: Collection[int]) -> bool:
    own = CourseBooking.session_id == number, CourseBooking.agency_id.in_(agency_ids)
    return db.session.scalar(select(CourseBooking.id).where(*own).limit(1)) is not None


def of_councils(agency_ids: Collection[int], beside: Collection[int]) -> ColumnElement[bool]:
    """Sessions that these councils offer, or that councils `beside` them open to their hub."""
    shared = CourseSession.open_to_hub.is_(True) & CourseSession.agency_id.in_(beside)
    return CourseSession.agency_id.in_(agency_ids) | shared


def bookings(session_id: int) -> list[CourseBooking]:
    """Everybody who asked for a place, who asked first before who asked later; read anew."""
    chosen = select(CourseBooking).where(CourseBooking.session_id == session_id)
    ordered = chosen.order_by(CourseBooking.asked_at, CourseBooking.id)
    return list(db.session.scalars(ordered.execution_options(populate_existing=True)))


def to_come(carer_id: int, day: date) -> list[CourseBooking]:
    """The places that a carer has, or waits for, on courses not over on a day, in the order of the courses."""
    own = CourseBooking.carer_id == carer_id, CourseBooking.state.in_((BOOKED, WAITING))
    chosen = select(CourseBooking).join(CourseSession, CourseSession.id == CourseBooking.session_id)
    return list(db.session.scalars(chosen.where(*own, CourseSession.last_day >= day).order_by(CourseSession.id)))


def of_state(rows: Collection[CourseBooking], state: str) -> list[CourseBooking]:
    """Those of a session that are in a state."""
    return [each for each in rows if each.state == state]


def add(row: CourseSession | CourseBooking) -> int:
    """Keep it; its number."""
    db.session.add(row)
    db.session.flush()
    return row.id
