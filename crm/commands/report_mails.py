"""Reports by mail: asked for by oneself or by a manager, ended by either, and sent as a link, once each time.

What a mail says is its report and its period. The numbers are read after signing in, as whoever reads may see them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm import audit, clock
from crm.actor import Actor, Role, system
from crm.commands import command
from crm.commands.users import actor_of
from crm.errors import NotFound, Refused
from crm.extensions import db, glance
from crm.outbox import queue
from crm.people import report_mails, users
from crm.people.report_mail_tables import ReportMail
from crm.people.tables import User
from crm.permissions import MAY
from crm.register import accounts, agencies

BEGIN, SEND = "report_mails.begin", "report_mails.send"
WHAT = ("quarterly", "packs", "targets", "priorities")
EVERY = ("week", "month", "quarter")
MOST_DAYS = 60
READERS = MAY["mailing.own"]


@dataclass(frozen=True)
class Reader:
    """Whose mail it is, as they are now, and what it is about; `ended` is the last day of what it tells of."""

    by: Actor
    email: str
    name: str
    service: str
    what: str
    every: str
    ended: date


@command
def add(user_id: int, what: str, every: str, days: int, *, by: Actor) -> int:
    """Have somebody sent the link to a report, from now on; its number.

    NotFound: they are none of the asker's staff. Refused: they have just this, or an answer is none there is.
    """
    user = _reader_of(user_id, by)
    for name, value, known in (("what", what, WHAT), ("every", every, EVERY)):
        if value not in known:
            raise Refused("Choose one of the list", field=name)
    if not 1 <= days <= MOST_DAYS:
        raise Refused(f"Enter a number of days from 1 to {MOST_DAYS}", field="days")
    mine = ReportMail.user_id == user_id, ReportMail.what == what, ReportMail.every == every
    if report_mails.standing(*mine):
        raise Refused("This is sent already: stop it first, to have it on another day", field="what")
    row = ReportMail(user_id=user_id, what=what, every=every, days=days, added_at=clock.now(), added_by=by.user_id)
    db.session.add(row)
    db.session.flush()
    audit.record(by, "report_mail.add", agency_id=user.agency_id, about=f"user {user_id}", fields=[what, every])
    return row.id


@command
def end(number: int, *, by: Actor) -> None:
    """Send it no more. Ended again: as before. NotFound: it is not the asker's own, nor one of their staff's."""
    row = db.session.get(ReportMail, number)
    if row is None:
        raise NotFound("There is no such mail")
    user = _reader_of(row.user_id, by)
    if row.ended_at is None:
        _end(row, by, user.agency_id)


@command
def begin() -> int:
    """Have each mail sent that is due, at the hour of the morning mails; those of leavers end. How many are due.

    Asked for again, today or on a day after, they are the same jobs: one for each end of a week, month or quarter.
    """
    for row in report_mails.of_leavers():
        user = users.find(row.user_id)
        _end(row, system(), user.agency_id if user is not None else None)
    day, due = clock.today(), 0
    for row, user in report_mails.standing():
        if (told := report_mails.ended(row, day)) is not None:
            due += 1
            at = clock.at(day, accounts.morning_hour(user.agency_id))
            what = {"mail": row.id, "ended": told.isoformat()}
            queue.add(SEND, what, key=f"{SEND} {row.id} {told}", run_at=at, agency_id=user.agency_id)
    return due


def reader(number: int, told: date) -> Reader | None:
    """Whose mail it is; nobody's where it was ended, the account was closed, or its role reads no reports now."""
    with glance():
        row = db.session.get(ReportMail, number)
        user = users.find(row.user_id) if row is not None and row.ended_at is None else None
        by = actor_of(user.id) if user is not None and user.active else None
        if row is None or user is None or by is None or by.role not in READERS:
            return None
        service = agencies.reach(user.agency_id, user.hub_id)[0]
        return Reader(by, user.email, user.name, service, row.what, row.every, told)


def _reader_of(user_id: int, by: Actor) -> User:
    """Oneself; for a manager anybody of the staff of theirs who reads reports."""
    user = users.find(user_id)
    own = user is not None and user.id == by.user_id
    led = user is not None and by.role in MAY["mailing.settle"] and user.agency_id in by.agency_ids
    if user is None or not user.active or not (own or led) or Role(user.role) not in READERS:
        raise NotFound("There is no such account")
    return user


def _end(row: ReportMail, by: Actor, agency_id: int | None) -> None:
    row.ended_at, row.ended_by = clock.now(), by.user_id
    about = f"user {row.user_id}"
    audit.record(by, "report_mail.end", agency_id=agency_id, about=about, fields=[row.what, row.every])
