"""The targets of a report's own period on its paper, as they stood on its known-on day."""

from __future__ import annotations

from collections.abc import Iterator

from crm import target_words
from crm.exchange.papers import NO_FIGURE, Section, Table
from crm.reports import targets
from crm.reports.quarterly import Quarterly
from crm.reports.targets import Progress


def targets_of(report: Quarterly) -> Iterator[Section]:
    """What its page says of them. As on the pages, a published copy says nothing of targets."""
    found = [] if report.suppressed else targets.of_report(report.scope, report.period, report.known_on)
    if found:
        columns = ("Target", "Council", "Set to", "Counted", "Left", "Needs", "State")
        rows = tuple(_row(each) for each in found)
        caption = f"Targets of {report.period.label}"
        yield Section("Compared with the target", (Table(caption, columns, rows, numbers=len(columns)),))


def _row(each: Progress) -> tuple[str, ...]:
    figure, number = each.target.figure, each.entry.number
    return (
        target_words.named(figure, each.target.population),
        each.council.name,
        f"{number:,} {target_words.unit_of(figure, number)}",
        NO_FIGURE if each.actual is None else f"{each.actual:,}",
        target_words.left_of(each) or "Not begun",
        target_words.needs(each) or "Nothing",
        target_words.STATES[each.state].text,
    )
