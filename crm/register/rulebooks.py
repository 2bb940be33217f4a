"""An agency's rulebook, put together from its dated settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from crm.journey.events import PanelRecommended
from crm.journey.ranges import Route
from crm.journey.routes import Plan, Rulebook, plan_from
from crm.journey.rules import Rules
from crm.register import settings
from crm.register.settings import AgencySettings


def of(agency_id: int) -> Rulebook:
    """The rules and plans by which the histories of an agency are judged."""
    given = settings.of(agency_id)
    rules = Rules(
        enquiry_window_days=given.dated("enquiry_window_days"),
        notice_days=given.dated("notice_days"),
        most_places=given.dated("most_places"),
    )
    return Rulebook(rules, {route: _plans(route, given) for route in Route})


def _plans(route: Route, given: AgencySettings) -> tuple[tuple[date, Plan], ...]:
    """The plans of a route over time: a new one whenever its stages change, or panel is switched on or off."""
    stages = f"route.{route}"
    days = sorted({day for name in (stages, "panel_required") for day, _ in given.timeline(name)})
    return tuple((day, _plan(route, given, stages, day)) for day in days)


def _plan(route: Route, given: AgencySettings, stages: str, on: date) -> Plan:
    value: Sequence[Mapping[str, Any]] = given.value(stages, on)
    plan = plan_from(route, value)
    return plan if given.value("panel_required", on) else without(plan, PanelRecommended.kind)


def without(plan: Plan, kind: str) -> Plan:
    """The plan without a step: whatever needed it then needs what the step itself needed (W-1)."""
    instead = plan.needs(kind)
    kept = (stage for stage in plan.stages if stage.entered_by != kind)
    return Plan(
        plan.route,
        tuple(
            replace(stage, needs=_replaced(stage.needs, kind, instead)) if kind in stage.needs else stage
            for stage in kept
        ),
    )


def _replaced(needs: tuple[str, ...], kind: str, instead: tuple[str, ...]) -> tuple[str, ...]:
    others = tuple(need for need in needs if need != kind)
    return others + tuple(need for need in instead if need not in others)
