"""T43: tables with one total between them, as a reader who tries every way to fill them finds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crm.reports.one_total import Cells, Range, told
from crm.reports.small import Printed, Rule

NHS = Rule(below=8, step=5, base=30)
FIVE = Rule(below=5, step=5, base=30)


def ways(printed: Sequence[Printed], special: bool, totals: range, rule: Rule) -> Iterator[tuple[int, ...]]:
    """Every way to fill a table so that it prints like this and comes to one of these totals."""
    rows = [[each for each in range(totals.stop) if rule.count(each, special=special) == cell] for cell in printed]
    return (way for way in product(*rows) if sum(way) in totals)


def given_away(tables: Mapping[str, Cells], shown: frozenset[str], total: Range, rule: Rule) -> bool:
    """Whether a reader who tries every way finds one number only for a count that is to be kept."""
    found = {
        name: list(
            ways(
                [rule.count(each, special=cells.special) for each in cells.counts],
                cells.special,
                range(total[0], total[1] + 1),
                rule,
            )
        )
        for name, cells in tables.items()
        if name in shown
    }
    shared = set[int].intersection(*({sum(way) for way in each} for each in found.values())) if found else set()
    return any(
        len({way[number] for way in each if sum(way) in shared}) < 2
        for name, each in found.items()
        for number, exact in enumerate(tables[name].counts)
        if exact < rule.below and (exact or tables[name].special)
    )


@pytest.mark.parametrize(
    ("counts", "special", "total", "is_told"),
    [
        ([1, 2], False, (3, 3), True),  # either could be the one
        ([1, 1], False, (2, 2), False),  # neither can be more
        ([3, 0], False, (3, 3), False),  # the total is its one part
        ([7, 7, 20], False, (34, 34), True),
        ([7, 7], False, (14, 14), False),  # neither can be less
        ([30, 7, 7, 7, 7], True, (53, 62), True),
        ([7, 7, 7, 7], True, (28, 32), False),  # rounded, the total still leaves nothing else
        ([40, 0, 0], True, (38, 42), False),  # all of them: it tells of each
        ([40, 2, 0], True, (38, 42), True),
        ([0, 0], True, (0, 0), False),  # none tells too
    ],
)
def test_t43_a_table_is_told_unless_its_total_leaves_one_number_for_a_small_count(
    counts: list[int], special: bool, total: Range, is_told: bool
) -> None:
    assert bool(told({"a": Cells(counts, special)}, total, NHS)) is is_told


def test_t43_a_second_table_of_the_same_carers_is_not_told_where_it_would_give_the_first_away() -> None:
    both = {"ethnicity": Cells([8, 6, 6], True), "sex": Cells([13, 7])}
    assert told(both, (20, 22), NHS) == {"ethnicity", "sex"}
    # By itself the first can be of 22 to 26; the second says that there are 26 at least, so that none can be fewer.
    narrowed = {"ethnicity": Cells([12, 7, 7], True), "sex": Cells([13, 13])}
    assert told(narrowed, (22, 27), NHS) == {"ethnicity"}


@given(st.data(), st.sampled_from([NHS, FIVE]))
def test_t43_no_reader_who_tries_every_way_finds_a_small_count(data: st.DataObject, rule: Rule) -> None:
    total = data.draw(st.integers(0, 20))
    tables = {}
    for name in data.draw(st.sampled_from(["a", "ab", "abc"])):
        cuts = sorted(data.draw(st.lists(st.integers(0, total), min_size=1, max_size=2)))
        counts = [after - before for before, after in zip([0, *cuts], [*cuts, total], strict=True)]
        tables[name] = Cells(counts, data.draw(st.booleans()))
    least, most = rule.spread(total)
    known = data.draw(st.sampled_from([(total, total), (least, most), (total, most), (least, total)]))
    shown = told(tables, known, rule)
    assume(shown)
    assert not given_away(tables, shown, known, rule)
