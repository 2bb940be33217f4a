"""The clocks of households that are approved, or of which that ended lately: reviews, notice, telling them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_

from crm.journey.clocks import Phase
from crm.journey.deadlines import Unit, add_months
from crm.reads import clocks, ways
from crm.reads.clocks import Measures, Running
from crm.reads.items import Way
from crm.register.deadlines import rules
from crm.register.law_clocks import in_phase, law_clocks

AHEAD = timedelta(days=90)  # what is due by then stands on a household's own page (RV-5)
SOON = timedelta(days=7)  # and by then among what is to be done for a whole council
NOW = ways.NOW
EVENT = ways.EVENT
MONTHS = {Unit.MONTHS: 1, Unit.YEARS: 12}
LATELY = 13  # months: no short clock is longer
PHASES = (Phase.APPROVED, Phase.REFUSED, Phase.ENDED)


@dataclass(frozen=True, slots=True)
class Held:
    """A household whose journey was decided, and the clocks that run on it."""

    household_id: int
    agency_id: int
    way: Way
    clocks: tuple[Running, ...]


def held(
    which: ColumnElement[bool], agency_ids: tuple[int, ...], today: date, ahead: timedelta | None = None
) -> list[Held]:
    """Every such household with a clock, in two queries; with `ahead` those of which one may be due by then.

    `which` asks of `household_now`.
    """
    by = {agency_id: clocks.measures(agency_id, today) for agency_id in agency_ids}
    own = which & NOW.agency_id.in_(agency_ids)
    rows = ways.decided(own, today)
    near = None if ahead is None else _near(by, today, ahead)
    journeys = ways.decided_journeys(own, rows, _asked(by), today, near)
    found = []
    for row in rows:
        journey = journeys.get(row.journey_id)
        running = clocks.running(journey, by[row.agency_id], ends_on=row.ends_on) if journey else []
        if running:
            way = Way(row.journey_id, row.route, row.stage, row.stage_since, None)
            found.append(Held(row.household_id, row.agency_id, way, tuple(running)))
    return found


def to_do(
    which: ColumnElement[bool], agency_ids: tuple[int, ...], today: date, ahead: timedelta
) -> dict[int, list[tuple[Way, Running]]]:
    """Of these clocks those that are due by then, by household, and notice that runs; not what nobody recorded."""
    found: defaultdict[int, list[tuple[Way, Running]]] = defaultdict(list)
    for each in held(which, agency_ids, today, ahead):
        for running in each.clocks:
            if (running.limit or running.due_on <= today + ahead) and not running.silent:
                found[each.household_id].append((each.way, running))
    return found


def _near(by: Mapping[int, Measures], today: date, ahead: timedelta) -> ColumnElement[bool]:
    """Whether a clock of a journey may be due by then, by the days of its events; more than are, and never fewer.

    A clock of months runs from the last of its events: it is due by then where that lies far enough back, and
    silent where it lies too far. All others are short, and begin with something that happened lately. What was
    corrected is always looked at: of it the last day may be one that does not stand.
    """
    beside = sorted(kind for measures in by.values() for kind in measures.own.beside)
    asked = [func.count(EVENT.corrects_id) > 0, _last(beside) >= add_months(today, -LATELY)]
    for each in law_clocks():
        if not set(each.during) & set(PHASES):
            continue
        last = _last(each.starts)
        spans = [part.span for version in rules()[each.rule].versions for part in version.parts]
        months = [MONTHS[span.unit] * span.amount for span in spans if span.unit in MONTHS]
        if each.silent_after is None or not months:
            lately = add_months(today, -(each.gone_after or LATELY))
            asked.append(last >= lately)
        else:
            earliest = add_months(today, -max(months) - each.silent_after - 1)
            asked.append(last.between(earliest, add_months(today + ahead, 1 - min(months))))
    return or_(*asked)


def _last(kinds: Collection[str]) -> ColumnElement[Any]:
    return func.max(case((EVENT.kind.in_(kinds), EVENT.happened_on)))


def _asked(by: Mapping[int, Measures]) -> set[str]:
    """The kinds of events that these clocks ask for."""
    kinds = {kind for phase in PHASES for each in in_phase(phase) for kind in each.kinds}
    for own in (each.own for each in by.values()):
        beside = [entry for entry in own.entries if entry.get("starts") in own.beside]
        kinds.update(kind for entry in beside for kind in (entry.get("starts"), entry.get("stops")) if kind)
    return kinds
