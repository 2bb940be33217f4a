"""A list of one household that is short enough to be searched as it is read: which rows have a word, and a page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from crm.people import folding
from crm.reads.paging import PAGE, page_of

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Part(Generic[Row]):
    """A page of the rows that were found: how many were found in all, and among how many."""

    rows: tuple[Row, ...]
    total: int
    of_all: int
    page: int
    pages: int


def part(
    rows: Sequence[Row], said: Callable[[Row], str], q: str = "", page: int = 1, size: int = PAGE
) -> Part[Row]:
    """A page of those of which every word of `q` is in what is said of them, whatever its letters' case."""
    words = folding.folded(q).split()
    found = [each for each in rows if all(word in folding.folded(said(each)) for word in words)] if words else rows
    page, pages = page_of(page, len(found), size)
    return Part(tuple(found[(page - 1) * size : page * size]), len(found), len(rows), page, pages)
