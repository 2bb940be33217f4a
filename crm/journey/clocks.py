"""The law's clocks as data: what starts one, what stops it, and on whom it runs. How long each is: `deadlines`.

The table is `crm/register/national/law_clocks.toml`; what a field of it means is said here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from crm.journey.events import ApprovalRefused, HouseholdApproved
from crm.journey.history import Row
from crm.journey.household import Journey
from crm.journey.ranges import Route


class Phase(StrEnum):
    """How far a journey has come, as far as clocks ask: each runs in one phase, or in several."""

    UNDER_WAY = "under_way"
    APPROVED = "approved"
    REFUSED = "refused"
    ENDED = "ended"  # it was approved, and is not any more
    CLOSED = "closed"


Values = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class LawClock:
    """A clock of the law. It starts with the last event of the kinds in `starts`, and any of `stops` ends it.

    An event that can happen once stops it whenever it happened, any other, or one `stops_later` names, only if
    it came later. `skips` says with which values of a field an event starts nothing. `starts_if` says which
    values a field must have in the last event that has it, and `stops_if` in the one that stops. `day` names
    the field of the starting event that holds the day itself, as it was worked out then (DC-5). `if_step`: it
    runs only where the route's plan has a step that this kind of event enters. `limit`: it spans a whole
    assessment, and tells nobody what to do next. `record` is the kind of event that one would record to stop
    it, or to start it anew. `silent_after`: so many months after its day it is not called late: most likely it
    was done and never recorded. `amid`: it runs only where one of these came before its start, and nobody is
    asked after its day.
    """

    rule: str
    label: str
    starts: tuple[str, ...]
    stops: tuple[str, ...] = ()
    stops_later: tuple[str, ...] = ()
    during: tuple[Phase, ...] = (Phase.UNDER_WAY,)
    routes: tuple[Route, ...] = tuple(Route)
    part: str = ""
    skips: Values = field(default_factory=dict)
    starts_if: Values = field(default_factory=dict)
    stops_if: Values = field(default_factory=dict)
    day: str = ""
    if_step: str = ""
    limit: bool = False
    record: str = ""
    silent_after: int | None = None
    amid: tuple[str, ...] = ()

    @property
    def ends_by(self) -> str | None:
        """The kind of event that one would record next on account of it."""
        return self.record or next(iter(self.stops), None)

    @property
    def kinds(self) -> frozenset[str]:
        """Every kind of event that it asks for."""
        return frozenset({*self.starts, *self.stops, *self.stops_later, *self.amid})


def phase_of(journey: Journey, ends_on: date | None, today: date) -> Phase:
    """How far a journey has come; `ends_on` is the end of its approval, if that is known."""
    if journey.first(HouseholdApproved):
        return Phase.ENDED if ends_on is not None and ends_on <= today else Phase.APPROVED
    if journey.first(ApprovalRefused):
        return Phase.REFUSED
    return Phase.UNDER_WAY if journey.closed_by is None else Phase.CLOSED


def begun(journey: Journey, clock: LawClock, phase: Phase) -> Row | None:
    """The event that a clock of a journey has been running from; None where it does not run."""
    if phase not in clock.during or journey.route not in clock.routes:
        return None
    starts = [row for row in journey.rows if row.event.kind in clock.starts and not _skipped(row, clock)]
    if not starts or not all(_fits(starts, name, values) for name, values in clock.starts_if.items()):
        return None
    last = starts[-1]
    if clock.amid and not any(row.event.kind in clock.amid and row.order < last.order for row in journey.rows):
        return None
    return None if any(_stops(row, last, clock) for row in journey.rows) else last


def _skipped(row: Row, clock: LawClock) -> bool:
    return any(getattr(row.event, name, None) in values for name, values in clock.skips.items())


def _fits(starts: list[Row], name: str, values: tuple[str, ...]) -> bool:
    """Whether the last of the events that have a field has one of these values; those without are not asked."""
    asked = [row for row in starts if hasattr(row.event, name)]
    return not asked or getattr(asked[-1].event, name) in values


def _stops(row: Row, start: Row, clock: LawClock) -> bool:
    if row.event.kind in clock.stops_later:
        return row.order > start.order
    if row.event.kind not in clock.stops or row is start:
        return False
    if not all(getattr(row.event, name, None) in values for name, values in clock.stops_if.items()):
        return False
    return row.event.once or row.order > start.order
