"""Which placements ended with an approval, and follow what becomes of its end; and which stay as they ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm import clock, fields
from crm.actor import Actor
from crm.journey.event import Event
from crm.journey.events import HouseholdDeregistered, NoticeReceived
from crm.people import placements
from crm.people.placement_tables import Placement
from crm.register import settings


@dataclass(frozen=True, slots=True)
class Ended:
    """A placement: the child's reference for whoever may know it, its days, and how it ended, as a code."""

    number: int
    child: str | None
    from_on: date
    to_on: date
    how: str | None


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

    def became(self, after: EndedWith) -> str:
        """What became of them, in sentences, once the end of the approval was put right; nothing if nothing did."""
        was, now = ({each.number for each in those.follow} for those in (self, after))
        moved, on = len(now - was), len(was) - len(now)
        found = ""
        if moved:
            found += f" {_number(moved)} that ended with it follow{'s' if moved == 1 else ''}: as what "
            found += "is on record says now."
        if on > 0:
            found += f" {_number(on)} that ended with it {'goes' if on == 1 else 'go'} on."
        return found


def ended_with(household_id: int, agency_id: int, first_id: int, event: Event, by: Actor) -> EndedWith:
    """The placements that ended with an event, known by the first that said it; none where it ends no approval."""
    if not isinstance(event, HouseholdDeregistered | NoticeReceived):
        return EndedWith()
    ends_on = event.ends_on if isinstance(event, NoticeReceived) else event.happened_on
    listed = settings.value("deregistered_reasons", agency_id, clock.today())
    way = next((each.get("placement_ending") for each in listed if each["code"] == event.reason), None)
    sees = fields.sees(by.role, "placed children")
    ended = [row for row in reversed(placements.standing(Placement, household_id)) if row.to_on is not None]
    with_it = [row for row in ended if row.ended_with == first_id]
    since = [row for row in with_it if _placed_since(agency_id, row)]
    told = [row for row in with_it if row.own_end and row not in since]
    alone = [row for row in ended if row not in with_it and (row.to_on, row.ended_how) == (ends_on, way)]
    return EndedWith(*(tuple(_seen(row, sees) for row in rows) for rows in (with_it, since, told, alone)))


def _number(count: int) -> str:
    return "1 placement" if count == 1 else f"{count} placements"


def _placed_since(agency_id: int, row: Placement) -> bool:
    """Whether the child of a placement that ended has been with somebody after it."""
    of_child = placements.of_child(agency_id, row.child)
    return any(each.id != row.id and (each.to_on is None or each.to_on > row.from_on) for each in of_child)


def _seen(row: Placement, sees: bool) -> Ended:
    assert row.to_on is not None  # noqa: S101 - what the caller looked for
    return Ended(row.id, row.child if sees else None, row.from_on, row.to_on, row.ended_how)
