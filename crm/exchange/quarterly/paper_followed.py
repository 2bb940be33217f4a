"""The parts of the report's paper that follow people: the cohort beside the events of the period."""

from __future__ import annotations

from collections.abc import Iterator

from crm import words
from crm.exchange.papers import Part, Section, Table, Text
from crm.exchange.quarterly import loads, origins
from crm.journey.ranges import Population
from crm.journey.saying import said
from crm.report_words import BY_SOURCE, OF_SOURCES, STEPS
from crm.reports import funnel
from crm.reports.funnel import Ratio
from crm.reports.quarterly import Quarterly
from crm.reports.steps import BY, PLACES, Step

OF_PERIOD = ("Events", "Period ratio to enquiries")
OF_COHORT = ("Came so far", "Share of enquiries", "Ended there", "Still there")
IN_EVERY_LINE = (
    "Period view: events of the period, whoever they are of. Cohort view: the period's enquiries, each followed to "
    "the known-on day. Those who came so far are those who came further, ended there, or are still there; whoever "
    "went further without a step on record is among them. A share grows as the known-on day moves on."
)

BEDS_KEPT = (
    "All together are the report's own numbers. Beds are those of new approvals and transfers in: kept are those "
    "that the terms still held on the day a year after the decision. Of those decided on less than a year before "
    "the known-on day nothing is said yet. What a source or campaign has cost is not in this report."
)


def two_views(report: Quarterly) -> Iterator[Section]:
    """The funnel's two views side by side, in each population that anybody enquired for."""
    if report.cohort is None:
        return
    told = list(_two_views(report)) or [Text("Nobody's enquiry is counted in this period.")]
    yield Section("Funnel, its two views side by side", (*told, Text(IN_EVERY_LINE)))


def origins_of(report: Quarterly) -> Iterator[Section]:
    """What happened in the period by source, campaign and employer: the parts make the report's totals."""
    if report.sources is None:
        return
    told: list[Part] = []
    for by in BY:
        if not origins.named(report, by):
            told.append(Text(f"{BY_SOURCE[by]}: none is named by any enquiry behind the events of this period."))
            continue
        lines, totals = list(origins.origins(report, by)), list(origins.together(report, by))
        rows = tuple(
            (each.name, words.POPULATIONS[each.population], *(f"{count:,}" for count in each.counts.values()))
            for each in (*lines, *totals)
        )
        strong = frozenset(range(len(lines), len(rows)))
        columns = (BY_SOURCE[by], "Population", *OF_SOURCES.values())
        told.append(Table(f"By {BY_SOURCE[by].lower()}", columns, rows, numbers=2, strong=strong))
    yield Section("Where they came from, period view", (*told, Text(BEDS_KEPT)))


def caseload_of(report: Quarterly) -> Iterator[Section]:
    """Who has how much at the period's end, with nobody's name."""
    if report.caseload is None:
        return
    rows = tuple(
        (
            *(each.label, words.POPULATIONS[each.population], f"{each.held:,}", f"{each.workers:,}"),
            *("none" if each.average is None else f"{each.average}", f"{each.nobody:,}"),
        )
        for each in loads.some(report)
    )
    columns = ("What", "Population", "Somebody works with", "Workers", "Each on average", "Nobody works with")
    title = f"Caseload on {said(report.caseload.on)}"
    yield Section(title, (Table(title, columns, rows, numbers=2),))


def _two_views(report: Quarterly) -> Iterator[Part]:
    day = said(report.known_on.day)
    for population in Population:
        steps = funnel.followed(report, population)
        if not steps[0].reached:
            continue
        rows = tuple(
            (
                STEPS[one.step],
                f"{event.count or 0:,}",
                _share(event.of_enquiries),
                f"{one.reached:,}",
                _share(one.of_enquiries),
                f"{one.ended:,}",
                f"{one.there:,}",
            )
            for one, event in zip(steps, funnel.steps(report.this, population), strict=True)
        )
        groups = (("Period view", len(OF_PERIOD)), (f"Cohort view, followed to {day}", len(OF_COHORT)))
        named = words.POPULATIONS[population]
        yield Table(named, ("Step", *OF_PERIOD, *OF_COHORT), rows, groups=groups)
        places, now = (funnel.part_of(report, population, Step.APPROVAL, part) for part in PLACES)
        yield Text(f"{named}, cohort view: approved with {places:,} places; on {day} they have {now:,}.")


def _share(ratio: Ratio | None) -> str:
    """'50.0%' and below it '(1 of 2)'."""
    share, _, of = (ratio.said if ratio else "").partition(" (")
    return "\n".join(filter(None, (share, of and f"({of}")))
