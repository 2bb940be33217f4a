"""Whether tables that are published together give a count away that none of them says.

A reader knows more than one table: totals that are printed as counted, the same table of other periods, and that
quarters make the year. Whatever they conclude is that the true counts are one of the ways to fill the tables, so a
small count is given away where it is the same in every way. Tables whose parts nest (quarters in halves in a year,
reasons in a total) are a network in which counts flow: another way is a round trip on which counts can be moved.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from crm.reports.small import Rule

Span = tuple[int, int]  # the first and the last of consecutive periods, both inside it
Counts = Mapping[Any, Sequence[int]]  # of each cell of a table, in each period

MOST = 10**9
MANY = 10**6  # more than anybody counts: of those of whom no table says how many there are at most
END = "end"
PART, REST, LEFT_OUT = "part", "rest", "left out"


@dataclass(frozen=True, slots=True)
class Edge:
    """What a cell holds in a span: so many, of which a reader knows the least and the most.

    `kept`: nobody may be sure of it.
    """

    start: Hashable
    end: Hashable
    exact: int
    least: int
    most: int
    kept: bool


@dataclass(frozen=True, slots=True)
class Line:
    """What a line tells of each period: how many count, and how many of those are of a part; and who is left out.

    With those left out they are as many as are printed as counted elsewhere; MANY, where nothing is. `both_sides`:
    some may be left out, so that 'c' may be none; and the part is told where it and the rest are many enough.
    """

    counted: Sequence[int]
    part: Sequence[int]
    left_out: Sequence[int]
    both_sides: bool = False

    def in_span(self, span: Span) -> tuple[int, int, int]:
        """How many count in a span, are of the part, and are left out."""
        counted, part, left_out = (
            sum(each[span[0] : span[1] + 1]) for each in (self.counted, self.part, self.left_out)
        )
        return counted, part, left_out

    def part_is_told(self, span: Span, rule: Rule) -> bool:
        """Whether the part of a span is printed, if no other table speaks against it."""
        counted, part, _ = self.in_span(span)
        return not self.both_sides or min(part, counted - part) >= rule.below


def published(cells: Counts, spans: Sequence[Span], rule: Rule) -> frozenset[Span]:
    """Of the spans of which a table could be published, those whose tables, told in this order, give no count away.

    `spans` nest. What the cells of a period come to is printed as counted elsewhere. A table that would tell is
    left out, and those before it are not: they are known already.
    """
    told: frozenset[Span] = frozenset()
    for span in spans:
        wider = told | {span}
        if not _given_away(_table(cells, spans, wider, rule)):
            told = wider
    return told


def published_line(line: Line, spans: Sequence[Span], rule: Rule) -> tuple[frozenset[Span], frozenset[Span]]:
    """Of a line that is told with a part of it: the spans that can say how many count, and those that say the part.

    Who looked on each past day knows that no more can be visited in time than are, and that no fewer were left out.
    So there has to be another way to fill the tables, in which fewer count and more are left out.
    """
    told: frozenset[Span] = frozenset()
    parts: frozenset[Span] = frozenset()
    for span in spans:
        if _line_keeps(line, spans, (told | {span}, parts), rule):
            told |= {span}
            if line.part_is_told(span, rule) and _line_keeps(line, spans, (told, parts | {span}), rule):
                parts |= {span}
    return told, parts


Told = tuple[frozenset[Span], frozenset[Span]]


def _line_keeps(line: Line, spans: Sequence[Span], told: Told, rule: Rule) -> bool:
    return not _given_away(_line(line, spans, told, rule))


def _table(cells: Counts, spans: Sequence[Span], told: frozenset[Span], rule: Rule) -> list[Edge]:
    """The tables as a network: from each period through each cell of it to the spans that hold it."""
    # A reader cannot know that there are no other reasons than those that were ever printed.
    periods = max(last for _, last in spans) + 1
    unheard: Counts = {("unheard of",): [0] * periods}

    def held(counts: Sequence[int], span: Span) -> tuple[int, int, int, bool]:
        exact = sum(counts[span[0] : span[1] + 1])
        least, most = rule.spread(exact) if span in told else (0, MOST)
        return exact, least, most, 0 < exact < rule.below

    every = {**cells, **unheard}
    return list(_network({cell: partial(held, counts) for cell, counts in every.items()}, spans))


def _line(line: Line, spans: Sequence[Span], told: Told, rule: Rule) -> list[Edge]:
    """A line as a network of three cells; of those left out only how many more there may be than there are."""

    def held(cell: str, span: Span) -> tuple[int, int, int, bool]:
        counted, part, left_out = line.in_span(span)
        if not counted + left_out:
            return 0, 0, 0, False  # it has no line in this period
        if cell == LEFT_OUT:
            least, most = _of_count(line, span, told, rule)
            known = left_out if left_out >= MANY else 0
            few = any(0 < each < rule.below for each in (counted, left_out))
            return known, max(0, counted + known - most), counted + known - least, few and counted > 0
        exact = part if cell == PART else counted - part
        least, most = _of_part(line, span, told, rule)[cell]
        return exact, least, most, 0 < exact < rule.below

    return list(_network({cell: partial(held, cell) for cell in (PART, REST, LEFT_OUT)}, spans))


def _of_count(line: Line, span: Span, told: Told, rule: Rule) -> tuple[int, int]:
    """What a reader takes from how many count, and from 'c' in its place."""
    counted, _, _ = line.in_span(span)
    least, most = rule.spread(counted) if span in told[0] else (0, MOST)
    return (0 if line.both_sides and counted < rule.below else least), most


def _of_part(line: Line, span: Span, told: Told, rule: Rule) -> Mapping[str, tuple[int, int]]:
    """What a reader takes from a part that is told; of one that is not, as if they knew which side is of few."""
    counted, part, _ = line.in_span(span)
    sides = {PART: part, REST: counted - part}
    if span in told[1]:
        many = (rule.below if line.both_sides else 0, MOST)
        return {PART: rule.spread(part), REST: many}
    if span in told[0] and line.both_sides:
        return {side: (0, rule.below - 1 if exact < rule.below else MOST) for side, exact in sides.items()}
    return dict.fromkeys(sides, (0, MOST))


def _network(
    cells: Mapping[Any, Callable[[Span], tuple[int, int, int, bool]]], spans: Sequence[Span]
) -> Iterator[Edge]:
    periods = max(last for _, last in spans) + 1
    singles = [(each, each) for each in range(periods)]
    every = sorted({*spans, *singles}, key=lambda span: span[1] - span[0])
    above = {span: next((each for each in every if _within(span, each)), None) for span in every}
    for cell, held in cells.items():
        for span in every:
            upper = above[span]
            start: Hashable = span[0] if span in singles else (cell, span)
            yield Edge(start, (cell, upper) if upper else END, *held(span))


def _within(span: Span, other: Span) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]


Ways = Mapping[Hashable, Sequence[tuple[Hashable, int]]]  # from a point to the next, by the number of an edge


def _given_away(network: Sequence[Edge]) -> bool:
    """Whether any count that is to be kept is the same in every way to fill the tables."""
    ways: defaultdict[Hashable, list[tuple[Hashable, int]]] = defaultdict(list)
    for number, edge in enumerate(network):
        if edge.exact < edge.most:
            ways[edge.start].append((edge.end, number))
        if edge.exact > edge.least:
            ways[edge.end].append((edge.start, number))
    return any(edge.kept and not _moves(edge, number, ways) for number, edge in enumerate(network))


def _moves(edge: Edge, number: int, ways: Ways) -> bool:
    """Whether the count of an edge can be another: there is a way round, by one more or by one less."""
    more = edge.exact < edge.most and _leads(edge.end, edge.start, number, ways)
    return more or (edge.exact > edge.least and _leads(edge.start, edge.end, number, ways))


def _leads(start: Hashable, end: Hashable, without: int, ways: Ways) -> bool:
    """Whether there is a way from a point to another that does not use an edge."""
    seen, waiting = {start}, deque([start])
    while waiting:
        here = waiting.popleft()
        if here == end:
            return True
        for there, number in ways.get(here, ()):
            if number != without and there not in seen:
                seen.add(there)
                waiting.append(there)
    return False
