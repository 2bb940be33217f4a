"""Pages of a list: which one there is for what an address asks, and which rows it shows."""

from __future__ import annotations

from typing import Any

PAGE = 25  # rows a page, where a list says nothing else


def page_of(wanted: int, total: int, size: int = PAGE) -> tuple[int, int]:
    """The page of a list of `total` rows, and how many pages it has: a page beyond the last is the last."""
    pages = max(1, -(-total // size))
    return min(max(wanted, 1), pages), pages


class Paged:
    """What a page of a list says of its rows: for a dataclass that has `rows` and `page`."""

    __slots__ = ()
    rows: tuple[Any, ...]
    page: int

    @property
    def first(self) -> int:
        """The number of the first row of the page, from 1; 0 where there is none."""
        return (self.page - 1) * PAGE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        """The number of its last row; 0 where there is none."""
        return self.first + len(self.rows) - 1 if self.rows else 0
