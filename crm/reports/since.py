"""Since when anything is on record of a scope: what answers a question about a day before that."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from crm import clock
from crm.extensions import db
from crm.ledger.tables import EventRecord
from crm.reports.scope import Scope


def first_record(scope: Scope) -> date | None:
    """The day on which the first event of any of its agencies was recorded; None, if there is none."""
    asked = select(func.min(EventRecord.recorded_at)).where(EventRecord.agency_id.in_(scope.agency_ids))
    found = db.session.scalar(asked)
    return clock.day_of(found) if found else None
