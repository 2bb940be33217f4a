"""The journeys that may count in a period, from their own events as they were known at a moment.

Only those that stood in a stage when the period began, or on which anything happened since, are read at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from crm.extensions import db
from crm.journey import flow
from crm.journey.events import (
    KINDS,
    ApprovalRefused,
    HouseholdApproved,
    HouseholdDeregistered,
    JourneyClosed,
    JourneyReopened,
    NoticeReceived,
)
from crm.journey.flow import Counted
from crm.journey.history import Row, standing
from crm.journey.household import Journey
from crm.journey.problems import OF_TERMS
from crm.journey.routes import Rulebook
from crm.ledger.cluster import OF_A_ROW, as_row
from crm.ledger.tables import EventRecord
from crm.register import settings
from crm.reports import once
from crm.reports.lines import AT_ONCE
from crm.reports.period import Period

EVENT = EventRecord.__table__.c
AFTERWARDS = (*OF_TERMS, NoticeReceived, HouseholdDeregistered)  # the bed ledger's, and nothing to a stage
TOLD = tuple(name for name, kind in KINDS.items() if kind not in AFTERWARDS)
ENDS = (HouseholdApproved.kind, ApprovalRefused.kind, JourneyClosed.kind)


@dataclass(frozen=True, slots=True)
class _Told:
    """The events of a journey, and the journey as all of them together make it."""

    rows: Sequence[Row]
    journey: Journey | None

    def known(self, before: datetime) -> Journey | None:
        """The journey as it was known before a moment; none where nothing of it stood."""
        known = [row for row in self.rows if row.recorded_at < before]
        return self.journey if len(known) == len(self.rows) else _journey(known)


def journeys(agency_id: int, counted: Period, before: datetime) -> Sequence[Journey]:
    """The journeys of an agency that may count in a period, from what was recorded before a moment."""

    def known() -> list[Journey]:
        earliest, latest = once.moments(before)
        told = once.kept(
            (_told, agency_id, counted, latest), lambda: list(_told(agency_id, counted, earliest, latest))
        )
        return [found for each in told if (found := each.known(before)) is not None]

    return once.kept((journeys, agency_id, counted, before), known)


def of_agencies(agency_ids: Sequence[int], counted: Period, before: datetime) -> dict[int, Journey]:
    """The same of several agencies, by their numbers."""

    def known() -> dict[int, Journey]:
        return {each.id: each for agency_id in agency_ids for each in journeys(agency_id, counted, before)}

    return once.kept((of_agencies, tuple(agency_ids), counted, before), known)


def counts(agency_id: int, counted: Period, before: datetime) -> Iterator[tuple[Journey, Counted]]:
    """All that the journeys of an agency count for in a period, as was known."""
    rulebook = settings.rulebook_known(agency_id, before)
    done: dict[int, tuple[Journey, Rulebook, tuple[Counted, ...]]] = once.kept((counts, agency_id, counted), dict)
    for journey in journeys(agency_id, counted, before):
        found = done.get(journey.id)
        if found is None or found[0] is not journey or found[1] is not rulebook:
            told = tuple(flow.counted(journey, counted.first, counted.last, rulebook))
            found = done[journey.id] = (journey, rulebook, told)
        for each in found[2]:
            yield journey, each


def _told(agency_id: int, counted: Period, earliest: datetime, latest: datetime) -> Iterator[_Told]:
    """Every journey that may count as known at the latest moment, or at an earlier one."""
    told = and_(EVENT.kind.in_(TOLD), EVENT.recorded_at < latest)
    since = earliest if earliest < latest else None
    wanted = (  # found by their journeys: naming the agency too would have SQLite read all of its events again
        select(*OF_A_ROW)
        .where(told, EVENT.journey_id.in_(_in_play(agency_id, told, counted, since)))
        .order_by(EVENT.journey_id, EVENT.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for _, records in groupby(db.session.execute(wanted), key=lambda record: record.journey_id):
        rows = [as_row(each) for each in records]
        yield _Told(rows, _journey(rows))


def _journey(rows: Sequence[Row]) -> Journey | None:
    stands = standing(rows)
    return Journey(stands[0].journey_id, stands[0].route, tuple(stands)) if stands else None


def _in_play(agency_id: int, told: ColumnElement[bool], counted: Period, since: datetime | None) -> Select[Any]:
    """The journeys that began by the end of a period, and had not ended before its start.

    An event says so that happened in it; or any by its end, of a journey that had no ending before it. Where
    something was put right or reopened the ending may not be one: the whole journey has to be told. So has one of
    which anything was recorded since a moment at which it may have been otherwise.
    """
    own = and_(EVENT.agency_id == agency_id, told)
    over = select(EVENT.journey_id).where(own, EVENT.kind.in_(ENDS), EVENT.happened_on < counted.first)
    says = [EVENT.happened_on >= counted.first, EVENT.kind == JourneyReopened.kind]
    if since is not None:
        says.append(EVENT.recorded_at >= since)
    by_its_end = and_(EVENT.happened_on <= counted.last, or_(*says, EVENT.journey_id.not_in(over)))
    return select(EVENT.journey_id).where(own, or_(EVENT.corrects_id.is_not(None), by_its_end))
