"""What panel hears a household for: an approval, representations, or what comes of an approval (PN-5)."""

from __future__ import annotations

from datetime import date

from crm.journey import decisions, endings, reviews, revisions
from crm.journey.decisions import APPROVAL, REPRESENTATIONS
from crm.journey.events import (
    ApprovalRefused,
    HouseholdApproved,
    HouseholdDeregistered,
    NoticeReceived,
    PanelRecommended,
)
from crm.journey.history import Row
from crm.journey.household import Journey
from crm.journey.ranges import Route
from crm.journey.routes import Rulebook

FIRST_REVIEW, TERMINATION, REVISION = "first_review", "termination", "revision"
OF_APPROVALS = (FIRST_REVIEW, TERMINATION, REVISION)


def for_panel(journey: Journey) -> str | None:
    """What panel is to hear of a journey now, whatever the settings say; None where there is nothing."""
    found = heard_for(journey)
    return found[0] if found else None


def heard_for(journey: Journey) -> tuple[str, Row] | None:
    """The same, with what it has been waiting since."""
    if journey.closed_by is not None or journey.first(ApprovalRefused):
        return None
    if journey.first(HouseholdApproved):
        return _of_approval(journey)
    return decisions.for_panel(journey)


def is_asked(purpose: str, route: Route, rulebook: Rulebook, on: date) -> bool:
    """Whether the settings have panel hear this on a day: initial approvals (W-1), and first reviews (RV-4)."""
    if purpose == APPROVAL:
        return rulebook.plan(route, on).has(PanelRecommended.kind)
    return purpose != FIRST_REVIEW or bool(rulebook.rules.first_review_panel.on(on))


def _of_approval(journey: Journey) -> tuple[str, Row] | None:
    """Representations against what was proposed (RV-6, DM-8); else the first review. Notice needs no panel."""
    if journey.first(HouseholdDeregistered) or journey.first(NoticeReceived):
        return None
    ending, change = endings.proposal(journey), revisions.proposed(journey)
    answers = (
        (TERMINATION, endings.answer(journey, ending) if ending else None),
        (REVISION, revisions.answer(journey, change) if change else None),
    )
    for purpose, given in answers:
        to_panel = given is not None and getattr(given.event, "answer", None) == REPRESENTATIONS
        if given is not None and to_panel and reviews.heard_since(journey, given) is None:
            return purpose, given
    approved = reviews.waiting(journey)
    if approved is None or reviews.heard_since(journey, approved) is not None:
        return None
    return FIRST_REVIEW, approved
