"""The targets of a report's own period as every file of it tells them, and a pack keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm import target_words
from crm.reports import targets
from crm.reports.quarterly import Quarterly
from crm.reports.targets import Progress

COLUMNS = ("Target", "Council", "Set to", "Counted", "Left", "Needs", "State")


def found(report: Quarterly) -> list[Progress]:
    """As they stood on its known-on day. As on the pages, a published copy says nothing of targets."""
    return [] if report.suppressed else targets.of_report(report.scope, report.period, report.known_on)


def as_value(each: Progress) -> dict[str, Any]:
    """A target as plain values, with what is counted and left on the report's known-on day."""
    return {
        "agency": each.council.slug,
        "council": each.council.name,
        "figure": each.target.figure,
        "population": each.target.population,
        "target": each.entry.number,
        "at_most": each.at_most,
        "counted": each.actual,
        "left": each.left,
        "pace_needed": None if each.pace is None else float(each.pace),
        "state": each.state.value,
        "says": target_words.left_of(each),
        "needs": target_words.needs(each),
    }


def cells(told: Mapping[str, Any]) -> tuple[str, ...]:
    """The same as a line of a table, in the order of COLUMNS."""
    return (
        target_words.named(told["figure"], told["population"]),
        told["council"],
        f"{told['target']:,} {target_words.unit_of(told['figure'], told['target'])}",
        "" if told["counted"] is None else f"{told['counted']:,}",
        told["says"] or "Not begun",
        told["needs"] or "Nothing",
        target_words.STATES[targets.State(told["state"])].text,
    )
