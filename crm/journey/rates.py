"""Tables of rates: what a level pays, a council's allowance and the national minimum; and what is wrong with one.

A table holds from a day until the next one, so that no day lies between two of them and none in both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

YOUNGEST, OLDEST = 0, 17  # a child in care is under 18
BASES = ("child", "household", "carer")
WHICH = ("any", "first", "later")
MOST = Decimal(5000)  # pounds a week; more is a slip of the keyboard


@dataclass(frozen=True, slots=True)
class Band:
    """Ages in whole years, the first and the last included, and pounds a week."""

    age_from: int
    age_to: int
    weekly: Decimal

    def holds(self, age: int) -> bool:
        """Whether a child of an age is in it."""
        return self.age_from <= age <= self.age_to

    @property
    def ages(self) -> str:
        """'0 to 4', as people say it."""
        return f"{self.age_from} to {self.age_to}" if self.age_from < self.age_to else str(self.age_from)


@dataclass(frozen=True, slots=True)
class Rate:
    """What a level pays a week, for each child of some ages, for the household, or for each carer (PF-1).

    `which`: for the child who came first, for each later one, or for any. Without ages where it is not by child.
    """

    level: str
    basis: str
    weekly: Decimal
    which: str = "any"
    band: Band | None = None


def rate_from(row: Mapping[str, Any]) -> Rate:
    """A row of the setting as the rules read it."""
    weekly = Decimal(row["weekly"])
    band = Band(row["age_from"], row["age_to"], weekly) if row["basis"] == "child" else None
    return Rate(row["level"], row["basis"], weekly, row.get("which", "any"), band)


def band_from(row: Mapping[str, Any]) -> Band:
    """A row of a table of allowances."""
    return Band(row["age_from"], row["age_to"], Decimal(row["weekly"]))


def problem_with(rates: Sequence[Rate], levels: Sequence[str]) -> str | None:
    """What is wrong with a table of fees for these levels, in words; None where nothing is (PF-1).

    Each level has a rate, of 0 where it pays nothing; by child, its ages begin at 0, end at 17 or later, and
    neither leave out a year nor have one twice; who pays for a first child says what a later one is paid.
    """
    unknown = next((each.level for each in rates if each.level not in levels), None)
    if unknown is not None:
        return f"There is no level '{unknown}' then: the levels are {', '.join(levels) or 'not set'}"
    return next(_problems(rates, levels), None)


def _problems(rates: Sequence[Rate], levels: Sequence[str]) -> Iterator[str]:
    for level in levels:
        own = [each for each in rates if each.level == level]
        if not own:
            yield f"Level {level} has no rate: that would be a gap. Give it 0 where it pays nothing"
        for basis in ("household", "carer"):
            if sum(1 for each in own if each.basis == basis) > 1:
                yield f"Level {level} has two rates for each {basis}: they overlap"
        yield from _by_child(level, [each for each in own if each.basis == "child"])


def _by_child(level: str, own: Sequence[Rate]) -> Iterator[str]:
    if not own:
        return
    for place in ("first", "later"):
        bands = [each.band for each in own if each.which in ("any", place) and each.band]
        what = f"Level {level}, {'a first' if place == 'first' else 'a later'} child"
        if problem := ages_problem(bands):
            yield f"{what}: {problem}"


def ages_problem(bands: Sequence[Band]) -> str | None:
    """Whether ages are left out or there twice, in words; None where they run from 0 to 17 without either."""
    following = YOUNGEST
    for band in sorted(bands, key=lambda each: (each.age_from, each.age_to)):
        if band.age_from > band.age_to:
            return f"ages {band.age_from} to {band.age_to} run backwards"
        if band.age_from > following:
            return f"nothing for {_years(following, band.age_from - 1)}: that is a gap"
        if band.age_from < following:
            return f"age {band.age_from} is in two bands: they overlap"
        following = band.age_to + 1
    return f"nothing for {_years(following, OLDEST)}: that is a gap" if following <= OLDEST else None


def _years(first: int, last: int) -> str:
    return f"age {first}" if first == last else f"ages {first} to {last}"


@dataclass(frozen=True, slots=True)
class Below:
    """Ages of a council's allowance, beside the national minimum of the oldest it covers (NM-6)."""

    band: Band
    least: Decimal

    @property
    def short(self) -> Decimal:
        """By how many pounds a week it is below; 0 where it is not."""
        return max(Decimal(0), self.least - self.band.weekly)


def beside_minimum(own: Sequence[Band], minimum: Sequence[Band]) -> tuple[Below, ...]:
    """Each band of a council beside the national minimum: where it spans two of those, beside the higher (NM-6).

    A band for which no minimum is on record is left out.
    """
    found = []
    for band in sorted(own, key=lambda each: each.age_from):
        touched = [each.weekly for each in minimum if each.age_from <= band.age_to and band.age_from <= each.age_to]
        if touched:
            found.append(Below(band, max(touched)))
    return tuple(found)
