"""The choices by which a report is narrowed to some journeys; a published copy never is (decision 048)."""

from __future__ import annotations

from collections.abc import Mapping

from crm import words
from crm.journey.ranges import Route
from crm.pages import report_copies

ALL_ROUTES = "All routes"
Choice = tuple[
    str, str, list[tuple[str, str]], str
]  # the field, its label, what there is to choose, what is chosen


def choices(given: Mapping[str, str], *, books: bool = False) -> list[Choice]:
    """What whoever asks may narrow figures by; `books`: those of activity, households and beds only."""
    allowed = report_copies.narrows(books=books)
    offered = {"route": ("Route", routes)}
    return [
        (name, label, every(), given.get(name, ""))
        for name, (label, every) in offered.items()
        if name in allowed or given.get(name)  # what is refused is shown, to be taken off
    ]


def routes() -> list[tuple[str, str]]:
    """Every route, and first all of them."""
    return [("", ALL_ROUTES), *((each.value, words.ROUTES[each]) for each in Route)]
