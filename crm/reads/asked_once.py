"""What is asked of people is asked once, though they have two journeys: records that were merged have one each."""

from __future__ import annotations

from collections.abc import Iterable

from crm.journey.under_way import waits_twice
from crm.reads.clocks import Running
from crm.reads.items import Way


def once(ticking: Iterable[tuple[Way, Running]]) -> list[tuple[Way, Running]]:
    """Less all but the first due of what is done by reaching a household, on journeys that are alike.

    Of an invitation the first chase of whichever journey: relatives have one beside the mainstream's.
    """
    found = list(ticking)
    first: dict[object, Running] = {}
    for way, each in sorted(found, key=lambda one: one[1].due_on):
        first.setdefault(_what(way, each), each)
    return [(way, each) for way, each in found if first[_what(way, each)] is each]


def _what(way: Way, each: Running) -> object:
    if each.invited_at is not None:
        return each.stops
    return (way.route, each.name) if each.by_call and waits_twice(way.route) else id(each)
