"""The report as a table: one row a figure and population, for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator

from crm import kinship_words, target_words, words
from crm.exchange import sheets
from crm.exchange.quarterly import beside, loads, marks, origins, paces, told_targets, why_ended
from crm.exchange.quarterly.followed import followed
from crm.exchange.quarterly.meanings import meanings
from crm.exchange.sheets import Value
from crm.journey.flow import Part as Flow
from crm.reports.figures import FIGURES, MEMBERS, Source, of_stage, told_of
from crm.reports.quarterly import Column, Quarterly
from crm.reports.scope import Scope

NOT_COMPARED = ("not compared", "not compared")
REVIEWS = {
    "first_held": "First reviews held",
    "first_late": "First reviews held late",
    "first_overdue": "First reviews overdue at the end",
    "later_held": "Later reviews held",
    "later_late": "Later reviews held late",
    "later_overdue": "Later reviews overdue at the end",
    "unrecorded": "Approvals of which no review was recorded for over a year after its day",
}


def write_csv(report: Quarterly) -> bytes:
    """The table of figures; its first row names the columns."""
    return sheets.as_csv(_figures(report))


def write_xlsx(report: Quarterly) -> bytes:
    """A workbook: what the report is, its figures, and what each of them means."""
    return sheets.as_xlsx(tables(report))


def tables(report: Quarterly) -> dict[str, sheets.Rows]:
    """The sheets of that workbook, by their names."""
    return {"Figures": _figures(report), "About": _about(report), "Definitions": _definitions(report)}


def _figures(report: Quarterly) -> Iterator[tuple[Value, ...]]:
    this, last_year, full_year = (column.period.label for column in report.columns)
    yield (
        "Scope",
        "Population",
        "Block",
        "Line",
        "Figure",
        this,
        f"Same period last year: {last_year}",
        f"Last full year: {full_year}",
    )
    yield from _rows(report.scope, report.columns)
    yield from _stages(report)
    yield from _cohort(report)
    yield from _pace(report)
    yield from _why(report)
    yield from _origins(report)
    yield from _beside(report)
    yield from _targets(report)
    for council, column in report.agencies:
        yield from _rows(report.scope.alone(council), (column,))
    copy = "copy", marks.mark(report), f"{marks.title(report)}. {marks.explained(report)}"
    yield (report.scope.told, words.POPULATIONS["all"], *copy, None, *NOT_COMPARED)


def _rows(scope: Scope, columns: tuple[Column, ...]) -> Iterator[tuple[Value, ...]]:
    for population in MEMBERS:
        for figure in FIGURES.values():
            if told_of(figure, scope):
                values = (column.value(population, figure.name) for column in columns)
                label = words.figure(figure.name)
                yield (scope.told, words.POPULATIONS[population], figure.block, figure.line, label, *values)


def _stages(report: Quarterly) -> Iterator[tuple[Value, ...]]:
    """The flow of the period through each stage: carried in and entered make the other parts (identity 4)."""
    for population, members in MEMBERS.items():
        for stage in dict.fromkeys(stage for member in members for stage in report.stages.order[member]):
            for part in Flow if report.this.begun else ():
                figure, value = of_stage(stage, part), report.stages.value(members, stage, part)
                own = (report.scope.told, words.POPULATIONS[population], figure.block, figure.line)
                yield (*own, words.figure(figure.name), value, *NOT_COMPARED)


def _cohort(report: Quarterly) -> Iterator[tuple[Value, ...]]:
    """The period's enquiries, followed to the known-on day, and the caseload at its end."""
    for population, name, label, value in (*followed(report), *loads.figures(report)):
        block, _, line = name.rpartition(".")
        yield (report.scope.told, words.POPULATIONS[population], block, line, label, value, *NOT_COMPARED)


def _pace(report: Quarterly) -> Iterator[tuple[Value, ...]]:
    """How long it took from a step to another, of the period only; the unit stands in the line's name."""
    for each in paces.lines(report):
        found, unit = each.pace, each.span.unit
        values = {
            "counted": ("journeys counted", found.counted),
            "inside": ("of them inside the limit", found.inside),
            "left_out": ("journeys left out", found.left_out),
            "median": (f"median, {unit}", found.median),
            "ninetieth": (f"90th percentile, {unit}", found.ninetieth),
        }
        for line, (says, value) in values.items():
            own = (report.scope.told, words.POPULATIONS[each.population], f"pace.{each.span.name}", line)
            yield (*own, f"{each.span.label}: {says}", value, *NOT_COMPARED)


def _why(report: Quarterly) -> Iterator[tuple[Value, ...]]:
    """Why journeys and approvals ended, of the period only; the three parts of it stand in the line's name."""
    for each in (*why_ended.ended(report), *why_ended.left(report)):
        own = (report.scope.told, words.POPULATIONS[each.population], each.figure.block, each.figure.line)
        yield (*own, f"{each.first}: {each.second}; {each.whose}", each.count, *NOT_COMPARED)


def _origins(report: Quarterly) -> Iterator[tuple[Value, ...]]:
    """What happened in the period, by where they came from."""
    for each in origins.every(report):
        for line, count in each.counts.items():
            figure = each.figure(line)
            said = origins.label(figure, report.scope, report.sources)
            own = (report.scope.told, words.POPULATIONS[each.population], figure.block, line)
            yield (*own, said, count, *NOT_COMPARED)


def _beside(report: Quarterly) -> Iterator[tuple[Value, ...]]:
    """Reviews of approvals, ends for the child's good, and memo lines: of the period only, as on the page."""
    own = (report.scope.told, words.POPULATIONS["all"], "reviews")
    if told := marks.reviews(report):
        for name, label in REVIEWS.items():
            yield (*own, name, label, told[name], *NOT_COMPARED)
    for code, count in report.permanence.items():
        label = words.said(kinship_words.PERMANENCE, code).capitalize()
        yield (report.scope.told, words.POPULATIONS["kinship"], "permanence", code, label, count, *NOT_COMPARED)
    for each in beside.told(report):
        for unit, number in (("households", each.households), (each.of, each.count)):
            line = ("beside", f"{each.code}.{unit}", f"{each.label}: {unit}")
            yield (report.scope.told, "Beside the books", *line, number, *NOT_COMPARED)


def _targets(report: Quarterly) -> Iterator[tuple[Value, ...]]:
    """The targets of just this period: what is counted stands in the figure's own line."""
    for each in told_targets.found(report):
        label = target_words.named(each.target.figure, each.target.population)
        own = (each.council.slug, words.POPULATIONS[each.target.population], "targets")
        yield (*own, f"{each.target.figure}.target", f"Target: {label}", each.entry.number, *NOT_COMPARED)
        yield (*own, f"{each.target.figure}.left", f"Left to the target: {label}", each.left, *NOT_COMPARED)


def _about(report: Quarterly) -> Iterator[tuple[Value, ...]]:
    yield ("Report", "Quarterly")
    yield ("Scope", report.scope.name)
    yield ("From", report.period.first)
    yield ("To", report.period.last)
    yield ("As known on", report.known_on.day)
    yield (marks.title(report), marks.explained(report))
    reconciles = {True: "Yes", False: "No", None: "Not yet: the period lies ahead"}
    yield ("Reconciles", reconciles[report.this.reconciles])
    for gap in report.this.gaps:
        yield (
            "Gap",
            f"{words.POPULATIONS[gap.population]} {gap.book}: opening {gap.opening} and movements {gap.movements} "
            f"do not make closing {gap.closing}",
        )


def _definitions(report: Quarterly) -> Iterator[tuple[Value, ...]]:
    yield ("Figure", "Name", "What it means")
    for figure in FIGURES.values():
        if figure.source == Source.DISTINCT or told_of(figure, report.scope):
            yield (words.figure(figure.name), figure.name, figure.definition)
    yield from meanings(report)
