"""What carers write for the next review of their approval: a draft of their own, and what they sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from crm.extensions import db
from crm.holding import held
from crm.people import merging
from crm.people.review_tables import ReviewAnswer

WRITTEN = ("went", "helped", "change")
MORE = ("yes", "perhaps", "no")


def of_carer(carer_id: int, since: date, *, hold: bool = False) -> ReviewAnswer | None:
    """What a carer writes, or has sent, for the review after the one on `since`; held, where that is asked for."""
    chosen = select(ReviewAnswer).where(ReviewAnswer.carer_id == carer_id, ReviewAnswer.since == since)
    row = db.session.scalar(chosen)
    return held(ReviewAnswer, row.id) if row is not None and hold else row


def sent(household_id: int, since: date) -> Sequence[ReviewAnswer]:
    """What the carers of a household have sent for that review, the first first."""
    own = ReviewAnswer.household_id.in_(merging.together(household_id)), ReviewAnswer.since == since
    chosen = select(ReviewAnswer).where(*own, ReviewAnswer.sent_at.is_not(None))
    return db.session.scalars(chosen.order_by(ReviewAnswer.sent_at, ReviewAnswer.id)).all()


def add(row: ReviewAnswer) -> ReviewAnswer:
    """Keep a new one, with its number."""
    db.session.add(row)
    db.session.flush()
    return row
