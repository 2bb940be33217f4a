"""Whether tables with one total between them give a count away that none of them says.

Tables of characteristics are of the same carers: what one of them says of how many there are narrows the others. A
reader knows of each row the least and the most that it may stand for, and of the total what is told of it; a small
count is given away where only one number is left for it. As the tables have nothing but their total in common,
looking at the least and the most is all that a reader can do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crm.reports.small import Rule

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cells:
    """The exact counts of a table; `special`: of special category data, where none and all of them tell too."""

    counts: Sequence[int]
    special: bool = False

    def ranges(self, rule: Rule) -> list[Range]:
        """What each row may stand for as it is printed."""
        hidden = (0, rule.below - 1)
        return [hidden if self.special and each < rule.below else rule.spread(each) for each in self.counts]

    def kept(self, exact: int, rule: Rule) -> bool:
        """Whether nobody may be sure of a count."""
        return exact < rule.below and (exact > 0 or self.special)

    @property
    def all_alike(self) -> bool:
        """Whether everybody is in one row of special category data: that tells of each of them."""
        return self.special and max(self.counts, default=0) == sum(self.counts)


def told(tables: Mapping[str, Cells], total: Range, rule: Rule) -> frozenset[str]:
    """The tables that can be printed together, taken in their order: one that would give a count away is left out.

    `total`: the least and the most that a reader knows of their total from elsewhere.
    """
    names: list[str] = []
    for name, cells in tables.items():
        wider = [*names, name]
        if not cells.all_alike and _keep([tables[each] for each in wider], total, rule):
            names = wider
    return frozenset(names)


def _keep(tables: Sequence[Cells], total: Range, rule: Rule) -> bool:
    ranges = [each.ranges(rule) for each in tables]
    sums = [(sum(least for least, _ in each), sum(most for _, most in each)) for each in ranges]
    least = max(total[0], *(each for each, _ in sums))
    most = min(total[1], *(each for _, each in sums))
    return all(
        not cells.kept(exact, rule) or _left(row, whole, (least, most)) > 1
        for cells, own, whole in zip(tables, ranges, sums, strict=True)
        for exact, row in zip(cells.counts, own, strict=True)
    )


def _left(row: Range, whole: Range, total: Range) -> int:
    """How many numbers are left for a row, once the others of its table and the total are known."""
    least = max(row[0], total[0] - (whole[1] - row[1]))
    most = min(row[1], total[1] - (whole[0] - row[0]))
    return most - least + 1
