"""Every clock of some agencies that runs on a day: the law's and their own, of journeys under way and decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from crm.reads import approaches, clocks, held, ways
from crm.reads.asked_once import once
from crm.reads.beside_clocks import beside
from crm.reads.held import Held


def every_clock(agency_ids: tuple[int, ...], day: date) -> Iterator[Held]:
    """Each with its household, its agency and its journey: of those under way, then of those decided.

    On a day to come: as it would be if nothing were recorded until then.
    """
    for agency_id in agency_ids:
        measures = clocks.measures(agency_id, day)
        own = ways.WAY.agency_id == agency_id
        going_on = ways.under_way(own)
        journeys, met = ways.journeys(own, going_on), ways.said_done(own)
        journeys = approaches.hear(own, going_on, journeys, met)
        besides = beside(own, (agency_id,), day)
        for household_id, found in going_on.items():
            ticking = once(
                (way, running)
                for way in found
                if (journey := journeys.get(way.journey_id))
                for running in clocks.running(
                    journey, measures, met[way.journey_id], besides=besides.get(way.journey_id, ())
                )
            )
            for way, running in ticking:
                yield household_id, agency_id, way, running
    yield from held.held(held.NOW.agency_id.in_(agency_ids), agency_ids, day)
