"""Kinship approvals that ended because the child has a home for good: a permanence outcome, and no carer lost.

They are among the de-registrations of the kinship book, as every end of an approval is (B-4).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from sqlalchemy import Table, select

from crm.extensions import db
from crm.journey.beds import Book, Cause
from crm.journey.ranges import Population
from crm.ledger.tables import BedEntry, EventRecord
from crm.register import settings
from crm.reports import narrowed
from crm.reports.lines import entries
from crm.reports.period import KnownOn, Period
from crm.reports.scope import Scope

BED, EVENT = cast(Table, BedEntry.__table__).c, cast(Table, EventRecord.__table__).c


def outcomes(scope: Scope, period: Period, known_on: KnownOn) -> Mapping[str, int]:
    """How many kinship households left for which permanence, by the code of the reason, as known on a day."""
    if not known_on.begun(period):
        return {}
    counted = known_on.counted(period)
    asked = (
        BED.book == Book.HOUSEHOLDS,
        BED.cause == Cause.DEREGISTRATION,
        BED.population == Population.KINSHIP,
        BED.effective_on.between(counted.first, counted.last),
    )
    every = entries(BedEntry, scope.agency_ids, asked, known_on.before)
    lost = {line.event_id: line for line in narrowed.lines(scope, known_on.before, every)}
    found: dict[str, int] = {}
    for row in db.session.execute(select(EVENT.id, EVENT.data).where(EVENT.id.in_(lost))):
        line, reason = lost[row.id], row.data.get("reason")
        if reason in settings.rulebook(line.agency_id).rules.permanent:
            found[reason] = found.get(reason, 0) - line.quantity
    return dict(sorted(found.items()))
