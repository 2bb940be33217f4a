"""The approvals in force, folded from the households' events: what the bed ledger must agree with (identity 3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select

from crm.extensions import db
from crm.journey.beds import Book
from crm.journey.events import (
    MARKS,
    HouseholdApproved,
    HouseholdDeregistered,
    NoticeReceived,
    TermsChanged,
)
from crm.journey.history import Row, standing
from crm.journey.household import Approval, fold
from crm.ledger.cluster import as_row
from crm.ledger.tables import EventRecord, TieRecord
from crm.register import settings
from crm.reports.period import Period

# An approval is made of these alone; what else a household's history holds does not move it.
KINDS = tuple(
    kind.kind for kind in (HouseholdApproved, TermsChanged, NoticeReceived, HouseholdDeregistered, *MARKS)
)
EVENT = EventRecord.__table__.c
TIE = TieRecord.__table__.c


@dataclass(frozen=True, slots=True)
class Standing:
    """An approval, past, present or to come, and whose it is."""

    agency_id: int
    household_id: int
    approval: Approval

    def begun_and_kept(self, period: Period) -> bool:
        """Whether it was approved in a period and is in force at its end; a reclassified one is no new approval."""
        begun = period.first <= self.approval.begins_on <= period.last and not self.approval.reclassified_in
        return begun and self.approval.open_on(period.last)


def approvals(agency_ids: Sequence[int], before: datetime) -> tuple[Standing, ...]:
    """Every approval of these agencies, from what was recorded before a moment."""
    holders = _holders(agency_ids, before)
    rules = {agency_id: settings.rulebook(agency_id).rules for agency_id in agency_ids}
    by_household: dict[tuple[int, int], list[Row]] = {}
    known = (EVENT.agency_id.in_(agency_ids), EVENT.kind.in_(KINDS), EVENT.recorded_at < before)
    for record in db.session.execute(select(*EVENT).where(*known).order_by(EVENT.id)):
        household_id = holders.get(record.journey_id)
        if household_id is not None:
            by_household.setdefault((record.agency_id, household_id), []).append(as_row(record))
    return tuple(
        Standing(agency_id, household_id, approval)
        for (agency_id, household_id), rows in by_household.items()
        for approval in fold(standing(rows), rules[agency_id]).approvals
    )


def _holders(agency_ids: Sequence[int], before: datetime) -> dict[int, int]:
    """The household of each journey with an approval, by the ties recorded before a moment; the latest holds."""
    approved: ColumnElement[Any] = (
        select(EVENT.journey_id)
        .where(EVENT.agency_id.in_(agency_ids), EVENT.kind == HouseholdApproved.kind)
        .scalar_subquery()
    )
    ties = select(TIE.journey_id, TIE.household_id).where(TIE.journey_id.in_(approved), TIE.recorded_at < before)
    return {row.journey_id: row.household_id for row in db.session.execute(ties.order_by(TIE.id))}


def in_force(standings: Iterable[Standing], day: date) -> Counter[tuple[int, str, str]]:
    """Households and places at the end of a day, by agency, book and population."""
    found = Counter[tuple[int, str, str]]()
    for each in standings:
        if each.approval.open_on(day):
            population = each.approval.population
            found[each.agency_id, Book.HOUSEHOLDS, population] += 1
            found[each.agency_id, Book.PLACES, population] += each.approval.terms_on(day).places
    return found
