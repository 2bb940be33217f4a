"""What was recorded of visits before they were put right: by whom, and who put it right, when and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from crm.extensions import db
from crm.people.visit_tables import VisitBefore
from crm.reads.names import names_of


@dataclass(frozen=True, slots=True)
class Was:
    """What a visit said before. `report` is for those who read the visit's own."""

    starts_at: datetime
    state: str
    outcome: str | None
    report: str | None
    recorded_at: datetime | None
    by: str
    corrected_at: datetime
    corrected_by: str
    because: str


def of_visits(visit_ids: Collection[int], *, read: Collection[int]) -> dict[int, tuple[Was, ...]]:
    """Of those of these visits that were put right, what they said before, newest first; `read`: with reports."""
    chosen = select(VisitBefore).where(VisitBefore.visit_id.in_(visit_ids)).order_by(VisitBefore.id.desc())
    rows = db.session.scalars(chosen).all() if visit_ids else []
    names = names_of(who for row in rows for who in (row.recorded_by, row.corrected_by))
    found: defaultdict[int, tuple[Was, ...]] = defaultdict(tuple)
    for row in rows:
        found[row.visit_id] += (
            Was(
                starts_at=row.starts_at,
                state=row.state,
                outcome=row.outcome,
                report=row.report if row.visit_id in read else None,
                recorded_at=row.recorded_at,
                by=names[row.recorded_by],
                corrected_at=row.corrected_at,
                corrected_by=names[row.corrected_by],
                because=row.because,
            ),
        )
    return found
