"""Small numbers in what is published: which counts are shown, which are rounded, and which are not said at all.

The rule of NHS England with the government's symbols (trust.md 5.4): counts below the council's threshold are 'c',
others go to the nearest 5, totals are made of the exact counts and then rounded, and a share is made of what is
printed. Nobody needs to look at each table by hand, which is slow and goes wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


class Symbol(StrEnum):
    """What stands in the place of a number."""

    CONFIDENTIAL = "c"
    NOT_APPLICABLE = "z"
    NEARLY_NONE = "k"  # more than none, and rounds to none


Printed = int | Symbol


@dataclass(frozen=True, slots=True)
class Share:
    """Whole percent, or why there are none; `few`: of so few that one more or less would move it far."""

    percent: Printed
    few: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """Counts under `below` are confidential, others go to the nearest `step`; shares of under `base` are marked."""

    below: int
    step: int
    base: int

    def count(self, exact: int, *, special: bool = False) -> Printed:
        """A count as it is printed. `special`: of special category data or allegations, where none tells too."""
        if exact < 0:
            raise ValueError("a count is never below 0")
        if exact >= self.below:
            return (exact + self.step // 2) // self.step * self.step
        return Symbol.CONFIDENTIAL if exact or special else 0

    def cell(self, exact: int, of: int, *, special: bool = False) -> Printed:
        """A count out of a known whole: in tables of special category data 'all of them' tells of each of them."""
        return Symbol.CONFIDENTIAL if special and exact == of else self.count(exact, special=special)

    def total(self, exact: Iterable[int], *, special: bool = False) -> Printed:
        """The total of exact counts, made first and then rounded, so that it adds up to nothing but itself."""
        return self.count(sum(exact), special=special)

    def share(self, part: Printed, of: Printed) -> Share:
        """A share of printed numbers; none where either is confidential, or where there is nothing to share."""
        if isinstance(part, Symbol) or isinstance(of, Symbol):
            return Share(Symbol.CONFIDENTIAL)
        if not of:
            return Share(Symbol.NOT_APPLICABLE)
        percent = int((Decimal(part) * 100 / of).quantize(Decimal(1), ROUND_HALF_UP))
        return Share(Symbol.NEARLY_NONE if part and not percent else percent, of < self.base)

    def middle(self, value: Decimal | None, counted: int) -> Decimal | Symbol | None:
        """A median, a percentile, a least or a most: of so few it would tell of one of them.

        Whole: a median between two numbers would say that an even number of them was counted.
        """
        if value is not None and counted < self.below:
            return Symbol.CONFIDENTIAL
        return None if value is None else value.quantize(Decimal(1), ROUND_HALF_UP)

    def spread(self, exact: int) -> tuple[int, int]:
        """The least and the most that a printed count may stand for: all that a reader can tell from it."""
        printed = self.count(exact)
        near = range(max(0, exact - self.step), exact + self.step + 1) if exact >= self.below else range(self.below)
        alike = [each for each in near if self.count(each) == printed]
        return alike[0], alike[-1]

    @property
    def explained(self) -> str:
        """What the symbols stand for, for everybody who reads a table."""
        return (
            f"In the other tables c is a number from 1 to {self.below - 1}, or one that would tell such a number: "
            "it is not said, so that nobody is recognised. Others are rounded to the nearest "
            f"{self.step} and may not add up; 0 is none. z: does not apply. k: more than none, and rounds to 0. "
            f"A share of fewer than {self.base} is marked as of few."
        )


def strictest(rules: Iterable[Rule]) -> Rule:
    """Of several councils the rule that says least."""
    return max(rules, key=lambda rule: rule.below)


def shown(printed: Printed) -> str:
    """'c', '1,250'."""
    return str(printed) if isinstance(printed, Symbol) else f"{printed:,}"
