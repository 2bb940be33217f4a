"""T43: small numbers, by the rule of trust.md 5.4, and whether tables together tell what each of them does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.reports import given_away
from crm.reports.given_away import MANY, Line, Span
from crm.reports.small import Rule, Share, Symbol, shown, strictest

C = Symbol.CONFIDENTIAL
NHS = Rule(below=8, step=5, base=30)
YEAR: tuple[Span, ...] = ((0, 0), (1, 1), (0, 1), (2, 2), (3, 3), (2, 3), (0, 3))
HALF = YEAR[:3]


@pytest.mark.parametrize(
    ("rule", "printed"),
    [
        (NHS, [0, C, C, C, C, 10, 10, 10, 10, 15]),
        (Rule(5, 5, 30), [0, C, C, 5, 5, 10, 10, 10, 10, 15]),
        (Rule(10, 5, 30), [0, C, C, C, C, C, C, 10, 10, 15]),
    ],
)
def test_t43_a_count_below_the_councils_threshold_is_c_and_others_are_rounded(
    rule: Rule, printed: list[object]
) -> None:
    assert [rule.count(exact) for exact in (0, 1, 4, 5, 7, 8, 9, 10, 12, 13)] == printed


def test_t43_the_worked_example_adds_up_to_a_rounded_total_and_not_to_the_cell() -> None:
    assert [shown(NHS.count(exact)) for exact in (140, 3, 9)] == ["140", "c", "10"]
    assert NHS.total([140, 3, 9]) == 150


def test_t43_none_and_all_tell_too_where_the_table_is_of_special_category_data() -> None:
    assert [NHS.count(exact, special=True) for exact in (0, 7, 8)] == [C, C, 10]
    assert [NHS.cell(40, 40, special=True), NHS.cell(40, 40), NHS.cell(39, 40, special=True)] == [C, 40, 40]
    assert NHS.total([0, 0], special=True) == C


def test_t43_shares_are_made_of_what_is_printed_and_middles_of_enough() -> None:
    assert NHS.share(NHS.count(9), NHS.count(41)) == Share(25)
    assert NHS.share(NHS.count(9), NHS.count(21)) == Share(50, few=True)
    assert NHS.share(NHS.count(3), 40) == NHS.share(10, NHS.count(7)) == Share(C)
    assert NHS.share(0, 0) == Share(Symbol.NOT_APPLICABLE)
    assert NHS.share(10, 5000) == Share(Symbol.NEARLY_NONE)
    assert [NHS.middle(Decimal(3), counted) for counted in (7, 8)] == [C, Decimal(3)]
    assert NHS.middle(None, 0) is None
    assert NHS.middle(Decimal("4.5"), 8) == 5  # a half would say that they are an even number


def test_of_several_councils_the_rule_holds_that_says_least() -> None:
    assert strictest([Rule(5, 5, 30), Rule(10, 5, 30), NHS]).below == 10


def test_a_spread_is_all_that_is_printed_alike() -> None:
    spreads = [NHS.spread(exact) for exact in (0, 1, 7, 8, 12, 13, 17)]
    assert spreads == [(0, 0), (1, 7), (1, 7), (8, 12), (8, 12), (13, 17), (13, 17)]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"one": [3]}, set()),  # the total is its one part
        ({"one": [1], "two": [2]}, {(0, 0)}),
        ({each: [1] for each in "abcdefg"}, set()),  # seven of one each
        ({"one": [7], "two": [7]}, set()),  # two that can be no more
        ({"one": [1], "two": [8]}, set()),  # what is rounded leaves but one
        ({"work": [7, 1], "other": [1, 0]}, {(0, 0)}),  # one more is the one that the next quarter's total has
    ],
)
def test_t43_a_table_whose_total_or_neighbour_would_tell_is_not_told(
    cells: Mapping[str, list[int]], told: set[Span]
) -> None:
    spans = [span for span in HALF if span[1] < len(next(iter(cells.values())))]
    assert given_away.published(cells, spans, NHS) == told


def test_four_quarters_of_seven_do_not_make_a_year_that_tells() -> None:
    told, _ = given_away.published_line(Line([7] * 4, [0] * 4, [MANY] * 4), YEAR, NHS)
    assert (0, 0) in told and (0, 3) not in told


def test_t43_a_symbol_that_is_never_none_tells_that_there_is_one() -> None:
    """Reviews: two of about five, and one of each 'c'. A year of about ten, five of them late, leaves one each."""
    line, rule = Line([5, 1, 1, 5], [5, 1, 1, 0], [MANY] * 4), Rule(5, 5, 30)
    counted, part = given_away.published_line(line, YEAR, rule)
    assert counted == part == set(YEAR[:-1])


def test_t43_a_half_that_with_the_visits_would_tell_of_its_quarters_is_not_told() -> None:
    """One visit, and then nine of which two were recorded too late: eight in the half would be one and seven."""
    line = Line([1, 7], [0, 0], [0, 2], both_sides=True)
    told = given_away.published_line(line, HALF, NHS)
    assert told[0] == {(0, 0), (1, 1)} and not told[1]
    assert not list(_worked_out_of_a_line(line, told, NHS))
    assert ("counted", (1, 1), 7) in _worked_out_of_a_line(line, (frozenset(HALF), frozenset()), NHS)


COUNTS = st.sampled_from([0, 1, 2, 6, 7, 8, 9, 12])
TABLES = st.fixed_dictionaries({name: st.tuples(COUNTS, COUNTS) for name in ("work", "other")})


@settings(max_examples=150)
@given(cells=TABLES, rule=st.sampled_from([NHS, Rule(5, 5, 30), Rule(10, 5, 30)]))
def test_t43_overlapping_tables_never_tell_a_small_count(cells: dict[str, tuple[int, int]], rule: Rule) -> None:
    told = given_away.published(cells, HALF, rule)
    assert not list(_worked_out(cells, told, rule))


QUARTERS = st.tuples(*[st.sampled_from([0, 1, 3, 7, 8, 9])] * 2)
LINES = st.builds(
    Line, *[QUARTERS] * 2, st.tuples(*[st.sampled_from([0, 0, 1, 2])] * 2), both_sides=st.booleans()
)  # how many are of the part, how many are not, and how many are left out


@settings(max_examples=60)
@given(drawn=LINES, rule=st.sampled_from([NHS, Rule(5, 5, 30)]))
def test_t43_a_line_of_overlapping_periods_never_tells_a_small_count(drawn: Line, rule: Rule) -> None:
    counted = [part + rest for part, rest in zip(drawn.counted, drawn.part, strict=True)]
    line = replace(drawn, counted=counted, left_out=drawn.left_out if drawn.both_sides else [MANY] * 2)
    assert not list(_worked_out_of_a_line(line, given_away.published_line(line, HALF, rule), rule))


def test_t43_the_rule_alone_would_tell() -> None:
    """What the test above guards: without the look at the tables together a reader works the counts out."""
    found = list(_worked_out({"work": (7, 1), "other": (1, 0)}, frozenset(HALF), NHS))
    assert ("work", (0, 0), 7) in found and ("work", (1, 1), 1) in found


def _worked_out(
    cells: Mapping[str, tuple[int, int]], told: frozenset[Span], rule: Rule
) -> Iterator[tuple[str, Span, int]]:
    """Every small count that a reader of these tables and of all totals can be sure of, by trying every way."""
    names = [*cells, "unheard of"]
    exact = {**cells, "unheard of": (0, 0)}
    first, second = (list(_ways(exact, quarter, (quarter, quarter) in told, rule)) for quarter in (0, 1))
    spreads = [rule.spread(sum(exact[name])) if (0, 1) in told else (0, 10**6) for name in names]
    ways = [
        (one, two)
        for one, two in product(first, second)
        if all(low <= a + b <= high for a, b, (low, high) in zip(one, two, spreads, strict=True))
    ]
    for number, name in enumerate(names):
        for span, of in (((0, 0), (0,)), ((1, 1), (1,)), ((0, 1), (0, 1))):
            values = {sum(way[quarter][number] for quarter in of) for way in ways}
            if len(values) == 1 and 0 < min(values) < rule.below:
                yield name, span, min(values)


def _ways(exact: Mapping[str, tuple[int, int]], quarter: int, told: bool, rule: Rule) -> Iterator[tuple[int, ...]]:
    """Every way to make the total of a quarter of its parts."""
    total = sum(each[quarter] for each in exact.values())
    ranges = [rule.spread(each[quarter]) if told else (0, total) for each in exact.values()]
    *most, _ = (range(low, min(high, total) + 1) for low, high in ranges)
    for parts in product(*most):
        rest = total - sum(parts)
        if ranges[-1][0] <= rest <= ranges[-1][1]:
            yield (*parts, rest)


Told = tuple[frozenset[Span], frozenset[Span]]
Way = tuple[int, int]  # how many count, and how many of them are of the part


def _worked_out_of_a_line(line: Line, told: Told, rule: Rule) -> Iterator[tuple[str, Span, int]]:
    """Every small count of a line that a reader can be sure of, by trying every way: one who knows how many came
    that far, one who knows that no more can count than do, and of reviews one who knows neither."""
    for left_out in (line.left_out, [0, 0]) if line.both_sides else ([8, 8],):
        came = [sum(each) for each in zip(line.counted, left_out, strict=True)]
        first, second = (
            [way for way in _parts(came[each]) if _agrees(line, (each, each), way, told, rule)] for each in (0, 1)
        )
        ways = [
            (one, two, half)
            for one, two in product(first, second)
            if _agrees(line, (0, 1), half := (one[0] + two[0], one[1] + two[1]), told, rule)
        ]
        for place, span in enumerate(((0, 0), (1, 1), (0, 1))):
            counted, _, out = line.in_span(span)
            values = {"counted": {way[place][0] for way in ways}, "part": {way[place][1] for way in ways}}
            values["rest"] = {way[place][0] - way[place][1] for way in ways}
            for name, each in values.items():
                few = name == "counted" and counted and 0 < out < rule.below
                if len(each) == 1 and (0 < min(each) < rule.below or few):
                    yield name, span, min(each)


def _parts(came: int) -> Iterator[Way]:
    return ((counted, part) for counted in range(came + 1) for part in range(counted + 1))


def _agrees(line: Line, span: Span, way: Way, told: Told, rule: Rule) -> bool:
    """Whether a way is printed as the line is, in a span."""
    counted, part, left_out = line.in_span(span)
    if not counted + left_out:
        return way == (0, 0)
    printed = [_printed(line, each, told, span, rule) for each in ((counted, part), way)]
    return printed[0] == printed[1]


def _printed(line: Line, way: Way, told: Told, span: Span, rule: Rule) -> list[object]:
    counted, part = way
    few = line.both_sides and min(part, counted - part) < rule.below
    number = rule.count(counted) if span in told[0] and (counted or not line.both_sides) else C
    return [number, rule.count(part) if span in told[1] and not few else (C, few and span in told[0])]
