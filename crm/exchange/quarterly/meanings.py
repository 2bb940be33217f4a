"""What the numbers mean that follow people: those of the cohort, by source, and of the caseload."""

from __future__ import annotations

from collections.abc import Iterator

from crm import words
from crm.report_words import COHORT, OF_SOURCES, WORK
from crm.reports.definitions import DEFINITIONS
from crm.reports.figures import of_cohort
from crm.reports.quarterly import Quarterly
from crm.reports.steps import WORK as OF_CASELOAD


def meanings(report: Quarterly) -> Iterator[tuple[str, str, str]]:
    """Label, name and meaning; of a copy only what stands in it."""
    if report.cohort is not None:
        for name in COHORT:
            step, _, part = name.partition(".")
            figure = of_cohort(step, part)
            yield words.figure(figure.name), figure.name, figure.definition
    if report.sources is not None:
        for line, label in OF_SOURCES.items():
            yield f"Where they came from: {label.lower()}", f"sources.{line}", DEFINITIONS[f"sources.{line}"]
    if report.caseload is not None:
        for what in OF_CASELOAD:
            yield f"Caseload: {WORK[what].lower()}", f"caseload.{what}", DEFINITIONS[f"caseload.{what}"]
