"""A decision waits for panel's final minutes, wherever panel is a step, and keeps those it was made on (DM-3)."""

from __future__ import annotations

from collections.abc import Iterator

from crm.actor import Actor
from crm.errors import Refused
from crm.journey.decisions import DECIDED, without_minutes
from crm.journey.events import Event, PanelRecommended
from crm.journey.history import Row
from crm.journey.household import Journey
from crm.journey.routes import Rulebook
from crm.journey.saying import SAID, said, sentence


def require_minutes(rulebook: Rulebook, journey: Journey, event: Event, by: Actor) -> None:
    """Refused if somebody records a decision without them. What no person did, as an import, is not asked."""
    plan = rulebook.plan(journey.route, event.happened_on)
    if by.user_id is not None and plan.has(PanelRecommended.kind) and (no := without_minutes(journey, event)):
        raise Refused(no, field="happened_on")


def require_minutes_still(before: Journey | None, after: Journey | None, row: Row, by: Actor) -> None:
    """Refused if a correction leaves a decision without the minutes that it was made on.

    That is a decision moved to before them, or minutes, or what panel recommended, moved or struck out under a
    decision that stands, also where panel was switched off for its day since. A gap that was there before stays
    bearable, and what no person did is not asked.
    """
    if by.user_id is None or before is None or after is None:
        return
    had = {each.first_id or each.id for each in _minuted(before)}
    still = {each.first_id or each.id for each in _minuted(after)}
    for each in after.rows:
        key = each.first_id or each.id
        if not isinstance(each.event, DECIDED) or key not in had or key in still:
            continue
        no = without_minutes(after, each.event) or ""
        if key == (row.first_id or row.id):
            raise Refused(no, field="happened_on")
        raise Refused(
            f"{sentence(SAID[each.event.kind])} on {said(each.event.happened_on)} rests on this. {no} Strike that "
            "decision out first, and record it anew once this is right."
        )


def _minuted(journey: Journey) -> Iterator[Row]:
    """The decisions of a journey that have their minutes, or need none."""
    return (row for row in journey.rows if without_minutes(journey, row.event) is None)
