"""Periods by their name, as an address may ask for them: 'last-quarter' moves on with the days, dates do not."""

from __future__ import annotations

from collections.abc import Mapping

from crm import clock
from crm.reports import period
from crm.reports.period import DAY, Period

PARAMETER = "period"
LENGTHS = {"quarter": period.quarter, "half": period.half, "year": period.financial_year}
NAMES = {f"{which}-{length}": f"{which.capitalize()} {length}" for length in LENGTHS for which in ("this", "last")}


def of_name(name: str) -> Period | None:
    """The period that a name stands for today; none if it is no such name."""
    if name not in NAMES:
        return None
    which, _, length = name.partition("-")
    held = LENGTHS[length](clock.today())
    return held if which == "this" else LENGTHS[length](held.first - DAY)


def name_in(args: Mapping[str, str]) -> str:
    """The name that an address gives instead of days; blank if it gives days, or no name that there is."""
    name = args.get(PARAMETER, "")
    return name if name in NAMES and not args.get("from") and not args.get("to") else ""


def days_in(args: Mapping[str, str]) -> dict[str, str]:
    """The days that an address asks for by a name, as it would say them; nothing if it names none."""
    held = of_name(name_in(args))
    return {"from": held.first.isoformat(), "to": held.last.isoformat()} if held else {}
