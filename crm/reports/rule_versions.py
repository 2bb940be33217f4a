"""By which rules a report was counted: what each agency had settled, and the standards, as known on its day."""

from __future__ import annotations

from typing import Any

from crm.register import settings
from crm.register.deadlines import rules
from crm.register.pace import spans
from crm.reports.quarterly import Quarterly

# What the ledgers and the stages are counted by (settings.rulebook), and what leaves a journey out of pace.
SETTLED = (
    "enquiry_window_days",
    "notice_days",
    "most_places",
    "hold_months",
    "panel_first_review",
    "pace_late_days",
)


def in_force(report: Quarterly) -> dict[str, Any]:
    """Each setting of each agency at the period's end, with the day from which it holds; each standard likewise."""
    day = min(report.period.last, report.known_on.day)
    names = dict.fromkeys((*SETTLED, *(each.limit for each in spans().values() if each.limit)))
    found: dict[str, Any] = {}
    for council in report.scope.councils:
        known = settings.known(council.id, report.known_on.before)
        found[council.slug] = {}
        for name in names:
            timeline = known.timeline(name)
            since = max((first for first, _ in timeline if first <= day), default=timeline[0][0])
            found[council.slug][name] = {"from": since.isoformat(), "value": known.value(name, day)}
    asked = dict.fromkeys(each.rule for each in spans().values() if each.rule)
    standards = {
        rule: max((each.valid_from for each in rules()[rule].versions if each.valid_from <= day), default=None)
        for rule in asked
    }
    return {
        "settings": found,
        "standards": {rule: since.isoformat() if since else None for rule, since in standards.items()},
    }
