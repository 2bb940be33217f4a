"""Reviews of approvals: those held in a period, the late ones among them, and what is overdue at its end (RV-1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import select

from crm.extensions import db
from crm.journey.deadlines import add_months
from crm.journey.events import MARKS, ReviewCompleted
from crm.journey.history import Row, standing
from crm.journey.household import Approval
from crm.journey.ranges import Population
from crm.ledger.cluster import as_row
from crm.ledger.tables import EventRecord
from crm.register import deadlines
from crm.reports import narrowed
from crm.reports import standing as standings
from crm.reports.period import KnownOn, Period
from crm.reports.scope import Scope
from crm.reports.standing import Standing

RULE = "RV-1"
SILENT = 12  # months past its day: most likely it was held and never recorded (law_clocks.toml)
EVENT = EventRecord.__table__.c


@dataclass(slots=True)
class Reviewed:
    """What became of the reviews of foster carers' approvals: `late` are some of `held`, in `first` as in `later`.

    `overdue` and `unrecorded` are of approvals in force at the end; of the latter nothing was recorded for a year.
    """

    first_held: int = 0
    later_held: int = 0
    first_late: int = 0
    later_late: int = 0
    first_overdue: int = 0
    later_overdue: int = 0
    unrecorded: int = 0


def reviewed(
    scope: Scope, period: Period, known_on: KnownOn, approved: Sequence[Standing] | None = None
) -> Reviewed | None:
    """The reviews of a period as known on a day; None where nothing of it can be known yet.

    `approved`: every approval as known, where it has been read already.
    """
    if not known_on.begun(period):
        return None
    [found] = of_each(scope, [known_on.counted(period)], known_on, approved)
    return found


def of_each(
    scope: Scope, periods: Sequence[Period], known_on: KnownOn, approved: Sequence[Standing] | None = None
) -> list[Reviewed]:
    """The reviews of some periods, each of which has happened by the day, read together."""
    decided, due = _decided(scope, known_on), cache(_due)
    found = [Reviewed() for _ in periods]
    every = standings.approvals(scope.agency_ids, known_on.before) if approved is None else approved
    only = narrowed.chosen(scope, known_on.before)
    for each in every:
        if each.approval.population != Population.SUPPORTED_LODGINGS:
            days = decided.get(each.approval.journey_id, [])
            for reviewed_in, period in zip(found, periods, strict=True):
                if only is None or only.has(each.approval.journey_id, period.last):
                    _count(reviewed_in, each.approval, days, period, due)
    return found


def _count(
    found: Reviewed, approval: Approval, days: list[date], period: Period, due_after: Callable[[date], date]
) -> None:
    before = approval.begins_on
    first = True
    for day in (each for each in days if approval.begins_on <= each <= period.last):
        if period.first <= day:
            due = due_after(before)
            late = due < day < add_months(due, SILENT)  # after longer, those between were never recorded
            found.first_held += first
            found.later_held += not first
            found.first_late += first and late
            found.later_late += late and not first
        before, first = day, False
    if not approval.open_on(period.last):
        return
    due = due_after(before)
    if due >= period.last:
        return
    if add_months(due, SILENT) <= period.last:
        found.unrecorded += 1
    else:
        found.first_overdue += first
        found.later_overdue += not first


def _due(before: date) -> date:
    return deadlines.first_day(RULE, before)


def _decided(scope: Scope, known_on: KnownOn) -> dict[int, list[date]]:
    """The days on which the reviews of each journey were decided, as known; a review that was put off is none."""
    kinds = tuple(each.kind for each in (ReviewCompleted, *MARKS))
    known: tuple[Any, ...] = (
        EVENT.agency_id.in_(scope.agency_ids),
        EVENT.kind.in_(kinds),
        EVENT.recorded_at < known_on.before,
    )
    rows: list[Row] = [as_row(each) for each in db.session.execute(select(*EVENT).where(*known).order_by(EVENT.id))]
    found: defaultdict[int, list[date]] = defaultdict(list)
    for row in standing(rows):
        if isinstance(row.event, ReviewCompleted) and row.event.outcome != "defer":
            found[row.journey_id].append(row.event.happened_on)
    return found
