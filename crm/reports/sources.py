"""Where they came from, period view: what happened in a period by the source, campaign and employer of the enquiry.

Each journey has those of its own enquiry, as corrected by the known-on day; what has none is a part of its own, so
that the parts of each make the report's totals. Places of the period's approvals are kept, lost, or not yet 12
months old. Of those nothing is said, whatever has become of them, lest early losses alone make the share.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy import Table, select

from crm import clock
from crm.extensions import db
from crm.journey.beds import Book, Cause
from crm.journey.events import MARKS, ApplicationReceived, EnquiryReceived, VisitCompleted
from crm.journey.history import Row
from crm.journey.history import standing as what_stands
from crm.journey.household import Journey
from crm.journey.ranges import Population
from crm.ledger.cluster import as_row
from crm.ledger.tables import BedEntry, EventRecord, StageEntry
from crm.reports import in_play, narrowed, standing
from crm.reports.figures import NOT_RECORDED, Figure
from crm.reports.kept import Heirs, year_after
from crm.reports.lines import AT_ONCE, Line, besides, entries
from crm.reports.period import KnownOn, Period
from crm.reports.scope import Scope
from crm.reports.standing import Standing
from crm.reports.steps import BY

BED, ENTRY, EVENT = (cast(Table, each.__table__).c for each in (BedEntry, StageEntry, EventRecord))
STAGED = {
    EnquiryReceived.kind: "enquiries",
    VisitCompleted.kind: "visits",
    ApplicationReceived.kind: "applications",
}
APPROVING = (Cause.NEW_APPROVAL, Cause.TRANSFER_IN)
KEPT, LOST, YOUNG = "places_kept", "places_lost", "places_not_yet"
LATER = "twelve_months_later"  # what counts in them: the day a year after the decision
TOLD = (EnquiryReceived.kind, *(mark.kind for mark in MARKS))
TICK = timedelta(microseconds=1)

About = tuple[str, str]  # by what, and which: a code, or a name folded together; NOT_RECORDED where there is none


@dataclass(frozen=True, slots=True)
class Sources:
    """How much of each line each source, campaign and employer has, by population; and how names are written."""

    counts: Mapping[tuple[Population, About, str], int]
    written: Mapping[About, str]

    def value(self, populations: Collection[str], about: About, line: str) -> int:
        """How many of a line these populations have."""
        return sum(self.counts.get((Population(each), about, line), 0) for each in populations)

    def about(self, population: str, by: str) -> list[About]:
        """Those in which anything of a population stands, by name, and last what is not recorded."""
        found = {about for each, about, _ in self.counts if each == population and about[0] == by}
        return sorted(found, key=lambda about: (about[1] == NOT_RECORDED, self.name(about).casefold()))

    def name(self, about: About) -> str:
        """How a campaign or an employer is mostly written; a source's code."""
        return self.written.get(about, about[1])


def read(scope: Scope, period: Period, known_on: KnownOn) -> Sources | None:
    """The block alone."""
    return sources(scope, period, known_on, standing.approvals(scope.agency_ids, known_on.before))


def sources(scope: Scope, period: Period, known_on: KnownOn, standings: Sequence[Standing]) -> Sources | None:
    """The block of a period; None where nothing of it can be known yet."""
    if not known_on.begun(period):
        return None
    counts: Counter[tuple[Population, About, str]] = Counter()
    counted, before = known_on.counted(period), known_on.before
    found = list(happened(scope, counted, before, standings, whose=False))
    read = in_play.of_agencies(scope.agency_ids, counted, before)
    said, written = _said({line.journey_id for _, line in found}, read, before)
    alike: Counter[tuple[str, tuple[About, ...], str]] = Counter()
    for name, line in found:
        alike[line.population, said[line.journey_id], name] += line.quantity
    for (population, abouts, name), quantity in alike.items():
        for about in abouts:
            counts[Population(population), about, name] += quantity
    return Sources(counts, written)


def lines(
    scope: Scope,
    figure: Figure,
    abouts: Collection[About],
    counted: Period,
    before: datetime,
    standings: Sequence[Standing],
) -> Iterator[Line]:
    """What is behind one of these numbers: of what stands in enquiries for what it is about."""
    for about, name, line in told(scope, counted, before, standings):
        if about in abouts and name == figure.line:
            yield line


def told(
    scope: Scope, counted: Period, before: datetime, standings: Sequence[Standing]
) -> Iterator[tuple[About, str, Line]]:
    """Every line of the block: it stands once in each of BY."""
    found = list(happened(scope, counted, before, standings))
    said, _ = _said({line.journey_id for _, line in found}, {}, before)
    for name, line in found:
        for about in said[line.journey_id]:
            yield about, name, line


def happened(
    scope: Scope,
    counted: Period,
    before: datetime,
    standings: Sequence[Standing],
    *,
    whose: bool = True,
    among: Sequence[int] | None = None,
) -> Iterator[tuple[str, Line]]:
    """What happened in a period: the entries that the report's own totals add up, with the name of their line.

    `among`: of these journeys only.
    """
    yield from staged(scope, counted, before, whose=whose, among=among)
    yield from homes(scope, counted, before, standings, whose=whose, among=among)


def staged(
    scope: Scope, counted: Period, before: datetime, *, whose: bool = True, among: Sequence[int] | None = None
) -> Iterator[tuple[str, Line]]:
    """The stages that were reached in a period; `among`: of these journeys only."""
    within = besides(ENTRY.kind, among).in_(STAGED), ENTRY.effective_on.between(counted.first, counted.last)
    found = entries(StageEntry, scope.agency_ids, within, before, whose=whose, among=among)
    for line in narrowed.lines(scope, before, found):
        yield STAGED[line.what], line


def homes(
    scope: Scope,
    counted: Period,
    before: datetime,
    standings: Sequence[Standing],
    *,
    whose: bool = True,
    among: Sequence[int] | None = None,
) -> Iterator[tuple[str, Line]]:
    """The period's approvals with their places, and which of those were kept; `among`: of these journeys only."""
    begun = BED.cause.in_(APPROVING), BED.effective_on.between(counted.first, counted.last)

    def posted(book: Book) -> Iterable[Line]:
        asked = (besides(BED.book, among) == book, *begun)
        found = entries(BedEntry, scope.agency_ids, asked, before, whose=whose, among=among)
        return narrowed.lines(scope, before, found)

    for line in posted(Book.HOUSEHOLDS):
        yield "approvals", line
    heirs, day = Heirs(standings), clock.day_of(before - TICK)
    for line in posted(Book.PLACES):
        yield "places", line
        yield from _kept(line, heirs, day)


def _kept(line: Line, heirs: Heirs, day: date) -> Iterator[tuple[str, Line]]:
    """The places of an approval once it is 12 months old: at most as many as it began with."""
    on = year_after(line.on)
    later = replace(line, what=LATER, on=on)
    if on > day:
        yield YOUNG, later
        return
    approval = heirs.of(line.journey_id)
    left = heirs.places_on(approval, on) if approval else 0
    kept = min(line.quantity, left)
    for name, places in ((KEPT, kept), (LOST, line.quantity - kept)):
        if places:
            yield name, replace(later, quantity=places)


def _said(
    journey_ids: Collection[int], read: Mapping[int, Journey], before: datetime
) -> tuple[dict[int, tuple[About, ...]], dict[About, str]]:
    """What the enquiry of each journey says of where they came from; and how names are mostly written.

    `read`: journeys whose events have been read already.
    """
    stand: dict[int, Sequence[Row]] = {each.id: each.rows for each in read.values()}
    stand |= enquiries_of([each for each in sorted(journey_ids) if each not in read], before)
    said: dict[int, tuple[About, ...]] = {}
    spelt: defaultdict[About, Counter[str]] = defaultdict(Counter)
    for journey_id in sorted(journey_ids):
        rows = stand.get(journey_id, ())
        event = next((row.event for row in rows if isinstance(row.event, EnquiryReceived)), None)
        texts = {by: " ".join((getattr(event, by, None) or "").split()) for by in BY}
        said[journey_id] = tuple((by, text.casefold() or NOT_RECORDED) for by, text in texts.items())
        for about, text in zip(said[journey_id], texts.values(), strict=True):
            spelt[about][text] += bool(text)
    written = {about: min(texts, key=lambda text: (-texts[text], text)) for about, texts in spelt.items()}
    return said, {about: text for about, text in written.items() if text}


def enquiries_of(journey_ids: Sequence[int], before: datetime) -> dict[int, Sequence[Row]]:
    """The enquiries of these journeys, as they stood at a moment."""
    rows: defaultdict[int, list[Row]] = defaultdict(list)
    for start in range(0, len(journey_ids), AT_ONCE):
        some = EVENT.journey_id.in_(journey_ids[start : start + AT_ONCE])
        chosen = select(*EVENT).where(some, EVENT.kind.in_(TOLD), EVENT.recorded_at < before)
        for record in db.session.execute(chosen.order_by(EVENT.id)):
            rows[record.journey_id].append(as_row(record))
    return {journey_id: what_stands(own) for journey_id, own in rows.items()}
