"""Quarterly figures of one agency and of all England, against DuckDB; and as known on a past day, against now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import duckdb

from bench.databases import POSTGRESQL, SQLITE, Database
from bench.outcome import Outcome
from bench.timing import by_turns, said
from crm import clock
from crm.extensions import db, reading
from crm.reports.period import Period, quarter
from crm.reports.sums import STAGES, Cells, add_up

QUARTERS = 12
LAST = date(2025, 3, 31)
PAST = date(2024, 1, 15)  # a known-on day after which much was recorded, corrections included
ONE = {SQLITE: 0.25, POSTGRESQL: 0.5}
ALL = {SQLITE: 1.0, POSTGRESQL: 2.0}
AS_KNOWN = 2.0

# DuckDB's own best: one pass with GROUP BY, as quick as any other way of asking it that was tried.
STAGED = """
SELECT {agency}, 'stage', kind, population, date_trunc('quarter', effective_on) AS q, sum(quantity)
FROM stage_entry WHERE {scope} AND kind IN ({kinds}) AND effective_on BETWEEN ? AND ? {known}
GROUP BY ALL
"""
BEDS = """
SELECT {agency}, book, cause, population, greatest(date_trunc('quarter', effective_on), CAST(? AS DATE)) AS q,
sum(quantity)
FROM bed_entry WHERE {scope} AND effective_on <= ? {known}
GROUP BY ALL
"""


def quarters() -> list[Period]:
    """The last twelve quarters of the ten years."""
    found = [quarter(LAST)]
    while len(found) < QUARTERS:
        found.insert(0, quarter(date.fromordinal(found[0].first.toordinal() - 1)))
    return found


def measure(database: Database, duck: duckdb.DuckDBPyConnection, agency_id: int) -> Iterator[Outcome]:
    """The three ratios on one database."""
    periods = quarters()
    now, past = None, clock.end_of_day(PAST)
    with database.app().app_context(), reading():
        for what, scope, goals in (("one agency", [agency_id], ONE), ("England", None, ALL)):
            ours, theirs = _ask(periods, now, scope), _ask_duck(duck, periods, now, scope)
            _same(ours(), theirs(), f"{database.kind}, {what}")
            mine, other = by_turns(ours, theirs)
            name = f"{database.kind}: {QUARTERS} quarters of {what} / DuckDB"
            yield Outcome(name, mine / other, goals[database.kind], how=f"{said(mine)} / {said(other)}")
        for what, scope in (("one agency", [agency_id]), ("England", None)):
            then, today = _ask(periods, past, scope), _ask(periods, now, scope)
            _same(then(), _ask_duck(duck, periods, past, scope)(), f"{database.kind}, {what}, as known on {PAST}")
            before, after = by_turns(then, today)
            name = f"{database.kind}: {what} as known on a past day / now"
            yield Outcome(name, before / after, AS_KNOWN, how=f"{said(before)} / {said(after)}")
        db.session.remove()


def _ask(periods: Sequence[Period], before: datetime | None, scope: Sequence[int] | None) -> Callable[[], Cells]:
    """Our answer, each time in a transaction of its own, as a page asks."""

    def ask() -> Cells:
        found = add_up(periods, before, scope).cells
        db.session.rollback()
        return found

    return ask


def _ask_duck(
    duck: duckdb.DuckDBPyConnection, periods: Sequence[Period], before: datetime | None, scope: Sequence[int] | None
) -> Callable[[], Cells]:
    """DuckDB's answer in the shape of ours."""
    words = {
        "agency": "NULL" if scope is None else "agency_id",
        "scope": "true" if scope is None else f"agency_id IN ({', '.join(map(str, scope))})",
        "known": "" if before is None else f"AND recorded_at < '{before:%Y-%m-%d %H:%M:%S}'",
        "kinds": ", ".join(f"'{kind}'" for kind in STAGES),
    }
    first, last = periods[0].first, periods[-1].last
    opening = date(first.year - 1, first.month, 1)  # a quarter that stands for all before the first
    numbers = {period.first: number for number, period in enumerate(periods, start=1)} | {opening: 0}
    staged, beds = STAGED.format(**words), BEDS.format(**words)

    def ask() -> Cells:
        rows: list[tuple[Any, ...]] = duck.execute(staged, [first, last]).fetchall()
        rows += duck.execute(beds, [opening, last]).fetchall()
        cells: Cells = {}
        for agency, book, what, population, start, total in rows:
            if total:
                cell = cells.setdefault((agency, (book, what), population), [0] * (len(periods) + 2))
                day = start.date() if isinstance(start, datetime) else start
                cell[numbers.get(day, 0)] += int(total)
        return cells

    return ask


def _same(ours: Cells, theirs: Cells, what: str) -> None:
    """Nothing is timed that is not true: the two answers must be equal."""
    if _plain(ours) != _plain(theirs):
        raise AssertionError(f"the figures differ: {what}")


def _plain(cells: Cells) -> dict[tuple[str, ...], list[int]]:
    """Numbers alone, without the slice after the last period, which is nobody's."""
    found = {
        tuple(map(str, (agency, *what, population))): row[:-1] for (agency, what, population), row in cells.items()
    }
    return {key: row for key, row in found.items() if any(row)}
