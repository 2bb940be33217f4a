"""Where a postcode lies, without asking anybody: England's postcode sectors, from a file that we ship.

A sector is a postcode without its last two letters, 'DE1 2' of 'DE1 2FS'. It is given to the one council for
children's services in which most of its postcodes lie: near a border that can be the neighbour's, and whoever is
asked may say so. No map or geocoder is ever asked: it would be told where foster homes are (T37).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

NATIONAL = Path(__file__).parent / "national"
METRES_IN_A_MILE = 1609.344
_FULL = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sector:
    """The middle of a postcode sector, in metres east and north on the national grid, and its council's code."""

    easting: int
    northing: int
    authority: str


def authority_of(postcode: str) -> str | None:
    """The code of the council in whose area a full English postcode lies; nothing where there is no such sector."""
    found = sector(postcode)
    return found.authority if found else None


def sector(postcode: str) -> Sector | None:
    """The sector of a full postcode."""
    return _sectors().get("".join(postcode.upper().split())[:-2])


def is_unknown(postcode: str) -> bool:
    """Whether a full postcode begins with letters of England, and lies in no sector: 'DE99 9ZZ'."""
    wanted = "".join(postcode.upper().split())
    letters = wanted[: 1 if wanted[1:2].isdigit() else 2]
    return _FULL.fullmatch(wanted) is not None and sector(wanted) is None and letters in _letters()


@cache
def _letters() -> frozenset[str]:
    return frozenset(name[: 1 if name[1].isdigit() else 2] for name in _sectors())


def miles(one: str, other: str) -> float | None:
    """How far two full postcodes are apart, to the sector and as the crow flies; nothing if one is unknown."""
    first, second = sector(one), sector(other)
    if first is None or second is None:
        return None
    return math.hypot(first.easting - second.easting, first.northing - second.northing) / METRES_IN_A_MILE


def point(text: str) -> tuple[int, int] | None:
    """Where a postcode is, or the middle of those that begin so: 'DE1 2FS', 'DE1 2', 'DE1'. Metres on the grid.

    Nothing where no English postcode begins so.
    """
    parts = text.upper().split()
    wanted = "".join(parts)
    if _FULL.fullmatch(wanted):
        wanted = wanted[:-2]
    elif len(parts) < 2:  # 'DE12' is a district, and 'DE1 2' a sector
        district = _in_district(wanted)
        return _middle(district) if district else None
    found = _sectors().get(wanted)
    return (found.easting, found.northing) if found else None


def _middle(sectors: list[Sector]) -> tuple[int, int]:
    count = len(sectors)
    return sum(each.easting for each in sectors) // count, sum(each.northing for each in sectors) // count


def _in_district(district: str) -> list[Sector]:
    """The sectors of a district, 'DE1': those of 'DE12' are not."""
    return [each for name, each in _sectors().items() if name[:-1] == district]


def miles_from(where: tuple[int, int], postcode: str) -> float | None:
    """How far a full postcode is from a point, to its sector and as the crow flies; nothing if it is unknown."""
    found = sector(postcode)
    if found is None:
        return None
    return math.hypot(found.easting - where[0], found.northing - where[1]) / METRES_IN_A_MILE


@cache
def authorities() -> dict[str, str]:
    """Every English council for children's services, by its code: the name of its area."""
    return {code: name for code, _, name in (line.partition(",") for line in _lines("authorities.csv"))}


def code_called(name: str) -> str | None:
    """The code of the council of an area by its name, however it is capitalised: 'derby', 'Derby'."""
    wanted = " ".join(name.split()).casefold()
    return next((code for code, known in authorities().items() if known.casefold() == wanted), None)


@cache
def _sectors() -> dict[str, Sector]:
    split = (line.split(",") for line in _lines("sectors.csv"))
    return {name: Sector(int(east), int(north), code) for name, east, north, code in split}


def _lines(name: str) -> Iterator[str]:
    """The lines of a file below its header; those that begin with # say where it is from."""
    lines = (line for line in (NATIONAL / name).read_text().splitlines() if not line.startswith("#"))
    next(lines)
    return lines
