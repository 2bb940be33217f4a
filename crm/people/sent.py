"""Enquiries that were acknowledged: found again by what they were sent under, and by who sent them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select, update

from crm.extensions import db
from crm.people.drafts import NAMELESS, SAME_PERSON
from crm.people.front_tables import SentEnquiry


def under(key: str) -> SentEnquiry | None:
    """What was sent under a key."""
    return db.session.scalar(select(SentEnquiry).where(SentEnquiry.key == key))


def by_the_same(person_hash: str, agency_id: int, *, at: datetime) -> SentEnquiry | None:
    """What the same person has sent to the same council minutes ago, if anything."""
    return db.session.scalar(
        select(SentEnquiry)
        .where(
            SentEnquiry.person_hash == person_hash,
            SentEnquiry.agency_id == agency_id,
            SentEnquiry.sent_at > at - SAME_PERSON,
        )
        .order_by(SentEnquiry.id)
        .limit(1)
    )


def add(row: SentEnquiry) -> None:
    """Put an enquiry on record as acknowledged."""
    db.session.add(row)
    db.session.flush()


def forget_who(*, at: datetime) -> None:
    """Empty what ties enquiries of yesterday to a browser or a person."""
    db.session.execute(
        update(SentEnquiry)
        .where(
            SentEnquiry.sent_at < at - NAMELESS,
            or_(SentEnquiry.person_hash.is_not(None), SentEnquiry.from_hash.is_not(None)),
        )
        .values(person_hash=None, said_hash=None, from_hash=None)
    )


def numbered(sent_id: int) -> SentEnquiry | None:
    """What was sent, by its number."""
    return db.session.get(SentEnquiry, sent_id)
