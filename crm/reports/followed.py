"""What `crm check` proves of the blocks that follow people: their parts make them, and the report's totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crm.journey.ranges import Population
from crm.reports import caseload, cohort, sources, standing
from crm.reports.period import KnownOn
from crm.reports.quarterly import Column
from crm.reports.scope import Scope
from crm.reports.steps import APPROVED, BY, ENQUIRIES, HELD, NOBODY, STEPS

TOTALS = {
    "enquiries": ("activity.enquiries",),
    "visits": ("activity.initial_visits",),
    "applications": ("activity.applications",),
    "approvals": ("activity.approvals",),
    "places": ("places.new_approvals", "places.transfers_in"),
}
OF_PLACES = ("places_kept", "places_lost", "places_not_yet")


def failures(scope: Scope, year: Column, now: KnownOn) -> Iterator[str]:
    """A sentence for each part of a year's cohort, sources and caseload that does not make its whole."""
    approved = standing.approvals(scope.agency_ids, now.before)
    followed = cohort.cohort(scope, year.period, now, approved) or {}
    came = sources.sources(scope, year.period, now, approved)
    held = caseload.read(scope, year.period, now)
    for population in Population:
        said = f"{year.period.label}, {population}"
        yield from (f"{said} cohort: {each}" for each in _cohort(followed, population, year))
        if came is not None:
            yield from (f"{said} by {by}: {each}" for by in BY for each in _sources(came, population, by, year))
        with_all = sum(held.value((population,), APPROVED, whose) for whose in (HELD, NOBODY)) if held else 0
        if with_all != (closing := year.values[population, "households.closing"]):
            yield f"{said} caseload: {with_all} approved households, and {closing} at the closing"


def _cohort(found: Mapping[cohort.Key, int], population: Population, year: Column) -> Iterator[str]:
    counts = {step: [found.get((population, step, part), 0) for part in ENQUIRIES] for step in STEPS}
    enquiries = year.values[population, "activity.enquiries"]
    if counts[STEPS[0]][0] != enquiries:
        yield f"it follows {counts[STEPS[0]][0]}, and the enquiries counted are {enquiries}"
    further_on = [counts[step][0] for step in STEPS[1:]]
    for step, further in zip(STEPS, [*further_on, 0], strict=True):
        reached, ended, there = counts[step]
        if reached != further + ended + there:
            yield f"{step} {reached} is not further {further} + ended {ended} + still there {there}"


def _sources(came: sources.Sources, population: Population, by: str, year: Column) -> Iterator[str]:
    own = came.about(population, by)
    sums = {line: sum(came.value((population,), each, line) for each in own) for line in (*TOTALS, *OF_PLACES)}
    for line, names in TOTALS.items():
        if sums[line] != (total := sum(year.values[population, name] for name in names)):
            yield f"{line} come to {sums[line]}, not to {total}"
    if sums["places"] != sum(sums[line] for line in OF_PLACES):
        yield f"places {sums['places']} are not those kept, lost and not yet 12 months old"
