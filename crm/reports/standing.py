"""The approvals in force, folded from the households' events: what the bed ledger must agree with (identity 3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select

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
from crm.ledger.cluster import OF_A_ROW, as_row
from crm.ledger.tables import EventRecord, TieRecord
from crm.register import settings
from crm.reports import once
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
    agencies = tuple(agency_ids)
    return once.kept((approvals, agencies, before), lambda: tuple(_approvals(agencies, before)))


def approvals_of(agency_ids: Sequence[int], before: datetime, journeys: Select[Any]) -> tuple[Standing, ...]:
    """The same of the households that have, or had, one of these journeys: a few of very many."""
    theirs, agencies = _of_the_same(journeys), tuple(agency_ids)
    ties = select(TIE.journey_id, TIE.household_id, TIE.recorded_at).where(TIE.journey_id.in_(theirs))
    holders = _holders(db.session.execute(ties.order_by(TIE.id)), before)
    rules = {agency_id: settings.rulebook(agency_id).rules for agency_id in agencies}
    by_household: dict[tuple[int, int], list[Row]] = {}
    known = _known(agencies, before).where(EVENT.journey_id.in_(theirs))
    for record in db.session.execute(known):
        home = holders.get(record.journey_id)
        if home is not None:
            by_household.setdefault((record.agency_id, home), []).append(as_row(record))
    return tuple(
        Standing(agency_id, home, approval)
        for (agency_id, home), rows in by_household.items()
        for approval in fold(standing(rows), rules[agency_id]).approvals
    )


def _of_the_same(journeys: Select[Any]) -> Select[Any]:
    """The journeys of the households that have, or had, one of these."""
    homes = select(TIE.household_id).where(TIE.journey_id.in_(journeys))
    return select(TIE.journey_id).where(TIE.household_id.in_(homes))


def _approvals(agency_ids: tuple[int, ...], before: datetime) -> Iterator[Standing]:
    """Of a household whose events are the same as known at another moment, the approvals are too."""
    _, latest = once.moments(before)
    holders = _holders(_ties(agency_ids, latest), before)
    rules = {agency_id: settings.rulebook(agency_id).rules for agency_id in agency_ids}
    by_household: dict[tuple[int, int], list[Row]] = {}
    for agency_id, row in once.kept((_rows, agency_ids, latest), lambda: list(_rows(agency_ids, latest))):
        household_id = holders.get(row.journey_id)
        if household_id is not None and row.recorded_at < before:
            by_household.setdefault((agency_id, household_id), []).append(row)
    folded: dict[tuple[int, int], tuple[list[Row], Sequence[Approval]]] = once.kept((fold, agency_ids), dict)
    for (agency_id, household_id), rows in by_household.items():
        found = folded.get((agency_id, household_id))
        if found is None or found[0] != rows:
            found = rows, fold(standing(rows), rules[agency_id]).approvals
            folded[agency_id, household_id] = found
        for approval in found[1]:
            yield Standing(agency_id, household_id, approval)


def _rows(agency_ids: Sequence[int], before: datetime) -> Iterator[tuple[int, Row]]:
    """What approvals are made of, each with its agency."""
    for record in db.session.execute(_known(agency_ids, before)):
        yield record.agency_id, as_row(record)


def _known(agency_ids: Sequence[int], before: datetime) -> Select[Any]:
    known = (EVENT.agency_id.in_(agency_ids), EVENT.kind.in_(KINDS), EVENT.recorded_at < before)
    return select(*OF_A_ROW, EVENT.agency_id).where(*known).order_by(EVENT.id)


def _ties(agency_ids: Sequence[int], before: datetime) -> Sequence[Any]:
    """Which journey with an approval belonged to which household, from what moment on."""
    approved: ColumnElement[Any] = (
        select(EVENT.journey_id)
        .where(EVENT.agency_id.in_(agency_ids), EVENT.kind == HouseholdApproved.kind)
        .scalar_subquery()
    )
    ties = select(TIE.journey_id, TIE.household_id, TIE.recorded_at)
    wanted = ties.where(TIE.journey_id.in_(approved), TIE.recorded_at < before).order_by(TIE.id)
    return once.kept((_ties, tuple(agency_ids), before), lambda: db.session.execute(wanted).all())


def _holders(ties: Iterable[Any], before: datetime) -> dict[int, int]:
    """The household of each journey by the ties recorded before a moment; the latest holds."""
    return {row.journey_id: row.household_id for row in ties if row.recorded_at < before}


def in_force(standings: Iterable[Standing], day: date) -> Counter[tuple[int, str, str]]:
    """Households and places at the end of a day, by agency, book and population."""
    found = Counter[tuple[int, str, str]]()
    for each in standings:
        if each.approval.open_on(day):
            population = each.approval.population
            found[each.agency_id, Book.HOUSEHOLDS, population] += 1
            found[each.agency_id, Book.PLACES, population] += each.approval.places_on(day)
    return found
