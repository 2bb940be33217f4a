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
BEDROOMS = (
    "{places}, and {rooms}. Each child over three has a bedroom of their own, or the placing authority agrees to "
    "sharing (NMS 10: UL-9). This limits the places that can be used, and not those that are approved."
)


@dataclass(frozen=True, slots=True)
class Home:
    """What the limit is judged by: the terms, the limit, and how many children an exemption in force names, or 0.

    `placed`, the children there, and `rooms`, the spare bedrooms, are None where nobody knows. Children fostered
    privately count too; the carers' own, and young people who stay put, do not (UL-6).
    """

    terms: Terms
    limit: int
    exempted: int = 0
    placed: int | None = None
    rooms: int | None = None


def warnings(home: Home) -> tuple[str, ...]:
    """What the law says of a home that is over the limit or could be, and of its bedrooms."""
    found = []
    may = max(home.limit, home.exempted)
    if home.placed is not None and home.placed > may:
        found.append(OVER.format(placed=home.placed, limit=home.limit))
    elif home.terms.most > may:
        found.append(COULD_BE.format(most=home.terms.most, limit=home.limit))
    if home.rooms is not None and home.rooms < home.terms.places:
        places, rooms = _count(home.terms.places, "place"), _count(home.rooms, "spare bedroom")
        found.append(BEDROOMS.format(places=places, rooms=rooms))
    return tuple(found)


def _count(number: int, one: str) -> str:
    return f"{number} {one if number == 1 else one + 's'}"
