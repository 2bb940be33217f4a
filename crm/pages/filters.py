"""Reading the filters of a list from its address, and putting them back into one: in one place for every list."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from crm.journey.ranges import Population, Route
from crm.reads.filters import Filters
from crm.reads.searching import LONGEST

DESCENDING = "-desc"
Problems = list[tuple[str, str | None]]


def read(given: Mapping[str, str], sorts: Collection[str], *, sort: str) -> tuple[Filters, Problems]:
    """What an address asks for. A value that no filter knows asks for all (T30); `sort` is how a list begins."""
    problems: Problems = []
    q = " ".join(given.get("q", "").split())
    if len(q) > LONGEST or not q.isprintable():
        problems.append((f"Search for at most {LONGEST} letters that can be printed", "#filter-q"))
        q = ""
    page = given.get("page", "1")
    wanted = given.get("sort", sort)
    if wanted.removesuffix(DESCENDING) not in sorts:
        wanted = sort
    filters = Filters(
        q=q,
        route=_known(given.get("route", ""), set(Route)),
        population=_known(given.get("population", ""), set(Population)),
        **{name: _code(given.get(name, "")) for name in ("stage", "agency", "source", "area", "reason")},
        sort=wanted.removesuffix(DESCENDING),
        descending=wanted.endswith(DESCENDING),
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
    )
    return filters, problems


def _known(value: str, known: Collection[Any]) -> str:
    return value if value in known else ""


def _code(value: str) -> str:
    """A code as it may stand in a list: what is no such text is no filter."""
    return value[:40] if value.isprintable() else ""


def sorted_by(filters: Filters) -> str:
    """How a list is sorted, as an address has it."""
    return filters.sort + (DESCENDING if filters.descending else "")


def address(path: str, asked: Mapping[str, str], **more: str) -> str:
    """The address of a list with what is asked; the last of `more` may be left open, to be completed."""
    return f"{path}?{urlencode({**asked, **more})}"
