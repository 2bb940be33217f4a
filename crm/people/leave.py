"""Leave of staff of the council who foster: who says that they work for it, and what they took."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import func, select

from crm.extensions import db
from crm.people.leave_tables import LeaveTaken
from crm.people.profile_tables import CarerProfile


def employer_of(carer_id: int) -> str:
    """For whom a carer works, as it was typed; nothing where nobody has said."""
    return db.session.scalar(select(CarerProfile.works_for).where(CarerProfile.carer_id == carer_id)) or ""


def taken(carer_ids: Collection[int], first: date, last: date) -> Mapping[int, int]:
    """The half days that each of these carers took in days from `first` to `last`; who took none is left out."""
    chosen = select(LeaveTaken.carer_id, func.sum(LeaveTaken.half_days).label("many")).where(
        LeaveTaken.carer_id.in_(carer_ids),
        LeaveTaken.struck_at.is_(None),
        LeaveTaken.on_day.between(first, last),
    )
    return {row.carer_id: int(row.many) for row in db.session.execute(chosen.group_by(LeaveTaken.carer_id))}


def of_carer(carer_id: int) -> list[LeaveTaken]:
    """All that was ever recorded of a carer, the latest day first."""
    chosen = select(LeaveTaken).where(LeaveTaken.carer_id == carer_id)
    return list(db.session.scalars(chosen.order_by(LeaveTaken.on_day.desc(), LeaveTaken.id.desc())))
