"""Closing a journey, and keeping warm: when they may be asked again, the household comes back on the lists."""

from __future__ import annotations

from datetime import date

from crm.actor import Actor
from crm.commands import command, decision_reasons, promises, tasks
from crm.errors import Refused
from crm.journey.events import JourneyClosed
from crm.people.tasks import KEEP_WARM


@command
def close(
    household_id: int,
    journey_id: int,
    event: JourneyClosed,
    *,
    by: Actor,
    reasons: str = "",
    again_on: date | None = None,
) -> int:
    """Close a journey with its reason; the event's id. Calls that were promised end with the last that went on.

    `again_on` is the day from which the household may be asked again; without it they are not.
    `reasons` are the full ones, in words, of a refusal at Stage 1 (S1-D1). Refused without a reason or without who
    ended it, and as `decision_reasons.record`.
    """
    if not event.reason:
        raise Refused("Choose the main reason", field="reason")
    if not event.initiator:
        raise Refused("Choose who ended it", field="initiator")
    event_id = decision_reasons.record(household_id, journey_id, event, reasons=reasons, by=by)
    promises.closed(household_id, journey_id, by=by)
    if again_on is not None:
        if again_on <= event.happened_on:
            raise Refused("Choose a day after the closing", field="again_on")
        tasks.add(household_id, kind=KEEP_WARM, due_on=again_on, by=by)
    return event_id
