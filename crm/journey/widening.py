"""Why somebody might ask carers whether their range can be wider: plain rules over what is on record.

Nothing here decides whether it can: that is for the carers, and for the service that states the support (RV-7).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from crm.journey.ranges import Terms

SAID, ROOM, PLACES, AGES = "said", "room", "wished_places", "wished_ages"
KINDS, SIBLINGS, EMPTY, SHORT = "wished_kinds", "siblings", "empty", "short"
REASONS = (SAID, ROOM, PLACES, AGES, KINDS, SIBLINGS, EMPTY, SHORT)
OFFER = "siblings"  # the code of an offer, which is its own reason
OF_SIBLINGS = ("sibling", "brother", "sister")  # what carers write who would like several of one family


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What is on record of an approved household; what is None is not known.

    `rooms` are the spare bedrooms, `said_on` the last review, where it said that the range could be wider and it
    was not changed since; `empty_since` the day since when no child lives there; `free`: a place can be used today;
    `short` what the agency is short of and these terms do not allow.
    """

    terms: Terms
    rooms: int | None = None
    wished_places: int | None = None
    wished_from: int | None = None
    wished_to: int | None = None
    wished_kinds: tuple[str, ...] = ()  # codes of offers
    wishes: str = ""
    said_on: date | None = None
    empty_since: date | None = None
    free: bool = False
    short: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """From when a reason is one: an agency's settings."""

    empty_days: int
    most_places: int


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason to ask: which, and what makes it one. `beds` is what the approval would grow by, if they did.

    `kinds` are codes of offers, and of SHORT labels of what is scarce.
    """

    code: str
    beds: int = 0
    count: int = 0
    since: date | None = None
    ages: tuple[int, int] | None = None
    kinds: tuple[str, ...] = ()


def reasons(known: Known, limits: Limits, today: date) -> tuple[Reason, ...]:
    """The reasons to ask a household, in the order of REASONS."""
    found = {each.code: each for each in (*_of_places(known, limits), *_of_kinds(known, limits, today))}
    return tuple(found[code] for code in REASONS if code in found)


def beds(found: Iterable[Reason]) -> int:
    """By how many beds the approval would grow at most, if the carers did what they are asked for."""
    return max((each.beds for each in found), default=0)


def _of_places(known: Known, limits: Limits) -> Iterator[Reason]:
    places = known.terms.places
    for code, could in ((ROOM, known.rooms), (PLACES, known.wished_places)):
        more = min(could or 0, limits.most_places) - places
        if more > 0:
            yield Reason(code, beds=more, count=could or 0)


def _of_kinds(known: Known, limits: Limits, today: date) -> Iterator[Reason]:
    terms = known.terms
    if known.said_on is not None:
        yield Reason(SAID, since=known.said_on)
    if _wider(known):
        youngest = terms.age_from if known.wished_from is None else known.wished_from
        oldest = terms.age_to if known.wished_to is None else known.wished_to
        yield Reason(AGES, ages=(youngest or 0, oldest or 0))
    if kinds := tuple(code for code in known.wished_kinds if code not in (*terms.offers, OFFER)):
        yield Reason(KINDS, kinds=kinds)
    wished = OFFER in known.wished_kinds or any(word in known.wishes.casefold() for word in OF_SIBLINGS)
    if wished and OFFER not in terms.offers and not terms.siblings_extra:
        yield Reason(SIBLINGS)
    if known.empty_since is not None and known.empty_since + timedelta(days=limits.empty_days) <= today:
        yield Reason(EMPTY, since=known.empty_since)
    if known.free and known.short:
        yield Reason(SHORT, kinds=known.short)


def _wider(known: Known) -> bool:
    """Whether they would like younger or older children than they are approved for."""
    terms = known.terms
    younger = known.wished_from is not None and terms.age_from is not None and known.wished_from < terms.age_from
    older = known.wished_to is not None and terms.age_to is not None and known.wished_to > terms.age_to
    return younger or older
