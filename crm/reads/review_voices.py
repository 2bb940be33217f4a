"""Whose views the law asks for a review (RV-2): the carers, the children, and the council that placed one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from crm.extensions import db
from crm.journey.deadlines import add_months
from crm.people import review_lines
from crm.people.merging import stands_for
from crm.people.placement_tables import Placement
from crm.people.review_lines import AUTHORITY, CARER, CHILD, REPORT, VOICES
from crm.people.tables import Carer, Household

YEAR = 12  # months in which a council that placed a child is asked (RV-2)


@dataclass(frozen=True, slots=True)
class Living:
    """Who lives with a household: its carers by position, and each child's stay, by what stands on record."""

    carers: list[int] = field(default_factory=list)
    stays: list[tuple[str, date, date | None]] = field(default_factory=list)


def living(household_ids: Collection[int], agency_ids: Collection[int]) -> defaultdict[int, Living]:
    """Who lives with each of these households, which stand for the record; two queries, however many they are."""
    found: defaultdict[int, Living] = defaultdict(Living)
    carers = select(Carer.household_id, Carer.position).join(Household, Household.id == Carer.household_id)
    carers = carers.where(Household.agency_id.in_(agency_ids), Carer.removed_at.is_(None)).order_by(Carer.position)
    for carer in db.session.execute(carers):
        found[carer.household_id].carers.append(carer.position)
    home = stands_for().label("home")
    stays = select(home, Placement.child, Placement.from_on, Placement.to_on)
    stays = stays.join(Household, Household.id == Placement.household_id).where(
        Placement.agency_id.in_(agency_ids), Placement.removed_at.is_(None)
    )
    for stay in db.session.execute(stays.order_by(Placement.from_on.desc(), Placement.id.desc())):
        found[stay.home].stays.append((stay.child, stay.from_on, stay.to_on))
    return defaultdict(Living, {key: found[key] for key in household_ids})


def by_law(who: Living, since: date, today: date, council: str, *, children: bool) -> Iterator[tuple[str, str]]:
    """Whose views are asked for the review after `since`: their kind, and who they are.

    `children`: whether the asker sees who is placed, by reference; else they are left out.
    """
    for position in who.carers:
        yield CARER, str(position)
    stays = [each for each in who.stays if each[1] <= today and (each[2] is None or each[2] > since)]
    if children:
        for child in dict.fromkeys(child for child, _, _ in stays):
            yield CHILD, child
    year = add_months(today, -YEAR)
    if any(to_on is None or to_on > year for _, _, to_on in stays):
        yield AUTHORITY, council


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is on record for a review on its day: how many views of how many, and whether its report was ready."""

    views: int
    asked: int
    report: bool


def gathered(household_id: int, agency_id: int, council: str, since: date, on: date, *, children: bool) -> Gathered:
    """What came by a day for the review after `since` (RV-2, RV-3), of those whom the asker sees."""
    lines = [
        each for each in review_lines.since(household_id, since) if each.received_on and each.received_on <= on
    ]
    came = {
        (each.kind, each.who or "") for each in lines if each.kind in VOICES and (children or each.kind != CHILD)
    }
    who = living([household_id], [agency_id])[household_id]
    law = by_law(who, since, on, council, children=children)
    return Gathered(len(came), len({*law, *came}), any(each.kind == REPORT for each in lines))
