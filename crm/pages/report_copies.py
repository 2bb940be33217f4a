"""The copy of a report that an address asks for; `crm.reads.copies_for` says which one whoever asks may have."""

from __future__ import annotations

from collections.abc import Iterator

from flask import request

from crm import access
from crm.exchange.quarterly import marks
from crm.reads import copies_for
from crm.reports.asking import Asked, Question
from crm.reports.figures import Figure
from crm.reports.period import Period, fixed
from crm.reports.quarterly import Quarterly
from crm.reports.scope import Scope


def chosen() -> bool:
    """Whether it is the published copy that the address asks for."""
    return request.args.get("copy") == marks.PUBLISHED


def check(asked: Asked, *, books: bool = False) -> Asked:
    """The question, with what stands against giving this copy of it, in words, as a problem of its fields."""
    if asked.question is not None:
        asked.problems.extend(against(asked.question, books=books))
        if asked.problems:
            asked.question = None
    return asked


def against(question: Question, *, whole: bool | None = None, books: bool = False) -> Iterator[tuple[str, str]]:
    """What stands against giving figures, by field.

    `whole`: they are of quarters, halves and years. `books`: they are of activity, households and beds only.
    """
    return copies_for.against(question, access.current_actor(), chosen=chosen(), whole=whole, books=books)


def narrows(*, books: bool = False) -> tuple[str, ...]:
    """By what whoever asks may narrow figures to some journeys."""
    return copies_for.narrows(access.current_actor(), books=books)


def may_see(period: Period) -> bool:
    """Whether whoever asks may see figures of these days: no page links to a report that would be refused."""
    return fixed(period) or access.may("reports.periods")


def is_published() -> bool:
    """Whether whoever asks gets a published copy."""
    return copies_for.is_published(access.current_actor(), chosen=chosen())


def copy_of(report: Quarterly) -> Quarterly:
    """The copy of a report that whoever asks may have, and asked for."""
    return copies_for.copy_of(report, access.current_actor(), chosen=chosen())


def may_open(figure: Figure) -> bool:
    """Whether a figure, and the list behind it, may be opened."""
    return copies_for.may_open(figure, access.current_actor())


def parameters() -> dict[str, str]:
    """What an address says of the copy, if it was chosen."""
    return {"copy": marks.PUBLISHED} if chosen() else {}


def offered(scope: Scope) -> dict[str, dict[str, str]]:
    """The copies of it that whoever asks may choose from, with what an address says of each."""
    found: dict[str, dict[str, str]] = {}
    if access.may("reports.unsuppressed"):
        found[marks.UNSUPPRESSED] = {}
    if copies_for.may_publish(scope):
        found[marks.PUBLISHED] = {"copy": marks.PUBLISHED}
    return found
