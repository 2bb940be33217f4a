"""Why it ended, as it may be published: by the rule for small numbers, and never so that tables give a count away.

Totals are known to everybody: of a stage what withdrew and was declined, of approvals what was de-registered and
what went to another service are printed as counted. The tables of one financial year are looked at together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from crm.journey.beds import Cause
from crm.journey.ranges import Population
from crm.reports import endings, given_away, stages
from crm.reports.copies import HELD_BACK
from crm.reports.endings import SERVICE
from crm.reports.given_away import Span
from crm.reports.period import DAY, KnownOn, Period, financial_year, half, quarter
from crm.reports.scope import Scope
from crm.reports.small import Printed, Rule

Key = tuple[
    Population, str, str, str
]  # as in a report: population, then stage, reason, whose; or reason, where to, whose
_Group = tuple[Population, str] | tuple[Population, str, str]
_Happened = tuple[Key, _Group, date, int]


@dataclass(frozen=True, slots=True)
class Year:
    """The quarters of a financial year that have ended by a day, and the periods of which reports can be published.

    They stand in the order in which they are: each when it has ended, the shorter one before the longer.
    """

    quarters: tuple[Period, ...]
    spans: Mapping[Period, Span]


def year_of(period: Period, known_on: KnownOn) -> Year:
    """The year that holds a period that has ended, as far as it was published before the period is, or with it."""
    year = financial_year(period.first)
    quarters = [quarter(year.first)]
    while quarters[-1].last < year.last:
        quarters.append(quarter(quarters[-1].last + DAY))
    day = min(known_on.day, period.last)
    ended = [each for each in quarters if each.last <= day]
    every = dict.fromkeys(make(each.first) for each in ended for make in (quarter, half, financial_year))
    found = [each for each in every if each.last <= day]
    found.sort(key=lambda each: (each.last, -each.first.toordinal()))
    del found[found.index(period) + 1 :]
    places = {each: number for number, each in enumerate(ended)}
    spans = {each: (places[quarter(each.first)], places[quarter(each.last)]) for each in found}
    return Year(tuple(ended), spans)


def number_of(year: Year, day: date) -> int:
    """Which of the quarters of a year holds a day."""
    return next(number for number, each in enumerate(year.quarters) if each.first <= day <= each.last)


def ended(scope: Scope, period: Period, known_on: KnownOn, rule: Rule) -> dict[Key, Printed]:
    """The journeys that ended without an approval in a fixed period that has ended, by stage, reason and whose."""
    return _printed(_ended, scope, period, known_on, rule)


def left(scope: Scope, period: Period, known_on: KnownOn, rule: Rule) -> dict[Key, Printed]:
    """The households that left in a fixed period that has ended, by reason, destination and who started it."""
    return _printed(_left, scope, period, known_on, rule)


def _ended(scope: Scope, counted: Period, known_on: KnownOn) -> Iterator[_Happened]:
    told = stages.told(scope, counted, known_on.before, lambda each: endings.why(each) is not None)
    for each, line in told:
        reason, whose = endings.why(each) or ("", "")
        part = str(each.part)  # what was declined, and what withdrew, are each a line of the stage
        population = Population(line.population)
        yield (population, each.stage, reason, whose), (population, each.stage, part), line.on, 1


def _left(scope: Scope, counted: Period, known_on: KnownOn) -> Iterator[_Happened]:
    for line, about in endings.leavers(scope, counted, known_on.before):
        population = Population(line.population)
        yield (population, *about), (population, line.what), line.on, line.quantity


def _printed(
    read: Callable[[Scope, Period, KnownOn], Iterable[_Happened]],
    scope: Scope,
    period: Period,
    known_on: KnownOn,
    rule: Rule,
) -> dict[Key, Printed]:
    """Each line as printed. A group that would give a count away is one line, which says its total by the rule."""
    year = year_of(period, known_on)
    whole = Period(year.quarters[0].first, year.quarters[-1].last)
    groups: defaultdict[_Group, defaultdict[Key, list[int]]] = defaultdict(
        lambda: defaultdict(lambda: [0] * len(year.quarters))
    )
    for key, group, on, quantity in read(scope, whole, known_on):
        groups[group][key][number_of(year, on)] += quantity
    first, last = span = year.spans[period]
    found: dict[Key, Printed] = {}
    for group, cells in groups.items():
        own = {key: sum(each[first : last + 1]) for key, each in cells.items()}
        if span in given_away.published(cells, list(year.spans.values()), rule):
            found |= {key: rule.count(count) for key, count in own.items() if count}
        elif total := sum(own.values()):
            found[_held_back(group)] = rule.count(total)
    return found


def _held_back(group: _Group) -> Key:
    """The one line of a group whose reasons are not told: where it was, or whether to another service."""
    population, where, *part = group
    if part:
        return population, where, HELD_BACK, SERVICE if part[0] == "declined" else HELD_BACK
    return population, HELD_BACK, where if where == Cause.TRANSFER_OUT else HELD_BACK, HELD_BACK
