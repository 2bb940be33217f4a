"""One row held until a command ends, as it is by then: of two who save at once, the second is told (T49, T51)."""

from __future__ import annotations

from typing import Protocol, TypeVar

from crm.extensions import db

Row = TypeVar("Row")


class Versioned(Protocol):
    """A row that counts its changes; a form carries the count that it was filled with."""

    version: int


def held(kind: type[Row], number: int) -> Row | None:
    """The row with this number, which nobody else can save until the command ends; None, if there is none.

    It is read anew, although it was read before: whoever had it first may have changed it while we waited.
    """
    return db.session.get(kind, number, with_for_update=True, populate_existing=True)


def overtaken(row: Versioned, version: int | None) -> bool:
    """Whether a row, which is held from now on, is not the `version` that a form was filled with."""
    db.session.refresh(row, with_for_update=True)
    return row.version != version
