"""What is gathered for the next review of households: views and reports since the last one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, func, select

from crm.extensions import db
from crm.people import merging
from crm.people.review_tables import ReviewLine
from crm.people.tables import Household

CARER, CHILD, AUTHORITY, REPORT = "carer", "child", "authority", "report"
VOICES = (CARER, CHILD, AUTHORITY)


def told_on() -> ColumnElement[date]:
    """The day by which a line belongs to a review: when it was received, or else asked for."""
    return func.coalesce(ReviewLine.received_on, ReviewLine.asked_on)


def since(household_id: int, day: date) -> list[ReviewLine]:
    """The lines of a household's next review: those after the last one, which was on `day`; in order."""
    return [each for each in every_since(household_id, day) if each.replaced_at is None]


def every_since(household_id: int, day: date) -> list[ReviewLine]:
    """The same with those that were replaced since by what was said again."""
    own = ReviewLine.household_id.in_(merging.together(household_id)), told_on() > day
    return list(db.session.scalars(select(ReviewLine).where(*own).order_by(ReviewLine.id)))


def add(row: ReviewLine) -> ReviewLine:
    """Put a line on record, with its number."""
    db.session.add(row)
    db.session.flush()
    return row


def of_agencies(agency_ids: Collection[int]) -> dict[int, list[ReviewLine]]:
    """Every line of some agencies that stands, by the household that stands for the record now."""
    home = merging.stands_for().label("home")
    chosen = select(home, ReviewLine).join(Household, Household.id == ReviewLine.household_id)
    own = ReviewLine.agency_id.in_(agency_ids) & ReviewLine.replaced_at.is_(None)
    found: defaultdict[int, list[ReviewLine]] = defaultdict(list)
    for row in db.session.execute(chosen.where(own)):
        found[row.home].append(row.ReviewLine)
    return found
