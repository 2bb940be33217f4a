"""What stands beside the books at the end of a period, and is in no sum of them: memo lines (B-4, B-8, B-14)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import Select, Table, func, select

from crm.extensions import db
from crm.journey.beds import Book
from crm.journey.events import MARKS, ApprovalRefused, Event, HouseholdApproved, JourneyClosed, JourneyReopened
from crm.journey.history import Row, standing
from crm.journey.household import OF_APPROVAL, Journey
from crm.journey.kinship import ADOPTER, adopters
from crm.journey.kinship_events import ADOPTERS, AdopterApprovedForChild
from crm.journey.ranges import Population, Route
from crm.journey.temporary import Temporary, temporaries
from crm.journey.temporary_events import TEMPORARY, TemporarilyApproved
from crm.ledger.cluster import OF_A_ROW, as_row
from crm.ledger.tables import BedEntry, EventRecord, TieRecord
from crm.reports import narrowed, notice
from crm.reports.notice import Leaving
from crm.reports.period import KnownOn, Period
from crm.reports.scope import Scope

BED, EVENT, TIE = (cast(Table, each.__table__).c for each in (BedEntry, EventRecord, TieRecord))
GIVEN = (TemporarilyApproved.kind, AdopterApprovedForChild.kind)
# What a temporary approval is made of, and what ends it; what else a journey holds does not move it.
ENDS = (HouseholdApproved, ApprovalRefused, JourneyClosed, JourneyReopened)
MADE_OF: tuple[type[Event], ...] = (*TEMPORARY, *ADOPTERS, *ENDS, *MARKS)
KINDS = tuple(each.kind for each in MADE_OF)
OF_KINDS = (EVENT.kind + "").in_(KINDS)  # as it stands, SQLite reads every event of the kinds


@dataclass(frozen=True, slots=True)
class Memo:
    """At the end of a period, as known on a day.

    Relatives approved for a time (reg 24) and adopters who foster a child (reg 25A) are in no book (B-8).
    Households for short breaks only are in the mainstream book, and give no full-time bed (B-14). Who gave notice
    still counts, and will not (B-4).
    """

    on: date
    temporary_households: int = 0
    temporary_children: int = 0
    adopter_households: int = 0
    adopter_children: int = 0
    short_break_households: int = 0
    short_break_places: int = 0
    leaving: tuple[Leaving, ...] = ()


def memo(scope: Scope, period: Period, known_on: KnownOn) -> Memo | None:
    """The memo lines of a period, as known on a day; None where nothing of it can be known yet."""
    if not known_on.begun(period):
        return None
    day = known_on.counted(period).last
    only = narrowed.chosen(scope, known_on.before)
    stand = [
        (home, each)
        for journey_id, home, each in _temporary(scope, known_on)
        if each.holds(day) and (only is None or only.has(journey_id, day))
    ]
    kin = [(home, each) for home, each in stand if each.regulation != ADOPTER]
    adopting = [(home, each) for home, each in stand if each.regulation == ADOPTER]
    breaks = _short_breaks(scope, day, known_on)
    return Memo(
        on=day,
        temporary_households=len({home for home, _ in kin}),
        temporary_children=_children(kin),
        adopter_households=len({home for home, _ in adopting}),
        adopter_children=_children(adopting),
        short_break_households=breaks.get(Book.HOUSEHOLDS, 0),
        short_break_places=breaks.get(Book.PLACES, 0),
        leaving=notice.running(scope, period, known_on),
    )


def _children(found: Iterable[tuple[int, Temporary]]) -> int:
    return len({(home, child.upper()) for home, each in found for child in each.children})


def _temporary(scope: Scope, known_on: KnownOn) -> list[tuple[int, int, Temporary]]:
    """Every temporary approval that was known, with its journey and the household that has it."""
    known = EVENT.agency_id.in_(scope.agency_ids), EVENT.recorded_at < known_on.before
    given = select(EVENT.journey_id).where(*known, EVENT.kind.in_(GIVEN))
    # Found by their journeys: naming agency and kinds first would have SQLite read all of its approvals.
    chosen = select(*OF_A_ROW).where(EVENT.recorded_at < known_on.before, OF_KINDS, EVENT.journey_id.in_(given))
    rows: defaultdict[int, list[Row]] = defaultdict(list)
    for record in db.session.execute(chosen.order_by(EVENT.id)):
        rows[record.journey_id].append(as_row(record))
    tied = TIE.journey_id.in_(given), TIE.recorded_at < known_on.before
    ties = select(TIE.journey_id, TIE.household_id).where(*tied)
    home = {row.journey_id: row.household_id for row in db.session.execute(ties.order_by(TIE.id))}
    elsewhere = _approvals(given, known_on) if home else {}
    found: list[tuple[int, int, Temporary]] = []
    for journey_id, own in rows.items():
        others = tuple(each for each in elsewhere.get(home[journey_id], ()) if each.journey_id != journey_id)
        journey = Journey(journey_id, own[0].route, tuple(standing(own)), others)
        found.extend((journey_id, home[journey_id], each) for each in (*temporaries(journey), *adopters(journey)))
    return found


def _approvals(given: Select[Any], known_on: KnownOn) -> Mapping[int, list[Row]]:
    """By household what says whom its approvals are for, as was known: of those with such a journey (`given`)."""
    homes = select(TIE.household_id).where(TIE.journey_id.in_(given))
    theirs = cast(Table, TieRecord.__table__).alias().c
    tied = theirs.household_id.in_(homes), theirs.recorded_at < known_on.before
    ties = db.session.execute(select(theirs.journey_id, theirs.household_id).where(*tied).order_by(theirs.id))
    of = {row.journey_id: row.household_id for row in ties}
    asked = EVENT.kind.in_([each.kind for each in (*OF_APPROVAL, *MARKS)]), EVENT.recorded_at < known_on.before
    chosen = select(*EVENT).where(*asked, EVENT.journey_id.in_(select(theirs.journey_id).where(*tied)))
    rows: defaultdict[int, list[Row]] = defaultdict(list)
    for record in db.session.execute(chosen.order_by(EVENT.id)):
        rows[record.journey_id].append(as_row(record))
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for journey_id, own in rows.items():
        found[of[journey_id]] += [row for row in standing(own) if isinstance(row.event, OF_APPROVAL)]
    return found


def _short_breaks(scope: Scope, day: date, known_on: KnownOn) -> Mapping[Any, int]:
    """What of the mainstream book households hold that were approved for short breaks only."""
    only = narrowed.chosen(scope, known_on.before)
    sums = select(BED.book, BED.journey_id, func.sum(BED.quantity)).where(
        BED.agency_id.in_(scope.agency_ids),
        BED.route == Route.SHORT_BREAK,
        BED.population == Population.MAINSTREAM,
        BED.effective_on <= day,
        BED.recorded_at < known_on.before,
    )
    found: Counter[Any] = Counter()
    for book, journey_id, total in db.session.execute(sums.group_by(BED.book, BED.journey_id)):
        if only is None or only.has(journey_id, day):
            found[book] += int(total)
    return found
