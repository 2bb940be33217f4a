"""T43 on random councils: whoever has the published tables, and knows what is as counted, finds no small count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import reduce

import pytest
from flask import Flask

from crm.reports.small import Rule
from crm.reports.who import Table
from crm.reports.who_published import Told, published
from tests import given
from tests.reports.test_who import NOW, a_random_council, question, told

Cell = frozenset[int]  # every number that a row may stand for


def sums(cells: Iterable[Cell]) -> set[int]:
    """Everything that rows may come to together."""
    return reduce(lambda found, cell: {one + other for one in found for other in cell}, cells, {0})


def cells_of(table: Told, exact: Table, rule: Rule, most: int) -> list[Cell]:
    return [
        frozenset(each for each in range(most + 1) if rule.count(each, special=exact.special) == printed)
        for printed in table.rows.values()
    ]


def found_out(tables: Mapping[str, Told], exact: Mapping[str, Table], totals: set[int], rule: Rule) -> list[str]:
    """The rows of few for which a reader is left with one number."""
    shown = {name: cells_of(each, exact[name], rule, max(totals)) for name, each in tables.items() if each.rows}
    shared = reduce(lambda known, cells: known & sums(cells), shown.values(), totals)
    return [
        f"{name}: {row}"
        for name, cells in shown.items()
        for number, (row, count) in enumerate(exact[name].counts.items())
        if count < rule.below and (count or exact[name].special)
        if len(left_for(number, cells, shared)) < 2
    ]


def left_for(number: int, cells: Sequence[Cell], totals: set[int]) -> set[int]:
    others = sums([*cells[:number], *cells[number + 1 :]])
    return {each for each in cells[number] if any(each + other in totals for other in others)}


@pytest.mark.parametrize("seed", range(100, 105))
def test_t43_no_small_count_is_left_with_one_number(
    app: Flask, seed: int, clock_at: Callable[[datetime | date], None]
) -> None:
    clock_at(date(2015, 1, 5))
    derby = given.agency("derby")
    a_random_council(derby, seed)
    clock_at(NOW)
    exact = told(question(derby))
    copy = published(exact)
    rule, homes = copy.rule, exact.areas["approved"].total
    carers = next(iter(exact.carers.values())).total
    alike = {each for each in range(2 * homes + 1) if rule.count(each) == rule.count(carers)}
    assert carers in alike and found_out(copy.carers, exact.carers, alike, rule) == []
    for name, table in exact.areas.items():
        assert found_out({name: copy.areas[name]}, {name: table}, {table.total}, rule) == []
        for key, count in table.counts.items():
            assert copy.areas[name].rows.get(key) != count or not 0 < count < rule.below


def test_t43_the_reader_of_these_tests_finds_what_is_not_kept() -> None:
    """Else the test above would prove nothing."""
    rule, table = Rule(8, 5, 30), Table({"one": 7, "two": 7})
    given_away = {"area": Told({"one": rule.count(7), "two": rule.count(7)}, 14)}
    assert found_out(given_away, {"area": table}, {14}, rule) == ["area: one", "area: two"]
