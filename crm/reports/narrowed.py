"""Which journeys a narrowed report is of: the one rule that every block asks.

A journey is in it or not, with all that stands of it in the books: so that every identity of domain.md section 3
holds for what is in it as it does for all of them. Without a narrowing nothing is asked, and nothing is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar, cast

from sqlalchemy import Table, select

from crm.extensions import db
from crm.journey.household import Approval
from crm.journey.ranges import Route
from crm.ledger.tables import JourneyRecord
from crm.reports import once
from crm.reports.lines import Line
from crm.reports.scope import Scope

JOURNEY = cast(Table, JourneyRecord.__table__).c


class _OfApproval(Protocol):
    @property
    def approval(self) -> Approval: ...


Found = TypeVar("Found", bound=_OfApproval)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The journeys that are in a narrowed report."""

    journeys: frozenset[int]

    def has(self, journey_id: int, day: date) -> bool:  # noqa: ARG002 - what is offered is dated
        """Whether what stands of a journey on a day is in it."""
        return journey_id in self.journeys


def chosen(scope: Scope, before: datetime) -> Chosen | None:
    """What the report of a scope is of, as was known at a moment; None where it is of everything."""
    if not scope.narrowing:
        return None
    return once.kept((chosen, scope, before), lambda: _chosen(scope))


def _chosen(scope: Scope) -> Chosen:
    return Chosen(frozenset(_of_route(scope, scope.narrowing.route)))


def _of_route(scope: Scope, route: Route | None) -> Iterator[int]:
    """The journeys of these councils, of one route; a journey keeps its route."""
    own = select(JOURNEY.id).where(JOURNEY.agency_id.in_(scope.agency_ids))
    yield from db.session.scalars(own if route is None else own.where(JOURNEY.route == route))


def lines(scope: Scope, before: datetime, found: Iterable[Line], on: date | None = None) -> Iterable[Line]:
    """Those of these lines that are in the report: on a day, or each on its own."""
    only = chosen(scope, before)
    return found if only is None else (each for each in found if only.has(each.journey_id, on or each.on))


def approvals(scope: Scope, before: datetime, found: Iterable[Found], on: date) -> Iterable[Found]:
    """Those of these approvals that are in it on a day."""
    only = chosen(scope, before)
    return found if only is None else (each for each in found if only.has(each.approval.journey_id, on))
