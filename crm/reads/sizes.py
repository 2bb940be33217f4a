"""How much stands behind a report: what takes a while is made by a job."""

from __future__ import annotations

from sqlalchemy import func, select

from crm import clock
from crm.extensions import db
from crm.people.tables import Household
from crm.register import settings
from crm.reports.scope import Scope


def takes_a_while(scope: Scope) -> bool:
    """Whether its councils have more households than a file is made of at once, by the strictest one's setting."""
    today = clock.today()
    most = min(settings.value("files_at_once_households", each, today) for each in scope.agency_ids)
    counted = select(func.count()).select_from(Household).where(Household.agency_id.in_(scope.agency_ids))
    return bool((db.session.scalar(counted) or 0) > most)
