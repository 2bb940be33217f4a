"""Reports by mail, as their page shows them: one's own, and for a manager those of the staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.people import report_mails
from crm.people.folding import folded
from crm.people.report_mail_tables import ReportMail
from crm.people.tables import User
from crm.permissions import MAY
from crm.reads.paging import PAGE, Paged, page_of


@dataclass(frozen=True, slots=True)
class MailSeen:
    """One of them: whose, what and when, and the day on which it goes next."""

    id: int
    name: str
    mine: bool
    what: str
    every: str
    days: int
    next_on: date


@dataclass(frozen=True, slots=True)
class Listing(Paged):
    """A page of them; `ever` says whether there is any at all."""

    rows: tuple[MailSeen, ...]
    total: int
    page: int
    pages: int
    ever: bool


def every(q: str, what: str, by: Actor) -> tuple[MailSeen, ...]:
    """Those that are searched for by a name, of one kind or of all."""
    seen = (
        MailSeen(
            row.id,
            user.name,
            user.id == by.user_id,
            row.what,
            row.every,
            row.days,
            report_mails.next_on(row, clock.today()),
        )
        for row, user in report_mails.standing(_reached(by))
    )
    return tuple(each for each in seen if what in ("", each.what) and folded(q) in folded(each.name))


def listing(q: str, what: str, page: int, by: Actor) -> Listing:
    """A page of them."""
    found = every(q, what, by)
    page, pages = page_of(page, len(found))
    rows = found[(page - 1) * PAGE : page * PAGE]
    return Listing(rows, len(found), page, pages, bool(report_mails.standing(_reached(by))))


def readers(by: Actor) -> tuple[tuple[int, str], ...]:
    """Whom a manager may have a report sent to: number and name, oneself first."""
    roles = [role.value for role in MAY["mailing.own"]]
    theirs = User.active, User.agency_id.in_(by.agency_ids), User.role.in_(roles)
    chosen = select(User.id, User.name).where(*theirs)
    rows = [(row.id, row.name) for row in db.session.execute(chosen.order_by(User.name, User.id))]
    return tuple(sorted(rows, key=lambda row: row[0] != by.user_id))


def _reached(by: Actor) -> ColumnElement[bool]:
    if by.role in MAY["mailing.settle"]:
        return User.agency_id.in_(by.agency_ids)
    return ReportMail.user_id == by.user_id
