"""`crm check`: every household of every agency, and every report, against the identities of domain.md section 3.

And every frozen pack: it is byte for byte what was frozen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select

from crm.extensions import db
from crm.ledger import frozen, now
from crm.ledger.check import check
from crm.ledger.tables import HouseholdNow
from crm.people.merge_tables import HouseholdMerge
from crm.people.tables import Household
from crm.register import agencies, settings
from crm.reports import identities

CHUNK = 500  # households read at a time: the memory stays level however many there are


def everything() -> Iterator[str]:
    """A sentence for each thing that is wrong in any agency; nothing if every identity holds."""
    for agency in agencies.every():
        rulebook = settings.rulebook(agency.id)
        ids = list(db.session.scalars(select(Household.id).where(Household.agency_id == agency.id)))
        for start in range(0, len(ids), CHUNK):
            for problem in check(agency.id, ids[start : start + CHUNK], rulebook):
                yield f"{agency.slug}: {problem}"
        yield from (f"{agency.slug}: {problem}" for problem in now.miscounted(agency.id))
        yield from (f"{agency.slug}: {problem}" for problem in _merged(agency.id))
    yield from identities.failures()
    yield from frozen.broken()


def _merged(agency_id: int) -> Iterator[str]:
    """What was merged stands behind the household that the merges lead to, and holds no journey itself."""
    own = Household.agency_id == agency_id, Household.merged_into_id.is_not(None)
    behind = _pairs(select(Household.id, Household.merged_into_id).where(*own))
    standing = HouseholdMerge.agency_id == agency_id, HouseholdMerge.undone_at.is_(None)
    leads = _pairs(select(HouseholdMerge.merged_id, HouseholdMerge.kept_id).where(*standing))
    for household_id in sorted({*behind, *leads}):
        end = household_id
        while end in leads:
            end = leads[end]
        if behind.get(household_id) != end:
            yield f"household {household_id} stands behind {behind.get(household_id)}, and its merges lead to {end}"
    held = select(HouseholdNow.household_id).where(HouseholdNow.household_id.in_(behind))
    yield from (f"household {each} was merged, and holds journeys" for each in db.session.scalars(held))


def _pairs(query: Select[Any, Any]) -> dict[int, int]:
    return {row[0]: row[1] for row in db.session.execute(query)}
