"""What it means for carers to give notice: until when, for how many places and children; or that it was given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from crm import audit, clock
from crm.actor import Actor
from crm.journey.events import NoticeReceived
from crm.journey.household import Approval
from crm.people import carer_notices, households
from crm.people.tables import Carer
from crm.reads import look
from crm.reads.choices import Choices
from crm.reads.own_home import Own, own
from crm.reads.own_places import places_of
from crm.register import settings


@dataclass(frozen=True, slots=True)
class Signed:
    """What one of two carers has signed: who, on which day, the last day of their part, and whether both stop.

    `answered`: whoever was asked to sign too has said that they go on.
    """

    name: str
    on: date
    ends_on: date
    both: bool
    answered: bool


@dataclass(frozen=True, slots=True)
class OwnLeaving:
    """`would_end`: the day on which the approval ends if notice is given today; `ends_on`: on which it ends anyway.

    `children`: how many live there; None where the service does not record it. `given_on`: the day of the notice.
    `mine`: the asker's own notice, while the other carer has not given theirs. `asks`: the other's, who said that
    both stop; of one who stops alone nothing is told (T16).
    """

    would_end: date
    days: int
    places: int
    children: int | None
    carers: int
    ends_on: date | None
    given_on: date | None
    choices: Choices
    mine: Signed | None = None
    asks: Signed | None = None


@look
def own_leaving(by: Actor) -> OwnLeaving | None:
    """The same of the asker's own household; None where it is not approved today. The look goes on record."""
    found = own(by)
    home, approval = found.household.id, found.approval
    audit.record(by, "portal.view", agency_id=found.agency_id, household_id=home, fields=["leaving"])
    places = places_of(found)
    if approval is None or places is None:
        return None
    today = clock.today()
    days = settings.rulebook(found.agency_id).rules.notice_days.on(today)
    event = approval.ended.event if approval.ended else None
    carers = households.carers_of(home)
    mine, asks = _signed(home, carers, approval, by) if approval.ends_on is None else (None, None)
    return OwnLeaving(
        would_end=today + timedelta(days=days),
        days=days,
        places=places.terms.places,
        children=places.used.filled if places.used else None,
        carers=len(carers),
        ends_on=approval.ends_on,
        given_on=event.happened_on if isinstance(event, NoticeReceived) else None,
        choices=found.choices,
        mine=mine,
        asks=asks,
    )


def asked_to_sign(found: Own, by: Actor) -> bool:
    """Whether the other carer said that both stop, and whoever asks has neither signed nor said that they stay."""
    approval = found.approval
    if approval is None or approval.ends_on is not None:
        return False
    mine, asks = _signed(found.household.id, households.carers_of(found.household.id), approval, by)
    return mine is None and asks is not None and not asks.answered


def _signed(
    household_id: int, carers: list[Carer], approval: Approval, by: Actor
) -> tuple[Signed | None, Signed | None]:
    """The asker's own notice, and the other's where it asks them to sign too."""
    carer = carer_notices.whose(by.user_id, carers)
    names = {each.id: each.name or "The other carer" for each in carers}
    mine = asks = None
    for row in carer_notices.standing(household_id, carers, approval.journey_id):
        signed = Signed(names[row.carer_id], row.signed_on, row.ends_on, row.both, row.stays_at is not None)
        if carer is not None and row.carer_id == carer.id:
            mine = signed
        elif row.both:
            asks = signed
    return mine, asks
