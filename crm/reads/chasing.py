"""The checks of every application under way that somebody is waited for, or that hold no longer: whom to chase."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey.checks import Standing
from crm.journey.events import ApplicationReceived
from crm.people import checks as kept
from crm.people.check_tables import CheckEntry
from crm.reads import look, numbers, ways, work
from crm.reads.checks import answer_by
from crm.reads.filters import HOME, Filters, at_home
from crm.reads.items import Home
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.sharing import within
from crm.register import settings
from crm.register.tables import Agency

# Which checks are shown. CHASED are those for which somebody is waited, or that do not hold much longer.
OVERDUE, WAITING, EXPIRING, TO_READ, TO_DO, ALL = "overdue", "waiting", "expiring", "read", "to_do", "all"
SHOWN = (OVERDUE, WAITING, EXPIRING, TO_READ, TO_DO)
CHASED = frozenset({OVERDUE, WAITING, EXPIRING})
SORTS = ("due", "reference", "asked")
MOST_EXPORTED = 5000  # checks a file
ASKED = ("requested", "chased")


@dataclass(frozen=True, slots=True)
class Open:
    """A check of somebody that is not in order, or not for long: `kinds` are those of SHOWN that it is.

    `due_on` is the day by which an answer has to come, or until which it holds; None where nothing was asked for.
    """

    household_id: int
    journey_id: int
    reference: str
    standing: Standing
    state: str
    due_on: date | None
    kinds: frozenset[str]

    @property
    def asked_on(self) -> date | None:
        """The day on which somebody was last asked."""
        return self.standing.chased_on or self.standing.requested_on

    @property
    def waits(self) -> bool:
        """Whether an answer is waited for, so that one can chase it."""
        return self.state in ASKED


@dataclass(frozen=True, slots=True)
class Line:
    """A check with its household, and the number of its journey."""

    home: Home
    number: int
    open: Open


@dataclass(frozen=True, slots=True)
class ChasingSeen(Paged):
    """A page of the list, how many there are in all, and how many of each kind."""

    rows: tuple[Line, ...]
    total: int
    page: int
    pages: int
    counts: Counter[str]
    groups: tuple[str, ...]


@look
def listing(filters: Filters, shown: str, by: Actor) -> ChasingSeen:
    """A page of the checks that the filters leave; which households were shown goes on record in one row.

    `shown` is one of SHOWN, ALL, or empty for what is to be chased.
    """
    every = list(_every(filters, by))
    of_group = [each for each in every if filters.stage in ("", each.standing.line.group)]
    found = _sorted([each for each in of_group if _is_shown(each, shown)], filters)
    page, pages = page_of(filters.page, len(found))
    rows = _lines(found[(page - 1) * PAGE : page * PAGE], by)
    note_look((line.home.reference for line in rows), (line.home.agency_id for line in rows), by)
    counts = Counter(kind for each in of_group for kind in each.kinds)
    groups = tuple(dict.fromkeys(each.standing.line.group for each in every))
    return ChasingSeen(rows, len(found), page, pages, counts, tuple(sorted(groups)))


@look
def export(filters: Filters, shown: str, reason: str, by: Actor) -> tuple[Line, ...]:
    """The same as a file, MOST_EXPORTED checks at most; the asking goes on record, with why."""
    found = [each for each in _every(filters, by) if filters.stage in ("", each.standing.line.group)]
    rows = _lines(_sorted([each for each in found if _is_shown(each, shown)], filters)[:MOST_EXPORTED], by)
    whose = (line.home.agency_id for line in rows)
    note_export((line.home.reference for line in rows), whose, by, reason=reason)
    return rows


def _every(filters: Filters, by: Actor) -> Iterator[Open]:
    """Every check of the applications that the filters leave, in a constant number of queries."""
    today = clock.today()
    which = _applied(filters, by)
    going_on = ways.under_way(which)
    journeys = ways.journeys(which, going_on)
    people = kept.known_of(select(ways.WAY.household_id).where(which))
    entries = _entries(which)
    homes = {row.id: row for row in db.session.execute(_homes(list(going_on)))}
    for household_id, found in going_on.items():
        home = homes[household_id]
        given = settings.of(home.agency_id)
        whom = kept.people_from(*people[household_id], given, today)
        for way in found:
            if (journey := journeys.get(way.journey_id)) is None or filters.route not in ("", way.route):
                continue
            for standing in kept.lines_of(journey, today, entries[way.journey_id], given, whom):
                if one := _open(standing, household_id, way.journey_id, home.reference, given, today):
                    yield one


def _open(
    standing: Standing, household_id: int, journey_id: int, reference: str, given: kept.Given, today: date
) -> Open | None:
    """A check that is not in order, or will not be for long; None for all others."""
    state = standing.state(today)
    if not standing.needed(today) or standing.line.event or state in ("waived", "not_needed", "covered"):
        return None
    due_on, kinds = None, set()
    if state in ASKED:
        asked_on = standing.chased_on or standing.requested_on or today
        due_on = answer_by(standing) or asked_on + timedelta(days=given.value("check_chase_days", today))
        kinds = {WAITING, *((OVERDUE,) if due_on < today else ())}
    elif state in ("expired", "met"):
        last = today + timedelta(days=given.value("check_expiry_days", today))
        if standing.expires_on is None or standing.expires_on > last:
            return None
        due_on = standing.expires_on
        kinds = {EXPIRING, *((OVERDUE,) if due_on < today else ())}
    elif state == "to_do":
        kinds = {TO_DO} if standing.line.mandatory else set()
    else:
        kinds = {TO_READ}
    return Open(household_id, journey_id, reference, standing, state, due_on, frozenset(kinds)) if kinds else None


def _applied(filters: Filters, by: Actor) -> ColumnElement[bool]:
    """The journeys under way with an application, of the households that the filters leave."""
    event = ways.EVENT
    applied = select(event.journey_id).where(
        event.agency_id.in_(by.agency_ids), event.kind == ApplicationReceived.kind
    )
    homes = select(HOME.id).where(
        HOME.agency_id.in_(by.agency_ids), HOME.merged_into_id.is_(None), within(by), *at_home(filters, by)
    )
    if filters.agency:
        homes = homes.where(HOME.agency_id.in_(select(Agency.id).where(Agency.slug == filters.agency)))
    own = ways.WAY.agency_id.in_(by.agency_ids)
    return own & ways.WAY.journey_id.in_(applied) & ways.WAY.household_id.in_(homes)


def _homes(household_ids: Sequence[int]) -> Any:
    return select(HOME.id, HOME.agency_id, HOME.reference).where(HOME.id.in_(household_ids))


def _entries(which: ColumnElement[bool]) -> defaultdict[int, list[CheckEntry]]:
    """All that was done about their checks, by journey, in the order of recording."""
    found: defaultdict[int, list[CheckEntry]] = defaultdict(list)
    own = select(ways.WAY.journey_id).where(which)
    for row in db.session.scalars(select(CheckEntry).where(CheckEntry.journey_id.in_(own)).order_by(CheckEntry.id)):
        found[row.journey_id].append(row)
    return found


def _is_shown(each: Open, shown: str) -> bool:
    return shown == ALL or (shown in each.kinds if shown else bool(each.kinds & CHASED))


def _sorted(found: list[Open], filters: Filters) -> list[Open]:
    def order(each: Open) -> tuple[Any, ...]:
        near = (each.due_on or date.max, each.reference, each.standing.line.rule, each.standing.person.key)
        if filters.sort == "due":
            return near
        return (each.reference, *near) if filters.sort == "reference" else (each.asked_on or date.max, *near)

    return sorted(found, key=order, reverse=filters.descending)


def _lines(found: Sequence[Open], by: Actor) -> tuple[Line, ...]:
    homes = work.homes([each.household_id for each in found], by)
    known = numbers.of_journeys(set(homes))
    return tuple(Line(homes[each.household_id], known.get(each.journey_id, 0), each) for each in found)
