"""Figures as rows for a program: every figure of a report, those of the funnel, and the books of beds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from crm import words
from crm.exchange.quarterly.flat import block_of, definition, told
from crm.journey.beds import Book
from crm.reports import quarterly
from crm.reports.asking import Question
from crm.reports.copies import counted
from crm.reports.figures import FIGURES, MEMBERS, Figure, Source, named, of_block, told_of
from crm.reports.pace import spans
from crm.reports.period import Period
from crm.reports.quarterly import Quarterly
from crm.reports.rows import COLUMNS
from crm.reports.small import Symbol

FUNNEL = ("activity", "stages", "cohort")
LISTS = "/reports/quarterly/households"
# What is counted in figures that are read from no ledger, by the beginning of their names.
UNITS = {"reviews.unrecorded": "approvals", "reviews": "reviews", "permanence": "households"}
Row = dict[str, Any]


def figures(report: Quarterly, base_url: str, blocks: Collection[str] | None = None) -> Iterator[Row]:
    """Every figure that this copy of a report tells, or those of some blocks."""
    periods = dict(zip(COLUMNS, report.columns, strict=True))
    for (column, population, key), label, value in told(report):
        if blocks is None or block_of(key) in blocks:
            question = Question(report.scope, periods[column].period, report.known_on)
            yield {
                **_of_figure(question, key, population, label),
                "column": column,
                **_said(value),
                **_when(question),
                "definition": definition(key),
                "list": _list(question, key, population, base_url, whole=report.suppressed is None),
            }


def beds(question: Question, periods: Sequence[Period], base_url: str) -> Iterator[Row]:
    """The books of households and of places from opening to closing, of each period: as counted in every copy."""
    lines = [each for each in of_block(*(Book.HOUSEHOLDS, Book.PLACES)) if told_of(each, question.scope)]
    for period, column in zip(periods, quarterly.columns(question.scope, periods, question.known_on), strict=True):
        asked = Question(question.scope, period, question.known_on)
        for population in MEMBERS:
            for figure in lines:
                yield {
                    **_of_figure(asked, figure.name, population, words.figure(figure.name)),
                    "line": figure.line,
                    "sign": _sign(figure),
                    **_said(column.value(population, figure.name)),
                    **_when(asked),
                    "definition": figure.definition,
                    "list": _list(asked, figure.name, population, base_url, whole=True),
                }


def _sign(figure: Figure) -> int:
    """Opening and every movement, each with its sign, make the closing (identity 1)."""
    return 0 if figure.source in (Source.CLOSING, Source.NET) else figure.sign


def _of_figure(question: Question, key: str, population: str, label: str) -> Row:
    return {
        "scope": question.scope.told,
        "block": block_of(key) or None,
        "key": key,
        "population": population,
        "label": label,
        "unit": unit(key),
    }


def unit(key: str) -> str:
    """What a figure counts, in the plural: 'households', 'working days'."""
    if (figure := named(key)) is not None:
        return figure.unit_of(2)
    first, _, rest = key.partition(".")
    about, _, line = rest.rpartition(".")
    if first == "pace":
        return spans()[about].unit
    return UNITS.get(key) or UNITS.get(first) or line  # 'caseload.approved.workers', 'beside.temporary.children'


def _said(value: float | Symbol | None) -> Row:
    if isinstance(value, Symbol):
        return {"value": None, "symbol": value.value}
    return {"value": value, "symbol": None}


def _when(question: Question) -> Row:
    return {
        "from": question.period.first,
        "to": question.period.last,
        "known_on": question.known_on.day,
    }


def _list(question: Question, key: str, population: str, base_url: str, *, whole: bool) -> str | None:
    """Where the households behind a figure are; nothing behind what a published copy does not say."""
    if named(key) is None or not (whole or counted(key)):
        return None
    if key not in FIGURES and not question.known_on.begun(question.period):
        return None
    asked = {**question.parameters, "figure": key, "population": population}
    return f"{base_url}{LISTS}?{urlencode(asked)}"
