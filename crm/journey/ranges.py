"""Words that every rule uses: routes, populations, and the terms of an approval."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from crm.journey.parent_and_child import OFFER


class Route(StrEnum):
    """The way a journey goes (domain.md section 1)."""

    MAINSTREAM = "mainstream"
    KINSHIP = "kinship"
    TRANSFER_IN = "transfer_in"
    SUPPORTED_LODGINGS = "supported_lodgings"
    SHORT_BREAK = "short_break"


class Population(StrEnum):
    """The book in which a journey counts (ST-2); supported lodgings are apart (B-15)."""

    MAINSTREAM = "mainstream"
    KINSHIP = "kinship"
    SUPPORTED_LODGINGS = "supported_lodgings"


_APART = {
    Route.KINSHIP: Population.KINSHIP,
    Route.SUPPORTED_LODGINGS: Population.SUPPORTED_LODGINGS,
}


def population_of(route: Route) -> Population:
    """Kinship and supported lodgings by route, all others mainstream; offers do not change it (ST-2, B-14)."""
    return _APART.get(route, Population.MAINSTREAM)


@dataclass(frozen=True, slots=True)
class Terms:
    """What an approval allows: places (B-1), ages in years at both ends, offers and named children.

    `siblings_extra` is how many places more there are for siblings: '2, or 3 if siblings' is 2 and 1. It is a memo,
    and no bed (B-10). Of the places, `parent_and_child` may be a parent's with a child: the child takes one, and so
    does a parent who is looked after (B-13). Whoever offers that kind has one at least (`with_parents`).
    """

    places: int
    age_from: int | None = None
    age_to: int | None = None
    offers: tuple[str, ...] = ()
    named_children: tuple[str, ...] = ()
    siblings_extra: int = 0
    parent_and_child: int = 0

    @property
    def most(self) -> int:
        """How many children at once, if all are siblings of each other."""
        return self.places + self.siblings_extra


# What terms can say no longer, and how they are then.
EMPTIED: dict[str, dict[str, object]] = {
    "ages": {"age_from": None, "age_to": None},
    "named_children": {"named_children": ()},
}


def with_parents(terms: Terms, *, offered: bool, counted: bool) -> Terms:
    """The terms, so that places for a parent with a child and that kind of fostering say the same (B-13).

    `counted`: how many such places there are was just said, and the offer follows; else, where the offers were just
    said (`offered`), the number follows: one place, as nobody said how many. Terms without any offer leave all of
    them open, and stay so.
    """
    able, places = OFFER in terms.offers, terms.parent_and_child
    if able == bool(places) or not (offered or counted):
        return terms
    if not counted:
        return replace(terms, parent_and_child=int(able)) if able or terms.offers else terms
    others = tuple(code for code in terms.offers if code != OFFER)
    return replace(terms, offers=(*others, OFFER) if places and others else others)


def narrower(now: Terms, then: Terms) -> str | None:
    """The first thing of which the terms would allow less than now, by its name in Terms; None if nothing is."""
    unbounded = 10**6
    less = {
        "places": then.places < now.places,
        "siblings_extra": then.most < now.most,
        "parent_and_child": then.parent_and_child < now.parent_and_child,
        "age_from": (then.age_from or 0) > (now.age_from or 0),
        "age_to": _or(then.age_to, unbounded) < _or(now.age_to, unbounded),
        "offers": not set(now.offers) <= set(then.offers),
        "named_children": bool(then.named_children) and not set(now.named_children) <= set(then.named_children),
    }
    return next((name for name, is_less in less.items() if is_less), None)


def _or(age: int | None, otherwise: int) -> int:
    return otherwise if age is None else age
