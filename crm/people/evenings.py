"""Evenings and their bookings: stored, loaded, held while somebody takes a place; erased once they are over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import String, cast, select, update

from crm.errors import NotFound
from crm.extensions import db
from crm.holding import held
from crm.people.evening_tables import Evening, EveningBooking

BOOKED, WAITING = "booked", "waiting"
ATTENDED, MISSED = "attended", "missed"
KEPT = timedelta(days=90)  # after the evening, of who booked


def one(number: int, agency_ids: Collection[int]) -> Evening:
    """An evening of these councils, held until the command ends: of two who want its last place the second waits
    here. NotFound: there is none."""
    found = held(Evening, number)
    if found is None or found.agency_id not in agency_ids:
        raise NotFound("There is no such evening")
    return found


def by_key(key: str) -> Evening | None:
    """The evening that has this key in its address."""
    return db.session.scalars(select(Evening).where(Evening.key == key)).first()


def bookings(evening_id: int) -> list[EveningBooking]:
    """Everybody who asked for a place, who asked first before who asked later; read anew."""
    chosen = select(EveningBooking).where(EveningBooking.evening_id == evening_id).order_by(EveningBooking.id)
    return list(db.session.scalars(chosen.execution_options(populate_existing=True)))


def kept_since(campaign_id: int, agency_id: int, day: date) -> bool:
    """Whether a council has an evening of a campaign on a day or later."""
    own = Evening.campaign_id == campaign_id, Evening.agency_id == agency_id, Evening.on_day >= day
    return db.session.scalar(select(Evening.id).where(*own).limit(1)) is not None


def erase_before(day: date) -> int:
    """Erase who booked evenings before a day; how many. That somebody came stays, and nothing of who, nor
    anything by which a name could be tried."""
    over = select(Evening.id).where(Evening.on_day < day)
    gone = update(EveningBooking).where(EveningBooking.evening_id.in_(over), EveningBooking.email.is_not(None))
    number = cast(EveningBooking.id, String)
    nothing = {"name": None, "email": None, "phone": None, "who_hash": "erased " + number}
    return len(db.session.scalars(gone.values(**nothing).returning(EveningBooking.id)).all())


def add(row: Evening | EveningBooking) -> int:
    """Keep it; its number."""
    db.session.add(row)
    db.session.flush()
    return row.id
