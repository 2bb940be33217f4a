"""What is said to have been recorded in error and waits for a second person, and who may do what about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from crm import clock
from crm.actor import Actor
from crm.journey.events import Event
from crm.ledger import claimed
from crm.people import error_claims
from crm.reads.histories import Identity
from crm.reads.names import names_of
from crm.register import accounts


@dataclass(frozen=True, slots=True)
class ClaimSeen:
    """A claim that waits: whose, when, and why; `mine`: of whoever looks, who may only take it back."""

    id: int
    event_id: int
    by: str
    asked_at: datetime
    reason: str
    mine: bool
    was: Event
    instead: Event | None  # what should stand in its place; none where it did not happen

    @property
    def kind(self) -> str:
        return self.was.kind


def waiting(identity: Identity, by: Actor) -> tuple[ClaimSeen, ...]:
    """The claims about a household that nobody has settled. The caller puts the look on record."""
    found = error_claims.waiting(identity.id, since=clock.now() - accounts.waits(identity.agency_id))
    names = names_of(each.asked_by for each in found)
    return tuple(
        ClaimSeen(
            each.id,
            each.event_id,
            names[each.asked_by],
            each.asked_at,
            each.reason,
            by.user_id is not None and each.asked_by == by.user_id,
            claimed.was(each.event_id),
            claimed.instead(each.event_id, each.instead),
        )
        for each in found
    )
