"""Why it ended: journeys without an approval by stage and reason; approvals by reason, destination and initiator.

Whatever nobody recorded is a part of its own, so that the parts make the total: of a stage what withdrew and was
declined there (identity 4), of approvals the de-registrations with the transfers out (B-6).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, select

from crm.extensions import db
from crm.journey.beds import Book, Cause
from crm.journey.events import ApprovalRefused, Event
from crm.journey.flow import Counted, Part
from crm.journey.ranges import Population
from crm.ledger.tables import BedEntry, EventRecord
from crm.reports import narrowed
from crm.reports.figures import NOT_RECORDED, Figure
from crm.reports.lines import Line, entries
from crm.reports.period import KnownOn, Period
from crm.reports.scope import Scope

BED, EVENT = cast(Table, BedEntry.__table__).c, cast(Table, EventRecord.__table__).c
REFUSED = "not_approved"  # the decision maker's, which has no code of the agency's list
SERVICE = "service"
LEAVING = (Cause.DEREGISTRATION, Cause.TRANSFER_OUT)
CHUNK = 500  # ids asked for at once

Why = tuple[str, str]  # why, and who started it: codes, NOT_RECORDED where nobody said
Ended = tuple[Population, str, str, str]  # population, stage, reason, whose
Left = tuple[Population, str, str, str]  # population, reason, destination, whose


def why(each: Counted) -> Why | None:
    """Why a journey ended in a stage, and whose decision it was; None of one that did not end there."""
    if each.part not in (Part.WITHDRAWN, Part.DECLINED):
        return None
    event: Event = each.row.event
    if isinstance(event, ApprovalRefused):
        return REFUSED, SERVICE
    return getattr(event, "reason", None) or NOT_RECORDED, getattr(event, "initiator", None) or NOT_RECORDED


def left(scope: Scope, period: Period, known_on: KnownOn) -> Mapping[Left, int]:
    """How many households left, by population, reason, destination and initiator, as known on a day."""
    if not known_on.begun(period):
        return {}
    found: Counter[Left] = Counter()
    for line, about in leavers(scope, known_on.counted(period), known_on.before):
        found[Population(line.population), *about] += line.quantity
    return found


def lines(scope: Scope, figure: Figure, counted: Period, before: datetime) -> Iterator[Line]:
    """The households behind one of these numbers."""
    for line, (reason, destination, whose) in leavers(scope, counted, before):
        if (f"{reason}~{destination}", whose) == (figure.about, figure.line):
            yield line


def leavers(scope: Scope, counted: Period, before: datetime) -> Iterator[tuple[Line, tuple[str, str, str]]]:
    """Every household that left in a period, with reason, destination and initiator."""
    asked = (
        BED.book == Book.HOUSEHOLDS,
        BED.cause.in_(LEAVING),
        BED.effective_on.between(counted.first, counted.last),
    )
    every = narrowed.lines(scope, before, entries(BedEntry, scope.agency_ids, asked, before))
    found = [replace(each, quantity=-each.quantity) for each in every]
    said = _said({line.event_id for line in found})
    for line in found:
        data = said.get(line.event_id, {})
        reason, destination, whose = (
            data.get(name) or NOT_RECORDED for name in ("reason", "destination", "initiator")
        )
        yield line, (reason, destination, whose)


def _said(event_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    wanted = sorted(event_ids)
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(wanted), CHUNK):
        chosen = select(EVENT.id, EVENT.data).where(EVENT.id.in_(wanted[start : start + CHUNK]))
        found |= {row.id: row.data for row in db.session.execute(chosen)}
    return found
