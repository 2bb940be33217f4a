"""What a list was narrowed by, as far as whoever must agree to its file, or reads of it in the audit, may know
(T19, T43).

Of the list behind a figure they are told what the report itself tells them: whoever agrees to a file knows which it
is, and learns from it nothing that the report keeps from them. Of other lists it is which, whose, and when.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from crm import clock
from crm.actor import Actor
from crm.errors import NotFound
from crm.journey.beds import Book
from crm.permissions import MAY
from crm.reads import copies_for
from crm.register import settings
from crm.reports import asking, copies, figures
from crm.reports.figures import UNITS

FIGURE_LIST = "/reports/quarterly/households/export"
WHO_LIST = "/reports/our-carers/households/export"  # no row of which is printed as counted
BEHIND = (FIGURE_LIST, WHO_LIST)
SAY_NOTHING = (
    "agency",
    "hub",
    "from",
    "to",
    "known_on",
    "on",
    "year",
    "book",
    "page",
    "list",
)  # which list, which council's, and when: nothing of anybody
WIDEST = "all"  # narrows nothing


@dataclass(frozen=True, slots=True)
class Narrowed:
    """By what, in the order of the address; of a figure that is not counted its block alone.

    `more`: by something else, too. `number`: how many are in the list may be told as counted, unless they are few.
    """

    told: tuple[tuple[str, str], ...]
    more: bool
    number: bool


def of(path: str, query: str, by: Actor) -> Narrowed:
    """What may be told of the list at an address, by whoever looks."""
    return of_asked(path, {name: value for name, value in parse_qsl(query) if name != "sort"}, by)


def of_asked(path: str, asked: Mapping[str, str], by: Actor) -> Narrowed:
    """The same, of what the list was asked with: of files that take two people, and of lists in the audit."""
    told = tuple(_told(path, asked, by))
    more = any(value != WIDEST and name not in dict(told) for name, value in asked.items())
    whole = by.role in MAY["reports.unsuppressed"]
    return Narrowed(told, more, whole or (path in BEHIND and not more and _reported(asked, by)))


def size(count: int, found: Narrowed, path: str, agency_id: int, by: Actor) -> str | None:
    """How many are in a list, as it may be told; None: nothing is said of it.

    Whoever does not see reports as counted is told it where the report itself gives it, and of other lists that are
    not narrowed by what they do not see to the nearest 5. Few are never told, nor none (T43).
    """
    if by.role in MAY["reports.unsuppressed"]:
        return f"{count:,}"
    if count < int(settings.of(agency_id).value("small_number_below", clock.today())):
        return None
    if found.number:
        return f"{count:,}"
    return None if found.more or path in BEHIND else f"about {5 * round(count / 5):,}"


def _told(path: str, asked: Mapping[str, str], by: Actor) -> Iterator[tuple[str, str]]:
    behind = path in BEHIND
    whole = by.role in MAY["reports.unsuppressed" if behind else "households.view"]
    counted = behind and copies.counted(asked.get("figure", ""))
    for name, value in asked.items():
        if whole or name in SAY_NOTHING:
            yield name, value
        elif behind and name == "figure":
            yield name, copies.told_of(value)
        elif counted and name in ("population", *copies_for.narrows(by, books=True)):
            yield name, value


def _reported(asked: Mapping[str, str], by: Actor) -> bool:
    """Whether the report itself gives them this figure of these days, as counted; of places it gives no homes."""
    found = figures.named(asked.get("figure", ""))
    if found is None or found.unit == UNITS[Book.PLACES]:
        return False
    try:
        question = asking.read(asked, by).question
    except NotFound:
        return False
    if question is None or not copies.counted(asked.get("figure", "")):
        return False
    return not any(copies_for.against(question, by, chosen=False, books=True))
