"""Whether an event can be recorded after what came before it: by its route, by what it ends, by the law's days."""

from __future__ import annotations

from crm.journey import endings, holds, hosts, temporary_clocks, under_way
from crm.journey.event import Event
from crm.journey.household import Household, Journey
from crm.journey.routes import Rulebook, refusal


def judged(household: Household, journey: Journey, event: Event, rulebook: Rulebook) -> str | None:
    """Why an event cannot be recorded next on a journey, in words; None if it can."""
    return (
        hosts.refusal(journey, event)
        or refusal(household, journey, event, rulebook.plan(journey.route, event.happened_on))
        or under_way.refusal(household, journey, event)
        or endings.refusal(household, journey, event, rulebook.rules)
        or holds.too_long(event, rulebook.rules.hold_months.on(event.happened_on))
        or temporary_clocks.too_long(journey, event, rulebook.law)
    )
