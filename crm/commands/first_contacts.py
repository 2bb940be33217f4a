"""The first contact that a call is: on record for each journey that waited for one, and taken back from each."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.commands import journeys, open_journeys
from crm.errors import Refused
from crm.extensions import db
from crm.journey.events import FirstContactMade, JourneyReopened
from crm.ledger.latest import latest
from crm.ledger.tables import EventRecord, TieRecord
from crm.people.contact_tables import Contact


def record(contact: Contact, household_id: int, *, by: Actor, then: bool = False) -> bool:
    """Put on record that a contact was the first of each journey that asks for one; whether it was of any.

    The contact names the one that counts (ST-4). `then`: only of those that it could have answered when it was
    logged, as it is put back, or takes the place of another: by the rule of a call that is logged now.
    """
    made = FirstContactMade(happened_on=clock.day_of(contact.happened_at))
    others = set(_not_asked_then(contact, household_id)) if then else set()
    first = contact.event_id = journeys.record_where_due(household_id, made, by=by, besides=others)
    while first is not None and journeys.record_where_due(household_id, made, by=by, besides=others) is not None:
        pass  # who asked twice, or was merged, has two enquiries, and one call answers both
    return first is not None


def _not_asked_then(contact: Contact, household_id: int) -> Iterator[int]:
    """The journeys that were not on record, or were with other people, when a contact was logged."""
    at = contact.recorded_at
    for journey in open_journeys.folded(contact.agency_id, household_id).journeys:
        again = journey.all(JourneyReopened)
        begun = again[-1] if again else journey.rows[0]
        known = db.session.get_one(EventRecord, begun.first_id or begun.id).recorded_at
        ties = select(TieRecord).where(TieRecord.journey_id == journey.id).order_by(TieRecord.id)
        first, *rest = db.session.scalars(ties).all()
        # As they part, what was logged while they were one goes to where the journey had begun.
        then = [first.household_id, *(each.household_id for each in rest if each.recorded_at <= at)]
        if known > at or contact.household_id not in (then[0], then[-1]):
            yield journey.id


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
    """Record that a first contact was none, on any journey where a later step does not rest on it; whether so.

    It is struck out as it stands, whatever was put right of it since.
    """
    gone = False
    for number in (*besides(event_id), event_id):
        stands = latest(number)
        if stands is None:
            continue
        try:
            with db.session.begin_nested():
                journeys.strike_out(household_id, stands[0], reason=reason, by=by)
        except Refused:
            continue
        gone = gone or number == event_id
    return gone
