"""What the usual fostering limit is judged by in a household, as it stands on a day (UL-1 to UL-3)."""

from __future__ import annotations

from datetime import date

from crm.journey.availability import Siblings, said_to_be
from crm.journey.limits import Home
from crm.journey.ranges import Terms
from crm.people import exemptions, placements
from crm.reads.histories import Identity
from crm.register import settings


def judged(home: Identity, terms: Terms, day: date, *, known: bool = True, rooms: int | None = None) -> Home:
    """The terms, the limit, who is placed and whom an exemption names; `known`: placements are recorded here."""
    there = placements.there(home.id, day)
    return Home(
        terms,
        int(settings.value("usual_fostering_limit", home.agency_id, day)),
        exempted=exemptions.naming(exemptions.of_household(home.id), day),
        placed=frozenset(each.child for each in there) if known else None,
        siblings=said_to_be([each.siblings for each in there]) is Siblings.ALL,
        rooms=rooms,
    )
