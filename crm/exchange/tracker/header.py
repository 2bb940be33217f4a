"""The header: which column stands where, and how each of its cells is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crm.exchange.tracker import cells, columns
from crm.exchange.tracker.problems import Findings, Unreadable, shown

HEADER_ROW = 1
MOST_NAMED = 8

_KNOWN = frozenset(columns.COLUMNS)
_EXPECTED = "expected one of: " + ", ".join(columns.COLUMNS)
_WANTED = f"expected a first row of column names, at least {' and '.join(columns.REQUIRED)}"


@dataclass(slots=True)
class Column:
    """One column of one file: its place in the row, how to take a cell, and the cells taken before."""

    name: str
    place: int  # in TrackerRow
    take: cells.Take
    remembers: bool
    taken: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rules:
    """What the surroundings decide about a cell: the present day, and the agency's own codes for closing."""

    today: date
    closed_reasons: tuple[str, ...] = ()


def read(names: Sequence[str], rules: Rules, findings: Findings) -> list[Column | None]:
    """A column for each name, None where the cells are passed over; problems go to `findings`.

    Unreadable when no name is known at all: the file is not a tracker.
    """
    stripped = [name.strip() for name in names]
    while stripped and not stripped[-1]:
        stripped.pop()
    if not _KNOWN.intersection(stripped):
        found = ", ".join(shown(name) for name in stripped[:MOST_NAMED])
        raise Unreadable(
            f"not a tracker: no column name is known in row 1 ('{found}'){_separated(stripped)}; {_WANTED}"
        )
    _judge(stripped, findings)
    takers = _takers(rules)
    return [_column(name, takers) for name in stripped]


def _separated(names: Sequence[str]) -> str:
    """What to say of a header that has other separators than commas."""
    for mark, called in ((";", "';'"), ("\t", "TAB")):
        if any(_KNOWN.intersection(name.split(mark)) for name in names):
            return f", where names are separated by {called}: save it as CSV with commas"
    return ""


def _judge(names: Sequence[str], findings: Findings) -> None:
    seen: set[str] = set()
    for name in names:
        if not name:
            findings.refuse(HEADER_ROW, None, "", f"a column has no name; {_EXPECTED}")
        elif name in seen:
            findings.refuse(HEADER_ROW, name, name, "this column stands there twice; expected each column once")
        elif name not in _KNOWN and name != columns.REFUSED_BECAUSE:
            findings.refuse(HEADER_ROW, shown(name), name, f"not a column of a tracker{_meant(name)}; {_EXPECTED}")
        seen.add(name)
    for name in columns.REQUIRED:
        if name not in seen:
            findings.refuse(HEADER_ROW, name, "", "this column is missing; expected it in every tracker")


def _meant(name: str) -> str:
    likely = "_".join(name.lower().replace("-", " ").replace("_", " ").split())
    return f", perhaps {likely} is meant" if likely in _KNOWN else ""


def _column(name: str, takers: dict[str, cells.Take]) -> Column | None:
    if name not in _KNOWN:
        return None
    return Column(name, columns.TrackerRow._fields.index(name), takers[name], remembers=name not in _EVER_NEW)


# Cells that are different in each row: remembering them would only fill the memory.
_EVER_NEW = frozenset({"reference", "household_reference", "household_name", "postcode", "named_children"})


def _takers(rules: Rules) -> dict[str, cells.Take]:
    past = cells.a_day(no_later_than=rules.today)
    age = cells.a_whole_number(0, columns.MOST_AGE)
    places = cells.a_whole_number(1, columns.MOST_PLACES)
    takers: dict[str, cells.Take] = {name: past for name in columns.COLUMNS if name.endswith("_on")}
    takers |= {
        "reference": cells.a_text(60),
        "household_reference": cells.a_text(60),
        "route": cells.a_code(columns.ROUTES),
        "household_name": cells.a_text(100),
        "postcode": cells.a_text(10),
        "source": cells.a_code(columns.SOURCES),
        "employer": cells.a_text(100),
        "campaign": cells.a_text(100),
        "places": places,
        "age_from": age,
        "age_to": age,
        "offers": cells.several(cells.a_code(columns.OFFERS), once_each=True),
        "named_children": cells.several(cells.a_text(60), once_each=True),
        "transferred_from": cells.a_text(100),
        "closed_stage": cells.a_code(columns.CLOSED_STAGES),
        "closed_by": cells.a_code(columns.CLOSED_BY),
        "closed_reason": cells.a_code(columns.WITHDRAWAL_CODES + rules.closed_reasons),
        "terms_changed_on": cells.several(past),
        "terms_places": cells.several(places),
        "terms_cause": cells.several(cells.a_code((columns.TERMS, columns.CAPITAL_SCHEME)), blank=columns.TERMS),
        "deregistered_on": cells.a_day(no_later_than=None),
        "deregistered_reason": cells.a_text(100),
        "deregistered_to": cells.a_code(columns.LEFT_TO),
        "deregistered_by": cells.a_code(columns.LEFT_BY),
    }
    return takers
