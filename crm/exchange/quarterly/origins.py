"""Where they came from, as lines: what happened in the period by source, by campaign and by employer.

With what is not recorded the parts of each of the three make the report's totals. No line says what anything cost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crm import words
from crm.journey.ranges import Population
from crm.reads.choices import of_agency
from crm.report_words import BY_SOURCE, NONE_NAMED, OF_SOURCES
from crm.reports.figures import NOT_RECORDED, Figure, Source, of_source
from crm.reports.funnel import Ratio
from crm.reports.quarterly import Quarterly
from crm.reports.scope import Scope
from crm.reports.sources import About, Sources
from crm.reports.steps import BY
from crm.reports.steps import OF_SOURCES as LINES


@dataclass(frozen=True, slots=True)
class Origin:
    """One source, campaign or employer, in words, with what happened in one population."""

    population: Population
    about: About
    name: str
    counts: Mapping[str, int]

    @property
    def kept(self) -> Ratio:
        """The beds kept of those that are 12 months old."""
        old = self.counts["places_kept"] + self.counts["places_lost"]
        return Ratio(self.counts["places_kept"], old)

    def figure(self, line: str) -> Figure:
        """A number of it."""
        return of_source(*self.about, line)


def origins(report: Quarterly, by: str) -> Iterator[Origin]:
    """Each source, or campaign or employer, in each population; what is not recorded is the last of each."""
    if report.sources is None:
        return
    for population in Population:
        for about in report.sources.about(population, by):
            yield origin(report, population, about)


def origin(report: Quarterly, population: Population, about: About) -> Origin:
    """One of them, also where nothing of it is in the report."""
    found = report.sources or Sources({}, {})
    counts = {line: found.value((population,), about, line) for line in LINES}
    return Origin(population, about, name(about, report.scope, found), counts)


def together(report: Quarterly, by: str) -> Iterator[Origin]:
    """The whole of each population: the report's totals."""
    for population in Population:
        own = [each for each in origins(report, by) if each.population == population]
        if own:
            total = {line: sum(each.counts[line] for each in own) for line in LINES}
            yield Origin(population, (by, ""), "All together", total)


def named(report: Quarterly, by: str) -> bool:
    """Whether any enquiry names one at all."""
    return any(each.about[1] != NOT_RECORDED for each in origins(report, by))


def name(about: About, scope: Scope, found: Sources) -> str:
    """What it is called: a source by the agency's list, or of a hub by the first one's."""
    by, value = about
    if value == NOT_RECORDED:
        return NONE_NAMED[by]
    return of_agency(scope.agency_ids[0]).said("sources", value) if by == "source" else found.name(about)


def label(figure: Figure, scope: Scope, found: Sources | None) -> str | None:
    """What one of these numbers is called; None of a figure that is none of them."""
    if figure.source != Source.SOURCES:
        return None
    by, _, value = figure.about.partition("~")
    said = name((by, value), scope, found or Sources({}, {}))
    return f"{BY_SOURCE[by]}: {said}: {OF_SOURCES[figure.line].lower()}"


def sentence(line: Origin) -> str:
    """The line for a terminal."""
    told = line.counts
    beds = (
        f"{told['places_kept']:,} kept 12 months, {told['places_lost']:,} lost within them, "
        f"{told['places_not_yet']:,} not yet 12 months old"
    )
    return (
        f"{line.name}, {words.POPULATIONS[line.population].lower()}: {told['enquiries']:,} enquiries, "
        f"{told['visits']:,} visits, {told['applications']:,} applications, {told['approvals']:,} approved, "
        f"{told['places']:,} beds ({beds})."
    )


def every(report: Quarterly) -> Iterator[Origin]:
    """All of them, by source, by campaign and by employer."""
    for by in BY:
        yield from origins(report, by)
