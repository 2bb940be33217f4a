"""What somebody who answers for the data would want to see: looks at night, at one's own name, at a colleague's
households, and households that were given to oneself (T48)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Text, and_, cast, false, or_, select

from crm import clock
from crm.actor import Role
from crm.audit.tables import AuditEntry
from crm.extensions import db
from crm.ledger.tables import HouseholdNow
from crm.people import folding
from crm.people.tables import Household, User
from crm.people.work_tables import Assignment
from crm.register import settings

MOST_DAYS = 92  # a quarter: each night is a range of its own in the question to the database
FEWEST_LETTERS = 2  # of a surname

_ROW = AuditEntry.__table__.c


def at_night(agency_ids: tuple[int, ...], first: date | None, last: date | None) -> ColumnElement[bool]:
    """What staff did at night, between two London days; without them, in the quarter up to now.

    When night begins and ends are settings of the agency, as hours in London.
    """
    first, last = _a_quarter(first, last)
    found = [
        and_(_ROW.at >= begins, _ROW.at < ends)
        for agency_id in agency_ids[:1]
        for begins, ends in _nights(agency_id, first, last)
    ]
    return and_(_ROW.role != Role.CARER, _ROW.user_id.is_not(None), or_(*found) if found else false())


def _a_quarter(first: date | None, last: date | None) -> tuple[date, date]:
    last = min(last or clock.today(), clock.today())
    return max(first or date.min, last - timedelta(days=MOST_DAYS - 1)), last


def _nights(agency_id: int, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
    """The night before each day and the one after the last: the day's bounds cut them."""
    day = first - timedelta(days=1)
    while day <= last:
        begins, ends = (settings.value(name, agency_id, day) for name in ("night_from", "night_to"))
        yield clock.at(day, begins), clock.at(day + timedelta(days=1), ends)
        day += timedelta(days=1)


def own_name(agency_ids: tuple[int, ...]) -> ColumnElement[bool]:
    """Looks at a household that bears the surname of whoever looked: perhaps their own family's."""
    staff = select(User.id, User.name).where(User.agency_id.in_(agency_ids), User.household_id.is_(None))
    found = []
    for user_id, name in db.session.execute(staff):
        surname = folding.folded(name).split(" ")[-1]
        if len(surname) >= FEWEST_LETTERS:
            named = Household.name_folded.contains(surname, autoescape=True)
            homes = select(Household.id).where(Household.agency_id.in_(agency_ids), named)
            found.append(and_(_ROW.user_id == user_id, _ROW.household_id.in_(homes)))
    return or_(*found) if found else false()


def anothers_caseload(first: date | None, last: date | None) -> ColumnElement[bool]:
    """Looks of officers and social workers at a household that was a colleague's at that moment.

    Between two London days; without them, in the quarter up to now.
    """
    first, last = _a_quarter(first, last)
    worker = (
        select(Assignment.worker_id)
        .where(Assignment.household_id == _ROW.household_id, Assignment.assigned_at <= _ROW.at)
        .order_by(Assignment.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return and_(
        _ROW.at >= clock.start_of_day(first),
        _ROW.at < clock.end_of_day(last),
        _ROW.role.in_((Role.OFFICER, Role.SOCIAL_WORKER)),
        _ROW.household_id.is_not(None),
        worker != _ROW.user_id,
    )


def taken() -> ColumnElement[bool]:
    """Households that foster, or did, that an officer or a social worker gave to themselves."""
    approved = select(HouseholdNow.household_id).where(HouseholdNow.approved_on.is_not(None))
    return and_(
        _ROW.action == "household.assign",
        _ROW.role.in_((Role.OFFICER, Role.SOCIAL_WORKER)),
        _ROW.about == "user " + cast(_ROW.user_id, Text),
        _ROW.household_id.in_(approved),
    )
