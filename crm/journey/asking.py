"""What a carer asks to change of the terms: only the changes, so that two requests can stand beside each other.

It moves nothing by itself: what a request comes to is proposed and settled as any change of terms (RV-6, RV-7).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from crm.journey.range_events import RevisionProposed
from crm.journey.ranges import Terms, with_parents
from crm.journey.saying import said

NUMBERS = ("places", "siblings_extra", "parent_and_child", "age_from", "age_to")
FURTHEST = timedelta(days=731)  # ahead; a day beyond is a slip of the keyboard
OLDEST_CHILD = 17  # years: whoever is 18 is no child any more (Children Act 1989, section 105)


@dataclass(frozen=True, slots=True)
class Wish:
    """What would change: what is None stays as it is, and offers are more of these and fewer of those."""

    places: int | None = None
    siblings_extra: int | None = None
    parent_and_child: int | None = None
    age_from: int | None = None
    age_to: int | None = None
    more: tuple[str, ...] = ()
    fewer: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != Wish()

    def on(self, now: Terms) -> Terms:
        """The terms with the wish granted."""
        given = {name: asked for name in NUMBERS if (asked := getattr(self, name)) is not None}
        kept = [code for code in now.offers if code not in self.fewer]
        then = replace(now, **given, offers=(*kept, *(code for code in self.more if code not in kept)))
        counted = self.parent_and_child is not None
        return with_parents(then, offered=bool(self.more or self.fewer), counted=counted)

    def proposal(self, now: Terms, on: date) -> RevisionProposed:
        """The change of terms to propose on a day: what differs from the terms now in force, and nothing else."""
        then = self.on(now)
        differs = {name: getattr(then, name) for name in (*NUMBERS, "offers")}
        return RevisionProposed(
            happened_on=on,
            asked_by="carer",
            **{name: value for name, value in differs.items() if value != getattr(now, name)},
        )


OTHERS_NAMED = " The children who are named in it are others now."
SHOWN = (*NUMBERS, "offers")  # of the terms, what a carer reads beside what is offered


def as_read(terms: Terms | None) -> str:
    """What tells the terms that somebody has read from any other: kept with an agreement, and carried by a page."""
    if terms is None:
        return ""
    said = {name: getattr(terms, name) for name in NUMBERS} | {"offers": sorted(terms.offers)}
    named = hashlib.sha256(json.dumps(sorted(terms.named_children)).encode()).hexdigest()[:16]
    return json.dumps(said | {"named": named if terms.named_children else ""}, sort_keys=True)


def terms_read(text: str) -> Terms | None:
    """The same as terms, without the children that are named; None where a page carried something else."""
    try:
        told = json.loads(text)
        numbers: dict[str, Any] = {name: None if told[name] is None else int(told[name]) for name in NUMBERS}
        return Terms(**numbers, offers=tuple(map(str, told["offers"])))
    except (ValueError, TypeError, KeyError):
        return None


def others_named(beside: str, now: Terms | None) -> str:
    """What both sides do not show, to say with them: that the terms name other children than somebody had read."""
    try:
        before = json.loads(beside)["named"]
    except (ValueError, TypeError, KeyError):
        return ""
    return "" if now is None or before == json.loads(as_read(now))["named"] else OTHERS_NAMED


def wish(now: Terms, wanted: Terms) -> Wish:
    """What somebody asks who would like these terms instead of those in force; an age left out stays."""
    differs = {name: getattr(wanted, name) for name in NUMBERS if getattr(wanted, name) != getattr(now, name)}
    return Wish(
        **differs,
        more=tuple(code for code in wanted.offers if code not in now.offers),
        fewer=tuple(code for code in now.offers if code not in wanted.offers),
    )


def forbidden(now: Terms, then: Terms, most_places: int) -> tuple[str, str] | None:
    """Why these terms cannot be asked for, in words for carers, with the question it is about; None if they can."""
    if not 1 <= then.places <= most_places:
        return f"Enter a number of children from 1 to {most_places}", "places"
    if then.age_to is not None and then.age_to > OLDEST_CHILD and then.age_to != now.age_to:
        return (
            f"Fostering is for children up to {OLDEST_CHILD}. A young person can stay with you after 18: that is "
            "called Staying Put, and your worker can tell you more",
            "age_to",
        )
    if then.age_from is not None and then.age_to is not None and then.age_from > then.age_to:
        return f"The oldest age must be {then.age_from} or more, because the youngest is {then.age_from}", "age_to"
    if then.most > most_places:
        return f"All together must be {most_places} children or fewer", "siblings_extra"
    if then.parent_and_child > then.places:
        return f"A parent and child take some of your {then.places} places: enter {then.places} or fewer", (
            "parent_and_child"
        )
    return None


def wrong_day(wanted_on: date | None, today: date) -> tuple[str, str] | None:
    """Why a change cannot be asked for from a day, in words for carers, with the question; None if it can."""
    if wanted_on is None or today <= wanted_on <= today + FURTHEST:
        return None
    return (
        "The day must be today or later, and at most two years ahead. Leave it empty if you are ready as soon as "
        "it is agreed",
        "wanted_on",
    )


def agreed_from(agreed_on: date | None, begins_on: date | None) -> str:
    """Why nobody settles on another day what carers have agreed to from one ahead, in words for staff (B-5)."""
    agreed = f" on {said(agreed_on)}" if agreed_on else ""
    begins = said(begins_on) if begins_on else "the day they asked for"
    return (
        f"The carers agreed in writing{agreed} that this begins on {begins} (RV-7): it begins then by itself, and "
        "on no other day. Where they want another day, drop the proposal and propose it anew."
    )


def law(then: Terms, limit: int) -> tuple[str, ...]:
    """What the law says of such terms, in plain words; nothing where it has nothing to add (UL-1 to UL-7)."""
    if then.most <= limit:
        return ()
    return (
        f"The law sets a usual limit of {limit} foster children in one home. You can be approved for more, but "
        f"more than {limit} may live with you only if they are all brothers and sisters of each other, or if the "
        "council where you live agrees in writing for the children it names.",
    )
