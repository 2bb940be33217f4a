"""The usual fostering limit: three children, unless all are siblings or the carers' council exempts them (UL-1).

It is a test apart from the terms of approval, and both must be passed (UL-7). Nothing here moves a bed (B-11): it
warns, in the words of the law.
"""

from __future__ import annotations

from dataclasses import dataclass

from crm.journey.ranges import Terms

OVER = (
    "{placed} children are placed, and the usual limit is {limit} (Children Act 1989, Schedule 7, paragraph 2: "
    "UL-1). Unless all of them are siblings of each other (paragraph 3: UL-2) or an exemption names them "
    "(paragraph 4: UL-3), the home is treated as a children's home (paragraph 5: UL-5)."
)
COULD_BE = (
    "The approval is for up to {most} at once, and the usual limit is {limit} (Children Act 1989, Schedule 7, "
    "paragraph 2: UL-1). More need to be all siblings of each other (paragraph 3: UL-2), or an exemption by the "
    "council where the carer lives (paragraph 4: UL-3). The approval does not replace it (UL-7)."
)
NOT_NAMED = " Of the children placed, {others} not named by an exemption in force."
BEDROOMS = (
    "{places}, and {rooms}. Each child over three has a bedroom of their own, or the placing authority agrees to "
    "sharing (NMS 10: UL-9). This limits the places that can be used, and not those that are approved."
)


@dataclass(frozen=True, slots=True)
class Home:
    """What the limit is judged by: the terms, the limit, and the children whom an exemption in force names (UL-3).

    `placed`, the children there, and `rooms`, the spare bedrooms, are None where nobody knows. `siblings`: all of
    them are said to be siblings of each other (UL-2). Children fostered privately count too; the carers' own, and
    young people who stay put, do not (UL-6).
    """

    terms: Terms
    limit: int
    exempted: frozenset[str] = frozenset()
    placed: frozenset[str] | None = None
    siblings: bool = False
    rooms: int | None = None


def warnings(home: Home) -> tuple[str, ...]:
    """What the law says of a home that is over the limit or could be, and of its bedrooms."""
    found = []
    if over := why_over(home):
        found.append(over)
    elif home.terms.most > max(home.limit, len(home.exempted)):
        found.append(COULD_BE.format(most=home.terms.most, limit=home.limit))
    if home.rooms is not None and home.rooms < home.terms.places:
        places, rooms = _count(home.terms.places, "place"), _count(home.rooms, "spare bedroom")
        found.append(BEDROOMS.format(places=places, rooms=rooms))
    return tuple(found)


def why_over(home: Home) -> str | None:
    """What the law says of more children than the limit; None where they are not more, or not known (UL-1)."""
    if home.placed is None or not _over(home, home.placed):
        return None
    words = OVER.format(placed=len(home.placed), limit=home.limit)
    others = len(home.placed - home.exempted)
    unnamed = NOT_NAMED.format(others=f"{others} {'is' if others == 1 else 'are'}")
    return words + unnamed if home.exempted else words


def _over(home: Home, placed: frozenset[str]) -> bool:
    """More than the limit, not all siblings, and not all named by an exemption, which is for those alone."""
    return len(placed) > home.limit and not home.siblings and not placed <= home.exempted


def _count(number: int, one: str) -> str:
    return f"{number} {one if number == 1 else one + 's'}"
