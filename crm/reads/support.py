"""The support that a household asked for, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm import fields
from crm.actor import Actor
from crm.errors import NotFound
from crm.people import support
from crm.reads import look
from crm.reads.histories import load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.names import names_of


@dataclass(frozen=True, slots=True)
class RequestSeen:
    """What was asked for; `what` only for the roles that read notes."""

    id: int
    kind: str
    what: str | None
    asked_on: date
    settled_on: date | None
    settled_how: str | None
    by: str


@dataclass(frozen=True, slots=True)
class SupportSeen:
    """A household's head, and its requests, the latest first."""

    household: HouseholdSeen
    rows: tuple[RequestSeen, ...]

    def request(self, number: int) -> RequestSeen:
        """One of them; NotFound: there is none."""
        found = next((each for each in self.rows if each.id == number), None)
        if found is None:
            raise NotFound("There is no such request")
        return found


@look
def of_household(reference: str, by: Actor) -> SupportSeen:
    """The requests of a household; NotFound as `load_history`. The look goes on record."""
    history = load_history(reference, by)
    seen_on_record(history.identity, ["support"], by)
    rows = support.of_household(history.identity.id)
    names = names_of(row.recorded_by for row in rows)
    read = fields.sees(by.role, "note")
    return SupportSeen(
        seen(history),
        tuple(
            RequestSeen(
                id=row.id,
                kind=row.kind,
                what=row.what if read else None,
                asked_on=row.asked_on,
                settled_on=row.settled_on,
                settled_how=row.settled_how,
                by=names[row.recorded_by],
            )
            for row in rows
        ),
    )
