"""What one of two carers has signed of stopping, as whoever works with the household sees what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey.ending_events import CarerLeft
from crm.journey.history import Row
from crm.journey.household import Approval, Journey
from crm.ledger.tables import EventRecord
from crm.people import carer_notices, households, requests
from crm.people.carer_notices import LEFT_FOR_GOOD
from crm.people.notice_tables import CarerNotice
from crm.people.tables import Carer
from crm.reads.names import names_of
from crm.register import accounts


@dataclass(frozen=True, slots=True)
class SignedSeen:
    """A carer's own notice, at which `position` they are; None of what the other has answered while they have not.

    `both`: they said that the other stops too. `doubted_by`: one of the staff says that it was never given, and
    `mine` that this is whoever looks.
    """

    number: int
    position: int
    name: str
    signed_on: date
    ends_on: date
    both: bool
    reason: str | None
    stays_at: datetime | None
    doubted_by: str | None
    mine: bool
    reached: bool  # the other has an account with which they could sign
    left_on: date | None  # the signer, whose notice has not run: whoever comes back has not withdrawn it


def signed(
    household_id: int, agency_id: int, approval: Approval | None, journey: Journey | None, by: Actor
) -> tuple[SignedSeen, ...]:
    """What is signed and waits, while nothing ends the approval. The caller puts the look on record."""
    if approval is None or journey is None or approval.ends_on is not None:
        return ()
    carers = households.carers_of(household_id)
    left = _left(household_id, approval.journey_id)
    rows = [*carer_notices.standing(household_id, carers, approval.journey_id), *(row for _, row in left)]
    since = clock.now() - accounts.waits(agency_id)
    doubted = {row.id: row.doubted_by for row in rows if row.doubted_at is not None and row.doubted_at >= since}
    names = names_of(doubted.values())
    readers = [carer_notices.whose(each, carers) for each in requests.carers_of(household_id)]
    accounts_of = [each.id if each else None for each in readers]
    where = {each.id: each for each in (*carers, *(gone for gone, _ in left))}

    def seen(row: CarerNotice) -> SignedSeen:
        who = doubted.get(row.id)
        return SignedSeen(
            number=row.id,
            position=where[row.carer_id].position,
            name=where[row.carer_id].name or "A carer",
            signed_on=row.signed_on,
            ends_on=row.ends_on,
            both=row.both,
            reason=row.reason,
            stays_at=row.stays_at,
            doubted_by=names[who] if row.id in doubted else None,
            mine=row.id in doubted and who == by.user_id,
            reached=any(each not in (None, row.carer_id) for each in accounts_of),
            left_on=_left_on(where[row.carer_id], journey),
        )

    return tuple(seen(row) for row in rows)


def _left(household_id: int, journey_id: int) -> list[tuple[Carer, CarerNotice]]:
    """Who has signed and parted from the other, while their notice runs: they may come back, by any name (RV-8)."""
    return [
        (gone, row)
        for gone, row in carer_notices.of_gone(household_id, journey_id)
        if gone.removed_because not in LEFT_FOR_GOOD and row.ends_on > clock.today()
    ]


def _left_on(carer: Carer, journey: Journey) -> date | None:
    """The day on which a carer left the household, whenever that was recorded; None: they are of it still."""
    if carer.removed_at is None:
        return None
    told = [row for row in journey.all(CarerLeft) if _recorded_at(row) >= carer.removed_at]
    first = min(told, key=_recorded_at, default=None)
    return first.event.happened_on if first else clock.day_of(carer.removed_at)


def _recorded_at(row: Row) -> datetime:
    """When it was first put on record, put right since or not."""
    return db.session.get_one(EventRecord, row.first_id or row.id).recorded_at
