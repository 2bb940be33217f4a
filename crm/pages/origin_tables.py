"""Where they came from, as the report's page shows it: each number leads to the list behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote_plus, urlencode

from crm.exchange.quarterly import origins
from crm.exchange.quarterly.origins import Origin
from crm.pages.report_tables import LIST, Cell, parameters
from crm.report_words import BY_SOURCE, OF_SOURCES
from crm.reports.figures import of_source
from crm.reports.quarterly import Quarterly
from crm.reports.steps import BY
from crm.reports.steps import OF_SOURCES as LINES


@dataclass(frozen=True, slots=True)
class Table:
    """By source, campaign or employer: each with its cells, and the whole of each population; or none is named."""

    by: str
    title: str
    rows: tuple[tuple[Origin, tuple[Cell, ...]], ...]
    totals: tuple[Origin, ...]


def headings() -> list[tuple[str, str]]:
    """The columns with what they mean."""
    return [(OF_SOURCES[line], of_source("source", "other", line).definition) for line in LINES]


def tables(report: Quarterly, now: Quarterly | None) -> Iterator[Table]:
    """All three. `now` is the same report as known today, where the report is of a past day."""
    if report.sources is None:
        return
    for by in BY:
        shown = list(origins.origins(report, by))
        there = {(each.population, each.about) for each in shown}
        later = origins.origins(now, by) if now else ()
        since = [each for each in later if (each.population, each.about) not in there]
        none_then = [origins.origin(report, each.population, each.about) for each in since]
        named = origins.named(report, by) or bool(none_then)
        rows = tuple((each, tuple(_cells(report, now, each))) for each in (*shown, *none_then)) if named else ()
        yield Table(by, BY_SOURCE[by], rows, tuple(origins.together(report, by)))


def _cells(report: Quarterly, now: Quarterly | None, line: Origin) -> Iterator[Cell]:
    known = origins.origin(now, line.population, line.about) if now else line
    # Once for all: there are hundreds of cells.
    address = f"{LIST}?{urlencode({**parameters(report), 'population': line.population.value})}&figure="
    for name in LINES:
        shown, later = (f"{each.counts[name]:,}" for each in (line, known))
        share = line.kept if name == "places_kept" and line.kept.denominator else None
        yield Cell(shown, address + quote_plus(line.figure(name).name), later if later != shown else None, share)
