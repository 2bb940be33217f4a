"""Reading one cell: strict, and quick because the same few texts come again and again.

Each maker below answers a function from the text of a cell to its value. The function raises ValueError with
what is wrong and what was expected, and answers None for a cell of spaces.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from crm.exchange import safe_cells
from crm.journey import dates
from crm.unseen import visible

Take = Callable[[str], Any]

_FORMULA = ("=", "+", "@", "＝", "＋", "＠")
_NOT_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
_WHOLE = re.compile(r"-?[0-9]+")
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})", re.ASCII)
_SPACES = re.compile(r"\s+")


def bare(cell: str) -> str:
    """The cell without the spaces around it; ValueError for what a spreadsheet would run as a formula."""
    text = safe_cells.plain(cell.strip()).strip()
    if text.startswith(_FORMULA):
        raise ValueError("begins like a formula; expected plain text or a number, with no =, + or @ in front")
    return text


def a_text(longest: int) -> Take:
    """Free text of one line, in Unicode's composed form (trust.md T57)."""

    def take(cell: str) -> str | None:
        text = bare(cell)
        if not text:
            return None
        if not text.isascii():
            text = unicodedata.normalize("NFC", text)
        if not text.isprintable():
            text = _SPACES.sub(" ", text)
            if _NOT_TEXT.search(text):
                raise ValueError("has a control character in it; expected plain text")
        text = visible(text).strip()
        if len(text) > longest:
            raise ValueError(f"{len(text)} characters; expected at most {longest}")
        return text or None

    return take


def a_day(*, no_later_than: date | None) -> Take:
    """A day, ISO or British; where a limit is given, a day after it is refused as in the future."""

    def take(cell: str) -> date | None:
        text = bare(cell)
        if not text:
            return None
        day = dates.parse(text)
        if no_later_than is not None and day > no_later_than:
            raise ValueError(f"in the future; expected a day up to {no_later_than.isoformat()}")
        return day

    return take


def a_whole_number(least: int, most: int) -> Take:
    """A whole number in ASCII digits within its limits (trust.md T56)."""
    expected = f"expected a whole number from {least} to {most}"

    def take(cell: str) -> int | None:
        text = bare(cell)
        if not text:
            return None
        if not _WHOLE.fullmatch(text):
            raise ValueError(f"not a whole number; {expected}")
        if len(text) > 9 or not least <= int(text) <= most:
            raise ValueError(f"out of range; {expected}")
        return int(text)

    return take


def a_code(codes: Collection[str]) -> Take:
    """One of a list of codes, written exactly so."""
    expected = "expected one of: " + ", ".join(codes)
    known = frozenset(codes)

    def take(cell: str) -> str | None:
        text = bare(cell)
        if not text:
            return None
        if text not in known:
            raise ValueError(f"not a code that is known here; {expected}")
        return text

    return take


def several(take_one: Take, *, blank: Any = None, once_each: bool = False) -> Take:
    """Several values separated by `;`. Where one of them is empty it becomes `blank`, or is refused."""

    def take(cell: str) -> tuple[Any, ...]:
        text = bare(cell)
        if not text:
            return ()
        values = tuple(take_one(part) for part in text.split(";"))
        if None in values:
            if blank is None:
                raise ValueError("has an empty value between its ';'; expected values separated by single ';'")
            values = tuple(blank if value is None else value for value in values)
        if once_each and len(set(values)) < len(values):
            raise ValueError("names the same value twice; expected each of them once")
        return values

    return take


def full_postcode(text: str | None) -> str | None:
    """A full postcode as it is written, `DE1 2FS`, or None for what is not one."""
    found = _POSTCODE.fullmatch(text.upper()) if text else None
    return f"{found[1]} {found[2]}" if found else None
