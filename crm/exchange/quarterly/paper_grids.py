"""The tables of the report's paper in which periods, populations, stages or agencies stand side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crm import words
from crm.exchange.papers import NO_FIGURE, Part, Table, Text
from crm.exchange.quarterly.meanings import meanings
from crm.exchange.quarterly.sentences import printed
from crm.journey.flow import Part as Flow
from crm.journey.ranges import Population
from crm.reports import funnel
from crm.reports.definitions import DEFINITIONS
from crm.reports.figures import ALL, FIGURES, Figure, Source, of_stage, told_of
from crm.reports.funnel import Step
from crm.reports.quarterly import Column, Quarterly

FOSTERING = (Population.MAINSTREAM, Population.KINSHIP, ALL)
APART = (Population.SUPPORTED_LODGINGS,)
ALWAYS = (Population.MAINSTREAM, Population.KINSHIP)  # others only where any journey was (B-15)
STRONG = (Source.OPENING, Source.CLOSING, Source.NET)
PERIODS = ("This period", "Same period last year", "Last full year")
DISTINCT = "activity.enquiries_distinct"
OF_AGENCIES = (
    ("Enquiries", "activity.enquiries", ALL),
    ("Approved, mainstream", "activity.approvals", Population.MAINSTREAM),
    ("Approved, kinship", "activity.approvals", Population.KINSHIP),
    ("De-registered, mainstream", "activity.deregistrations", Population.MAINSTREAM),
    ("De-registered, kinship", "activity.deregistrations", Population.KINSHIP),
    ("Net beds, mainstream", "places.net", Population.MAINSTREAM),
    ("Net beds, all", "places.net", ALL),
    ("Closing beds, mainstream", "places.closing", Population.MAINSTREAM),
)


def shown(figure: Figure, value: int | None) -> str:
    """A figure as its page prints it; a dash where there is none yet."""
    return NO_FIGURE if value is None else str(printed(figure, value))


def grid(
    report: Quarterly,
    caption: str,
    figures: Iterable[Figure],
    populations: tuple[str, ...],
    first: str = "Figure",
) -> Table:
    """The three periods side by side, and in each of them populations."""
    told = [each for each in figures if told_of(each, report.scope)]
    rows = tuple(
        (
            words.figure(figure.name),
            *(
                shown(figure, column.value(population, figure.name))
                for column in report.columns
                for population in populations
            ),
        )
        for figure in told
    )
    strong = frozenset(number for number, figure in enumerate(told) if figure.source in STRONG)
    return Table(
        caption, _heads(report, populations, first), rows, groups=_groups(report, populations), strong=strong
    )


def _heads(report: Quarterly, populations: tuple[str, ...], first: str) -> tuple[str, ...]:
    return (first, *(words.POPULATIONS[each] for each in populations * len(report.columns)))


def _groups(report: Quarterly, populations: tuple[str, ...]) -> tuple[tuple[str, int], ...]:
    return tuple(
        (f"{name}: {column.period.label}", len(populations))
        for name, column in zip(PERIODS, report.columns, strict=True)
    )


def funnel_grid(report: Quarterly) -> Table:
    """Each step of the funnel, with its share of the step before."""
    told = [funnel.steps(column, population) for column in report.columns for population in FOSTERING]
    rows = []
    for number, name in enumerate(funnel.EVENTS):
        cells = (_step(FIGURES[name], steps[number]) for steps in told)
        rows.append((words.figure(name), *cells))
    return Table(
        "Funnel of the period: each step, and its share of the step before in the same period",
        _heads(report, FOSTERING, "Step"),
        tuple(rows),
        groups=_groups(report, FOSTERING),
    )


def _step(figure: Figure, step: Step) -> str:
    """'18', and below it '26.5%' and '(18 of 68)'."""
    said = step.of_previous.said if step.of_previous else ""
    share, _, of = said.partition(" (")
    return "\n".join(filter(None, (shown(figure, step.count), share, of and f"({of}")))


def funnel_bars(report: Quarterly) -> Iterator[tuple[str, int | None, int | None]]:
    """The mainstream steps of this period and of the same period last year."""
    this, before = (funnel.steps(column, Population.MAINSTREAM) for column in report.columns[:2])
    for now, then in zip(this, before, strict=True):
        yield words.figure(now.name), now.count, then.count


def stages(report: Quarterly) -> Iterator[Part]:
    """The flow through the stages, of each population of which any journey was in one."""
    flow = report.stages
    there = {population for population, _, _ in flow.counts or {}}
    columns = ("Stage", *(words.said({}, part) for part in Flow))
    for population, names in flow.order.items():
        named = words.POPULATIONS[population]
        if population in there:
            rows = tuple((words.stage(name).text, *_stage(report, population, name)) for name in names)
            yield Table(named, columns, rows)
        elif population in ALWAYS:
            yield Text(f"{named}: no journey was in any stage in this period.")


def _stage(report: Quarterly, population: Population, stage: str) -> Iterator[str]:
    for part in Flow:
        yield shown(of_stage(stage, part), report.stages.value((population,), stage, part))


def agencies(report: Quarterly) -> Table:
    """Of a hub, some figures of each agency, and whether all of its figures reconcile."""
    each = [(council.name, *_agency(column)) for council, column in report.agencies]
    distinct = shown(FIGURES[DISTINCT], report.this.value("all", DISTINCT))
    once = ("Each household once", distinct, *[""] * len(OF_AGENCIES))
    rows = (*each, ("All added up", *_agency(report.this)), once)
    columns = ("Agency", *(label for label, _, _ in OF_AGENCIES), "Reconciles")
    return Table("The agencies of the hub, one by one", columns, rows)


def _agency(column: Column) -> Iterator[str]:
    for _, name, population in OF_AGENCIES:
        yield shown(FIGURES[name], column.value(population, name))
    yield NO_FIGURE if column.reconciles is None else "Yes" if column.reconciles else "No"


def definitions(report: Quarterly) -> Iterator[Part]:
    """What each line means, block by block."""
    yield Text(f"A number with a sign is a change. {NO_FIGURE} is that there is no figure yet, which is not 0.")
    told = [each for each in FIGURES.values() if told_of(each, report.scope)]
    for title, blocks in (("Activity", ("activity", "")), ("Households", ("households",)), ("Beds", ("places",))):
        rows = tuple((words.figure(each.name), each.definition) for each in told if each.block in blocks)
        yield Table(title, ("Figure", "What it means"), rows, numbers=2)
    rows = tuple((words.said({}, part), of_stage("", part).definition) for part in Flow)
    yield Table("Stage by stage", ("Column", "What it means"), rows, numbers=2)
    people = tuple((label, means) for label, _, means in meanings(report))
    if people:
        yield Table("Cohort, sources and caseload", ("Number", "What it means"), people, numbers=2)
    pace = {
        "Pace": "A journey counts in the period in which the later step happened. Half took as long as the median, "
        "or less; nine of ten as long as the 90th percentile, or less. Weeks are seven days.",
        "Left out": "Journeys of which one of the two steps was put on record so long after its day that it says "
        "how the record was kept, and not how quick the service was.",
        "Ended without an approval": DEFINITIONS[Source.ENDED],
        "Approvals that ended": DEFINITIONS[Source.LEFT],
    }
    yield Table("Pace and endings", ("Part", "What it means"), tuple(pace.items()), numbers=2)
