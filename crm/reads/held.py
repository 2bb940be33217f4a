"""The clocks of households that are approved, or of which that ended lately: reviews, notice, telling them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement

from crm.reads import clocks, ways
from crm.reads.clocks import Measures, Running
from crm.reads.items import Way
from crm.register.law_clocks import law_clocks

AHEAD = timedelta(days=90)  # what is due by then stands among what is to be done (RV-5)
NOW = ways.NOW


@dataclass(frozen=True, slots=True)
class Held:
    """A household whose journey was decided, and the clocks that run on it."""

    household_id: int
    agency_id: int
    way: Way
    clocks: tuple[Running, ...]


def held(which: ColumnElement[bool], agency_ids: tuple[int, ...], today: date) -> list[Held]:
    """Every such household with a clock, in two queries. `which` asks of `household_now`."""
    by = {agency_id: clocks.measures(agency_id, today) for agency_id in agency_ids}
    own = which & NOW.agency_id.in_(agency_ids)
    rows = ways.decided(own, today)
    journeys = ways.decided_journeys(own, rows, _asked(by), today)
    found = []
    for row in rows:
        journey = journeys.get(row.journey_id)
        running = clocks.running(journey, by[row.agency_id], ends_on=row.ends_on) if journey else []
        if running:
            way = Way(row.journey_id, row.route, row.stage, row.stage_since, None)
            found.append(Held(row.household_id, row.agency_id, way, tuple(running)))
    return found


def to_do(
    which: ColumnElement[bool], agency_ids: tuple[int, ...], today: date
) -> dict[int, list[tuple[Way, Running]]]:
    """Of these clocks those that are due within 90 days, by household; not what nobody ever recorded."""
    found: defaultdict[int, list[tuple[Way, Running]]] = defaultdict(list)
    for each in held(which, agency_ids, today):
        for running in each.clocks:
            if running.due_on <= today + AHEAD and not running.silent:
                found[each.household_id].append((each.way, running))
    return found


def _asked(by: Mapping[int, Measures]) -> set[str]:
    """The kinds of events that these clocks ask for."""
    kinds = {kind for each in law_clocks() for kind in each.kinds}
    own = {kind for each in by.values() for entry in each.own for kind in (entry.get("starts"), entry.get("stops"))}
    return kinds | {kind for kind in own if kind}
