"""A page of rows as JSON or CSV, for programs: the same bytes for the same rows, so that they can be compared."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.exchange import sheets
from crm.exchange.feeds.fields import Field

Row = Mapping[str, Any]
MEDIA_TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a feed. `about` is what the whole says of itself, `next` the address of the page after it."""

    about: Mapping[str, Any]
    count: int
    page: int
    pages: int
    next: str | None
    rows: Sequence[Row]


def written(found: Page, fields: Mapping[str, Field], form: str) -> bytes:
    """The bytes. CSV has the rows alone, under the names of their fields."""
    if form == "csv":
        return sheets.as_csv([tuple(fields), *(tuple(_cell(row[name]) for name in fields) for row in found.rows)])
    whole = {
        **found.about,
        "count": found.count,
        "page": found.page,
        "pages": found.pages,
        "next": found.next,
        "rows": [{name: _plain(row[name]) for name in fields} for row in found.rows],
    }
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date) else value


def _cell(value: Any) -> Any:
    if isinstance(value, tuple):
        return "; ".join(value)
    return str(value) if isinstance(value, float) else value
