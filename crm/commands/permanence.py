"""A kinship approval that ends because the child has a home for good ends the child's placement in the same act."""

from __future__ import annotations

from collections.abc import Collection

from crm.actor import Actor
from crm.commands import command, decision_reasons, ended_with, placements
from crm.errors import Refused
from crm.journey.events import HouseholdDeregistered
from crm.people import households
from crm.people.placement_tables import Placement
from crm.people.placements import standing


@command
def end(
    household_id: int,
    journey_id: int,
    event: HouseholdDeregistered,
    *,
    ended: Collection[int],
    live_on: Collection[int] = (),
    reasons: str = "",
    by: Actor,
) -> int:
    """Record the end of an approval, and of these placements on its day, in the way that its reason says; its id.

    What ended with it once, before it was put right, ends with it by itself, but for those of whom somebody says
    that they `live_on`. All or nothing. Refused as `decision_reasons.record` and `placements.end`, and where the
    reason ends none.
    """
    for number in sorted(live_on):
        placements.lives_on(household_id, number, by=by)
    again = {row.id for row in standing(Placement, household_id) if row.ended_with is not None}
    event_id = decision_reasons.record(household_id, journey_id, event, reasons=reasons, by=by)
    agency_id = households.load(household_id, by.agency_ids).agency_id
    how = ended_with.ways_of_ending(agency_id).get(event.reason or "")
    if ended and how is None:
        raise Refused("This reason says nothing of how a placement ended: record that on its own.", field="ended")
    followed = again - {row.id for row in standing(Placement, household_id)}
    for number in sorted({*ended} - followed):
        placements.end(household_id, number, to_on=event.happened_on, how=how or "", by=by)
    return event_id
