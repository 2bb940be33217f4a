"""Which approvals a review has called able to be wider, unchanged since: of many households at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from crm.extensions import db
from crm.journey.events import MARKS, ReviewCompleted, TermsChanged, from_data
from crm.journey.history import Row, standing
from crm.journey.ranges import Route
from crm.reads.fostering import Fostering
from crm.reads.review_page import COULD_BE
from crm.reads.ways import EVENT

KINDS = tuple(each.kind for each in (ReviewCompleted, TermsChanged, *MARKS))


def could_be(homes: Iterable[Fostering]) -> dict[int, date]:
    """The day of the last review of each household, where it said so and the terms are still those."""
    of_journey = {each.journey_id: each for each in homes}
    columns = (EVENT.id, EVENT.journey_id, EVENT.kind, EVENT.happened_on, EVENT.data)
    chosen = select(*columns, EVENT.recorded_at, EVENT.corrects_id).where(
        EVENT.journey_id.in_(of_journey), EVENT.kind.in_(KINDS)
    )
    rows: defaultdict[int, list[Row]] = defaultdict(list)
    for each in db.session.execute(chosen.order_by(EVENT.id)):
        event = from_data(each.kind, each.happened_on, each.data or {})
        route = Route(of_journey[each.journey_id].route)
        rows[each.journey_id].append(
            Row(each.id, each.journey_id, route, event, each.recorded_at, each.corrects_id)
        )
    found = {}
    for journey_id, recorded in rows.items():
        last = max(standing(recorded), key=lambda row: row.order, default=None)
        if last is not None and isinstance(last.event, ReviewCompleted) and last.event.wider == COULD_BE:
            found[of_journey[journey_id].id] = last.event.happened_on
    return found
