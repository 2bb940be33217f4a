"""What the blocks of one report have in common is read once, and kept for as long as that report is made.

Nothing outlives the block: the next report reads the ledgers again. Events are never changed, so that what was
known at an earlier moment is found among the rows that are known at a later one.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar, cast

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class _Kept:
    moments: tuple[datetime, ...]
    found: dict[Hashable, Any] = field(default_factory=dict)


_open: ContextVar[_Kept | None] = ContextVar("what was read for the report that is being made", default=None)


@contextmanager
def once(*moments: datetime) -> Iterator[None]:
    """Within the outermost block each thing is read once. `moments`: before which it will be asked what was known.

    Only for code that reads: what is written within the block would not be seen.
    """
    if _open.get() is not None:
        yield
        return
    token = _open.set(_Kept(moments))
    try:
        yield
    finally:
        _open.reset(token)


def kept(key: Hashable, make: Callable[[], Found]) -> Found:
    """What was made under this key within the block; made now where there is none."""
    block = _open.get()
    if block is None:
        return make()
    if key not in block.found:
        block.found[key] = make()
    return cast(Found, block.found[key])


def moments(before: datetime) -> tuple[datetime, datetime]:
    """The earliest and the latest of the moments that the block asks about, this one among them."""
    block = _open.get()
    every = (before, *(block.moments if block else ()))
    return min(every), max(every)
