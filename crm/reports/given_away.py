"""Whether tables that are published together give a count away that none of them says.

A reader knows more than one table: totals that are printed as counted, the same table of other periods, and that
quarters make the year. Whatever they conclude is that the true counts are one of the ways to fill the tables, so a
small count is given away where it is the same in every way. Tables whose parts nest (quarters in halves in a year,
reasons in a total) are a network in which counts flow: another way is a round trip on which counts can be moved.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm.reports.small import Rule

Span = tuple[int, int]  # the first and the last of consecutive periods, both inside it
Counts = Mapping[Any, Sequence[int]]  # of each cell of a table, in each period

MOST = 10**9
END = "end"


@dataclass(frozen=True, slots=True)
class Edge:
    """What a cell holds in a span: so many, of which a reader knows the least and the most."""

    start: Hashable
    end: Hashable
    exact: int
    least: int
    most: int


def published(cells: Counts, spans: Sequence[Span], rule: Rule, *, totals_known: bool = True) -> frozenset[Span]:
    """Of the spans of which a table could be published, those whose tables, told in this order, give no count away.

    `spans` nest. `totals_known`: what the cells of a period come to is printed as counted elsewhere. A table that
    would tell is left out, and those before it are not: they are known already.
    """
    told: frozenset[Span] = frozenset()
    for span in spans:
        wider = told | {span}
        if not _given_away(_network(cells, spans, wider, rule, totals_known=totals_known), rule):
            told = wider
    return told


def _network(
    cells: Counts, spans: Sequence[Span], told: frozenset[Span], rule: Rule, *, totals_known: bool
) -> list[Edge]:
    """The tables as a network: from each period through each cell of it to the spans that hold it."""
    periods = max(last for _, last in spans) + 1
    singles = [(each, each) for each in range(periods)]
    every = sorted({*spans, *singles}, key=lambda span: span[1] - span[0])
    above = {span: next((each for each in every if _within(span, each)), None) for span in every}
    # A reader cannot know that there are no other reasons than those that were ever printed.
    unheard: Counts = {("unheard of",): [0] * periods}
    found = []
    for cell, counts in {**cells, **unheard}.items():
        for span in every:
            exact, upper = sum(counts[span[0] : span[1] + 1]), above[span]
            least, most = rule.spread(exact) if span in told else (0, MOST)
            period: Hashable = span[0] if totals_known else END
            start: Hashable = period if span in singles else (cell, span)
            found.append(Edge(start, (cell, upper) if upper else END, exact, least, most))
    return found


def _within(span: Span, other: Span) -> bool:
    return span != other and other[0] <= span[0] and span[1] <= other[1]


Ways = Mapping[Hashable, Sequence[tuple[Hashable, int]]]  # from a point to the next, by the number of an edge


def _given_away(network: Sequence[Edge], rule: Rule) -> bool:
    """Whether any small count is the same in every way to fill the tables."""
    ways: defaultdict[Hashable, list[tuple[Hashable, int]]] = defaultdict(list)
    for number, edge in enumerate(network):
        if edge.exact < edge.most:
            ways[edge.start].append((edge.end, number))
        if edge.exact > edge.least:
            ways[edge.end].append((edge.start, number))
    small = (number for number, edge in enumerate(network) if 0 < edge.exact < rule.below)
    return any(not _moves(network[number], number, ways) for number in small)


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
