"""Tables that a council types, one row a line: its levels, what they pay, its allowances, the national minimum.

A line that cannot be read is kept as it was typed, so that whoever typed it is told which one it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from crm.journey.rates import BASES, MOST, OLDEST, YOUNGEST, ages_problem, band_from

Row = dict[str, Any]
AREAS = {"london": "London", "south_east": "South East", "rest": "Rest of England"}
LONGEST_LEVEL, LONGEST_NEED = 20, 100
ELDEST = 25
UNREAD = "line"  # a row that holds only this was not understood
_AGES = re.compile(r"([0-9]{1,2})\s*(?:-|\N{EN DASH}|to)\s*([0-9]{1,2})", re.IGNORECASE | re.ASCII)
_AGE = re.compile(r"([0-9]{1,2})(\+?)", re.ASCII)
_POUNDS = re.compile(r"£?\s*([0-9]{1,2},?[0-9]{3}|[0-9]{1,4})(\.[0-9]{2})?", re.ASCII)

HINTS = {
    "levels": "One level a line, the lowest first: its label, a colon, and what it needs, apart by semicolons. "
    "Like B: Training standards; First aid; One year of fostering",
    "fees": "One rate a line: level; child, household or carer; ages; pounds a week. Like B; child; 0 to 4; 140. "
    "Where a later child is paid otherwise, say first or later: B; child; 0 to 17; later; 109.50. "
    "Each level has a rate, of 0 where it pays nothing",
    "allowances": "One band of ages a line, and pounds a week. Like 0 to 4; 176",
    "minimums": "One band a line: London, South East or Rest of England; ages; pounds a week. "
    "Like Rest of England; 0 to 2; 170",
}


def read(kind: str, text: str) -> list[Row]:
    """The rows of what was typed."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return [_READ[kind](line) or {UNREAD: line} for line in lines if line]


def typed(kind: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows as one would type them."""
    return "\n".join(str(row[UNREAD]) if UNREAD in row else "; ".join(_SHOWN[kind](row)) for row in rows)


def cells(kind: str, row: Mapping[str, Any]) -> tuple[str, ...]:
    """A row as a table shows it."""
    return _SHOWN[kind](row)


def problem(kind: str, rows: Sequence[Mapping[str, Any]]) -> str | None:
    """What is wrong with a table in itself, in words; None where nothing is."""
    for number, row in enumerate(rows, start=1):
        if UNREAD in row:
            return f"line {number}, '{str(row[UNREAD])[:60]}', cannot be read. {HINTS[kind]}"
    return _WRONG[kind](rows)


def _levels_wrong(rows: Sequence[Mapping[str, Any]]) -> str | None:
    labels = [str(row["level"]).casefold() for row in rows]
    twice = next((row["level"] for row in rows if labels.count(str(row["level"]).casefold()) > 1), None)
    return None if twice is None else f"the level '{twice}' is there twice"


def _bands_wrong(rows: Sequence[Mapping[str, Any]]) -> str | None:
    return ages_problem([band_from(row) for row in rows]) if rows else None


def _minimums_wrong(rows: Sequence[Mapping[str, Any]]) -> str | None:
    for area, label in AREAS.items():
        own = [row for row in rows if row["area"] == area]
        if found := _bands_wrong(own):
            return f"{label}: {found}"
    return None


def _level(line: str) -> Row | None:
    label, _, needs = line.partition(":")
    label = label.strip()
    found = list(dict.fromkeys(each.strip() for each in needs.split(";") if each.strip()))
    if not 0 < len(label) <= LONGEST_LEVEL or ";" in label or any(len(each) > LONGEST_NEED for each in found):
        return None
    return {"level": label, "needs": found}


def _fee(line: str) -> Row | None:
    parts = _parts(line)
    if not 3 <= len(parts) <= 5 or parts[1].casefold() not in BASES:
        return None
    row = {"level": parts[0], "basis": parts[1].casefold(), "weekly": _pounds(parts[-1])}
    for part in parts[2:-1]:
        ages = _ages(part)
        which = part.casefold().removesuffix(" child")
        if which in ("first", "later") and "which" not in row:
            row["which"] = which
        elif ages and "age_from" not in row:
            row |= ages
        else:
            return None
    by_child = row["basis"] == "child"
    if row["weekly"] is None or not row["level"] or (not by_child and len(parts) > 3):
        return None
    return {"age_from": YOUNGEST, "age_to": OLDEST, **row} if by_child else row


def _allowance(line: str) -> Row | None:
    parts = _parts(line)
    ages, weekly = _ages(parts[0]), _pounds(parts[-1])
    return {**ages, "weekly": weekly} if len(parts) == 2 and ages and weekly is not None else None


def _minimum(line: str) -> Row | None:
    area, _, rest = line.partition(";")
    code = next((code for code, label in AREAS.items() if label.casefold() == area.strip().casefold()), None)
    row = _allowance(rest)
    return {"area": code, **row} if code and row else None


def _parts(line: str) -> list[str]:
    return [part.strip() for part in line.split(";")]


def _ages(text: str) -> Row | None:
    both, one = _AGES.fullmatch(text), _AGE.fullmatch(text)
    if both:
        first, last = int(both[1]), int(both[2])
    elif one:
        first, last = int(one[1]), OLDEST if one[2] else int(one[1])
    else:
        return None
    return {"age_from": first, "age_to": last} if max(first, last) <= ELDEST else None


def _pounds(text: str) -> str | None:
    """Pounds a week with pence, as text: a setting is kept as JSON, which has no exact fractions."""
    found = _POUNDS.fullmatch(text)
    try:
        amount = Decimal((found[1].replace(",", "") + (found[2] or "")) if found else "")
    except InvalidOperation:
        return None
    return f"{amount:.2f}" if amount <= MOST else None


def _between(row: Mapping[str, Any]) -> str:
    first, last = row["age_from"], row["age_to"]
    return f"{first} to {last}" if first != last else str(first)


def _shown_fee(row: Mapping[str, Any]) -> tuple[str, ...]:
    ages = (_between(row),) if row["basis"] == "child" else ()
    which = (row["which"],) if row.get("which") else ()
    return (row["level"], row["basis"], *ages, *which, row["weekly"])


def _shown_level(row: Mapping[str, Any]) -> tuple[str, ...]:
    needs = row.get("needs", ())
    return (f"{row['level']}: {needs[0]}", *needs[1:]) if needs else (row["level"],)


_READ: Mapping[str, Callable[[str], Row | None]] = {
    "levels": _level,
    "fees": _fee,
    "allowances": _allowance,
    "minimums": _minimum,
}
_SHOWN: Mapping[str, Callable[[Mapping[str, Any]], tuple[str, ...]]] = {
    "levels": _shown_level,
    "fees": _shown_fee,
    "allowances": lambda row: (_between(row), row["weekly"]),
    "minimums": lambda row: (AREAS[row["area"]], _between(row), row["weekly"]),
}
_WRONG: Mapping[str, Callable[[Sequence[Mapping[str, Any]]], str | None]] = {
    "levels": _levels_wrong,
    "fees": lambda _rows: None,
    "allowances": _bands_wrong,
    "minimums": _minimums_wrong,
}
