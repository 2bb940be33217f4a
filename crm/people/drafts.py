"""Enquiries that are being typed into the public form, and how many may begin or be sent from one place."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from crm.extensions import db
from crm.people.front_tables import EnquiryDraft, SentEnquiry
from crm.people.guesses import Limit

UNTOUCHED = timedelta(hours=2)  # after this a draft is erased
SAME_PERSON = timedelta(minutes=10)
NAMELESS = timedelta(days=1)  # after this a sent enquiry keeps nothing by which it could be tied to a browser

# From one network address: a library, an office and a mobile network have many people behind one. Together: what a
# television campaign may bring in, several times over; more is a flood, and the database is not to drown in it.
BEGUN_FROM_ONE = Limit(120, timedelta(minutes=10))
SENT_FROM_ONE = Limit(40, timedelta(minutes=10))
SENT_BY_ALL = Limit(6000, timedelta(minutes=1))


@dataclass(frozen=True)
class Draft:
    """What was typed so far, and when the first page was left."""

    key: str  # the hash of what the browser holds: also the key under which it is sent
    begun_at: datetime
    answers: Mapping[str, Any]


def hashed(text: str) -> str:
    """What is stored of a random text, of a network address, or of who somebody says to be."""
    return hashlib.sha256(text.encode()).hexdigest()


def begin(address: str, answers: Mapping[str, Any], *, at: datetime) -> str:
    """A new draft; the random text by which the browser finds it again. Those untouched for too long are erased."""
    erase_untouched(at=at)
    token = secrets.token_urlsafe(24)
    row = {"token_hash": hashed(token), "begun_at": at, "changed_at": at, "from_hash": hashed(address)}
    db.session.execute(insert(EnquiryDraft).values(**row, answers=dict(answers)))
    return token


def erase_untouched(*, at: datetime) -> int:
    """Erase the drafts that nobody has touched for too long; how many."""
    old = delete(EnquiryDraft).where(EnquiryDraft.changed_at < at - UNTOUCHED).returning(EnquiryDraft.token_hash)
    return len(db.session.scalars(old).all())


def find(token: str, *, at: datetime) -> Draft | None:
    """The draft of a browser, unless it was sent or has lain for too long."""
    row = db.session.execute(
        select(EnquiryDraft.token_hash, EnquiryDraft.begun_at, EnquiryDraft.answers).where(
            EnquiryDraft.token_hash == hashed(token), EnquiryDraft.changed_at > at - UNTOUCHED
        )
    ).one_or_none()
    return None if row is None else Draft(row.token_hash, row.begun_at, row.answers)


def keep(key: str, answers: Mapping[str, Any], *, at: datetime) -> None:
    """Store what was typed."""
    db.session.execute(
        update(EnquiryDraft).where(EnquiryDraft.token_hash == key).values(answers=dict(answers), changed_at=at)
    )


def erase(key: str) -> bool:
    """Erase a draft; whether it was there. Of two who send it at once, one erases it."""
    gone = delete(EnquiryDraft).where(EnquiryDraft.token_hash == key).returning(EnquiryDraft.token_hash)
    return db.session.execute(gone).one_or_none() is not None


def may_begin(address: str, *, at: datetime) -> bool:
    """Whether another draft may begin from a network address."""
    limit = BEGUN_FROM_ONE
    begun = select(func.count()).where(
        EnquiryDraft.from_hash == hashed(address), EnquiryDraft.begun_at > at - limit.within
    )
    return (db.session.scalar(begun) or 0) < limit.most


def may_send(address: str | None, *, at: datetime) -> bool:
    """Whether another enquiry may be sent by anybody, and from a network address, where one is named."""
    from_one = (SentEnquiry.from_hash == hashed(address or ""), SentEnquiry.sent_at > at - SENT_FROM_ONE.within)
    by_all = (SentEnquiry.sent_at > at - SENT_BY_ALL.within,)
    return _fewer(by_all, SENT_BY_ALL.most) and (address is None or _fewer(from_one, SENT_FROM_ONE.most))


def _fewer(which: tuple[Any, ...], most: int) -> bool:
    return (db.session.scalar(select(func.count()).select_from(SentEnquiry).where(*which)) or 0) < most
