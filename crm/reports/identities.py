"""What `crm check` proves of reports: the identities of domain.md section 3, a sentence for each failure.

Over the financial year of today and the three before it, each quarter reconciles and opens as the one before it
closed; quarters sum to their year, agencies to their hub; the list behind each figure of this year comes to it;
every stage adds up in each of this year's quarters, and cohort, sources and caseload of this year make its totals.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from crm import clock
from crm.journey.flow import Part
from crm.reports import followed, stages
from crm.reports import scope as scopes
from crm.reports.behind import lines
from crm.reports.figures import FIGURES, MEMBERS, Source
from crm.reports.period import DAY, KnownOn, Period, financial_year, quarter
from crm.reports.quarterly import BOOKS, Column, columns
from crm.reports.scope import Council, Scope

YEARS = 4
ADDED = [name for name, figure in FIGURES.items() if figure.source in (Source.ENTRIES, Source.NET)]


def failures() -> Iterator[str]:
    """Everything that is wrong in the reports of any agency or hub; nothing if every identity holds."""
    now = KnownOn(clock.today())
    years = _years(now)
    quarters = [_quarters(year) for year in years]
    asked = [period for year, parts in zip(years, quarters, strict=True) for period in (year, *parts)]
    by_agency: dict[Council, list[Column]] = {}
    for scope in scopes.choices(scopes.everybody()):
        found = columns(scope, asked, now)
        of_people = followed.failures(scope, found[0], now)
        for problem in (*_within(found, quarters), *_listed(scope, found[0], now), *of_people):
            yield f"{scope.slug}: {problem}"
        if scope.is_hub:  # its stages are those of its agencies, added up as they are read
            parts = [by_agency[council] for council in scope.councils]
            yield from (f"{scope.slug}: {problem}" for problem in _of_hub(found, parts))
        else:
            yield from (f"{scope.slug}: {problem}" for problem in _staged(scope, quarters[0], now))
            by_agency[scope.councils[0]] = found


def _years(now: KnownOn) -> list[Period]:
    """The financial year of today, and those before it; the latest first."""
    years = [financial_year(now.day)]
    while len(years) < YEARS:
        years.append(financial_year(years[-1].first - DAY))
    return years


def _quarters(year: Period) -> list[Period]:
    parts = [quarter(year.first)]
    while parts[-1].last < year.last:
        parts.append(quarter(parts[-1].last + DAY))
    return parts


def _within(found: Sequence[Column], quarters: Sequence[Sequence[Period]]) -> Iterator[str]:
    """Identities 1 and 2 of one scope: `found` has each year and then its quarters, as `quarters` has them."""
    rest = list(found)
    for parts in quarters:
        year, held, rest = (
            rest[0],
            [each for each in rest[1 : 1 + len(parts)] if each.begun],
            rest[1 + len(parts) :],
        )
        for column in (year, *held):
            for gap in column.gaps:
                ends = f"opening {gap.opening} and movements {gap.movements:+d} do not make closing {gap.closing}"
                yield f"{column.period.label}, {gap.population} {gap.book}: {ends}"
        yield from _in_step(year, held)


def _in_step(year: Column, quarters: Sequence[Column]) -> Iterator[str]:
    for population in MEMBERS:
        for name in ADDED:
            total = sum(each.values[population, name] for each in quarters)
            if total != year.values[population, name]:
                yield f"{year.period.label}, {population} {name}: quarters sum to {total}, not to the year's"
        for book in BOOKS:
            for before, after in zip(quarters, quarters[1:], strict=False):
                closed = before.values[population, f"{book}.closing"]
                opened = after.values[population, f"{book}.opening"]
                if closed != opened:
                    when = f"{after.period.label}, {population} {book}"
                    yield f"{when}: opens with {opened}, after closing at {closed}"


def _staged(scope: Scope, quarters: Sequence[Period], now: KnownOn) -> Iterator[str]:
    """Identity 4 of this year's quarters; and each begins with those who were still there when the last ended."""
    found = [(each.label, stages.read(scope, each, now)) for each in quarters if now.begun(each)]
    for label, each in found:
        yield from (f"{label}, {gap}" for gap in each.gaps)
    for (_, before), (label, after) in pairwise(found):
        names = {(population, stage) for each in (before, after) for population, stage, _ in each.counts or {}}
        for population, stage in sorted(names):
            closed = before.value((population,), stage, Part.STILL_THERE)
            opened = after.value((population,), stage, Part.CARRIED_IN)
            if closed != opened:
                yield f"{label}, {population} {stage}: opens with {opened}, after closing at {closed}"


def _of_hub(found: Sequence[Column], of_agencies: Sequence[Sequence[Column]]) -> Iterator[str]:
    for whole, *parts in zip(found, *of_agencies, strict=True):
        for (population, name), value in whole.values.items():
            if FIGURES[name].source != Source.DISTINCT and value != sum(
                each.values[population, name] for each in parts
            ):
                yield f"{whole.period.label}, {population} {name}: agencies do not sum to the hub's {value}"


def _listed(scope: Scope, year: Column, now: KnownOn) -> Iterator[str]:
    """Identity 6."""
    for (population, name), value in year.values.items():
        counted = now.counted(year.period)
        total = sum(line.quantity for line in lines(scope, FIGURES[name], population, counted, now.before))
        if total != value:
            yield f"{year.period.label}, {population} {name}: the list behind it comes to {total}, not to {value}"
