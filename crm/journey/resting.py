"""What panel, or the IRM, recommended, and a decision agreed with: it keeps that while it stands (DM-2, DM-8)."""

from __future__ import annotations

from collections.abc import Mapping

from crm.journey.decision_events import IrmRecommended, RefusalProposed
from crm.journey.decisions import APPROVE, NOT_APPROVE
from crm.journey.events import ApprovalRefused, Event, HouseholdApproved, PanelRecommended
from crm.journey.history import Row
from crm.journey.household import Journey
from crm.journey.routes import Rulebook
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
    """Why a journey cannot become another, in words: a decision would lose the recommendation that it agrees with.

    A decision against what was recommended bears whatever is put right of that. Where panel is no step on the day
    of a decision, nothing of panel is looked at (W-1).
    """
    had = {row.first_id or row.id: row for row in before.rows if type(row.event) in AGREES}
    for row in after.rows:
        was = had.get(row.first_id or row.id)
        if was is None or type(row.event) not in AGREES:
            continue
        for kind in WHOSE:
            if kind is PanelRecommended and not _panel(row, rulebook):
                continue
            if no := _lost(was, _latest(before, kind, was.event), row, _latest(after, kind, row.event)):
                return no
    return None


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


def _panel(row: Row, rulebook: Rulebook) -> bool:
    return rulebook.plan(row.route, row.event.happened_on).has(PanelRecommended.kind)


def _latest(journey: Journey, kind: type[Event], by: Event) -> Row | None:
    rows = [row for row in journey.all(kind) if row.event.happened_on <= by.happened_on]
    return rows[-1] if rows else None


def _of(row: Row) -> str:
    return str(getattr(row.event, "recommendation", ""))
