"""Whether two rows of a carer are one person; and what follows them: courses, words for a review, preparation."""

from __future__ import annotations

from sqlalchemy import select

from crm.extensions import db
from crm.people import folding
from crm.people.course_tables import CourseBooking
from crm.people.leave_tables import LeaveTaken
from crm.people.persons import one_of
from crm.people.preparation_tables import Preparation
from crm.people.review_tables import ReviewAnswer
from crm.people.tables import Carer


def is_same(one: Carer, other: Carer) -> bool:
    """Whether two rows are of one person: by the whole name, or by the first one and a contact of theirs.

    Never by a contact alone: two who live together may share a mailbox or a telephone.
    """
    if one_of(one.name, [other.name]):
        return True
    mine, theirs = (first_name(each.name or "") for each in (one, other))
    mail = one.email and folding.folded(one.email) == folding.folded(other.email or "")
    phone = one.phone and folding.folded_phone(one.phone) == folding.folded_phone(other.phone or "")
    return bool(mine) and mine == theirs and bool(mail or phone)


def first_name(name: str) -> str:
    """What somebody is called by: it stays where a surname changes, as on marrying."""
    return next(iter(folding.folded(name).split()), "")


def hand_on(from_carer: int, to_carer: int) -> None:
    """Let another row of the same person have it, who comes back, or comes along when two records become one.

    A course on which they have a place already keeps that one.
    """
    found: list[CourseBooking | LeaveTaken | ReviewAnswer | Preparation] = [
        *db.session.scalars(select(CourseBooking).where(CourseBooking.carer_id == from_carer)),
        *db.session.scalars(select(LeaveTaken).where(LeaveTaken.carer_id == from_carer)),
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
