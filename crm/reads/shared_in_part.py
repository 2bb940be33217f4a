"""Households of which councils share a part with their hub: a line of each, with the fields that are shared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from crm.actor import Actor
from crm.extensions import db
from crm.ledger.tables import HouseholdNow
from crm.people import folding
from crm.people.enquiry_tables import Enquiry
from crm.people.tables import Carer, Household
from crm.reads import choices, look
from crm.reads.noted import note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.sharing import in_part, of_councils, shared_fields
from crm.register import agencies


@dataclass(frozen=True, slots=True)
class Line:
    """A household: what its council does not share is none."""

    reference: str
    council: str
    stage: str
    since: date | None
    name: str | None
    area: str | None
    contact: str | None
    preferences: str | None


@dataclass(frozen=True, slots=True)
class Listed(Paged):
    """A page of them; how many match, and the names of the councils that share a part."""

    rows: tuple[Line, ...]
    total: int
    page: int
    pages: int
    councils: tuple[str, ...]


@look
def listed(q: str, page: int, by: Actor) -> Listed:
    """A page of them by reference, found by the reference, and by a name where that is shared."""
    councils = in_part(by)
    chosen = _chosen(q, councils)
    total = db.session.scalar(chosen.with_only_columns(func.count())) or 0
    page, pages = page_of(page, total)
    ordered = chosen.order_by(Household.reference).offset((page - 1) * PAGE).limit(PAGE)
    found = db.session.execute(ordered).all()
    contacts, wishes = _contacts(found), _wishes(found)
    rows = tuple(_line(row, contacts, wishes) for row in found)
    note_look((each.reference for each in rows), (row.agency_id for row in found), by)
    names = tuple(agencies.numbered(each).name for each in councils)
    return Listed(rows, total, page, pages, names)


def _chosen(q: str, councils: Collection[int]) -> Select[Any]:
    columns: tuple[Any, ...] = (Household.id, Household.reference, Household.agency_id)
    columns += (Household.name, Household.area, HouseholdNow.stage, HouseholdNow.stage_since)
    chosen: Select[Any] = (
        select(*columns)
        .join(HouseholdNow, HouseholdNow.household_id == Household.id)
        .where(Household.id.in_(of_councils(councils)), Household.merged_into_id.is_(None))
    )
    if not q:
        return chosen
    found: list[ColumnElement[bool]] = [Household.reference.contains(q.upper(), autoescape=True)]
    named = [each for each in councils if "name" in shared_fields(each)]  # else a search would tell it (T14)
    folded = Household.name_folded.contains(folding.folded(q), autoescape=True)
    return chosen.where(or_(*found, and_(Household.agency_id.in_(named), folded)))


def _of(found: Collection[Any], field: str) -> list[int]:
    """The numbers of those whose council shares a field: nothing else is read."""
    return [row.id for row in found if field in shared_fields(row.agency_id)]


def _contacts(found: Collection[Any]) -> Mapping[int, list[str]]:
    told: dict[int, list[str]] = defaultdict(list)
    carers = select(Carer.household_id, Carer.phone, Carer.email).where(
        Carer.household_id.in_(_of(found, "contact")), Carer.removed_at.is_(None)
    )
    for row in db.session.execute(carers.order_by(Carer.household_id, Carer.position)):
        told[row.household_id] += [each for each in (row.phone, row.email) if each]
    return told


def _wishes(found: Collection[Any]) -> Mapping[int, str]:
    asked = select(Enquiry.household_id, Enquiry.agency_id, Enquiry.interests).where(
        Enquiry.household_id.in_(_of(found, "preferences"))
    )
    told: dict[int, str] = {}
    for row in db.session.execute(asked.order_by(Enquiry.id)):
        lists = choices.of_agency(row.agency_id)
        told[row.household_id] = ", ".join(lists.said("offers", each) for each in row.interests)
    return told


def _line(row: Any, contacts: Mapping[int, list[str]], wishes: Mapping[int, str]) -> Line:
    shared = shared_fields(row.agency_id)
    return Line(
        reference=row.reference,
        council=agencies.numbered(row.agency_id).name,
        stage=row.stage,
        since=row.stage_since,
        name=row.name if "name" in shared else None,
        area=row.area if "area" in shared else None,
        contact=", ".join(contacts.get(row.id, ())) or None,
        preferences=wishes.get(row.id) or None,
    )
