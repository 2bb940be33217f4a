"""What a decision rests on, and keeps while it stands: the steps that led to it, what was recommended (DM-2, DM-8).

It keeps what it has whatever it lacks, and whether or not the agency's plan of its day still asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping

from crm.journey.decision_events import IrmRecommended, RefusalProposed
from crm.journey.decisions import APPROVE, ASKS_FOR_MORE, NOT_APPROVE
from crm.journey.events import ApprovalRefused, Event, HouseholdApproved, PanelRecommended
from crm.journey.history import Row
from crm.journey.household import Journey
from crm.journey.routes import Rulebook
from crm.journey.rule_ids import rule
from crm.journey.saying import SAID, said, sentence

ANEW = "Strike that decision out first, and record it anew once this is right."
# Each decision, with the recommendation that agrees with it, and that in words.
AGREES: Mapping[type[Event], tuple[str, str]] = {
    HouseholdApproved: (APPROVE, "to approve"),
    RefusalProposed: (NOT_APPROVE, "not to approve"),
    ApprovalRefused: (NOT_APPROVE, "not to approve"),
}
WHOSE: Mapping[type[Event], tuple[str, str]] = {
    PanelRecommended: ("panel's", "DM-2"),
    IrmRecommended: ("the IRM's", "DM-8"),
}


def taken(before: Journey, after: Journey, rulebook: Rulebook) -> str | None:
    """Why a journey cannot become another, in words: a decision would lose a step, or what it agrees with.

    A decision against what was recommended bears whatever is put right of that.
    """
    had = {row.first_id or row.id: row for row in before.rows if type(row.event) in AGREES}
    for row in after.rows:
        was = had.get(row.first_id or row.id)
        if was is None or type(row.event) not in AGREES:
            continue
        for kind in WHOSE:
            if no := _lost(was, _latest(before, kind, was.event), row, _latest(after, kind, row.event)):
                return no
    return _step_lost(before, after, rulebook)


def _step_lost(before: Journey, after: Journey, rulebook: Rulebook) -> str | None:
    """Which step a decision had before it, and would have none of any more."""
    still = {row.first_id or row.id: row for row in after.rows if type(row.event) in AGREES}
    for was in (row for row in before.rows if type(row.event) in AGREES):
        row = still.get(was.first_id or was.id)
        for kind in _led_to(was, rulebook) if row else ():
            if row and _had(before, kind, was.event) and not _had(after, kind, row.event):
                decision = f"{sentence(SAID[was.event.kind])} on {said(was.event.happened_on)}"
                return (
                    f"{decision} rests on {SAID[kind]}, and would have none by its day then"
                    f"{rule(was.event.kind)}. {ANEW}"
                )
    return None


def _led_to(decision: Row, rulebook: Rulebook) -> tuple[str, ...]:
    """The kinds of steps that lead to a decision by any plan that its route ever had, the nearest first."""
    found = {decision.event.kind: None, PanelRecommended.kind: None}
    for _, plan in rulebook.plans[decision.route]:
        ahead = list(found)
        while ahead:
            needed = [kind for kind in plan.needs(ahead.pop(0)) if kind not in found]
            found |= dict.fromkeys(needed)
            ahead += needed
    del found[decision.event.kind]
    return tuple(found)


def _had(journey: Journey, kind: str, decision: Event) -> bool:
    """Whether a step stands by the day of a decision. What asks for more leads to none, nor a brief report to an
    approval (S2-8)."""
    return any(
        row.event.kind == kind
        and row.event.happened_on <= decision.happened_on
        and _of(row) not in ASKS_FOR_MORE
        and not (isinstance(decision, HouseholdApproved) and getattr(row.event, "report", "") == "brief")
        for row in journey.rows
    )


def _lost(was: Row, had: Row | None, row: Row, has: Row | None) -> str | None:
    code, words = AGREES[type(row.event)]
    if had is None or has is None or _of(had) != code or _of(has) == code:
        return None
    whose, rule = WHOSE[type(had.event)]
    decision = f"{sentence(SAID[was.event.kind])} on {said(was.event.happened_on)}"
    return (
        f"{decision} rests on {whose} recommendation {words} of {said(had.event.happened_on)} ({rule}), and would "
        f"rest on another then. {ANEW}"
    )


def _latest(journey: Journey, kind: type[Event], by: Event) -> Row | None:
    rows = [row for row in journey.all(kind) if row.event.happened_on <= by.happened_on]
    return rows[-1] if rows else None


def _of(row: Row) -> str:
    return str(getattr(row.event, "recommendation", ""))
