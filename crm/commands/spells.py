"""Days in a row: who lives with a household and what of it cannot be used, and whether two of them meet."""

from __future__ import annotations

from datetime import date
from typing import Protocol


class Spell(Protocol):
    """Days in a row: the last is outside."""

    @property
    def from_on(self) -> date: ...
    @property
    def to_on(self) -> date | None: ...


class Family(Spell, Protocol):
    """A stay of one of a family."""

    @property
    def siblings(self) -> str | None: ...


class Interval(Protocol):
    """Something that holds from a day until the start of another."""

    @property
    def id(self) -> int: ...
    @property
    def household_id(self) -> int: ...
    @property
    def from_on(self) -> date: ...
    @property
    def to_on(self) -> date | None: ...


class There(Interval, Protocol):
    """A child who lives with the household, on which offer, and of which siblings they are one."""

    @property
    def child(self) -> str: ...
    @property
    def siblings(self) -> str | None: ...
    @property
    def offer(self) -> str | None: ...


class Closed(Interval, Protocol):
    """So many places that cannot be used."""

    @property
    def places(self) -> int: ...


def holds(row: Spell, day: date) -> bool:
    """Whether an interval holds on a day: it ends at the start of its last."""
    return row.from_on <= day and (row.to_on is None or day < row.to_on)


def meet(one: Spell, other: Spell) -> bool:
    """Whether two spells have a day in common."""
    return (one.to_on is None or other.from_on < one.to_on) and (other.to_on is None or one.from_on < other.to_on)
