"""A brief report can never lead to an approval: nor can what panel said on it, whatever came since (S2-8)."""

from __future__ import annotations

from crm.journey.decision_events import IrmRecommended
from crm.journey.events import Event, PanelRecommended, ReportCompleted
from crm.journey.household import Journey
from crm.journey.saying import said


def only_brief(journey: Journey, event: Event) -> str | None:
    """Why an approval waits: panel heard of a brief report last, and the full one came after; None if it can.

    Where the IRM has looked at it, its recommendation is the last, and no panel follows (DM-8).
    """
    by = event.happened_on
    heard = [row for row in journey.all(PanelRecommended) if row.event.happened_on <= by]
    if not heard or any(row.event.happened_on <= by for row in journey.all(IrmRecommended)):
        return None
    reports = [row for row in journey.all(ReportCompleted) if row.event.happened_on <= by]
    seen = [row.event for row in reports if row.order < heard[-1].order]
    if not seen or not isinstance(seen[-1], ReportCompleted) or seen[-1].report != "brief":
        return None
    since = f" of {said(reports[-1].event.happened_on)}" if reports[-1].event is not seen[-1] else ""
    return (
        f"Panel has seen a brief report only: it hears the full report{since}, and recommends on it, before an "
        "approval (S2-8, DM-2)."
    )
