"""At which stages a journey can end without an approval, and for which reasons by whom: what a form may offer.

What a command refuses, and why, is in commands/closable.py.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from crm.journey.decisions import SERVICE
from crm.journey.events import ApplicationReceived, AssessmentStarted
from crm.journey.household import Journey
from crm.journey.ranges import Route
from crm.journey.routes import APPROVED, Plan


@dataclass(frozen=True, slots=True)
class Endings:
    """The stages at which a journey can be closed; `by_service`: those at which the service may say no so."""

    route: Route
    stages: tuple[str, ...]
    by_service: tuple[str, ...]

    def fits(self, entry: Mapping[str, Any]) -> bool:
        """Whether a reason of the agency's list can be chosen."""
        if self.route not in entry.get("routes", (self.route,)):
            return False
        of_child = bool(entry.get("routes"))  # about the child or the move: at any stage (decision 031)
        may = self.by_service if entry["by"] == SERVICE and not of_child else self.stages
        return bool(set(may) & set(entry["stages"]))


def span(plan: Plan, kinds: Collection[str]) -> tuple[str, ...]:
    """The stages at which a journey that has had these kinds of event can end.

    From the application on that is its stage or a later one, up to the one under way, which its end enters.
    """
    names = [each.name for each in plan.stages]
    reached = max((place for place, each in enumerate(plan.stages) if each.entered_by in kinds), default=0)
    applied = [place for place, each in enumerate(plan.stages) if each.entered_by == ApplicationReceived.kind]
    least = applied[0] if applied and applied[0] <= reached else 0
    return tuple(names[least : reached + 2])


def endings(journey: Journey, plan: Plan) -> Endings:
    """How one journey can end."""
    stages = tuple(each for each in span(plan, {row.event.kind for row in journey.rows}) if each != APPROVED)
    return Endings(journey.route, stages, _by_service(plan, stages, AssessmentStarted.kind))


def together(plan: Plan, stage: str) -> Endings:
    """How a journey of a plan can end at a stage with many others: nobody is refused at Stage 1 so (S1-D1)."""
    return Endings(plan.route, (stage,), _by_service(plan, (stage,), ApplicationReceived.kind))


def _by_service(plan: Plan, stages: tuple[str, ...], until: str) -> tuple[str, ...]:
    """Those before the stage that a kind of event enters; all for hosts of supported lodgings (OA-2)."""
    kinds = [each.entered_by for each in plan.stages]
    if plan.route == Route.SUPPORTED_LODGINGS or until not in kinds:
        return stages
    names = [each.name for each in plan.stages]
    return tuple(each for each in stages if each in names and names.index(each) < kinds.index(until))
