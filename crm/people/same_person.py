"""What hangs on a carer's row and follows the person: places on courses, words for a review, preparation."""

from __future__ import annotations

from sqlalchemy import select

from crm.extensions import db
from crm.people.course_tables import CourseBooking
from crm.people.preparation_tables import Preparation
from crm.people.review_tables import ReviewAnswer


def hand_on(from_carer: int, to_carer: int) -> None:
    """Let another row of the same person have it, who comes back, or comes along when two records become one.

    A course on which they have a place already keeps that one.
    """
    found: list[CourseBooking | ReviewAnswer | Preparation] = [
        *db.session.scalars(select(CourseBooking).where(CourseBooking.carer_id == from_carer)),
        *db.session.scalars(select(ReviewAnswer).where(ReviewAnswer.carer_id == from_carer)),
        *db.session.scalars(select(Preparation).where(Preparation.carer_id == from_carer)),
    ]
    for row in found:
        if not (isinstance(row, CourseBooking) and booked(row.session_id, to_carer)):
            row.carer_id = to_carer
    db.session.flush()


def booked(session_id: int, carer_id: int) -> bool:
    """Whether a row of a carer has a place on a course."""
    own = CourseBooking.session_id == session_id, CourseBooking.carer_id == carer_id
    return db.session.scalar(select(CourseBooking.id).where(*own).limit(1)) is not None
