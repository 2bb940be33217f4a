"""The places of applicants on preparation courses: stored and loaded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from crm.errors import NotFound
from crm.extensions import db
from crm.holding import held
from crm.people import merging
from crm.people.preparation_tables import Preparation


def of_journey(journey_id: int) -> list[Preparation]:
    """Every place of a journey's applicants, struck out or not, the latest course first."""
    chosen = select(Preparation).where(Preparation.journey_id == journey_id)
    return list(db.session.scalars(chosen.order_by(Preparation.starts_on.desc(), Preparation.id.desc())))


def of_carers(carer_ids: Collection[int]) -> dict[int, list[Preparation]]:
    """The places of each of these carers that stand, the latest course first."""
    found: defaultdict[int, list[Preparation]] = defaultdict(list)
    chosen = select(Preparation).where(
        Preparation.carer_id.in_(sorted(carer_ids)), Preparation.removed_at.is_(None)
    )
    for row in db.session.scalars(chosen.order_by(Preparation.starts_on.desc(), Preparation.id.desc())):
        found[row.carer_id].append(row)
    return dict(found)


def load(household_id: int, number: int) -> Preparation:
    """One of them, held until the transaction ends; NotFound: there is none of this household."""
    row = held(Preparation, number)
    if row is None or row.household_id not in merging.together(household_id):
        raise NotFound("There is no such course")
    return row


def add(row: Preparation) -> int:
    """Keep a place; its number."""
    db.session.add(row)
    db.session.flush()
    return row.id
