"""The parts of the report's paper that follow people: the cohort beside the events of the period."""

from __future__ import annotations

from collections.abc import Iterator

from crm import words
from crm.exchange.papers import Part, Section, Table, Text
from crm.journey.ranges import Population
from crm.journey.saying import said
from crm.reports import funnel
from crm.reports.figures import of_cohort
from crm.reports.funnel import Ratio
from crm.reports.quarterly import Quarterly
from crm.reports.steps import PLACES, Step
from crm.reports.steps import Part as Of

OF_PERIOD = ("Events", "Period ratio to enquiries")
OF_COHORT = ("Came so far", "Share of enquiries", "Ended there", "Still there")
IN_EVERY_LINE = (
    "Period view: events of the period, whoever they are of. Cohort view: the period's enquiries, each followed to "
    "the known-on day. Those who came so far are those who came further, ended there, or are still there; whoever "
    "went further without a step on record is among them. A share grows as the known-on day moves on."
)


def two_views(report: Quarterly) -> Iterator[Section]:
    """The funnel's two views side by side, in each population that anybody enquired for."""
    if report.cohort is None:
        return
    told = list(_two_views(report)) or [Text("Nobody's enquiry is counted in this period.")]
    yield Section("Funnel, its two views side by side", (*told, Text(IN_EVERY_LINE)))


def _two_views(report: Quarterly) -> Iterator[Part]:
    day = said(report.known_on.day)
    for population in Population:
        steps = funnel.followed(report, population)
        if not steps[0].reached:
            continue
        rows = tuple(
            (
                words.figure(of_cohort(one.step, Of.REACHED).name),
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
