"""Whether terms of approval take a child who lives there: a place, the kind of fostering, the age, the name (DM-6).

Who came first has the first of the places, and of those for a parent with a child. Unlike when a child is placed,
it is asked of any later day: for KC-11, which sounds when terms stop taking a child who stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from crm.journey.availability import Siblings, said_to_be
from crm.journey.parent_and_child import OFFER
from crm.journey.placing import beyond_ages
from crm.journey.ranges import Terms


class Living(Protocol):
    """A child who lives with a household: the parts of a placement that terms speak of."""

    @property
    def child(self) -> str:
        """Their reference."""
        ...

    @property
    def offer(self) -> str | None:
        """The kind of fostering, where it was said."""
        ...

    @property
    def siblings(self) -> str | None:
        """What siblings, or those of one family, share."""
        ...

    @property
    def born(self) -> date | None:
        """The first day of the month of birth, where it was said."""
        ...


def takes(terms: Terms, child: Living, on: date) -> bool:
    """Whether terms are for such a child at all, however many there are: kind of fostering, name, age on a day."""
    if child.offer == OFFER:
        if not terms.parent_and_child:
            return False
    elif child.offer and terms.offers and child.offer not in terms.offers:
        return False
    if terms.named_children:
        return child.child.upper() in {each.upper() for each in terms.named_children}
    return beyond_ages(terms, child.born, on) is None


def has_place(terms: Terms, child: Living, before: Sequence[Living]) -> bool:
    """Whether there is a place for a child after those who came before; the last may be for siblings (B-10)."""
    number = len(before) + 1
    if number <= terms.places:
        return True
    groups = [child.siblings, *(each.siblings for each in before)]
    return number <= terms.most and said_to_be(groups) is Siblings.ALL


def has_family_place(terms: Terms, child: Living, before: Sequence[Living]) -> bool:
    """Whether there is a place for the family of who came as parent and child, after those before (B-13)."""
    if child.offer != OFFER:
        return True
    families = {each.siblings or each.child for each in (child, *before) if each.offer == OFFER}
    return len(families) <= terms.parent_and_child


def covers(terms: Terms, child: Living, before: Sequence[Living], on: date) -> bool:
    """Whether terms take a child in every one of these ways."""
    return takes(terms, child, on) and has_place(terms, child, before) and has_family_place(terms, child, before)
