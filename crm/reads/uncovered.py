"""Children who live where nothing covers it any more: the approval was refused, closed or over.

A clock of a journey ends with the decision. This one ends when the placement does, whatever is decided or begun:
after a temporary approval the placement has to end (KC-6), and with an approval every place goes (B-4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, exists, or_, select

from crm.extensions import db
from crm.journey.events import HouseholdApproved
from crm.journey.household import Household as Folded
from crm.journey.household import Journey
from crm.journey.kinship import adopters
from crm.journey.kinship_events import AdopterApprovedForChild
from crm.journey.placing import is_lodging
from crm.journey.ranges import Population
from crm.journey.temporary import DAY, Temporary, temporaries
from crm.journey.temporary_events import TemporarilyApproved
from crm.ledger import cluster
from crm.ledger.tables import EventRecord, HeldTerms
from crm.people.merging import stands_for
from crm.people.placement_tables import Placement
from crm.people.tables import Household
from crm.reads import clocks, ways
from crm.reads.clocks import Running
from crm.reads.histories import History
from crm.reads.items import Way
from crm.reads.outside_terms import outside_terms
from crm.register import settings

RAN_OUT, OVER = "KC-6", "B-4"  # by what it was that covered the placement last
LABEL = "A child lives there, and no approval covers it: end the placement"
LABEL_OF_SEVERAL = "{number} children live there, and no approval covers them: end the placements"
GIVEN = (TemporarilyApproved.kind, AdopterApprovedForChild.kind)
NOW = ways.NOW
HOME, EVENT, HELD, STAY = (cast(Table, each.__table__).c for each in (Household, EventRecord, HeldTerms, Placement))


def uncovered(
    which: ColumnElement[bool], agency_ids: Collection[int], today: date
) -> Iterator[tuple[int, int, Way, Running]]:
    """The households that were approved, for good or for a time, with whom a child lives while nothing covers it.

    `which` asks of `household_now`. A child whose temporary approval was not decided upon has the clocks of that.
    One whom none ever named, as a file can tell it, is not covered from its first day.
    """
    homes, children = not_approved(which, agency_ids, today, lodgings=False)
    for agency_id in {row.agency_id for row in homes.values()}:
        own = {number: row for number, row in homes.items() if row.agency_id == agency_id}
        rulebook = settings.rulebook(agency_id)
        for household_id, each in cluster.load(agency_id, list(own)).items():
            if household_id not in own:
                continue
            running = _alarm(each.fold(household_id, rulebook), children[household_id], today)
            if running is not None:
                row = own[household_id]
                way = Way(row.journey_id, row.route, row.stage, row.stage_since, None)
                yield household_id, agency_id, way, running


def alarms(history: History, today: date) -> list[Running]:
    """The same for the page of one household, and what runs on its other journeys (KC-2) or placements (KC-11)."""
    own = history.identity
    asked = NOW.household_id == own.id, (own.agency_id,), today
    given = [each for each in history.household.journeys if any(row.event.kind in GIVEN for row in each.rows)]
    if history.household.approval_on(today) is not None and not given:
        return [each for *_, each in outside_terms(*asked)]
    found = [each for *_, each in (*uncovered(*asked), *outside_terms(*asked))]
    for journey in given:
        if journey is not history.current and journey.closed_by is None:
            found += [each for each in clocks.of_journey(own.agency_id, journey) if each.rule in clocks.TEMPORARY]
    return found


def _alarm(household: Folded, children: Mapping[str, date], today: date) -> Running | None:
    """What is to be said of those of these children whom nothing covers; None: all are covered.

    `children` are those placed there, each with its first day.
    """
    ends = _ends(household, children, today)
    if not ends:
        return None
    on, rule, never = min(ends.values())
    return Running(
        LABEL if len(ends) == 1 else LABEL_OF_SEVERAL.format(number=len(ends)),
        on if never else on - DAY,
        rule=rule,
        began_on=on,
        hard=True,
        children=tuple(sorted(ends)),
        never=never,
    )


def _ends(household: Folded, children: Mapping[str, date], today: date) -> dict[str, tuple[date, str, bool]]:
    """Each child whom no approval covers any more: the first day of that, its rule, and whether none ever did.

    Who has no approval for a time lives there under the household's own, and that has ended.
    """
    every = [each for journey in household.journeys for each in _seen_to(journey, today)]
    lodgings = is_lodging(household, today)  # whom no approval for a time named, lodges there
    approved = [(each.ends_on, OVER) for each in household.approvals if each.ends_on is not None]
    ends = {}
    for child, since in children.items():
        own = [(each.until, seen_to) for each, seen_to in every if each.names((child,))]
        if not any(seen_to for _, seen_to in own) and (own or not lodgings):
            known = [*((until, RAN_OUT) for until, _ in own if until is not None), *approved]
            ends[child] = (*max(known), False) if known else (since, RAN_OUT, True)
    return ends


def _seen_to(journey: Journey, today: date) -> Iterator[tuple[Temporary, bool]]:
    """The temporary approvals of a journey, and whether each covers the day or has a clock that runs.

    The latest of a journey has such a clock until the journey is decided.
    """
    every = list(temporaries(journey))
    undecided = journey.first(HouseholdApproved) is None
    for number, each in enumerate(every, 1):
        yield each, each.holds(today) or (number == len(every) and undecided and not each.over)
    yield from ((each, each.holds(today)) for each in adopters(journey))


def not_approved(
    which: ColumnElement[bool], agency_ids: Collection[int], today: date, *, lodgings: bool = True
) -> tuple[dict[int, Any], Mapping[int, dict[str, date]]]:
    """The households that are not approved today, by number; and who is placed there, each with the first day.

    Without `lodgings` an approval for supported lodgings is none: it is no fostering (OA-2).
    """
    home = stands_for().label("home")
    placed = select(home, STAY.child, STAY.from_on).join_from(
        Placement.__table__, Household.__table__, HOME.id == STAY.household_id
    )
    placed = placed.where(STAY.agency_id.in_(agency_ids), STAY.removed_at.is_(None), STAY.from_on <= today)
    placed = placed.where(or_(STAY.to_on.is_(None), STAY.to_on > today))
    approved = exists().where(HELD.household_id == NOW.household_id, HELD.since <= today)
    approved = approved.where(or_(HELD.until.is_(None), HELD.until > today))
    if not lodgings:
        approved = approved.where(HELD.population != Population.SUPPORTED_LODGINGS)
    columns = (NOW.household_id, NOW.agency_id, NOW.journey_id, NOW.route, NOW.stage, NOW.stage_since)
    chosen = select(*columns).where(which, NOW.agency_id.in_(agency_ids), ~approved)
    chosen = chosen.where(NOW.household_id.in_(placed.with_only_columns(home)))
    found = {row.household_id: row for row in db.session.execute(chosen.order_by(NOW.household_id))}
    children: defaultdict[int, dict[str, date]] = defaultdict(dict)
    for row in db.session.execute(placed.where(stands_for().in_(found))) if found else ():
        children[row.home][row.child] = row.from_on
    return {number: row for number, row in found.items() if number in children}, children
