"""The cohort view as lines, for files and packs: every number of it, whether anybody is in it or not."""

from __future__ import annotations

from collections.abc import Iterator

from crm import words
from crm.reports.figures import MEMBERS, of_cohort
from crm.reports.funnel import part_of
from crm.reports.quarterly import Quarterly
from crm.reports.steps import STEPS, Part, has


def followed(report: Quarterly) -> Iterator[tuple[str, str, str, int]]:
    """Population, name of the figure, label and number; none of a period that has not begun."""
    if report.cohort is None:
        return
    for population in MEMBERS:
        for step in STEPS:
            for part in (each for each in Part if has(step, each)):
                name = of_cohort(step, part).name
                yield population, name, words.figure(name), part_of(report, population, step, part)
