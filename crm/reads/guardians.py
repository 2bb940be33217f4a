"""Special guardians: who they are, until when they are supported, and who waits for a contact or a review."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from crm import clock
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.journey.events import HouseholdDeregistered
from crm.journey.ranges import Route
from crm.journey.routes import LEFT
from crm.ledger.tables import EventRecord, HouseholdNow
from crm.people import guardians
from crm.people.guardian_tables import GroupMember, Guardian
from crm.people.merging import stands_for
from crm.people.tables import Household
from crm.reads import choices, look, searching
from crm.reads.histories import load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.sharing import within
from crm.register.tables import Agency

MOST_EXPORTED = 5000  # rows a file
CONTACT, REVIEW, NO_PLAN, OVER, ALL = "contact", "review", "no_plan", "over", "all"
ORDERS = ("sgo", "child_arrangements")
HOME, NOW, EVENT = Household.__table__.c, HouseholdNow.__table__.c, EventRecord.__table__.c


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: a state (empty: supported today), part of a name or reference, a council's slug."""

    state: str = ""
    q: str = ""
    agency: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Supported:
    """A household with an order, and its support; `order_kind` alone where none is recorded yet (`no_plan`)."""

    reference: str
    name: str | None
    area: str | None
    agency_id: int
    agency: str
    order_kind: str
    order_on: date
    support_until: date | None
    review_on: date | None
    contact_on: date | None
    groups: tuple[str, ...]
    planned: bool

    def states(self, today: date) -> frozenset[str]:
        """Every state that it is in."""
        if not self.planned:
            return frozenset({NO_PLAN})
        if self.support_until is not None and self.support_until < today:
            return frozenset({OVER})
        due = ((CONTACT, self.contact_on), (REVIEW, self.review_on))
        return frozenset({"", *(name for name, day in due if day is not None and day <= today)})


@dataclass(frozen=True, slots=True)
class SupportList(Paged):
    """A page of them, and how many there are in each state; '' is all that are supported today."""

    rows: tuple[Supported, ...]
    total: int
    page: int
    pages: int
    several: bool
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class KinSeen:
    """A household's head with its supports and its memberships of support groups."""

    household: HouseholdSeen
    supports: tuple[Guardian, ...]
    struck_out: tuple[Guardian, ...]
    groups: tuple[GroupMember, ...]
    groups_struck_out: tuple[GroupMember, ...]

    def group(self, number: int) -> GroupMember:
        """One of the memberships that stand; NotFound."""
        found = next((each for each in self.groups if each.id == number), None)
        if found is None:
            raise NotFound("There is no such membership")
        return found

    def support(self, number: int) -> Guardian:
        """One of the supports that stand; NotFound."""
        found = next((each for each in self.supports if each.id == number), None)
        if found is None:
            raise NotFound("There is no such support")
        return found


@look
def listing(asked: Asked, by: Actor) -> SupportList:
    """A page of the list; which households were shown goes on record in one row."""
    today, every = clock.today(), list(_every(asked, by))
    found = _shown(every, asked.state, today)
    page, pages = page_of(asked.page, len(found))
    rows = tuple(found[(page - 1) * PAGE : page * PAGE])
    note_look((each.reference for each in rows), (each.agency_id for each in rows), by)
    states = [each.states(today) for each in every]
    counts = {name: sum(1 for each in states if name in each) for name in ("", CONTACT, REVIEW, NO_PLAN, OVER)}
    return SupportList(rows, len(found), page, pages, len(by.agency_ids) > 1, counts)


@look
def export(asked: Asked, reason: str, by: Actor) -> tuple[Supported, ...]:
    """The whole list, MOST_EXPORTED at most; the asking goes on record, with why."""
    found = tuple(_shown(_every(asked, by), asked.state, clock.today())[:MOST_EXPORTED])
    note_export((each.reference for each in found), (each.agency_id for each in found), by, reason=reason)
    return found


@look
def of_household(reference: str, by: Actor) -> KinSeen:
    """One household's supports and groups; NotFound as `load_history`. The look goes on record."""
    history = load_history(reference, by)
    seen_on_record(history.identity, ["guardians"], by)
    home = history.identity.id
    every = guardians.of_household(home)
    standing = tuple(each for each in every if each.removed_at is None)
    struck_out = tuple(each for each in every if each.removed_at is not None)
    groups = guardians.groups_of(home)
    joined = tuple(each for each in groups if each.removed_at is None)
    not_joined = tuple(each for each in groups if each.removed_at is not None)
    return KinSeen(seen(history), standing, struck_out, joined, not_joined)


def _shown(every: Any, state: str, today: date) -> list[Supported]:
    """Those of a state; whom somebody is to ring first comes first."""
    chosen = [each for each in every if state == ALL or state in each.states(today)]
    return sorted(chosen, key=lambda each: (each.contact_on or each.review_on or date.max, each.reference))


def _every(asked: Asked, by: Actor) -> Iterator[Supported]:
    homes = {row.id: row for row in _homes(asked, by)}
    groups = _groups(list(homes), by)
    planned: set[int] = set()
    chosen = select(stands_for().label("home"), Guardian).join(Household, Household.id == Guardian.household_id)
    chosen = chosen.where(stands_for().in_(homes), Guardian.removed_at.is_(None))
    for row in db.session.execute(chosen.order_by(Guardian.id)):
        planned.add(row.home)
        each = row.Guardian
        days = (each.support_until, each.review_on, each.contact_on)
        yield _row(homes[row.home], each.order_kind, each.order_on, days, groups, planned=True)
    for household_id, code, on in _ended(list(homes), by):
        if household_id not in planned:
            yield _row(homes[household_id], code, on, (None, None, None), groups, planned=False)


def _row(
    home: Any,
    order_kind: str,
    order_on: date,
    days: tuple[date | None, date | None, date | None],
    groups: Mapping[int, Sequence[str]],
    *,
    planned: bool,
) -> Supported:
    who = (home.reference, home.name, home.area, home.agency_id, home.agency)
    return Supported(*who, order_kind, order_on, *days, tuple(groups[home.id]), planned)


def _homes(asked: Asked, by: Actor) -> Sequence[Any]:
    """The households of the asker's agencies that the search leaves and that have an order, or had one recorded."""
    agency = Agency.__table__.c
    kept = (
        select(stands_for()).join(Guardian, Guardian.household_id == HOME.id).where(Guardian.removed_at.is_(None))
    )
    ended = select(NOW.household_id).where(NOW.stage == LEFT, NOW.route == Route.KINSHIP)
    chosen = select(HOME.id, HOME.reference, HOME.name, HOME.area, HOME.agency_id, agency.name.label("agency"))
    chosen = chosen.select_from(Household.__table__.join(Agency.__table__))
    chosen = chosen.where(HOME.agency_id.in_(by.agency_ids), HOME.merged_into_id.is_(None), within(by))
    chosen = chosen.where(HOME.id.in_(kept.union(ended)))
    if asked.agency:
        chosen = chosen.where(agency.slug == asked.agency)
    if asked.q:
        chosen = chosen.where(HOME.id.in_(searching.ids(asked.q, by)))
    return db.session.execute(chosen.order_by(HOME.id)).all()


def _ended(household_ids: Sequence[int], by: Actor) -> Iterator[tuple[int, str, date]]:
    """Of these households those whose kinship approval ended with an order: the order and the day."""
    latest = (
        select(func.max(EVENT.id))
        .where(EVENT.agency_id.in_(by.agency_ids), EVENT.kind == HouseholdDeregistered.kind)
        .where(EVENT.journey_id.in_(select(NOW.journey_id).where(NOW.household_id.in_(household_ids))))
        .group_by(EVENT.journey_id)
    )
    chosen = select(NOW.household_id, EVENT.data, EVENT.happened_on).join_from(
        EventRecord.__table__, HouseholdNow.__table__, NOW.journey_id == EVENT.journey_id
    )
    chosen = chosen.where(EVENT.id.in_(latest), NOW.stage == LEFT, NOW.household_id.in_(household_ids))
    for row in db.session.execute(chosen.order_by(EVENT.id)):
        if row.data.get("reason") in ORDERS:
            yield row.household_id, row.data["reason"], row.happened_on


def _groups(household_ids: Sequence[int], by: Actor) -> Mapping[int, list[str]]:
    """The support groups that these households belong to today, by their labels."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    said = dict(choices.labels("support_groups", by))
    chosen = select(stands_for().label("home"), GroupMember.agency_id, GroupMember.group_code)
    chosen = chosen.join_from(GroupMember, Household, Household.id == GroupMember.household_id)
    chosen = chosen.where(GroupMember.left_on.is_(None), GroupMember.removed_at.is_(None))
    for row in db.session.execute(chosen.where(stands_for().in_(household_ids))):
        found[row.home].append(said.get(row.group_code, row.group_code))
    return found
