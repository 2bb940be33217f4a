"""Words that every rule uses: routes, populations, and the terms of an approval."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
    does a parent who is looked after (B-13).
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
