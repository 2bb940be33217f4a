"""The report as text for a terminal: a section a period, a table a block, numbers in columns with their unit."""

from __future__ import annotations

from collections.abc import Iterator

from crm import words
from crm.journey.problems import said
from crm.reports import funnel
from crm.reports.figures import MEMBERS, Figure, Source, of_block
from crm.reports.quarterly import Column, Quarterly

LABEL, NUMBER = 30, 20  # widths of columns
BLOCKS = (("activity", "Activity"), ("households", "Households"), ("places", "Beds (approved places)"))
LEVELS = (Source.OPENING, Source.CLOSING)


def write(report: Quarterly) -> bytes:
    """The report, ending with a line end."""
    return ("\n".join(_lines(report)) + "\n").encode()


def _lines(report: Quarterly) -> Iterator[str]:
    yield f"{report.scope.name}: {report.period.label}"
    yield f"As known on {said(report.known_on.day)}. {reconciliation(report.this)}"
    if report.this.begun:
        yield ""
        yield headline(report.this)
    this, last_year, full_year = report.columns
    yield from _section("This period", this, report.scope.is_hub)
    yield from _funnel(this)
    yield from _section("Same period last year", last_year, report.scope.is_hub)
    yield from _section("Last full year", full_year, report.scope.is_hub)
    for council, column in report.agencies:
        yield from _section(council.name, column, is_hub=False)
        yield reconciliation(column)


def headline(column: Column) -> str:
    """The net bed gain of mainstream places, and beside it the households, so that nobody mixes the two."""
    net = {each: column.value(each, "places.net") or 0 for each in MEMBERS}
    households = {each: column.value(each, "households.net") or 0 for each in MEMBERS}
    gained, lost = column.moved("mainstream", of_block("places")[0].book) or (0, 0)
    return (
        f"Net bed gain: {net['mainstream']:+d} mainstream beds, {gained} gained, {lost} lost "
        f"(kinship {net['kinship']:+d}, all {net['all']:+d}).\n"
        f"Net households: {households['mainstream']:+d} mainstream households "
        f"(kinship {households['kinship']:+d}, all {households['all']:+d})."
    )


def reconciliation(column: Column) -> str:
    """'Reconciles.', or each gap by name."""
    if column.reconciles is None:
        return "The period had not begun: there is no figure yet."
    gaps = (
        f"{words.POPULATIONS[gap.population]} {gap.book}: opening {gap.opening} {gap.movements:+d} is "
        f"{gap.opening + gap.movements}, and closing is {gap.closing}."
        for gap in column.gaps
    )
    return "Reconciles." if column.reconciles else "Does not reconcile. " + " ".join(gaps)


def _section(title: str, column: Column, is_hub: bool) -> Iterator[str]:
    yield from ("", heading := f"{title}: {column.period.label}", "=" * len(heading))
    for block, name in BLOCKS:
        yield ""
        yield _row(name, [words.POPULATIONS[each] for each in MEMBERS])
        for figure in of_block(block):
            if figure.source != Source.DISTINCT or is_hub:
                yield _row(words.figure(figure.name), [_number(column, each, figure) for each in MEMBERS])
    still = "approved_and_still_active"
    yield _row(words.figure(still), [_count(column.value(each, still)) for each in MEMBERS])


def _funnel(column: Column) -> Iterator[str]:
    yield from ("", _row("Funnel, period", ["Mainstream", "of the step before", "of enquiries"]))
    for step in funnel.steps(column, "mainstream"):
        ratios = [ratio.said if ratio else "" for ratio in (step.of_previous, step.of_enquiries)]
        yield _row(words.figure(step.name), [_count(step.count), *ratios])


def _number(column: Column, population: str, figure: Figure) -> str:
    """Levels as they are; movements with the sign with which they enter the sum."""
    value = column.value(population, figure.name)
    if value is None or figure.block == "activity" or figure.source in LEVELS:
        return _count(value)
    return f"{figure.sign * value:+,d}" if value else "0"


def _count(value: int | None) -> str:
    return "" if value is None else f"{value:,}"


def _row(label: str, cells: list[str]) -> str:
    return (label.ljust(LABEL) + "".join(cell.rjust(NUMBER) for cell in cells)).rstrip()
