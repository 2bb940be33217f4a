"""A council with Payment for skills: levels, fees and allowances as its manager would type them."""

from __future__ import annotations

from datetime import date
from typing import Any

from crm.actor import Actor
from crm.commands import settings
from crm.journey import rate_lines

LEVELS = "A\nB: First aid; One year of fostering\nC: Level 3 diploma"
FEES = "A; child; 0\nB; child; 140\nC; child; 210"
ALLOWANCES = "0 to 4; 176\n5 to 10; 194\n11 to 15; 220\n16 to 17; 258"
SINCE = date(2020, 4, 1)


def settle(by: Actor, since: date = SINCE, **tables: str) -> None:
    """Put a scheme on record for the actor's council from a day on."""
    told = {"skill_levels": LEVELS, "skill_fees": FEES, "allowances": ALLOWANCES} | tables
    kinds = {"skill_levels": "levels", "skill_fees": "fees", "minimum_allowances": "minimums"}
    for name, text in told.items():
        rows: Any = rate_lines.read(kinds.get(name, name), text)
        settings.change(name, rows, valid_from=since, agency_id=by.agency_ids[0], by=by)
