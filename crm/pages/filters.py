"""Reading the filters of a list from its address, and putting them back into one: in one place for every list."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from crm.actor import Actor, Role
from crm.journey.ranges import Population, Route
from crm.reads.filters import CLOCKS, ME, NOBODY, Filters
from crm.reads.searching import LONGEST
from crm.reads.workers import workers as of_staff

DESCENDING = "-desc"
CASEWORK = frozenset({Role.OFFICER, Role.SOCIAL_WORKER, Role.MANAGER})
Problems = list[tuple[str, str | None]]


def read(given: Mapping[str, str], sorts: Collection[str], *, sort: str) -> tuple[Filters, Problems]:
    """What an address asks for. A value that no filter knows asks for all (T30); `sort` is how a list begins."""
    problems: Problems = []
    q = " ".join(given.get("q", "").split())
    if len(q) > LONGEST or not _is_searchable(q):
        problems.append((f"Search for at most {LONGEST} letters that can be printed", "#filter-q"))
        q = ""
    wanted = given.get("sort", sort)
    if wanted.removesuffix(DESCENDING) not in sorts:
        wanted = sort
    filters = Filters(
        q=q,
        route=_known(given.get("route", ""), set(Route)),
        population=_known(given.get("population", ""), set(Population)),
        **{name: _code(given.get(name, "")) for name in ("stage", "agency", "source", "area", "reason", "offer")},
        worker=_worker(given.get("worker", "")),
        clock=_known(given.get("clock", ""), CLOCKS),
        sort=wanted.removesuffix(DESCENDING),
        descending=wanted.endswith(DESCENDING),
        page=page_of(given),
    )
    return filters, problems


def page_of(given: Mapping[str, str]) -> int:
    """The number of the page that an address asks for; the first where it asks for none, or for nonsense."""
    page = given.get("page", "1")
    return int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1


def _is_searchable(q: str) -> bool:
    """Whether each character can be printed, or joins letters as names of some scripts need (T57)."""
    return all(letter.isprintable() or unicodedata.category(letter) == "Cf" for letter in q)


def _worker(value: str) -> str:
    """The number of an account, or one of the words that stand for one."""
    number = value.isascii() and value.isdigit() and len(value) < 10
    return value if number or value in (ME, NOBODY) else ""


def _known(value: str, known: Collection[Any]) -> str:
    return value if value in known else ""


def _code(value: str) -> str:
    """A code as it may stand in a list: what is no such text is no filter."""
    return value[:40] if value.isprintable() else ""


def workers(by: Actor) -> list[tuple[str, str]]:
    """Whose households a list can show: mine, nobody's, and each worker's."""
    return whose(of_staff(by), by)


def whose(holders: Iterable[tuple[int, str]], by: Actor) -> list[tuple[str, str]]:
    """The same, where those who can hold cases are known."""
    mine = [(ME, "Mine")] if by.user_id is not None and by.role in CASEWORK else []
    return [*mine, (NOBODY, "Nobody's"), *((str(number), name) for number, name in holders)]


def sorted_by(filters: Filters) -> str:
    """How a list is sorted, as an address has it."""
    return filters.sort + (DESCENDING if filters.descending else "")


def address(path: str, asked: Mapping[str, str], **more: str) -> str:
    """The address of a list with what is asked; the last of `more` may be left open, to be completed.

    What `more` names stands at the end, even where it is asked already: else the rest would be added to another.
    """
    kept = {name: value for name, value in asked.items() if name not in more}
    return f"{path}?{urlencode({**kept, **more})}"
