"""A decision waits for panel's final minutes, wherever panel is a step (DM-3)."""

from __future__ import annotations

from crm.actor import Actor
from crm.errors import Refused
from crm.journey.decisions import without_minutes
from crm.journey.events import Event, PanelRecommended
from crm.journey.household import Journey
from crm.journey.routes import Rulebook


def require_minutes(rulebook: Rulebook, journey: Journey, event: Event, by: Actor) -> None:
    """Refused if somebody records a decision without them. What no person did, as an import, is not asked."""
    plan = rulebook.plan(journey.route, event.happened_on)
    if by.user_id is not None and plan.has(PanelRecommended.kind) and (no := without_minutes(journey, event)):
        raise Refused(no, field="happened_on")
