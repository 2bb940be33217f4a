"""What a child's stay with a household is judged by, whether somebody records it or a file brings it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta

from crm import clock
from crm.commands.spells import Closed, Family, Interval, Spell, There, holds, meet
from crm.errors import Refused
from crm.journey import limits, parent_and_child, short_breaks
from crm.journey.availability import Siblings, said_to_be
from crm.journey.household import Household
from crm.journey.placing import beyond_ages, beyond_approval, why_grown_up, why_not_agreed, why_not_temporary
from crm.journey.ranges import Population, Terms, population_of
from crm.journey.saying import said

EARLIEST = date(1990, 1, 1)
FURTHEST = timedelta(days=366)  # a planned move; a day beyond is a slip of the keyboard
ELDEST = 21  # years; who is older is no child who comes, but a slip of the keyboard
_REFERENCE = re.compile(r"(?=.*[0-9])[A-Z0-9][A-Z0-9/._-]{1,39}", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stay:
    """A child's stay: on which offer, from which day, and until the day on which the place was free again.

    `siblings` is a reference that siblings of each other share (B-10). `born` is the first day of the
    month of birth. `emergency`: outside the terms for a few days (reg 23, KC-11).
    """

    child: str
    offer: str | None
    from_on: date
    to_on: date | None = None
    ended_how: str | None = None
    siblings: str | None = None
    born: date | None = None
    emergency: bool = False


FIELDS = tuple(each.name for each in fields(Stay))


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record: a household's records and history, who is there, what cannot be used, where the child is.

    The codes are those of the council's lists. `loaded`: a file tells it, which is history: what had to be there
    before a child was placed is not asked of it. `limit` is the usual one on the day, `exempted` whom an exemption
    in force then names (UL-3).
    """

    records: Collection[int]
    history: Household
    there: Sequence[There]
    closed: Sequence[Closed]
    of_child: Sequence[Interval]
    offers: Collection[str]
    endings: Collection[str]
    loaded: bool = False
    limit: int = 3
    exempted: frozenset[str] = frozenset()
    breaks: short_breaks.Limits = field(default_factory=short_breaks.Limits)


def reference(text: str) -> str:
    """A child's reference in the form in which it is kept; Refused where it could be a name."""
    child = "".join(text.split()).upper()
    if not _REFERENCE.fullmatch(child):
        raise Refused(
            "A child is recorded by the reference of your case system, never by name: up to 40 letters, digits and "
            "- . / _, with at least one digit, like 1234567",
            field="child",
        )
    return child


def _group(text: str | None) -> str | None:
    """The reference that siblings share, in the form in which it is kept; Refused where it could be a name."""
    try:
        return reference(text) if text and text.strip() else None
    except Refused:
        raise Refused(
            "Siblings share a reference, and it is never a name: letters, digits and - . / _, with at least one "
            "digit, like SG-104",
            field="siblings",
        ) from None


def judged(stay: Stay, known: Known, besides: int | None = None) -> tuple[Stay, list[str], list[str]]:
    """The stay as it is kept, what of it the approval does not cover, and what nobody said of it, in sentences.

    Refused where it cannot be. `besides` is the number of what it takes the place of.
    """
    child = reference(stay.child)
    check_days(stay.from_on, stay.to_on)
    if stay.offer is not None and stay.offer not in known.offers:
        raise Refused("Choose from the list", field="offer")
    if (stay.to_on is None) is not (stay.ended_how is None):
        what = "how it ended" if stay.ended_how is None else "the day on which it ended"
        raise Refused(f"Say {what} too", field="ended_how" if stay.ended_how is None else "to_on")
    if stay.ended_how is not None and stay.ended_how not in known.endings:
        raise Refused("Choose from the list", field="ended_how")
    for other in known.of_child:
        if other.id != besides and meet(other, stay):
            where = "this household" if other.household_id in known.records else "another household"
            until = f" to {said(other.to_on)}" if other.to_on else ", and has not left"
            raise Refused(f"This child is with {where} from {said(other.from_on)}{until}", field="child")
    tidy = replace(stay, child=child, siblings=_group(stay.siblings), born=_month(stay.born, stay.from_on))
    if no := why_grown_up(known.history, tidy.born, tidy.from_on):
        raise Refused(no, field="born")
    return tidy, list(_outside(child, tidy, known, besides)), list(_unsaid(tidy, known, besides))


def _month(born: date | None, came_on: date) -> date | None:
    """The first day of the month of birth: the day itself is not kept. Refused where it cannot be a child's."""
    month = born.replace(day=1) if born else None
    if month and month > came_on:
        raise Refused("The child was born after the first day: one of the two is wrong", field="born")
    if month and came_on.year - month.year > ELDEST:
        raise Refused(f"A child who comes is not older than {ELDEST}: the year of birth is wrong", field="born")
    return month


def check_days(from_on: date, to_on: date | None) -> None:
    """Refuse days that run backwards, or lie too far back or ahead."""
    latest = clock.today() + FURTHEST
    if not EARLIEST <= from_on <= latest:
        raise Refused("The first day must be after 1989, and at most a year ahead", field="from_on")
    if to_on is not None and to_on <= from_on:
        raise Refused(f"The last day must be after the first, {said(from_on)}", field="to_on")
    if to_on is not None and to_on > latest:
        raise Refused("The last day must be at most a year ahead", field="to_on")


def _outside(child: str, stay: Stay, known: Known, besides: int | None) -> Iterator[str]:
    """What the approval does not cover on the first day; Refused where there is no approval at all.

    With relatives a child may live before they are approved (reg 24, KC-2): that is no approved place yet (B-8).
    """
    day = stay.from_on
    approval = known.history.approval_on(day)
    history = _historic(known, besides, day)
    if approval is None:
        no = why_not_temporary(known.history, day, child)
        kin = any(population_of(each.route) is Population.KINSHIP for each in known.history.journeys)
        if no and not (kin and _historic(known, besides, day, child)):
            raise Refused(no.rstrip("."), field="from_on")
        if no and known.loaded:
            yield "No approval, and no temporary one for this child (KC-2), is on record for that day."
        return
    if not history and (no := why_not_agreed(known.history, day)):
        raise Refused(no, field="from_on")
    if longer := beyond_approval(known.history, day, stay.to_on):
        yield longer
    terms = approval.terms_on(day)
    yield from _too_many(stay, terms, known, besides)
    parents = stay.offer == parent_and_child.OFFER  # whose places are counted
    if stay.offer and terms.offers and stay.offer not in terms.offers and not parents:
        yield "The terms then do not include this kind of fostering."
    named = child in {each.upper() for each in terms.named_children}
    if not named and (beyond := beyond_ages(terms, stay.born, day)):
        yield beyond
    yield from _parents(stay, terms, known, besides)
    if stay.offer == short_breaks.OFFER:
        theirs = [each for each in known.there if each.child == child and each.offer == stay.offer]
        others = [each for each in theirs if each.id != besides]
        yield from short_breaks.beyond(_break(stay), [_break(each) for each in others], known.breaks)
    if terms.named_children and not named:
        yield "The approval is then for named children, and this is not one of them."
    if approval.population is not Population.SUPPORTED_LODGINGS:
        yield from _over_the_limit(stay, terms, known, besides)


def _too_many(stay: Stay, terms: Terms, known: Known, besides: int | None) -> Iterator[str]:
    """That there is no place that can be used, on the first day or later (ST-11)."""
    groups = [each.siblings for each in known.there if each.id != besides and holds(each, stay.from_on)]
    there = len(groups)
    closed = sum(each.places for each in known.closed if holds(each, stay.from_on))
    approved = "1 place is approved" if terms.places == 1 else f"{terms.places} places are approved"
    if terms.places <= there < terms.most:
        yield from _only_siblings(terms, [*groups, stay.siblings])
    elif there >= terms.places:
        yield f"{approved} then, and {there} filled: it is one child too many."
    elif there + closed >= terms.places:
        yield f"{approved} then: what is not filled cannot be used."
    else:
        yield from _closed_later(stay, terms, known, besides)


def _over_the_limit(stay: Stay, terms: Terms, known: Known, besides: int | None) -> Iterator[str]:
    """What the law says where this child would be one more than may be fostered, whatever the terms are (UL-7)."""
    there = [each for each in known.there if each.id != besides and holds(each, stay.from_on)]
    judged_by = limits.Home(
        terms,
        known.limit,
        exempted=known.exempted,
        placed=frozenset({stay.child, *(each.child for each in there)}),
        siblings=said_to_be([stay.siblings, *(each.siblings for each in there)]) is Siblings.ALL,
    )
    if over := limits.why_over(judged_by):
        yield over


def _closed_later(stay: Stay, terms: Terms, known: Known, besides: int | None) -> Iterator[str]:
    """That the stay runs on into days on which the place cannot be used."""
    for each in sorted(known.closed, key=lambda each: each.from_on):
        day = each.from_on
        if day > stay.from_on and meet(each, stay):
            there = sum(other.id != besides and holds(other, day) for other in known.there)
            closed = sum(other.places for other in known.closed if holds(other, day))
            if there + closed >= terms.places:
                places = "1 place" if closed == 1 else f"{closed} places"
                yield f"From {said(day)} {places} cannot be used, and the others are filled."
                return


def _parents(stay: Stay, terms: Terms, known: Known, besides: int | None) -> Iterator[str]:
    """One place is for one parent with a child (B-13): Refused where another family has it, and no file says so.

    Who shares a reference with somebody there is of the same family: a parent who is looked after too, or a twin.
    """
    if stay.offer != parent_and_child.OFFER:
        return
    if not terms.parent_and_child:
        yield "The terms then have no place for a parent with a child (B-13)."
        return
    if not families_beyond(stay, terms, _beside(stay, known, besides)):
        return
    places = f"{terms.parent_and_child} places" if terms.parent_and_child > 1 else "1 place"
    no = (
        f"The terms then have {places} for a parent with a child, and another family has it: none is counted twice "
        "(B-13). If this is of the same family, give all of it one reference below; or change the terms first."
    )
    if not known.loaded:
        raise Refused(no, field="siblings")
    yield no


def families_beyond(stay: Family, terms: Terms, beside: Iterable[There]) -> bool:
    """Whether more families would at once be on a place for a parent with a child than there are such (B-13)."""
    there = list(beside)
    begins = [stay.from_on, *(each.from_on for each in there if holds(stay, each.from_on))]
    at_once = [{each.siblings or each.child for each in there if holds(each, day)} for day in begins]
    return not all(stay.siblings in each or len(each) < terms.parent_and_child for each in at_once)


def _beside(stay: Stay, known: Known, besides: int | None) -> list[There]:
    """Who else is on record with the household on the same offer."""
    return [each for each in known.there if each.id != besides and each.offer == stay.offer]


def _unsaid(stay: Stay, known: Known, besides: int | None) -> Iterator[str]:
    """That nobody said whether who comes is of the family that is there: they would count as two, saving twice.

    This is no matter of the terms, which cover it either way: no emergency (KC-11).
    """
    approval = known.history.approval_on(stay.from_on)
    if stay.offer != parent_and_child.OFFER or approval is None:
        return
    if not approval.terms_on(stay.from_on).parent_and_child:
        return
    beside = {each.siblings for each in _beside(stay, known, besides) if meet(each, stay)}
    alike = stay.siblings is not None and stay.siblings in beside
    if beside and not alike and None in (stay.siblings, *beside):
        yield (
            "Somebody is there then on a place for a parent with a child, and not both placements say of which "
            "family they are. If of one, give both one reference that they share; otherwise they take two places, "
            "and count as two families (B-13)."
        )


def _break(stay: Spell) -> short_breaks.Break:
    """A short break in days: one that goes on has those until today."""
    return short_breaks.Break(stay.from_on, stay.to_on or max(clock.today(), stay.from_on) + timedelta(days=1))


def _historic(known: Known, besides: int | None, day: date, child: str | None = None) -> bool:
    """Whether nobody is placed anew: a file says so, or the stay that is put right was there by then.

    `child`: it was this child's, where it matters whose it was.
    """
    was = [each for each in known.there if each.id == besides and each.from_on <= day]
    return known.loaded or any(child in (None, each.child) for each in was)


def _only_siblings(terms: Terms, groups: Sequence[str | None]) -> Iterator[str]:
    """What is to be said of a place that is there only if all the children are siblings of each other (B-10)."""
    place = f"Approved for {terms.places}, or {terms.most} if siblings (B-10): this place is for siblings only"
    found = said_to_be(groups)
    if found is Siblings.NOT:
        yield f"{place}, and these children are not: it is one child too many."
    elif found is Siblings.UNSAID:
        yield f"{place}. Say for each child there of which siblings they are, by one reference that they share."
