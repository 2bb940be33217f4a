"""The first contact that a call is: on record for each journey that waited for one, and taken back from each."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.commands import journeys
from crm.errors import Refused
from crm.extensions import db
from crm.journey.events import FirstContactMade
from crm.ledger.latest import latest
from crm.ledger.tables import EventRecord
from crm.people.contact_tables import Contact


def record(contact: Contact, household_id: int, *, by: Actor) -> bool:
    """Put on record that a contact was the first of each journey that asks for one; whether it was of any.

    The contact names the one that counts (ST-4).
    """
    made = FirstContactMade(happened_on=clock.day_of(contact.happened_at))
    first = contact.event_id = journeys.record_where_due(household_id, made, by=by)
    while first is not None and journeys.record_where_due(household_id, made, by=by) is not None:
        pass  # who asked twice, or was merged, has two enquiries, and one call answers both
    return first is not None


def besides(event_id: int) -> Iterator[int]:
    """The first contacts that stand on other journeys by the same call, as the one that a contact names."""
    one = db.session.get_one(EventRecord, event_id)
    while one.corrects_id is not None:
        one = db.session.get_one(EventRecord, one.corrects_id)
    same = (
        EventRecord.kind == FirstContactMade.kind,
        EventRecord.household_id == one.household_id,
        EventRecord.journey_id != one.journey_id,
        EventRecord.happened_on == one.happened_on,
        EventRecord.recorded_by.is_not_distinct_from(one.recorded_by),
        EventRecord.corrects_id.is_(None),
        EventRecord.id > one.id,
        EventRecord.id.not_in(select(Contact.event_id).where(Contact.event_id.is_not(None))),
    )
    for found in db.session.scalars(select(EventRecord.id).where(*same).order_by(EventRecord.id)).all():
        if stands := latest(found):
            yield stands[0]


def strike_out(household_id: int, event_id: int, *, reason: str, by: Actor) -> bool:
    """Record that a first contact was none, on any journey where a later step does not rest on it; whether so."""
    gone = False
    for number in (*besides(event_id), event_id):
        try:
            with db.session.begin_nested():
                journeys.strike_out(household_id, number, reason=reason, by=by)
        except Refused:
            continue
        gone = gone or number == event_id
    return gone
