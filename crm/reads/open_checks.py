"""Checks that are not in order, or not for long, of many households at once: under way, and approved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey.checks import ADULT_AT, Standing
from crm.journey.deadlines import add_months
from crm.journey.events import ApplicationReceived
from crm.journey.routes import APPROVED, NOTICE
from crm.people import checks as kept
from crm.people import merging
from crm.people.check_tables import CheckEntry
from crm.people.profile_tables import HouseholdMember
from crm.people.tables import Household
from crm.reads import ways
from crm.reads.checks import answer_by
from crm.reads.filters import HOME, Filters, at_home
from crm.reads.sharing import within
from crm.reads.ways import NOW
from crm.register import settings
from crm.register.tables import Agency

OVERDUE, WAITING, EXPIRING, TO_READ, TO_DO = "overdue", "waiting", "expiring", "read", "to_do"  # what one may be
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
    applied_on: date | None = None  # of an application under way

    @property
    def asked_on(self) -> date | None:
        """The day on which somebody was last asked."""
        return self.standing.chased_on or self.standing.requested_on

    @property
    def waits(self) -> bool:
        """Whether an answer is waited for, so that one can chase it."""
        return self.state in ASKED


def of_applications(filters: Filters, by: Actor) -> Iterator[Open]:
    """Every such check of the applications that the filters leave, in a constant number of queries."""
    today = clock.today()
    which = _applied(filters, by)
    going_on = ways.under_way(which)
    journeys = ways.journeys(which, going_on)
    people = kept.known_of(select(ways.WAY.household_id).where(which))
    entries = _entries(select(ways.WAY.journey_id).where(which))
    homes = {row.id: row for row in db.session.execute(_homes(list(going_on)))}
    for household_id, found in going_on.items():
        home = homes[household_id]
        given = settings.of(home.agency_id)
        whom = kept.people_from(*people[household_id], given, today)
        for way in found:
            if (journey := journeys.get(way.journey_id)) is None or filters.route not in ("", way.route):
                continue
            applied = journey.first(ApplicationReceived)
            for standing in kept.lines_of(journey, today, entries[way.journey_id], given, whom):
                if one := _open(standing, household_id, way.journey_id, home.reference, given, today):
                    yield replace(one, applied_on=applied.event.happened_on if applied else None)


def of_approved(filters: Filters, by: Actor) -> Iterator[Open]:
    """Every such check of the approved households that the filters leave (S2-11): what runs out or was asked for
    again, and those of whoever turned 18 or moved in since. What an approval did without, nobody is chased for."""
    today = clock.today()
    which = _approved(filters, by, today)
    own = select(NOW.journey_id).where(which)
    columns = (NOW.household_id, NOW.agency_id, NOW.journey_id, NOW.route, NOW.approved_on, HOME.reference)
    rows = db.session.execute(
        select(*columns).join(Household.__table__, HOME.id == NOW.household_id).where(which)
    ).all()
    journeys = ways.decided_journeys(own, rows, {ApplicationReceived.kind})
    people, entries = kept.known_of(select(NOW.household_id).where(which)), _entries(own)
    for row in rows:
        if (journey := journeys.get(row.journey_id)) is None or filters.route not in ("", row.route):
            continue
        given = settings.of(row.agency_id)
        whom = kept.people_from(*people[row.household_id], given, today)
        new = _moved_in(people[row.household_id][1], row.approved_on)
        for standing in kept.lines_of(journey, today, entries[row.journey_id], given, whom):
            grown_up = standing.needed_from is not None and standing.needed_from > row.approved_on
            if standing.state(today) != "to_do" or grown_up or standing.person.key in new:
                one = _open(standing, row.household_id, row.journey_id, row.reference, given, today)
                if one:
                    yield one


def _approved(filters: Filters, by: Actor, today: date) -> ColumnElement[bool]:
    """Households approved after an application, of which a check may run out, be awaited or be new."""
    last = max((today + timedelta(days=_ahead(each, today)) for each in by.agency_ids), default=today)
    entry = CheckEntry.__table__.c
    awaited = and_(entry.act.in_(ASKED), entry.happened_on >= NOW.approved_on)
    theirs = select(entry.id).where(
        entry.journey_id == NOW.journey_id, entry.taken_back_at.is_(None), or_(entry.expires_on <= last, awaited)
    )
    grown = (
        select(merging.stands_for())
        .join_from(HouseholdMember, Household)
        .where(
            HouseholdMember.lives_here,
            HouseholdMember.removed_at.is_(None),
            or_(
                HouseholdMember.born_on <= add_months(today, -ADULT_AT),
                HouseholdMember.moved_in_on.is_not(None),
            ),
        )
    )
    applied = select(ways.EVENT.id).where(
        ways.EVENT.journey_id == NOW.journey_id, ways.EVENT.kind == ApplicationReceived.kind
    )
    return and_(
        NOW.agency_id.in_(by.agency_ids),
        NOW.stage.in_((APPROVED, NOTICE)),
        or_(NOW.ends_on.is_(None), NOW.ends_on > today),
        NOW.household_id.in_(_left(filters, by)),
        applied.exists(),
        or_(theirs.exists(), NOW.household_id.in_(grown)),
    )


def _moved_in(members: Sequence[HouseholdMember], approved_on: date) -> frozenset[str]:
    """Whoever lives there since a day after the approval, as checks name them."""
    return frozenset(
        f"member-{each.id}" for each in members if each.moved_in_on is not None and each.moved_in_on > approved_on
    )


def _ahead(agency_id: int, today: date) -> int:
    return int(settings.value("check_expiry_days", agency_id, today))


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
    own = ways.WAY.agency_id.in_(by.agency_ids)
    return own & ways.WAY.journey_id.in_(applied) & ways.WAY.household_id.in_(_left(filters, by))


def _left(filters: Filters, by: Actor) -> Select[tuple[int]]:
    """The households that the filters leave."""
    homes = select(HOME.id).where(
        HOME.agency_id.in_(by.agency_ids), HOME.merged_into_id.is_(None), within(by), *at_home(filters, by)
    )
    if filters.agency:
        homes = homes.where(HOME.agency_id.in_(select(Agency.id).where(Agency.slug == filters.agency)))
    return homes


def _homes(household_ids: Sequence[int]) -> Any:
    return select(HOME.id, HOME.agency_id, HOME.reference).where(HOME.id.in_(household_ids))


def _entries(own: Select[tuple[int]]) -> defaultdict[int, list[CheckEntry]]:
    """All that was done about the checks of these journeys, by journey, in the order of recording."""
    found: defaultdict[int, list[CheckEntry]] = defaultdict(list)
    for row in db.session.scalars(select(CheckEntry).where(CheckEntry.journey_id.in_(own)).order_by(CheckEntry.id)):
        found[row.journey_id].append(row)
    return found
