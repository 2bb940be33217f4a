"""What a report is made of, read once in a few queries: everything after this is arithmetic.

Opening and movements are sums of the ledger; closing is counted from the households' own events.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from sqlalchemy import Table

from crm.journey.beds import Book
from crm.journey.ranges import Population
from crm.ledger.tables import BedEntry, StageEntry
from crm.reports import distinct, narrowed, standing
from crm.reports.figures import FIGURES, MEMBERS, Figure, Source
from crm.reports.lines import Line, entries
from crm.reports.narrowed import Chosen
from crm.reports.period import KnownOn, Period
from crm.reports.scope import Scope
from crm.reports.sums import STAGES, Sums, add_up, of_lines

Cell = tuple[str, str]  # population, name of figure


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sums, the approvals, and (of a hub) the enquiries that the figures of some periods need."""

    sums: Sums
    standings: tuple[standing.Standing, ...]
    enquiries: tuple[distinct.Enquiry, ...] = ()
    only: Chosen | None = None  # of a narrowed report: what it is of
    _kept: dict[tuple[int, Period], Counter[Cell]] = field(default_factory=dict)

    def figures(self, counted: Period, agency_ids: Sequence[int]) -> dict[Cell, int]:
        """Every figure of these agencies in a period, but for those that cannot be added up across agencies."""
        total: Counter[Cell] = Counter()
        for agency_id in agency_ids:
            total.update(self._of_agency(agency_id, counted))
        return {
            (population, name): sum(total[member, name] for member in members)
            for population, members in MEMBERS.items()
            for name, figure in FIGURES.items()
            if figure.source != Source.DISTINCT
        }

    def distinct(self, counted: Period) -> dict[Cell, int]:
        """The households that enquired in the hub in a period, each once."""
        return {
            (population, name): len(distinct.first_of_each(self.enquiries, counted, members))
            for population, members in MEMBERS.items()
            for name, figure in FIGURES.items()
            if figure.source == Source.DISTINCT
        }

    def _of_agency(self, agency_id: int, counted: Period) -> Counter[Cell]:
        """The figures of one agency, each population apart, worked out once however many columns show them."""
        key = (agency_id, counted)
        if key not in self._kept:
            mine = [
                each
                for each in self.standings
                if each.agency_id == agency_id
                and (self.only is None or self.only.has(each.approval.journey_id, counted.last))
            ]
            held = standing.in_force(mine, counted.last)
            kept = Counter(each.approval.population for each in mine if each.begun_and_kept(counted))
            found: Counter[Cell] = Counter()
            for population in Population:
                for name, figure in FIGURES.items():
                    found[population, name] = self._read(figure, agency_id, population, counted, held)
                found[population, "approved_and_still_active"] = kept[population]
            self._kept[key] = found
        return self._kept[key]

    def _read(
        self,
        figure: Figure,
        agency_id: int,
        population: Population,
        counted: Period,
        held: Mapping[tuple[int, str, str], int],
    ) -> int:
        if figure.source == Source.ENTRIES:
            return figure.sign * self.sums.within(counted, figure.what, population, agency_id)
        if figure.source not in (Source.OPENING, Source.CLOSING, Source.NET):
            return 0
        opening = self.sums.before(counted.first, figure.book, population, agency_id)
        if figure.source == Source.OPENING:
            return opening
        closing = held[agency_id, figure.book, population]
        return closing if figure.source == Source.CLOSING else closing - opening


def read(scope: Scope, periods: Sequence[Period], known_on: KnownOn) -> Evidence:
    """What the figures of these periods need, as known on a day; each period has begun by it."""
    before, agency_ids = known_on.before, scope.agency_ids
    return Evidence(
        sums=_sums(scope, periods, known_on),
        standings=standing.approvals(agency_ids, before),
        enquiries=distinct.enquiries(scope, periods, before) if scope.is_hub else (),
        only=narrowed.chosen(scope, before),
    )


def _sums(scope: Scope, periods: Sequence[Period], known_on: KnownOn) -> Sums:
    if not scope.narrowing:
        return add_up(periods, None if known_on.is_now else known_on.before, scope.agency_ids)
    return of_lines(periods, _entries(scope, periods, known_on))


def _entries(scope: Scope, periods: Sequence[Period], known_on: KnownOn) -> Iterator[tuple[Book, Line]]:
    """The entries that a narrowed report adds up: of stages its periods' own, as none is carried in."""
    before, last = known_on.before, max(each.last for each in periods)
    entry, bed = (cast(Table, each.__table__).c for each in (StageEntry, BedEntry))
    within = entry.effective_on.between(min(each.first for each in periods), last)
    asked = entry.kind.in_(STAGES), within
    for line in narrowed.lines(scope, before, entries(StageEntry, scope.agency_ids, asked, before, whose=False)):
        yield Book.STAGE, line
    for book in (Book.HOUSEHOLDS, Book.PLACES):
        moved = entries(
            BedEntry, scope.agency_ids, [bed.book == book, bed.effective_on <= last], before, whose=False
        )
        yield from ((book, line) for line in narrowed.lines(scope, before, moved))
        turned = narrowed.turned(scope, book, Period(date.min, last), before)
        yield from ((book, line) for line in turned)
