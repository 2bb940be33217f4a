"""Homes for a child who needs one: approved households with a place that can be used, by what their terms allow.

Nothing here decides who is right for a child: it finds whom to ask.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, null, or_, select

from crm import audit, clock, fields
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.journey import parent_and_child
from crm.journey.availability import Used
from crm.journey.ranges import Population
from crm.journey.routes import APPROVED, NOTICE
from crm.ledger.tables import HouseholdNow
from crm.people import usable_ages
from crm.people.placement_tables import Placement, Unavailability
from crm.people.profile_tables import CarerBackground, CarerProfile, HouseholdProfile
from crm.people.tables import Address, Carer, Household
from crm.reads import homes_shown, look, places_used, room_for_parents
from crm.reads.homes_shown import Candidate, Home
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.places_used import Approved
from crm.reads.sharing import narrowed, within
from crm.register import places

MOST_EXPORTED = 5000  # homes a file
MOST_BY_FAITH = 50  # homes shown at once: more is not a match
SORTS = ("near", "free", "reference")

HOME, NOW = Household.__table__.c, HouseholdNow.__table__.c


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What is looked for. `ages` are those of the children who need a home together, in years.

    `near` is a postcode, or how one begins; `miles` how far from there at most. `every`: also those without room.
    `siblings`: the children are brothers and sisters, for whom some may have a place more (B-10).
    """

    ages: tuple[int, ...] = ()
    children: int = 1
    siblings: bool = False
    offer: str = ""
    near: str = ""
    miles: int | None = None
    area: str = ""
    language: str = ""
    on: date | None = None
    every: bool = False
    sort: str = "free"
    page: int = 1

    @property
    def needed(self) -> int:
        """How many places."""
        return max(self.children, len(self.ages), 1)


@dataclass(frozen=True, slots=True)
class Homes(Paged):
    """A page of homes. `unknown` are those that may do and that no distance is known of; they are not shown."""

    rows: tuple[Home, ...]
    total: int
    page: int
    pages: int
    unknown: int
    keeps: bool  # whether placements are recorded here: else nobody knows what is free
    more: int = 0  # found by faith, and too many to show


@look
def homes(wanted: Wanted, by: Actor) -> Homes:
    """A page of the homes that may do; which were shown goes on record in one row."""
    found, unknown = _found(wanted, by)
    page, pages = page_of(wanted.page, len(found))
    rows = homes_shown.shown(found[(page - 1) * PAGE : page * PAGE], by, wanted.on or clock.today())
    note_look((row.reference for row in rows), by.agency_ids, by)
    return Homes(rows, len(found), page, pages, unknown, bool(places_used.keeping(by.agency_ids)))


@look
def homes_by_faith(wanted: Wanted, faith: str, reason: str, by: Actor) -> Homes:
    """The homes that may do in which a carer is of a faith, this once. NotFound: the asker may not ask for it.

    The asking, why, and which were shown goes on record, or nothing is shown: a search tells what it finds by.
    """
    if not fields.may_ask_for(by.role, "religion"):
        raise NotFound("There is no such page")
    found, unknown = _found(wanted, by, _of_faith(faith))
    rows = homes_shown.shown(found[:MOST_BY_FAITH], by, wanted.on or clock.today())
    references = [row.reference for row in rows]
    audit.record(
        by,
        "special.search",
        agency_id=_agency(by),
        fields=references,
        reason=reason,
        about=f"faith, {len(references)} households",
    )
    keeps = bool(places_used.keeping(by.agency_ids))
    return Homes(rows, len(found), 1, 1, unknown, keeps, more=max(0, len(found) - MOST_BY_FAITH))


@look
def export(wanted: Wanted, reason: str, by: Actor) -> tuple[Home, ...]:
    """Every home that may do, MOST_EXPORTED at most; the asking goes on record, with why."""
    found, _ = _found(wanted, by)
    rows = homes_shown.shown(found[:MOST_EXPORTED], by, wanted.on or clock.today())
    note_export((row.reference for row in rows), by.agency_ids, by, reason=reason)
    return rows


def is_place(near: str) -> bool:
    """Whether it is a postcode, or how one begins, so that distances from there are known."""
    return places.point(near) is not None


def _agency(by: Actor) -> int | None:
    return by.agency_ids[0] if len(by.agency_ids) == 1 else None


def _found(wanted: Wanted, by: Actor, *more: ColumnElement[bool]) -> tuple[list[Candidate], int]:
    """The households that may do, in order; and how many of which no distance is known."""
    day = wanted.on or clock.today()
    rows = db.session.execute(_able(wanted, by, day, *more)).all()
    used = _used(rows, by, day)
    where = places.point(wanted.near) if wanted.near else None
    found, unknown = [], 0
    family = wanted.offer == parent_and_child.OFFER and not wanted.every
    taken = room_for_parents.taken(by.agency_ids, day) if family else ()
    for row in rows:
        if row.household_id in taken:
            continue
        miles = places.miles_from(where, row.postcode) if where and row.postcode else None
        if not wanted.every and not _has_room(wanted, row, used.get(row.household_id)):
            continue
        if where and wanted.miles is not None and (miles is None or miles > wanted.miles):
            unknown += miles is None
            continue
        found.append(Candidate(row.household_id, row.reference, used.get(row.household_id), miles))
    return sorted(found, key=lambda each: _order(each, wanted.sort)), unknown


def _order(each: Candidate, sort: str) -> tuple[Any, ...]:
    """Nearest first, or those with most room first, or by reference; what is not known comes last."""
    free = -each.used.free if each.used else 0
    far = each.miles if each.miles is not None else float("inf")
    if sort == "near":
        return (far, free, each.reference)
    return (each.reference,) if sort == "reference" else (each.used is None, free, far, each.reference)


def _has_room(wanted: Wanted, row: Any, used: Used | None) -> bool:
    """Whether so many places are free; where nobody knows, whether so many are approved."""
    if used is None:
        return row.stage == APPROVED and not row.named and row.places >= wanted.needed
    extra = row.siblings_extra if wanted.siblings and not used.filled and used.free else 0
    return used.free + extra >= wanted.needed


def _able(wanted: Wanted, by: Actor, day: date, *more: ColumnElement[bool]) -> Select[Any]:
    """The households whose terms allow what is wanted, approved on a day from today on."""
    columns = (NOW.household_id, NOW.places, NOW.named, NOW.stage, NOW.siblings_extra, HOME.reference)
    homes = HouseholdNow.__table__.join(Household.__table__, HOME.id == NOW.household_id)
    chosen: Select[Any] = select(*columns, Address.postcode if wanted.near else null().label("postcode"))
    if wanted.near:
        homes = homes.outerjoin(Address.__table__, Address.household_id == HOME.id)
    chosen = chosen.select_from(homes).where(*_conditions(wanted, day, by.agency_ids), *more)
    own = NOW.agency_id == by.agency_ids[0] if len(by.agency_ids) == 1 else NOW.agency_id.in_(by.agency_ids)
    return chosen.where(own, within(by)) if narrowed(by) else chosen.where(own)


def _conditions(wanted: Wanted, day: date, agency_ids: Collection[int]) -> Iterator[ColumnElement[bool]]:
    """What is asked of the approval and the home. Supported lodgings are apart (B-15)."""
    yield NOW.stage.in_((APPROVED, NOTICE))
    yield or_(NOW.ends_on.is_(None), NOW.ends_on > day)
    yield NOW.population != Population.SUPPORTED_LODGINGS
    if wanted.ages:
        yield HOME.id.not_in(usable_ages.narrower_than(wanted.ages, agency_ids, day))
        yield or_(NOW.age_from.is_(None), NOW.age_from <= min(wanted.ages))
        yield or_(NOW.age_to.is_(None), NOW.age_to >= max(wanted.ages))
    if wanted.offer == parent_and_child.OFFER:
        yield HOME.id.in_(room_for_parents.able(day))
    elif wanted.offer:
        yield NOW.offers.contains(f";{wanted.offer};", autoescape=True)
    if wanted.area:
        yield HOME.area == wanted.area
    if wanted.language:
        yield or_(HOME.id.in_(_spoken_at_home(wanted.language)), HOME.id.in_(_spoken_by_carers(wanted.language)))


def _spoken_at_home(language: str) -> Select[Any]:
    said = HouseholdProfile.languages.icontains(language, autoescape=True)
    return select(HouseholdProfile.household_id).where(said)


def _spoken_by_carers(language: str) -> Select[Any]:
    carers = select(Carer.household_id).join(CarerProfile, CarerProfile.carer_id == Carer.id)
    return carers.where(Carer.removed_at.is_(None), CarerProfile.speaks.icontains(language, autoescape=True))


def _of_faith(faith: str) -> ColumnElement[bool]:
    """Households in which a carer is of a faith, in the carer's own words."""
    carers = select(Carer.household_id).join(CarerBackground, CarerBackground.carer_id == Carer.id)
    said = CarerBackground.faith.icontains(faith, autoescape=True)
    return HOME.id.in_(carers.where(Carer.removed_at.is_(None), said))


def _used(rows: Sequence[Any], by: Actor, day: date) -> dict[int, Used]:
    """How the places of these households are used, of the agencies that record it."""
    keeping = places_used.keeping(by.agency_ids)
    if not keeping:
        return {}
    approved = {
        row.household_id: Approved(row.places, row.named, row.stage == NOTICE, row.siblings_extra) for row in rows
    }
    merged = select(Household.id, Household.merged_into_id).where(
        Household.agency_id.in_(keeping), Household.merged_into_id.is_not(None)
    )
    whose: dict[int, int] = {row.id: row.merged_into_id for row in db.session.execute(merged).all()}
    return places_used.shared_out(
        approved, whose, day, Placement.agency_id.in_(keeping), Unavailability.agency_id.in_(keeping)
    )
