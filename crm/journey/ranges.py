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
    """What an approval allows: places (B-1), ages in years at both ends, offers and named children."""

    places: int
    age_from: int | None = None
    age_to: int | None = None
    offers: tuple[str, ...] = ()
    named_children: tuple[str, ...] = ()
