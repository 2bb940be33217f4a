"""A placement that ended with a kinship approval, as by an order, follows what becomes of that end (KC-12)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from crm.actor import Actor
from crm.commands import placements
from crm.journey.event import Event
from crm.journey.events import HouseholdDeregistered, NoticeReceived
from crm.journey.history import standing
from crm.ledger import cluster
from crm.people import households
from crm.people import placements as stored
from crm.people.placement_tables import Placement

ENDS = (HouseholdDeregistered, NoticeReceived)


def follow(household_id: int, *, because: str, by: Actor) -> None:
    """Let what ended with an approval end as that end stands on record now: on its day, and as its reason says.

    It goes on where the end was struck out, or says nothing of placements any more; and ends again once it does.
    As `placements.follow`.
    """
    linked = [each for each in stored.standing(Placement, household_id) if each.ended_with is not None]
    if not linked:
        return
    agency_id = households.load(household_id, by.agency_ids).agency_id
    rows = cluster.load(agency_id, [household_id])[household_id].rows
    known = {row.id for row in rows}
    stand = {row.first_id or row.id: row.event for row in standing(rows)}
    for each in linked:
        if each.ended_with in known:  # else a journey that went to another record since
            event = stand.get(each.ended_with)
            to_on, how = _end(agency_id, event)
            kept = None if event is None else each.ended_with
            placements.follow(household_id, each.id, to_on=to_on, how=how, ended_with=kept, because=because, by=by)


def follow_all(agency_id: int, household_ids: Collection[int], *, because: str, by: Actor) -> None:
    """The same for those of these households, of one agency, that have such placements."""
    for household_id in sorted(stored.that_ended_with(agency_id).intersection(household_ids)):
        follow(household_id, because=because, by=by)


def _end(agency_id: int, event: Event | None) -> tuple[date | None, str | None]:
    """The day on which a placement ends with an event, and how; neither where it does not."""
    how = placements.ways_of_ending(agency_id).get(event.reason or "") if isinstance(event, ENDS) else None
    if how is None or not isinstance(event, ENDS):
        return None, None
    return (event.ends_on if isinstance(event, NoticeReceived) else event.happened_on), how
