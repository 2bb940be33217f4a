"""How much two households look like one: by telephone, e-mail, address and name, each sign with its weight.

A sign proves nothing: a couple that parted shares a telephone, and a father and a son a name. A person decides.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

PHONE, EMAIL, ADDRESS, POSTCODE, NAME, SIMILAR, SURNAME = (
    "phone",
    "email",
    "address",
    "postcode",
    "name",
    "similar_name",
    "surname",
)
WEIGHTS = {PHONE: 45, EMAIL: 45, ADDRESS: 35, POSTCODE: 15, NAME: 30, SIMILAR: 20, SURNAME: 10}
LIKELY = 45  # out of 100: one strong sign, or two weak ones
VERY_LIKELY = 70
CLOSE = 85  # out of 100, of two names: one or two letters apart


@dataclass(frozen=True, slots=True)
class Known:
    """What a household is recognised by, folded for comparing."""

    names: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    postcode: str | None = None
    lines: str | None = None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two households are, from 0 to 100, and by which signs."""

    score: int
    signs: tuple[str, ...]


def likeness(one: Known, other: Known) -> Likeness:
    """Compare two households."""
    signs = []
    if one.phones & other.phones:
        signs.append(PHONE)
    if one.emails & other.emails:
        signs.append(EMAIL)
    if one.postcode and one.postcode == other.postcode:
        signs.append(ADDRESS if one.lines and one.lines == other.lines else POSTCODE)
    if name := _name(one.names, other.names):
        signs.append(name)
    return Likeness(min(100, sum(WEIGHTS[sign] for sign in signs)), tuple(signs))


def _name(ones: frozenset[str], others: frozenset[str]) -> str | None:
    if ones & others:
        return NAME
    if any(fuzz.ratio(a, b, score_cutoff=CLOSE) for a in ones for b in others):
        return SIMILAR
    last = {name.split()[-1] for name in ones if " " in name}
    return SURNAME if last & {name.split()[-1] for name in others if " " in name} else None
