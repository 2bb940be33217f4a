"""Children who live outside the terms: in an emergency for so many working days, and no longer (reg 23, KC-11).

Or for terms that were narrowed under them: those name them no more, or are for other ages or kinds of fostering.

A placement is no event: this clock hangs on it, as that of a child whom nothing covers does (`uncovered`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, and_, exists, func, or_, select

from crm.extensions import db
from crm.journey.household import Approval
from crm.journey.household import Household as Folded
from crm.journey.parent_and_child import OFFER
from crm.journey.placing import beyond_ages
from crm.journey.ranges import Population, Terms
from crm.journey.working_days import BeyondCalendar
from crm.ledger import cluster
from crm.ledger.tables import HeldTerms
from crm.people.merging import stands_for
from crm.people.placement_tables import Placement
from crm.people.tables import Household
from crm.reads import ways
from crm.reads.clocks import Running
from crm.reads.items import Way
from crm.register import settings
from crm.register.deadlines import first_day

RULE = "KC-11"
LABEL = "Emergency placement outside the terms: its last day"
OVER = "An emergency placement outside the terms has run out: end the placement, or change the terms"
NARROWED = "Since the terms were changed they do not cover a child who lives there: end the placement"
NOW = ways.NOW
HOME, STAY, HELD = (cast(Table, each.__table__).c for each in (Household, Placement, HeldTerms))


def last_day(since: date) -> date | None:
    """The last day that such a placement may have; None at the calendar's edge."""
    try:
        return first_day(RULE, since)
    except BeyondCalendar:
        return None


def outside_terms(
    which: ColumnElement[bool], agency_ids: Collection[int], today: date
) -> Iterator[tuple[int, int, Way, Running]]:
    """The approved households with whom a child lives outside the terms: in an emergency until when, or since when.

    `which` asks of `household_now`. It is over when the child has left, or when terms that were changed since cover
    the child. Who is not approved any more is among the `uncovered`.
    """
    homes = _homes(which, agency_ids, today)
    for agency_id in {row.agency_id for row in homes.values()}:
        own = {number: row for number, row in homes.items() if row.agency_id == agency_id}
        rulebook = settings.rulebook(agency_id)
        placed = _placed(own, today)
        for household_id, each in cluster.load(agency_id, list(own)).items():
            if household_id in own:
                running = _clock(each.fold(household_id, rulebook), placed[household_id], today)
                if running is not None:
                    row = own[household_id]
                    way = Way(row.journey_id, row.route, row.stage, row.stage_since, None)
                    yield household_id, agency_id, way, running


def _clock(household: Folded, there: Sequence[Any], today: date) -> Running | None:
    """The clock of those of a household's children who are there outside the terms: that of the first."""
    approval = household.approval_on(today)
    if approval is None:
        return None
    terms, found = approval.terms_on(today), {}
    for each in there:
        changed = terms != approval.terms_on(each.from_on)
        last = last_day(each.from_on) if each.emergency else None
        if last is not None and not (changed and _covers(terms, each, len(there), today)):
            found[each.child] = (last, each.from_on)
    narrowed = {} if found else {each.child: on for each in there if (on := _narrowed(approval, each, today))}
    if not (found or narrowed):
        return None
    children = tuple(sorted(found or narrowed))
    if narrowed:
        since = min(narrowed.values())
        return Running(NARROWED, since, rule=RULE, began_on=since, hard=True, children=children)
    last, since = min(found.values())
    hard = last < today
    return Running(OVER if hard else LABEL, last, rule=RULE, began_on=since, hard=hard, children=children)


def _narrowed(approval: Approval, stay: Any, today: date) -> date | None:
    """Since when the terms do not take a child who lived there before; None: they do, or never did.

    The age is that on the day of the change: nobody is outside the terms for growing up.
    """
    if approval.population is Population.SUPPORTED_LODGINGS:
        return None  # no fostering (OA-2)
    since: date | None = None
    before: Terms | None = None
    for row, terms in approval.versions():
        on = row.event.happened_on
        if on > today:
            break
        was = before is None or _takes(before, stay, on)  # none: they came by an approval for a time
        if _takes(terms, stay, on):
            since = None
        elif on > stay.from_on and was:
            since = on
        before = terms
    return since


def _takes(terms: Terms, stay: Any, on: date) -> bool:
    """Whether terms are for a child at all: the kind of fostering, named children, ages."""
    if stay.offer and terms.offers and stay.offer not in terms.offers and stay.offer != OFFER:
        return False
    if terms.named_children:
        return stay.child in {each.upper() for each in terms.named_children}
    return beyond_ages(terms, stay.born, on) is None


def _covers(terms: Terms, stay: Any, there: int, today: date) -> bool:
    """Whether terms cover a child who lives there: places, the kind of fostering, ages, named children."""
    if there > terms.most or (stay.offer and terms.offers and stay.offer not in terms.offers):
        return False
    if terms.named_children:
        return stay.child in {each.upper() for each in terms.named_children}
    return beyond_ages(terms, stay.born, today) is None


def _homes(which: ColumnElement[bool], agency_ids: Collection[int], today: date) -> dict[int, Any]:
    """The households, by number, with whom somebody lives in an emergency, or since before narrower terms."""
    placed = select(stands_for()).join_from(Placement.__table__, Household.__table__, HOME.id == STAY.household_id)
    placed = placed.where(STAY.agency_id.in_(agency_ids), *_there(today), or_(STAY.emergency, _outside(today)))
    columns = (NOW.household_id, NOW.agency_id, NOW.journey_id, NOW.route, NOW.stage, NOW.stage_since)
    chosen = select(*columns).where(which, NOW.agency_id.in_(agency_ids), NOW.household_id.in_(placed))
    return {row.household_id: row for row in db.session.execute(chosen.order_by(NOW.household_id))}


def _outside(today: date) -> ColumnElement[bool]:
    """Whether the terms of today may not take a child who came before them."""
    holds = HELD.household_id == stands_for(), HELD.since <= today, or_(HELD.until.is_(None), HELD.until > today)
    child = "%;" + func.upper(STAY.child) + ";%"
    named = HELD.named_children != "", func.upper(HELD.named_children).not_like(child)
    kind = HELD.offers != "", STAY.offer.is_not(None), HELD.offers.not_like("%;" + STAY.offer + ";%")
    ages = STAY.born.is_not(None), or_(HELD.age_from.is_not(None), HELD.age_to.is_not(None))
    return exists().where(*holds, HELD.since > STAY.from_on, or_(and_(*named), and_(*kind), and_(*ages)))


def _placed(household_ids: Collection[int], today: date) -> Mapping[int, list[Any]]:
    """Who lives with these households, in an emergency or not."""
    columns = (stands_for().label("home"), STAY.child, STAY.offer, STAY.born, STAY.from_on, STAY.emergency)
    chosen = select(*columns).join_from(Placement.__table__, Household.__table__, HOME.id == STAY.household_id)
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(chosen.where(stands_for().in_(household_ids), *_there(today))):
        found[row.home].append(row)
    return found


def _there(today: date) -> tuple[ColumnElement[bool], ...]:
    return STAY.removed_at.is_(None), STAY.from_on <= today, or_(STAY.to_on.is_(None), STAY.to_on > today)
