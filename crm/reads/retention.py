"""Who may leave: the signs of each household that fosters, each by a plain rule, with what one would do next.

Of what was raised about a household only those hear who may see it; for others that sign is not there at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey import retention
from crm.journey.ranges import Route
from crm.journey.retention import Known, Limits, Sign
from crm.people import support
from crm.people.concerns import may_see
from crm.people.merging import stands_for
from crm.people.placement_tables import Placement, Unavailability
from crm.people.tables import Household
from crm.reads import concerns, held, look, places_used, supervision, training
from crm.reads.filters import Filters
from crm.reads.fostering import Fostering, fostering
from crm.reads.noted import note_concerns, note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.register import settings

HOLDS = ("break", "illness", "service_hold", "allegation")  # reasons that are the carer's own, and not a child's
CLOCKS = ("RV-1", "TSD-1", "TSD-4")
MOST_EXPORTED = 5000  # households a file
STAY, SHUT = Placement.__table__.c, Unavailability.__table__.c


@dataclass(frozen=True, slots=True)
class Watched:
    """A household with its signs, and the reason and the end of its hold where that is one."""

    home: Fostering
    signs: tuple[Sign, ...]
    hold: str | None
    hold_until: date | None = None


@dataclass(frozen=True, slots=True)
class Watch(Paged):
    """A page of them, how many have each sign, and of how many households in all."""

    rows: tuple[Watched, ...]
    total: int
    page: int
    pages: int
    counts: Counter[str]
    of_all: int
    several: bool


@look
def listing(filters: Filters, sign: str, by: Actor) -> Watch:
    """A page of the households with a sign, those with most signs first; which were shown goes on record."""
    every, of_all = _every(filters, by)
    found = [each for each in every if sign in ("", *(one.code for one in each.signs))]
    page, pages = page_of(filters.page, len(found))
    rows = tuple(found[(page - 1) * PAGE : page * PAGE])
    note_look((each.home.reference for each in rows), (each.home.agency_id for each in rows), by)
    _told(rows, by)
    counts = Counter(one.code for each in every for one in each.signs)
    return Watch(rows, len(found), page, pages, counts, of_all, len(by.agency_ids) > 1)


@look
def export(filters: Filters, sign: str, reason: str, by: Actor) -> tuple[Watched, ...]:
    """The same as a file, MOST_EXPORTED at most; the asking goes on record, with why."""
    every, _ = _every(filters, by)
    found = tuple(each for each in every if sign in ("", *(one.code for one in each.signs)))[:MOST_EXPORTED]
    note_export((each.home.reference for each in found), (each.home.agency_id for each in found), by, reason=reason)
    _told(found, by, reason)
    return found


def _told(rows: Sequence[Watched], by: Actor, reason: str | None = None) -> None:
    """Put on record of whom it was told that something was raised: under the names that the register has."""
    told = [each.home for each in rows if any(one.code == retention.RAISED for one in each.signs)]
    note_concerns((home.reference for home in told), (home.agency_id for home in told), by, reason=reason)


def _every(filters: Filters, by: Actor) -> tuple[list[Watched], int]:
    """Every household with a sign, and how many were looked at. Whoever has given notice is leaving already."""
    today = clock.today()
    homes = {key: home for key, home in fostering(filters, by, today).items() if not home.notice}
    due = _due(by, today)
    visits = {each.home.id: each.last_on for each in supervision.of_homes(homes, by)}
    visiting = {homes[key].agency_id for key, last_on in visits.items() if last_on}
    asked, empty = support.oldest_open(by.agency_ids), empty_since(homes, by.agency_ids, today)
    shut = _shut(by.agency_ids, today)
    raised = concerns.counted(by) if may_see(by) else Counter[int]()
    limits = {each: _limits(each, today) for each in by.agency_ids}
    lapsed = _lapsed(homes, by.agency_ids, today)
    found = []
    for key, home in homes.items():
        known = Known(
            visited_on=visits[key],
            unvisited_since=home.approved_on if home.agency_id in visiting else None,
            empty_since=empty.get(key),
            review_by=due.get((key, "RV-1")),
            support_since=asked.get(key),
            hold_since=shut[key][0] if key in shut else None,
            raised=raised[key],
            standards_by=due.get((key, "TSD-1")) or due.get((key, "TSD-4")),
            lapsed_on=lapsed.get(key),
        )
        if signs := retention.signs(known, limits[home.agency_id], today):
            is_held = any(each.code == retention.ON_HOLD for each in signs)
            found.append(Watched(home, signs, *(shut[key][1:] if is_held else (None,))))
    return sorted(found, key=lambda each: (-len(each.signs), _oldest(each), each.home.reference)), len(homes)


def _oldest(row: Watched) -> date:
    return min((each.since for each in row.signs if each.since), default=date.max)


def _limits(agency_id: int, today: date) -> Limits:
    def of(name: str) -> int:
        return int(settings.value(name, agency_id, today))

    return Limits(
        placement_months=of("watch_placement_months"),
        visit_weeks=of("watch_visit_weeks"),
        support_days=of("watch_support_days"),
        hold_days=of("watch_hold_days"),
    )


def _due(by: Actor, today: date) -> dict[tuple[int, str], date]:
    """The days of the law's clocks that are watched, by household and rule; not what nobody ever recorded."""
    which = held.NOW.agency_id.in_(by.agency_ids)
    rows = held.held(which, by.agency_ids, today, held.CLOCK.rule.in_(CLOCKS))
    return {
        (household_id, running.rule): running.due_on
        for household_id, _agency, _way, running in rows
        if running.rule in CLOCKS and not running.silent
    }


def empty_since(homes: dict[int, Fostering], agency_ids: Collection[int], today: date) -> dict[int, date]:
    """Since when no child has lived with each; of agencies that record placements; not of relatives."""
    keeping = places_used.keeping(agency_ids)
    home = stands_for().label("home")
    chosen = select(home, STAY.from_on, STAY.to_on).join(Household, Household.id == STAY.household_id)
    stays = chosen.where(STAY.agency_id.in_(keeping), STAY.removed_at.is_(None), STAY.from_on <= today)
    left: dict[int, date] = {}
    there: set[int] = set()
    for row in db.session.execute(stays):
        if row.to_on is None or row.to_on > today:
            there.add(row.home)
        else:
            left[row.home] = max(row.to_on, left.get(row.home, date.min))
    return {
        key: max(each.approved_on, left.get(key, date.min))
        for key, each in homes.items()
        if key not in there and each.agency_id in keeping and each.route != Route.KINSHIP
    }


def _lapsed(homes: dict[int, Fostering], agency_ids: Collection[int], today: date) -> dict[int, date]:
    """The first day on which a course of one of the carers held no longer."""
    found: dict[int, date] = {}
    for agency_id in agency_ids:
        own = [key for key, home in homes.items() if home.agency_id == agency_id]
        gone = training.lapsed(own, agency_id, today)
        found |= {key: min(each.lapses for each in lapses) for key, lapses in gone.items()}
    return found


def _shut(agency_ids: Collection[int], today: date) -> dict[int, tuple[date, str, date | None]]:
    """Since when a household has been on hold, why, and until when: the oldest hold that still runs."""
    home = stands_for().label("home")
    chosen = select(home, SHUT.from_on, SHUT.reason, SHUT.to_on).join(Household, Household.id == SHUT.household_id)
    running = SHUT.from_on <= today, or_(SHUT.to_on.is_(None), SHUT.to_on > today)
    chosen = chosen.where(
        SHUT.agency_id.in_(agency_ids), SHUT.removed_at.is_(None), SHUT.reason.in_(HOLDS), *running
    )
    found: dict[int, tuple[date, str, date | None]] = {}
    for row in db.session.execute(chosen.order_by(SHUT.from_on, SHUT.id)):
        found.setdefault(row.home, (row.from_on, row.reason, row.to_on))
    return found
