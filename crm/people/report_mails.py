"""When the link to a report is sent: so many days after a week, a month or a quarter has ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, select

from crm import clock
from crm.extensions import db
from crm.people.report_mail_tables import ReportMail
from crm.people.tables import User

DAY = timedelta(days=1)
LATEST = 7  # days: what could not go for longer, as the server was down, goes no more
AHEAD = 200  # days, within which each of them comes again


def last_end(every: str, before: date) -> date:
    """The last day of the latest week (to Sunday), month or quarter that ended before a day."""
    if every == "week":
        return before - timedelta(days=before.isoweekday())
    month = before.month if every == "month" else before.month - (before.month - 1) % 3
    return date(before.year, month, 1) - DAY


def ended(mail: ReportMail, day: date) -> date | None:
    """The end of what a mail tells of that is to go by a day, if one is; none that was due before it was asked."""
    after = timedelta(days=mail.days)
    end = last_end(mail.every, day - after + DAY)
    goes_on = end + after
    asked = clock.day_of(mail.added_at)
    return end if asked <= goes_on and day - goes_on < timedelta(days=LATEST) else None


def next_on(mail: ReportMail, today: date) -> date:
    """The day on which it goes next, today or later."""
    after = timedelta(days=mail.days)
    days = (today + timedelta(days=ahead) for ahead in range(AHEAD))
    return next(day for day in days if last_end(mail.every, day - after + DAY) == day - after)


def standing(*those: ColumnElement[bool]) -> Sequence[tuple[ReportMail, User]]:
    """Each that was not ended, of whoever has an open account, with whose it is; by name, and then by number."""
    found = select(ReportMail, User).join(User, User.id == ReportMail.user_id)
    found = found.where(ReportMail.ended_at.is_(None), User.active, *those)
    return [(row[0], row[1]) for row in db.session.execute(found.order_by(User.name, ReportMail.id))]


def of_leavers() -> Sequence[ReportMail]:
    """Those that were not ended, of whoever has left."""
    found = select(ReportMail).join(User, User.id == ReportMail.user_id)
    return db.session.scalars(found.where(ReportMail.ended_at.is_(None), ~User.active)).all()
