"""The targets of a report's own period on its paper, as they stood on its known-on day, and a pack's."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from crm.exchange.papers import NO_FIGURE, Section, Table
from crm.exchange.quarterly import told_targets
from crm.reports.quarterly import Quarterly


def targets_of(report: Quarterly) -> Iterator[Section]:
    """What its page says of them."""
    told = [told_targets.as_value(each) for each in told_targets.found(report)]
    yield from section(told, "Compared with the target", f"Targets of {report.period.label}")


def section(told: Collection[Mapping[str, Any]], title: str, caption: str) -> Iterator[Section]:
    """A table of targets; nothing where there are none."""
    if told:
        rows = tuple(tuple(cell or NO_FIGURE for cell in told_targets.cells(each)) for each in told)
        columns = told_targets.COLUMNS
        yield Section(title, (Table(caption, columns, rows, numbers=len(columns)),))
