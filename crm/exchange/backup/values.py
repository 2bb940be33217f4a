"""Values on their way between a database's driver and JSON, by the kind of their column."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from datetime import UTC
from typing import Any

from sqlalchemy import BigInteger, Boolean, Date, Float, Integer, LargeBinary, String
from sqlalchemy.types import TypeEngine

from crm.extensions import Json, Moment

Convert = Callable[[Any], Any]
Row = Sequence[Any]

_KINDS: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (Json, "json"),
    (Moment, "moment"),
    (Boolean, "boolean"),
    (BigInteger, "integer"),
    (Integer, "integer"),
    (Float, "number"),
    (Date, "date"),
    (LargeBinary, "bytes"),
    (String, "text"),
)
KINDS = frozenset(kind for _, kind in _KINDS)

# Keys in order: PostgreSQL does not keep the order in which they came, and both must say the same.
encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, sort_keys=True).encode


def kind_of(column_type: TypeEngine[Any]) -> str:
    """What a column holds, in the words of the manifest. TypeError: a type that no backup knows yet."""
    for known, kind in _KINDS:
        if isinstance(column_type, known):
            return kind
    raise TypeError(f"a backup does not know what a column of type {column_type!r} holds")


def _moment_of_sqlite(given: str) -> str:
    """'2021-04-06 11:00:00.000000', or without the fraction."""
    return f"{given[:10]}T{given[11:]}{'' if len(given) > 19 else '.000000'}Z"


def _base64(given: Any) -> str:
    return base64.b64encode(given).decode()


# What the driver of each database hands out, as JSON can hold it. A kind that is not named needs nothing.
FROM_DRIVER: dict[str, dict[str, Convert]] = {
    "sqlite": {
        "boolean": bool,
        "moment": _moment_of_sqlite,
        "json": json.loads,
        "bytes": _base64,
    },
    "postgresql": {
        "date": lambda given: given.isoformat(),
        "moment": lambda given: given.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "bytes": _base64,
    },
}
# And back: what each driver is to be given.
TO_DRIVER: dict[str, dict[str, Convert]] = {
    "sqlite": {
        "boolean": int,
        "moment": lambda given: given[:-1].replace("T", " "),
        "json": encode,
        "bytes": base64.b64decode,
    },
    "postgresql": {"json": encode, "bytes": base64.b64decode},
}


def converters(kinds: Sequence[str], table: dict[str, Convert]) -> list[tuple[int, Convert]]:
    """Which columns need converting, and how."""
    return [(place, table[kind]) for place, kind in enumerate(kinds) if kind in table]


def converted(row: Row, how: list[tuple[int, Convert]]) -> list[Any]:
    """A row, converted. Nothing stays nothing."""
    values = list(row)
    for place, convert in how:
        if values[place] is not None:
            values[place] = convert(values[place])
    return values
