"""The bed book: each movement of a period in order, with the balance after it, as an auditor reads a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from crm.actor import Actor
from crm.journey.beds import Book
from crm.reads import look, named_lines
from crm.reads.large_files import require_second
from crm.reads.named_lines import LineSeen
from crm.reads.paging import page_of
from crm.reports import behind, copies, quarterly
from crm.reports.asking import Question
from crm.reports.figures import FIGURES, Figure, Source
from crm.reports.lines import Line

PAGE = 50  # lines a page


@dataclass(frozen=True, slots=True)
class Asked:
    """Which book of which population, and what of it is shown: a cause, a search; blank is all."""

    question: Question
    population: str
    book: Book
    cause: str
    q: str
    page: int = 1

    @property
    def narrowed(self) -> bool:
        """Whether some lines of the book are left out, so that those shown do not lead from opening to closing."""
        return bool(self.cause or self.q)


@dataclass(frozen=True, slots=True)
class Booked:
    """A line of the book, gains positive and losses negative, and what the book came to after it."""

    line: LineSeen
    balance: int


@dataclass(frozen=True, slots=True)
class BedBook:
    """A page of the book, oldest first.

    `carried` is where its lines lead, from `opening` by what was `gained` and `lost`; `closing` are the approvals
    in force, read from the events: the two agree, or the books do not reconcile (identity 1). Of `count` lines
    `hidden` are of households that the asker may not see; a cause or a search leaves `found` of the others.
    """

    rows: tuple[Booked, ...]
    opening: int
    gained: int
    lost: int
    carried: int
    closing: int
    count: int
    hidden: int
    found: int
    page: int
    pages: int


@look
def book(asked: Asked, by: Actor) -> BedBook | None:
    """A page of the book; None where the period has not begun. The references shown go on record (T44)."""
    question = asked.question
    if not question.known_on.begun(question.period):
        return None
    [column] = quarterly.columns(question.scope, [question.period], question.known_on)
    opening, closing = (
        column.values[asked.population, f"{asked.book}.{end}"] for end in (Source.OPENING, Source.CLOSING)
    )
    every = _lines(asked)
    found = _shown(every, opening, asked, by)
    page, pages = page_of(asked.page, len(found), PAGE)
    rows = _named(found[(page - 1) * PAGE : page * PAGE])
    _on_record("figure.list", asked, rows, by)
    gained, lost = column.moved(asked.population, asked.book) or (0, 0)
    return BedBook(
        rows=rows,
        opening=opening,
        gained=gained,
        lost=lost,
        carried=opening + sum(line.quantity for line in every),
        closing=closing,
        count=len(every),
        hidden=len(every) - len(named_lines.visible(every, by)),
        found=len(found),
        page=page,
        pages=pages,
    )


@look
def export(asked: Asked, reason: str, by: Actor) -> tuple[Booked, ...]:
    """Every line that is asked for, as a file has it; the export goes on record, with why (T63)."""
    question = asked.question
    if not question.known_on.begun(question.period):
        return ()
    [column] = quarterly.columns(question.scope, [question.period], question.known_on)
    opening = column.values[asked.population, f"{asked.book}.{Source.OPENING}"]
    found = _named(_shown(_lines(asked), opening, asked, by))
    require_second(len({each.line.household.reference for each in found}), by)
    _on_record("figure.export", asked, found, by, reason)
    return found


def _figure(asked: Asked) -> Figure:
    """The net of the book: each of its movements counts, with its sign."""
    return FIGURES[f"{asked.book}.{Source.NET}"]


def _lines(asked: Asked) -> list[Line]:
    question = asked.question
    counted = question.known_on.counted(question.period)
    found = behind.lines(question.scope, _figure(asked), asked.population, counted, question.known_on.before)
    return found[::-1]


def _shown(every: Sequence[Line], opening: int, asked: Asked, by: Actor) -> list[tuple[Line, int]]:
    """The lines that are asked for and may be seen, each with the balance of the whole book after it."""
    balances = accumulate((line.quantity for line in every), initial=opening)
    next(balances)
    after = dict(zip((id(line) for line in every), balances, strict=True))
    found = named_lines.searched(named_lines.visible(list(every), by), asked.q, by)
    return [(line, after[id(line)]) for line in found if asked.cause in ("", line.what)]


def _named(found: Sequence[tuple[Line, int]]) -> tuple[Booked, ...]:
    lines = named_lines.seen([line for line, _ in found])
    return tuple(Booked(line, balance) for line, (_, balance) in zip(lines, found, strict=True))


def _on_record(action: str, asked: Asked, rows: Sequence[Booked], by: Actor, reason: str | None = None) -> None:
    shown = (row.line.household.reference for row in rows)
    given = asked.question.parameters | {"population": asked.population, "cause": asked.cause, "q": asked.q}
    what = f"{copies.BED_BOOK}{asked.book}"
    named_lines.on_record(action, asked.question.scope, what, shown, by, reason, asked=given)
