"""The stages of each route, as dated values from the agency's settings, and what each step needs.

A stage is entered by one kind of event. What an event needs must stand on the journey, on or before its day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.journey import brief_reports, decisions, holds, kinship, revisions, temporary, transfers
from crm.journey.decision_events import AnswerReceived
from crm.journey.events import (
    ApprovalRefused,
    Event,
    HouseholdApproved,
    HouseholdDeregistered,
    JourneyClosed,
    JourneyReopened,
    NoticeReceived,
    PanelRecommended,
    ReportCompleted,
    VisitCompleted,
)
from crm.journey.household import Household, Journey
from crm.journey.law import Law
from crm.journey.problems import OF_TERMS
from crm.journey.ranges import Route
from crm.journey.rule_ids import rule
from crm.journey.rules import Rules
from crm.journey.saying import SAID, said, sentence

# States that no setting orders: they follow from how a journey ended.
APPROVED, NOTICE, LEFT, CLOSED = "approved", "notice", "left", "closed"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage, the kind of event that enters it, and the kinds that must have happened first."""

    name: str
    entered_by: str
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The stages of a route in the agency's own order, from a day on."""

    route: Route
    stages: tuple[Stage, ...]

    def needs(self, kind: str) -> tuple[str, ...]:
        """What a kind of event needs: by the plan, or by law where the route has no stage for it."""
        own = next((stage.needs for stage in self.stages if stage.entered_by == kind), ())
        return own or decisions.needs(kind, self.route, panel=self.has(PanelRecommended.kind))

    def has(self, kind: str) -> bool:
        """Whether the route has a step of this kind."""
        return any(stage.entered_by == kind for stage in self.stages)


def plan_from(route: Route, value: Sequence[Mapping[str, Any]]) -> Plan:
    """A plan from the value of a setting: [{"name": ..., "entered_by": ..., "needs": [...]}, ...]."""
    return Plan(
        route,
        tuple(Stage(each["name"], each["entered_by"], tuple(each.get("needs", ()))) for each in value),
    )


def stage_of(journey: Journey, household: Household, plan: Plan) -> tuple[str, date]:
    """The stage where a journey is, and since when; an approval's end counts from the day it was known."""
    approval = next((each for each in household.approvals if each.journey_id == journey.id), None)
    if approval is not None:
        if approval.ended is None:
            return APPROVED, approval.begins_on
        if isinstance(approval.ended.event, NoticeReceived):
            return NOTICE, approval.ended.event.happened_on
        return LEFT, approval.ends_on or approval.begins_on
    over = journey.closed_by or journey.first(ApprovalRefused)
    if over is not None:
        return CLOSED, over.event.happened_on
    return _reached(journey, plan)


def _reached(journey: Journey, plan: Plan) -> tuple[str, date]:
    """The last stage in the plan's order that something on the journey enters."""
    for stage in reversed(plan.stages):
        for row in reversed(journey.rows):
            if row.event.kind == stage.entered_by:
                return stage.name, row.event.happened_on
    return plan.stages[0].name, journey.rows[-1].event.happened_on


def refusal(household: Household, journey: Journey, event: Event, plan: Plan) -> str | None:
    """Why this event cannot be recorded next, in words; None if it can (rules section 6.2).

    History that is loaded from a tracker is not asked: councils' old records lack steps that happened.
    """
    needs = _needs(journey, event, plan)
    missing = [kind for kind in needs if not _stands(household, journey, kind, event.happened_on)]
    if missing:
        by = f"on or before {said(event.happened_on)}{rule(event.kind)}"
        return f"{sentence(SAID[event.kind])} needs {SAID[missing[0]]}, {by}."
    panel = plan.has(PanelRecommended.kind)
    if isinstance(event, HouseholdApproved) and (no := _approve(journey, event, panel=panel)):
        return no
    if no := decisions.refusal(journey, event, panel=panel):
        return no
    if isinstance(event, HouseholdApproved):
        return None
    if isinstance(event, (*OF_TERMS, NoticeReceived, HouseholdDeregistered)):
        return _after_approval(household, journey, event) or revisions.why_not(journey, event)
    return _closing(household, journey, event, plan)


def _needs(journey: Journey, event: Event, plan: Plan) -> tuple[str, ...]:
    """What an event needs before it: what panel hears of an approval rests on that, whatever led to it (PN-5)."""
    approved = journey.first(HouseholdApproved)
    of_approval = approved is not None and approved.event.happened_on < event.happened_on
    return () if of_approval and isinstance(event, PanelRecommended) else plan.needs(event.kind)


def _stands(household: Household, journey: Journey, kind: str, by: date) -> bool:
    either = kind == AnswerReceived.kind  # whatever was answered may go to the IRM
    kinds = {each.kind for each in decisions.ANSWERED} if either else {kind}
    if any(row.event.kind in kinds and row.event.happened_on <= by for row in journey.rows):
        return True
    return kind == VisitCompleted.kind and visited(household, journey, by)


def visited(household: Household, journey: Journey, by: date) -> bool:
    """Whether they were visited for another journey of theirs while this one had begun: it was to the same people.

    Records that were merged have a journey each. The visit stands, and counts, once, and either can go on from it.
    """
    begun = min((row.event.happened_on for row in journey.rows), default=by)
    visits = (row for each in household.journeys if each.id != journey.id for row in each.all(VisitCompleted))
    return any(begun <= row.event.happened_on <= by for row in visits)


def _approve(journey: Journey, event: HouseholdApproved, *, panel: bool) -> str | None:
    """A brief report never approves (S2-8); nor does a panel that has not yet recommended (DM-2).

    Where `panel` is no step any more, nobody waits for what it asked for when it was one (W-1).
    """
    if _latest_report(journey, event.happened_on) == "brief":
        return "A brief report can never lead to an approval: record the full report first (S2-8)."
    if panel and (no := decisions.asked_for_more(journey, event) or brief_reports.only_brief(journey, event)):
        return no
    if journey.route == Route.TRANSFER_IN and (no := transfers.still_approved_there(journey, event)):
        return no
    if journey.closed_by is not None:
        return "This journey is closed: reopen it first."
    if holds.running(journey) is not None:
        return "This journey is on hold: end the hold first."
    return None


def _latest_report(journey: Journey, by: date) -> str | None:
    reports = [row.event for row in journey.all(ReportCompleted) if row.event.happened_on <= by]
    return reports[-1].report if reports and isinstance(reports[-1], ReportCompleted) else None


def _after_approval(household: Household, journey: Journey, event: Event) -> str | None:
    approval = next((each for each in household.approvals if each.journey_id == journey.id), None)
    if approval is None:
        return f"{sentence(SAID[event.kind])} needs an approval on this journey first{rule(event.kind)}."
    if approval.ends_on is not None and isinstance(approval.ended and approval.ended.event, NoticeReceived):
        if isinstance(event, NoticeReceived):
            return "Notice has been received already, and cannot be withdrawn or given again (RV-8)."
        return None
    if approval.ends_on is not None and event.happened_on > approval.ends_on:
        return f"The approval ended on {said(approval.ends_on)}."
    return None


def _closing(household: Household, journey: Journey, event: Event, plan: Plan) -> str | None:
    approved = any(each.journey_id == journey.id for each in household.approvals)
    if isinstance(event, JourneyClosed) and approved:
        return "This journey led to an approval: record a de-registration instead."
    if isinstance(event, JourneyClosed) and journey.closed_by is not None:
        return "This journey is closed already."
    if isinstance(event, JourneyClosed) and (
        no := decisions.decided_by_closing(journey, event, panel=plan.has(PanelRecommended.kind))
    ):
        return no
    if isinstance(event, JourneyReopened):
        return None if journey.closed_by is not None else "Only a closed journey can be reopened."
    if journey.closed_by is not None and event.happened_on > journey.closed_by.event.happened_on:
        return f"This journey was closed on {said(journey.closed_by.event.happened_on)}: reopen it first."
    return (
        holds.refusal(journey, event)
        or temporary.refusal(household, journey, event)
        or kinship.refusal(household, journey, event)
        or transfers.refusal(household, journey, event)
    )


@dataclass(frozen=True, slots=True)
class Rulebook:
    """An agency's rules and plans, each dated, and the law's clocks: everything that judging a history needs."""

    rules: Rules
    plans: Mapping[Route, tuple[tuple[date, Plan], ...]]
    law: Law | None = None

    def plan(self, route: Route, on: date) -> Plan:
        """The plan of a route in force on a day; before the first, the first."""
        dated = self.plans[route]
        return next((plan for valid_from, plan in reversed(dated) if valid_from <= on), dated[0][1])


def unmet(household: Household, rulebook: Rulebook) -> dict[int, str]:
    """What later steps lack of what their route's plan needs, in words, by the event that lacks it."""
    found: dict[int, str] = {}
    for journey in household.journeys:
        for row in journey.rows:
            plan = rulebook.plan(journey.route, row.event.happened_on)
            for kind in _needs(journey, row.event, plan):
                if not _stands(household, journey, kind, row.event.happened_on):
                    name = f"{sentence(SAID[row.event.kind])} on {said(row.event.happened_on)}"
                    found[row.id] = f"{name} needs {SAID[kind]} by then{rule(row.event.kind)}."
    return found
