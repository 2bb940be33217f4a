"""What it means for carers to give notice: until when, for how many places and children; or that it was given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from crm import audit, clock
from crm.actor import Actor
from crm.journey.events import NoticeReceived
from crm.people import households
from crm.reads import look
from crm.reads.choices import Choices
from crm.reads.own_home import own
from crm.reads.own_places import places_of
from crm.register import settings


@dataclass(frozen=True, slots=True)
class OwnLeaving:
    """`would_end`: the day on which the approval ends if notice is given today; `ends_on`: on which it ends anyway.

    `children`: how many live there; None where the service does not record it. `given_on`: the day of the notice.
    """

    would_end: date
    days: int
    places: int
    children: int | None
    carers: int
    ends_on: date | None
    given_on: date | None
    choices: Choices


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
    return OwnLeaving(
        would_end=today + timedelta(days=days),
        days=days,
        places=places.terms.places,
        children=places.used.filled if places.used else None,
        carers=len(households.carers_of(home)),
        ends_on=approval.ends_on,
        given_on=event.happened_on if isinstance(event, NoticeReceived) else None,
        choices=found.choices,
    )
