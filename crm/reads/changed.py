"""Why a report has changed: each figure that differs with its households, who recorded what, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import or_, select

from crm import audit, clock
from crm.actor import Actor
from crm.extensions import db
from crm.ledger.tables import EventRecord, TieRecord
from crm.reads import choices, look
from crm.reads.named_lines import CHUNK, Named, named, visible
from crm.reads.names import names_of
from crm.reports.differences import Difference, Reading
from crm.reports.lines import holders
from crm.reports.rows import Row

Marks = tuple[int, int]


@dataclass(frozen=True, slots=True)
class News:
    """What somebody recorded of a household: `reason` is a correction's."""

    what: str
    on: date
    recorded_at: datetime
    recorded_by: str
    correction: bool
    withdrawn: bool
    loaded: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class HouseholdSeen:
    """A household behind a difference: what it counted for then and what it counts for now, and the news of it.

    Without news: `joined` if records were merged or parted since, `effective` if it was known and has taken effect.
    """

    household: Named
    then: int
    now: int
    news: tuple[News, ...]
    joined: bool
    effective: bool


@dataclass(frozen=True, slots=True)
class DifferenceSeen:
    """A difference, with the households that one may see; `hidden` are those that one may not."""

    difference: Difference
    households: tuple[HouseholdSeen, ...]
    hidden: int


@dataclass(frozen=True, slots=True)
class _Behind:
    """What a household's rows behind a difference came to."""

    agency_id: int
    household_id: int
    gone: tuple[Row, ...]
    came: tuple[Row, ...]


@look
def changed(
    found: Sequence[Difference], about: str, then: Reading, now: Reading, by: Actor, reason: str = ""
) -> tuple[DifferenceSeen, ...]:
    """These differences with their households; the references shown go on record (T44).

    `about` is what is compared, and `reason` what the file is for, if they leave in one; `then` and `now` say since
    when, and until when, what was recorded is news.
    """
    since = then.marks or (0, 0)
    journeys = sorted({row.journey for each in found for row in (*each.gone, *each.came)})
    homes = holders(journeys)
    told = _news(journeys, since, clock.end_of_day(then.known_on), now.marks)
    joined = _joined(journeys, since, now.marks)
    behind = [_by_household(each, homes) for each in found]
    seen = [visible(each, by) for each in behind]
    names = named(each.household_id for every in seen for each in every)
    shown = tuple(
        DifferenceSeen(
            difference,
            tuple(_seen(one, names[one.household_id], told, joined, then.known_on) for one in mine),
            len(every) - len(mine),
        )
        for difference, every, mine in zip(found, behind, seen, strict=True)
    )
    references = sorted({one.household.reference for each in shown for one in each.households})
    if references:
        agency_id = by.agency_ids[0] if len(by.agency_ids) == 1 else None
        counted = f"{about}: {len(references)} households"
        audit.record(
            by, "figure.restated", agency_id=agency_id, fields=references, about=counted, reason=reason or None
        )
    return shown


def _by_household(difference: Difference, homes: dict[int, int]) -> list[_Behind]:
    """The rows of a difference by the household that holds their journey now, whose record one can open."""
    found: defaultdict[tuple[int, int], tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    for side, rows in enumerate((difference.gone, difference.came)):
        for row in rows:
            found[row.agency, homes.get(row.journey, row.household)][side].append(row)
    return [_Behind(*key, tuple(gone), tuple(came)) for key, (gone, came) in found.items()]


def _seen(
    one: _Behind, home: Named, told: dict[int, list[EventRecord]], joined: Collection[int], known_on: date
) -> HouseholdSeen:
    rows = (*one.gone, *one.came)
    every = [each for journey in sorted({row.journey for row in rows}) for each in told.get(journey, ())]
    gone, came = ({row.event for row in side} for side in (one.gone, one.came))
    direct = [each for each in every if each.id in came or each.corrects_id in gone]
    names = names_of(each.recorded_by for each in direct or every)
    return HouseholdSeen(
        household=home,
        then=sum(row.quantity for row in one.gone),
        now=sum(row.quantity for row in one.came),
        news=tuple(_one_news(each, names) for each in direct or every),
        joined=any(row.journey in joined for row in rows),
        effective=any(row.on > known_on.isoformat() for row in one.came),
    )


def _one_news(event: EventRecord, names: Any) -> News:
    reason = choices.of_agency(event.agency_id).said("correction_reasons", event.reason) if event.reason else None
    return News(
        what=event.kind,
        on=event.happened_on,
        recorded_at=event.recorded_at,
        recorded_by=names[event.recorded_by],
        correction=event.corrects_id is not None,
        withdrawn=event.kind == "withdrawn",
        loaded=event.batch_id is not None,
        reason=reason,
    )


def _news(
    journeys: Sequence[int], since: Marks, day_ended: datetime, until: Marks | None
) -> dict[int, list[EventRecord]]:
    """What was recorded of these journeys after one reading and before the other, in order.

    Its number is higher, or it was recorded later than the day of which the first tells: a report of a past day can
    be frozen, and history can be loaded as of an earlier moment.
    """
    found: defaultdict[int, list[EventRecord]] = defaultdict(list)
    for chunk in _chunks(journeys):
        later = or_(EventRecord.id > since[0], EventRecord.recorded_at >= day_ended)
        wanted = select(EventRecord).where(EventRecord.journey_id.in_(chunk), later)
        if until is not None:
            wanted = wanted.where(EventRecord.id <= until[0])
        for event in db.session.scalars(wanted):
            found[event.journey_id].append(event)
    return {journey: sorted(each, key=attrgetter("id")) for journey, each in found.items()}


def _joined(journeys: Sequence[int], since: Marks, until: Marks | None) -> set[int]:
    """Those of these journeys that were given to another household in between."""
    found: set[int] = set()
    for chunk in _chunks(journeys):
        wanted = select(TieRecord.journey_id).where(TieRecord.journey_id.in_(chunk), TieRecord.id > since[1])
        if until is not None:
            wanted = wanted.where(TieRecord.id <= until[1])
        found |= set(db.session.scalars(wanted))
    return found


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))
