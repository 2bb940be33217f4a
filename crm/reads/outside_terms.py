"""Children who live outside the terms: in an emergency for so many working days, and no longer (reg 23, KC-11).

Or for terms that were narrowed under them, by a change or by putting one right: those name them no more, are for
other ages or kinds of fostering, or for fewer children.

A placement is no event: this clock hangs on it, as that of a child whom nothing covers does (`uncovered`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, and_, case, distinct, exists, extract, func, or_, select

from crm.extensions import db
from crm.journey import taking
from crm.journey.household import Approval
from crm.journey.household import Household as Folded
from crm.journey.parent_and_child import OFFER
from crm.journey.ranges import Population, Terms
from crm.journey.working_days import BeyondCalendar
from crm.ledger import cluster
from crm.ledger.held import in_a_row
from crm.ledger.tables import HeldTerms
from crm.people.merging import stands_for
from crm.people.placement_tables import Placement
from crm.people.tables import Household
from crm.reads import homes_lived_in, ways
from crm.reads.clocks import Running
from crm.reads.homes_lived_in import Home, Known, as_known
from crm.reads.items import Way
from crm.register import settings
from crm.register.deadlines import first_day

RULE = "KC-11"
LABEL = "Emergency placement outside the terms: its last day"
OVER = "An emergency placement outside the terms has run out: end the placement, or change the terms"
NARROWED = "Since the terms were changed they do not cover a child who lives there: end the placement"
FEWER = "Since the terms were changed they are for fewer children than live there: end a placement"
SIBLINGS = "Since the terms were changed the last place is for siblings only: say who is whose, or end a placement"
FAMILIES = "Since the terms were changed they have fewer places for a parent with a child than families there"
NOTHING = in_a_row(())
DAY = timedelta(days=1)
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

    `which` asks of `household_now`. It is over when the child has left, or when the terms, others who have left or
    an exemption (UL-3) cover the child. Who is not approved any more is among the `uncovered`.
    """
    homes = _homes(which, agency_ids, today)
    for agency_id in {row.agency_id for row in homes.values()}:
        own = {number: row for number, row in homes.items() if row.agency_id == agency_id}
        rulebook = settings.rulebook(agency_id)
        lived, recorded = homes_lived_in.lived(own, today), homes_lived_in.recorded(own)
        for household_id, each in cluster.load(agency_id, list(own)).items():
            if household_id in own:
                home = Home(household_id, agency_id, lived[household_id], as_known(each, rulebook, recorded))
                for running in _clocks(each.fold(household_id, rulebook), home, today):
                    row = own[household_id]
                    way = Way(row.journey_id, row.route, row.stage, row.stage_since, None)
                    yield household_id, agency_id, way, running


Takes = Callable[[Terms, date], bool]


def _clocks(household: Folded, home: Home, today: date) -> Iterator[Running]:
    """The clocks of those of a household's children who are there outside the terms: each is that of the first."""
    approval = household.approval_on(today)
    if approval is None:
        return
    terms, found = approval.terms_on(today), {}
    for each in home.there(today):
        last = last_day(each.from_on) if each.emergency else None
        if last is not None and not _ended(home, terms, each, today):
            found[each.child] = (last, each.from_on)
    if found:
        last, since = min(found.values())
        label, hard = (OVER, True) if last < today else (LABEL, False)
        yield Running(label, last, rule=RULE, began_on=since, hard=hard, children=tuple(sorted(found)))
    if approval.population is not Population.SUPPORTED_LODGINGS:  # which is no fostering (OA-2)
        yield from _narrowings(approval, home, found, today)


def _ended(home: Home, terms: Terms, stay: Any, today: date) -> bool:
    """Whether a child who came outside the terms is within them now.

    One whom they took when it was recorded came outside for what terms do not speak of, a place that could not be
    used say: no change of them ends that.
    """
    first = home.covered(home.known(stay), stay, stay.from_on)
    return not first and home.covered(terms, stay, today)


def _narrowings(approval: Approval, home: Home, found: Collection[str], today: date) -> Iterator[Running]:
    """One clock for each way in which terms were narrowed under the children who are there."""
    there, terms = home.there(today), approval.terms_on(today)
    since: defaultdict[str, dict[str, date]] = defaultdict(dict)
    for number, each in enumerate(there):
        before = there[:number]
        places = FEWER if number >= terms.most else SIBLINGS
        ways_to_lose: dict[str, Takes] = {
            NARROWED: partial(_takes, each),
            places: partial(_has_place, each, before),
            FAMILIES: partial(_has_family_place, each, before),
        }
        for label, takes in ways_to_lose.items() if each.child not in found else ():
            if on := _narrowed(approval, home.known, today, each, takes):
                since[label][each.child] = on
    for label, children in since.items():
        whom = {NARROWED: children, FAMILIES: [each.child for each in there if each.offer == OFFER]}
        first = min(children.values())
        about = tuple(sorted(whom.get(label, [each.child for each in there])))
        yield Running(label, first - DAY, rule=RULE, began_on=first, hard=True, children=about)


def _takes(stay: Any, terms: Terms, on: date) -> bool:
    return taking.takes(terms, stay, on)


def _has_place(stay: Any, before: Sequence[Any], terms: Terms, _on: date) -> bool:
    return taking.has_place(terms, stay, before)


def _has_family_place(stay: Any, before: Sequence[Any], terms: Terms, _on: date) -> bool:
    """Where there is no such place any more, the terms are not for that kind of fostering at all."""
    return not terms.parent_and_child or taking.has_family_place(terms, stay, before)


def _narrowed(approval: Approval, known: Known, today: date, stay: Any, takes: Takes) -> date | None:
    """Since when the terms do not take a child whom they took before; None: they do, or never did.

    The age is that on the day of the change: nobody is outside the terms for growing up. Terms that were put right
    after the child had come are changed on its first day: they took the child if those did that were known then.
    """
    every = [(row.event.happened_on, terms) for row, terms in approval.versions()]
    later = [(on, terms) for on, terms in every if stay.from_on < on <= today]
    if every[0][0] <= stay.from_on:
        later.insert(0, (stay.from_on, approval.terms_on(stay.from_on)))
    if not later or takes(later[-1][1], today) or all(takes(terms, on) for on, terms in later):
        return None
    since: date | None = None
    before = known(stay)  # none: they came by an approval for a time
    for on, terms in later:
        if takes(terms, on):
            since = None
        elif before is None or takes(before, on):
            since = on
        before = terms
    return since


def _homes(which: ColumnElement[bool], agency_ids: Collection[int], today: date) -> dict[int, Any]:
    """The households, by number, with whom somebody lives in an emergency, or perhaps outside the terms."""
    placed = select(stands_for()).join_from(Placement.__table__, Household.__table__, HOME.id == STAY.household_id)
    placed = placed.where(STAY.agency_id.in_(agency_ids), *_there(today))
    outside = placed.where(or_(STAY.emergency, _outside(today)))
    columns = (NOW.household_id, NOW.agency_id, NOW.journey_id, NOW.route, NOW.stage, NOW.stage_since)
    chosen = select(*columns).where(which, NOW.agency_id.in_(agency_ids))
    beyond = (outside, _many(placed, today), _more_families(placed, today))
    chosen = chosen.where(or_(*(NOW.household_id.in_(each) for each in beyond)))
    return {row.household_id: row for row in db.session.execute(chosen.order_by(NOW.household_id))}


def _many(placed: Select[Any], today: date) -> Select[Any]:
    """Those who have more children than the terms of today are for, or may be: some places are for siblings."""
    many = placed.join(cast(Table, HeldTerms.__table__), and_(*_held(today)))
    many = many.group_by(stands_for(), HELD.journey_id, HELD.since, HELD.places)
    return many.having(func.count() > HELD.places)


def _more_families(placed: Select[Any], today: date) -> Select[Any]:
    """Those who have more families than places for a parent with a child."""
    many = placed.where(STAY.offer == OFFER).join(cast(Table, HeldTerms.__table__), and_(*_held(today)))
    many = many.group_by(stands_for(), HELD.journey_id, HELD.since, HELD.parent_and_child)
    return many.having(func.count(distinct(func.coalesce(STAY.siblings, STAY.child))) > HELD.parent_and_child)


def _outside(today: date) -> ColumnElement[bool]:
    """Whether the terms of today may not take a child: of an age only the years are compared."""
    named = HELD.named_children != NOTHING, _lacks(func.upper(HELD.named_children), func.upper(STAY.child))
    kind = HELD.offers != NOTHING, STAY.offer.is_not(None), _lacks(HELD.offers, STAY.offer)
    parents = STAY.offer == OFFER, HELD.parent_and_child == 0
    day = case((HELD.since > STAY.from_on, HELD.since), else_=STAY.from_on)
    age = extract("year", day) - extract("year", STAY.born)
    ages = STAY.born.is_not(None), or_(HELD.age_from > age - 1, HELD.age_to < age)
    return exists().where(*_held(today), or_(and_(*named), and_(*kind), and_(*parents), and_(*ages)))


def _held(today: date) -> tuple[ColumnElement[bool], ...]:
    until = or_(HELD.until.is_(None), HELD.until > today)
    return HELD.household_id == stands_for(), HELD.since <= today, until


def _lacks(codes: ColumnElement[str], code: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether codes between semicolons do not have one: no pattern, in which its underscore stood for anything."""
    return func.replace(codes, ";" + code + ";", "") == codes


def _there(today: date) -> tuple[ColumnElement[bool], ...]:
    return STAY.removed_at.is_(None), STAY.from_on <= today, or_(STAY.to_on.is_(None), STAY.to_on > today)
