"""Where households live, as reports tell it: the first half of the postcode ('DE22'), on a day, as known on a day.

No smaller place is on record by itself: wards and councils' districts would have to be looked up by the whole
postcode, which is for few eyes (T40).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import Table, select

from crm.extensions import db
from crm.people import folding
from crm.people.tables import Household
from crm.reports import former, once
from crm.reports.former import FORMER, Replaced

HOME = cast(Table, Household.__table__).c
POSTCODE = "postcode"


@dataclass(frozen=True, slots=True)
class Areas:
    """The areas of every household of some agencies, as known at a moment."""

    before: datetime
    now: Mapping[int, str | None]
    replaced: Mapping[tuple[int, str], Sequence[Replaced]]

    def on(self, household_id: int, day: date) -> str | None:
        """The area of a household on a day: 'DE22'; None where it is not known.

        One that moved lived before in the area of its former postcode; one that was put right never lived there. A
        district that came without a postcode has no day of its own, and holds for every day.
        """
        told = self.replaced.get((household_id, POSTCODE), ())
        found = former.said_on(self.now.get(household_id), told, day, self.before)
        return folding.area_of(found) if found else None


def areas(agency_ids: Sequence[int], before: datetime) -> Areas:
    """The areas of the households of these agencies, from what was recorded before a moment."""
    ids = tuple(agency_ids)
    return once.kept((areas, ids, before), lambda: _areas(ids, before))


def _areas(agency_ids: Sequence[int], before: datetime) -> Areas:
    own = HOME.agency_id.in_(agency_ids)
    now = {row.id: row.area for row in db.session.execute(select(HOME.id, HOME.area).where(own))}
    theirs = FORMER.subject == "address", FORMER.household_id.in_(select(HOME.id).where(own))
    return Areas(before, now, former.replaced(FORMER.household_id, (POSTCODE,), theirs))
