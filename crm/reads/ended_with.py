"""Which placements ended with an approval, and follow what becomes of its end; and which stay as they ended."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from crm import clock, fields
from crm.actor import Actor
from crm.journey.events import HouseholdDeregistered, NoticeReceived
from crm.journey.history import Row
from crm.journey.household import Journey, end_of
from crm.ledger import batches
from crm.people import placements, stays_told
from crm.people.placement_tables import Placement
from crm.reads.histories import History
from crm.register import settings


@dataclass(frozen=True, slots=True)
class Ended:
    """A placement: the child's reference for whoever may know it, its days, and how it ended, as a code.

    `told_on` is the day on which it ended as a file says itself, where one does.
    """

    number: int
    child: str | None
    from_on: date
    to_on: date
    how: str | None
    told_on: date | None = None


@dataclass(frozen=True, slots=True)
class EndedWith:
    """Those that ended with an approval; of them those whose child was placed since, so that they cannot go on.

    `told`: of the others those of which a file says so itself, which holds without the approval's end. `alone`:
    those that ended on that day in the same way, and on their own.
    """

    follow: tuple[Ended, ...] = ()
    placed_since: tuple[Ended, ...] = ()
    told: tuple[Ended, ...] = ()
    alone: tuple[Ended, ...] = ()

    @property
    def go_on(self) -> int:
        """How many of them would go on without that end."""
        return len(self.follow) - len(self.placed_since) - len(self.told)


def ended_with(history: History, journey: Journey, row: Row, by: Actor) -> EndedWith:
    """The placements that ended with the approval of a journey, by an event of it; none where that ends none."""
    event = row.event
    if not isinstance(event, HouseholdDeregistered | NoticeReceived):
        return EndedWith()
    last, ends_on = end_of(journey)
    household_id, agency_id = history.identity.id, history.identity.agency_id
    listed = settings.value("deregistered_reasons", agency_id, clock.today())
    way = next((each.get("placement_ending") for each in listed if each["code"] == event.reason), None)
    sees = fields.sees(by.role, "placed children")
    ended = [each for each in reversed(placements.standing(Placement, household_id)) if each.to_on is not None]
    ends = last is not None and last.id == row.id
    own = {each.id for each in history.rows if ends and each.journey_id == journey.id}
    with_it = [each for each in ended if each.ended_with in own]
    since = [each for each in with_it if _placed_since(agency_id, each)]
    told = [each for each in with_it if each.own_end and each not in since]
    alone = [each for each in ended if each not in with_it and (each.to_on, each.ended_how) == (ends_on, way)]
    undone = batches.undone(agency_id) if told else ()
    return EndedWith(*(tuple(_seen(each, sees, undone) for each in rows) for rows in (with_it, since, told, alone)))


def _placed_since(agency_id: int, row: Placement) -> bool:
    """Whether the child of a placement that ended has been with somebody after it."""
    of_child = placements.of_child(agency_id, row.child)
    return any(each.id != row.id and (each.to_on is None or each.to_on > row.from_on) for each in of_child)


def _seen(row: Placement, sees: bool, undone: Collection[int]) -> Ended:
    assert row.to_on is not None  # noqa: S101 - what the caller looked for
    told = stays_told.told(row, undone) if row.own_end else None
    return Ended(
        row.id, row.child if sees else None, row.from_on, row.to_on, row.ended_how, told.end[0] if told else None
    )
