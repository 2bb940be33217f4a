"""The quarter grid as a page shows it and as a sheet: each number with the address of the households behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crm import target_words, words
from crm.exchange.quarterly.sentences import printed
from crm.exchange.sheets import Value
from crm.pages.filters import address
from crm.pages.narrowing import ALL_ROUTES
from crm.pages.planning.grid_asked import Asked
from crm.pages.report_tables import LIST, STRONG
from crm.reports.asking import Question
from crm.reports.figures import Figure, Source, of_block, told_of
from crm.reports.quarterly import Column
from crm.reports.quarters import Kind, Part, Span

BLOCKS = (("activity", "Activity"), ("households", "Households"), ("places", "Beds"))
LAST_YEAR = {Kind.FINANCIAL: "Last year", Kind.CALENDAR: "Last year"}
WHOLE = {Kind.FINANCIAL: "The year", Kind.CALENDAR: "The year", Kind.ROLLING: "Twelve months"}


@dataclass(frozen=True, slots=True)
class Heading:
    """What a column is, of which days, and up to which day it is counted if it has not ended."""

    title: str
    label: str
    up_to: bool
    edge: bool  # a line before it


@dataclass(frozen=True, slots=True)
class Cell:
    """A number as it is printed; None where the period has not begun. Where its households are."""

    shown: str | None
    href: str
    edge: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A line: its figure, what it counts, what that means, and its numbers."""

    label: str
    unit: str
    definition: str
    cells: tuple[Cell, ...]
    strong: bool


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under a heading."""

    title: str
    rows: tuple[Row, ...]


def headings(asked: Asked, question: Question) -> list[Heading]:
    """What stands above each column, the first of which is of the names."""
    known = question.known_on.day
    return [
        Heading(
            title=_title(asked.kind, span),
            label=span.period.label,
            up_to=span.period.first <= known < span.period.last,
            edge=span.part != Part.PART or span.number == 1,
        )
        for span in asked.spans
    ]


def blocks(asked: Asked, question: Question, columns: Sequence[Column]) -> list[Block]:
    """Activity, households and beds, a line a figure."""
    return [
        Block(title, tuple(_row(figure, asked, question, columns) for figure in _figures(block, question)))
        for block, title in BLOCKS
    ]


def sheet(asked: Asked, question: Question, columns: Sequence[Column]) -> Iterator[tuple[Value, ...]]:
    """The same as rows of a file; a period that has not begun is an empty cell."""
    told = zip(asked.spans, columns, strict=True)
    yield (
        *("Scope", "Population", "Route", "Block", "Figure", "Unit"),
        *(f"{_title(asked.kind, span)}: {column.period.label}" for span, column in told),
    )
    for block, title in BLOCKS:
        for figure in _figures(block, question):
            values = (column.value(asked.population, figure.name) for column in columns)
            own = (question.scope.told, words.POPULATIONS[asked.population], route_of(question), title)
            yield (*own, words.figure(figure.name), figure.unit_of(2), *values)


def route_of(question: Question) -> str:
    """The route that is shown, in words."""
    route = question.scope.narrowing.route
    return words.ROUTES[route] if route else ALL_ROUTES


def _title(kind: Kind, span: Span) -> str:
    if span.part == Part.BEFORE:
        return LAST_YEAR.get(kind, "Same days last year")
    if span.part == Part.WHOLE:
        return WHOLE.get(kind, "All of it")
    return f"Quarter {span.number}" if kind != Kind.DAYS else f"Part {span.number}"


def _figures(block: str, question: Question) -> Iterator[Figure]:
    for figure in of_block(*(("activity", "") if block == "activity" else (block,))):
        if told_of(figure, question.scope):
            yield figure


def _row(figure: Figure, asked: Asked, question: Question, columns: Sequence[Column]) -> Row:
    label = words.figure(figure.name)
    if figure.source == Source.NET:
        label = target_words.MEASURES[figure.name]
    return Row(
        label=label,
        unit=figure.unit_of(2),
        definition=figure.definition,
        cells=tuple(
            Cell(
                shown=printed(figure, column.value(asked.population, figure.name)),
                href=_list(figure, span, asked, question),
                edge=span.part != Part.PART or span.number == 1,
            )
            for span, column in zip(asked.spans, columns, strict=True)
        ),
        strong=figure.source in STRONG,
    )


def _list(figure: Figure, span: Span, asked: Asked, question: Question) -> str:
    return address(
        LIST,
        {
            **question.scope.parameters,
            "from": span.period.first.isoformat(),
            "to": span.period.last.isoformat(),
            "known_on": question.known_on.day.isoformat(),
            "population": asked.population,
            "figure": figure.name,
        },
    )
