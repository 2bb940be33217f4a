"""What visits and letters say of the clocks of journeys: worked out anew from what is on record."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, select

from crm import clock
from crm.journey.events import ApplicationReceived, FirstContactMade, VisitCompleted
from crm.journey.household import Household, Journey
from crm.journey.under_way import (
    alike,
    begun_on,
    done_beside,
    repeated,
    taking_over,
    under_way,
    waits_twice,
)
from crm.people import approached
from crm.people.approached import Approach
from crm.reads.clocks import said_done
from crm.reads.histories import Identity
from crm.reads.items import Way
from crm.reads.own_clocks import Said
from crm.reads.repeats import repeats
from crm.reads.ways import WAY
from crm.register import settings

# What is done with the people, and so for each of the journeys that they have.
WITH_THEM = (FirstContactMade, VisitCompleted, ApplicationReceived)


def hear(
    which: ColumnElement[bool],
    going_on: Mapping[int, Sequence[Way]],
    journeys: Mapping[int, Journey],
    met: Mapping[int, Said],
) -> dict[int, Journey]:
    """Let what was said of each journey that goes on (`which`) know how its household was approached.

    What comes back are the journeys, each with what was done for it on those that were closed as its duplicates.
    """
    found = approached.of(select(WAY.household_id).where(which)) if going_on else {}
    ended = repeats(which) if going_on else {}
    heard = dict(journeys)
    for household_id, ways in going_on.items():
        own = [journeys[way.journey_id] for way in ways if way.journey_id in journeys]
        same = ended.get(household_id, ())
        for journey in own:
            heard[journey.id] = taking_over(journey, same)
            tell(met[journey.id], journey, found.get(household_id, ()), own, same)
    return heard


def heard_of(whose: Identity, journey: Journey, household: Household) -> tuple[Journey, Said]:
    """The same of one journey of a household, and what was said of it."""
    besides, same = under_way(household), repeated(household, settings.rulebook(whose.agency_id).rules)
    said = said_done(journey.id)
    tell(said, journey, approached.of([whose.id]).get(whose.id, ()), besides, same)
    return (taking_over(journey, same) if journey in besides else journey), said


def tell(
    said: Said,
    journey: Journey,
    approaches: Sequence[Approach],
    besides: Collection[Journey],
    same: Collection[Journey] = (),
) -> None:
    """One of them: records that were merged have a journey each, and what is asked of people is asked once.

    `besides` are those that go on, and `same` those that were closed as duplicates.
    """
    said.approaches = approaches
    said.journeys = frozenset({journey.id, *(other.id for other in (*besides, *same) if alike(journey, other))})
    done = {kind.kind for kind in WITH_THEM if done_beside(journey, kind, besides)}
    if _visited(journey, approaches, besides):
        done.add(VisitCompleted.kind)
    said.elsewhere = frozenset(done)


def _visited(journey: Journey, approaches: Sequence[Approach], besides: Collection[Journey]) -> bool:
    """Whether they were visited since it began, and for no other cause: for a journey that is closed since, too."""
    apart = (other for other in besides if other.id != journey.id and not alike(journey, other))
    of_others = {number for other in apart for row in other.rows for number in (row.id, row.first_id)}
    visits = (each for each in approaches if each.held and each.about not in of_others)
    since = begun_on(journey) if journey.rows else clock.today()
    return waits_twice(journey.route) and any(clock.day_of(each.at) >= since for each in visits)
