"""Who the carers are and where households live, as rows for a program: totals alone (DP-4)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crm import who_words
from crm.exchange.our_carers.telling import Copy
from crm.reports.small import Printed, Symbol

TOTAL = "total"


def carers(copy: Copy) -> Iterator[dict[str, Any]]:
    """Each row of each table, and its total; of a table that a published copy does not tell the total alone."""
    asked = copy.question
    when = {"from": asked.period.first, "to": asked.period.last, "known_on": asked.known_on.day}
    for table in copy.tables:
        about = {"scope": asked.scope.slug, "block": table.block, "table": table.name}
        rows = [(row.key, row.label, row.count) for row in table.rows]
        for key, label, count in (*rows, (TOTAL, "Total", table.total)):
            said = {"row": key, "label": label, "unit": who_words.NUMBERS[table.unit]}
            yield {**about, **said, **_value(count), **when}


def _value(count: Printed) -> dict[str, Any]:
    if isinstance(count, Symbol):
        return {"value": None, "symbol": count.value}
    return {"value": count, "symbol": None}
