"""A carer's part of the yearly review, as they write it: when it is asked for, and what the area is short of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from crm import audit, clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey import reviews
from crm.ledger.tables import HeldClock
from crm.people import review_answers, review_lines
from crm.people.review_lines import CARER
from crm.people.review_tables import ReviewAnswer
from crm.people.tables import Carer
from crm.reads import look, shortage
from crm.reads.own_due import REVIEW
from crm.reads.own_home import Own, own, own_carer

NEAR = ("overdue", *(f"due_{days}" for days in reviews.SPOKEN_OF))
MOST_SHORT = 8  # kinds of places that a carer is asked about, the scarcest first


@dataclass(frozen=True, slots=True)
class OwnReview:
    """The review that comes, by its day, and what this carer has written for it; it is theirs alone until sent.

    `short` is what their terms do not allow and the area has the fewest free places for, the scarcest first.
    """

    due_on: date
    version: int
    went: str
    helped: str
    change: str
    more: str | None
    kinds: tuple[str, ...]
    sent_at: datetime | None
    short: tuple[str, ...]


@look
def own_review(by: Actor) -> OwnReview | None:
    """The part of whoever asks; None where no review comes, or their account is of no carer on record.

    The look goes on record.
    """
    found = own(by)
    audit.record(by, "portal.view", agency_id=found.agency_id, household_id=found.household.id, fields=["review"])
    carer, clock_of = own_carer(found, by), _coming(found, by)
    if carer is None or clock_of is None or found.terms is None:
        return None
    row = review_answers.of_carer(carer.id, clock_of.began_on)
    short = shortage.needs(found.agency_id, found.terms, clock.today()) if row is None or not row.sent_at else ()
    labels = tuple(each.label for each in short if not each.allowed)[:MOST_SHORT]
    return OwnReview(
        due_on=clock_of.due_on,
        version=row.version if row else 0,
        went=(row.went or "") if row else "",
        helped=(row.helped or "") if row else "",
        change=(row.change or "") if row else "",
        more=row.more if row else None,
        kinds=tuple(row.kinds) if row else (),
        sent_at=row.sent_at if row else None,
        short=labels,
    )


def state_of(found: Own, by: Actor) -> str | None:
    """How this carer's part stands: none is asked for, 'open', 'draft' or 'sent'. The caller puts it on record."""
    carer, clock_of = own_carer(found, by), _coming(found, by)
    if carer is None or clock_of is None:
        return None
    row = review_answers.of_carer(carer.id, clock_of.began_on)
    return _state(row)


def _state(row: ReviewAnswer | None) -> str:
    if row is None:
        return "open"
    return "sent" if row.sent_at else "draft"


def _coming(found: Own, by: Actor) -> HeldClock | None:
    """The review whose time has come: it is near (RV-5), or this carer's views were asked for."""
    if found.approval is None:
        return None
    today = clock.today()
    chosen = select(HeldClock).where(
        HeldClock.household_id == found.household.id,
        HeldClock.journey_id == found.approval.journey_id,
        HeldClock.rule == REVIEW,
        HeldClock.until.is_(None),
    )
    row = db.session.scalar(chosen.limit(1))
    if row is None or (row.since is not None and row.since > today):
        return None
    silent = row.silent_from is not None and row.silent_from <= today
    near = reviews.near(row.due_on, today, silent=silent) in NEAR
    return row if near or _asked(found, own_carer(found, by), row.began_on) else None


def _asked(found: Own, carer: Carer | None, since: date) -> bool:
    """Whether this carer's views were asked for, or have come."""
    if carer is None:
        return False
    lines = review_lines.since(found.household.id, since)
    return any((each.kind, each.who) == (CARER, str(carer.position)) for each in lines)
