"""Who the carers are and where households live, as one copy says it: the same rows for its page and every file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crm import who_words, words
from crm.exchange.quarterly import marks
from crm.journey.saying import said
from crm.reads import choices
from crm.reports.asking import Question
from crm.reports.figures import ALL
from crm.reports.small import Printed, Symbol, shown
from crm.reports.who import AREAS, BY_AREA, CARERS, NOT_KNOWN, TRAITS, Who, in_order, who
from crm.reports.who_published import Published, not_published, published

ORDER = ("enquiries", "approvals", "approved")  # of the columns of areas


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its code, what people read, and the number, or the symbol in its place."""

    key: str
    label: str
    count: Printed

    @property
    def said(self) -> str:
        return shown(self.count)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its rows; without rows where a copy does not tell them. `unit` is what it counts."""

    block: str
    name: str
    title: str
    unit: str
    rows: tuple[Row, ...]
    total: Printed

    @property
    def is_told(self) -> bool:
        return bool(self.rows)

    @property
    def special(self) -> bool:
        return TRAITS.get(self.name, False)

    def count(self, key: str) -> Printed | None:
        """The number of a row; 0 where it has none; None where the table is not told."""
        return next((each.count for each in self.rows if each.key == key), 0 if self.rows else None)


@dataclass(frozen=True, slots=True)
class Copy:
    """All of it. `none`: why a published copy tells nothing, in words. `notes` stand beside the tables."""

    question: Question
    population: str
    mark: str
    explained: str
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    none: str = ""

    @property
    def title(self) -> str:
        return f"{who_words.NAME}: {self.question.scope.name}"

    def of_block(self, block: str) -> tuple[Table, ...]:
        return tuple(each for each in self.tables if each.block == block)

    @property
    def carers(self) -> tuple[Table, ...]:
        return self.of_block(CARERS)

    @property
    def areas(self) -> tuple[Table, ...]:
        """The tables of areas, in the order of their columns."""
        return tuple(sorted(self.of_block(AREAS), key=lambda each: ORDER.index(each.name)))

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """Every area that any of them has a row of: its key, and what people read."""
        found = {row.key: row.label for table in self.areas for row in table.rows if row.key != NOT_KNOWN}
        return (*sorted(found.items(), key=lambda each: in_order(each[0])), (NOT_KNOWN, who_words.NO_AREA))


def as_counted(found: Who) -> Copy:
    """The copy with every number as counted, which is not for publication."""
    carers = {name: (each.counts, each.total) for name, each in found.carers.items()}
    areas = {name: (each.counts, each.total) for name, each in found.areas.items()}
    return Copy(
        question=found.question,
        population=found.population,
        mark=marks.UNSUPPRESSED,
        explained=marks.AS_COUNTED,
        tables=tuple(_tables(found.question, carers, areas)),
        notes=(who_words.nobody(found.nobody),) if found.nobody else (),
    )


def as_published(question: Question, told: Published) -> Copy:
    """The copy for everybody."""
    carers = {name: (each.rows, each.total) for name, each in told.carers.items()}
    areas = {name: (each.rows, each.total) for name, each in told.areas.items()}
    return Copy(
        question=question,
        population=ALL,
        mark=marks.PUBLISHED,
        explained=explained(told),
        tables=tuple(_tables(question, carers, areas)),
    )


def copy_of(question: Question, population: str = ALL, *, as_published_copy: bool) -> Copy:
    """The copy as counted or the published one, where there is one of this question."""
    if not as_published_copy:
        found = who(question, population)
        return as_counted(found) if found else not_begun(question, population)
    why = not_published(question, population)
    found = None if why else who(question)
    return as_published(question, published(found)) if found else not_told(question, why)


def not_told(question: Question, why: str) -> Copy:
    """A published copy where nothing can be published, with why."""
    return Copy(question, ALL, marks.PUBLISHED, "", none=why)


def not_begun(question: Question, population: str) -> Copy:
    """The copy as counted of a period that lies ahead of the known-on day."""
    ahead = f"Nothing of {question.period.label} can be known on {said(question.known_on.day)}: it has not begun."
    return Copy(question, population, marks.UNSUPPRESSED, "", none=ahead)


def explained(told: Published) -> str:
    """What a reader has to know of the numbers of a published copy."""
    below, step = told.rule.below, told.rule.step
    return (
        f"c is a number below {below}: it is not said, so that nobody is recognised; of ethnicity and religion "
        f"that may be none. Others are rounded to the nearest {step} and may not add up; 0 is none. Totals of "
        "areas are as counted, as in the quarterly report."
    )


Rows = Mapping[str, Printed]


def _tables(
    question: Question, carers: Mapping[str, tuple[Rows, Printed]], areas: Mapping[str, tuple[Rows, Printed]]
) -> Iterator[Table]:
    listed = choices.of_agency(question.scope.agency_ids[0])
    for name in TRAITS:
        title, list_name, _ = who_words.TRAITS[name]
        rows, total = carers[name]

        def label(key: str, of: str = list_name) -> str:
            if key == NOT_KNOWN:
                return who_words.NOT_KNOWN
            return listed.said(of, key) if of else words.SEXES[key]

        told = tuple(Row(key, label(key), count) for key, count in rows.items())
        yield Table(CARERS, name, title, "carer", told, total)
    for name in BY_AREA:
        title, unit = who_words.AREAS[name]
        rows, total = areas[name]
        told = tuple(Row(key, who_words.NO_AREA if key == NOT_KNOWN else key, count) for key, count in rows.items())
        yield Table(AREAS, name, title, unit, told, total)


def value(count: Printed | None) -> str | int | None:
    """A number as files have it: the symbol as its letter."""
    return count.value if isinstance(count, Symbol) else count
