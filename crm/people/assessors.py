"""Who assessed: of some reports, with everything that was said before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select

from crm.extensions import db
from crm.people.assessor_tables import ReportAssessor


def of_events(event_ids: Collection[int]) -> dict[int, list[ReportAssessor]]:
    """Who assessed, by the first event of each report's corrections; what counts comes first."""
    found: defaultdict[int, list[ReportAssessor]] = defaultdict(list)
    if event_ids:
        chosen = select(ReportAssessor).where(ReportAssessor.event_id.in_(sorted(event_ids)))
        for row in db.session.scalars(chosen.order_by(ReportAssessor.id.desc())):
            found[row.event_id].append(row)
    return dict(found)


def accounts_of(event_ids: Collection[int]) -> set[int]:
    """The accounts of those who assessed, as far as they are of the staff."""
    return {rows[0].assessor_id for rows in of_events(event_ids).values() if rows[0].assessor_id is not None}


def named(event_ids: Collection[int]) -> list[str]:
    """The names of those who assessed and are not known by an account."""
    return [rows[0].name for rows in of_events(event_ids).values() if rows[0].assessor_id is None and rows[0].name]


def add(row: ReportAssessor) -> None:
    """Put on record who assessed, in the place of what was said before."""
    db.session.add(row)
    db.session.flush()
