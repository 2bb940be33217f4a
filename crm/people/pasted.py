"""What looks like an address or a number in text that people type (T41): asked about before it is kept.

It looks for shapes and may be wrong both ways; a person decides. Where somebody lives belongs in the address.
"""

from __future__ import annotations

import re

# Words that mean a road whatever stands before them, and those that do only after a name: 'two at the park'.
_ROADS = r"street|road|lane|avenue|drive|close|crescent|terrace"
_NAMED_ROADS = (
    r"St|Rd|Ln|Ave|Court|Gardens|Grove|Way|Place|Hill|Mews|Row|Park|Square|Walk|View|Rise|Green|Croft|Gate"
)
_NO_NUMBER = r"(?!(?:minute|min|hour|day|week|month|year|mile|time|metre|yard)s?\b)"
# Letters of the postcodes that there are (the last two never c, i, k, m, o or v), so that 'a1 2nd' is none.
_POSTCODE = r"\b[A-Za-z]{1,2}[0-9][A-Za-z0-9]?[ \t]{0,2}[0-9][ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}\b"
_ROAD = (
    rf"\b[0-9]{{1,4}}[A-Za-z]?,?[ \t]+{_NO_NUMBER}"
    rf"(?:(?i:(?:[a-z'\u2019-]+[ \t]+){{1,2}}(?:{_ROADS}))"
    rf"|(?:[A-Z][a-z'\u2019-]+[ \t]+){{1,3}}(?:{_NAMED_ROADS}))\b"
)
_PHONE = r"(?<![0-9])(?:\+44|0044|0)[ \t().-]*(?:[0-9][ \t().-]*){9,10}(?![0-9])"
_PLACE_ON_EARTH = r"-?\b[0-9]{1,2}\.[0-9]{1,8}[ \t]*,[ \t]*-?[0-9]{1,3}\.[0-9]{1,8}\b"

_SHAPES = (
    ("a postcode", re.compile(_POSTCODE, re.ASCII)),
    ("a street address", re.compile(_ROAD)),
    ("a telephone number", re.compile(_PHONE, re.ASCII)),
    ("a place on a map", re.compile(_PLACE_ON_EARTH, re.ASCII)),
)


def found_in(text: str) -> tuple[str, ...]:
    """What a text seems to hold: 'a postcode', 'a street address', 'a telephone number', 'a place on a map'."""
    return tuple(name for name, shape in _SHAPES if shape.search(text))
