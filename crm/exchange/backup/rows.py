"""The rows of a table as lines of JSON, read from an open transaction a few at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, inspect

from crm.errors import Refused
from crm.exchange.backup.values import FROM_DRIVER, converted, converters, encode, kind_of
from crm.extensions import db

PIECE = 1 << 18  # characters
FEW, MANY = 4, 2_000  # rows in memory at once: where each may hold a file of 10 MB, and elsewhere


@dataclass(frozen=True, slots=True)
class Shape:
    """What a table looks like: its name, and the name and kind of each column, in order."""

    name: str
    columns: tuple[tuple[str, str], ...]

    @property
    def kinds(self) -> list[str]:
        return [kind for _, kind in self.columns]

    @property
    def at_once(self) -> int:
        """How many of its rows may be held in memory."""
        return FEW if "bytes" in self.kinds else MANY


def shape_of(table: Table) -> Shape:
    """The shape of a table of ours."""
    return Shape(table.name, tuple((column.name, kind_of(column.type)) for column in table.columns))


def count(connection: Connection, name: str) -> int:
    """How many rows a table has."""
    table = connection.dialect.identifier_preparer.quote(name)
    return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())  # noqa: S608 - our name


def lines(connection: Connection, shape: Shape) -> Iterator[str]:
    """Each row of a table as a line, in the order of its key, which is the same on both kinds of database."""
    how = converters(shape.kinds, FROM_DRIVER[connection.dialect.name])
    for row in _raw(connection, _query(connection, shape), shape.at_once):
        yield encode(converted(row, how)) + "\n"


def pieces(connection: Connection, shape: Shape) -> Iterator[tuple[bytes, int]]:
    """The lines of a table, as many together as are worth handing on at once, with how many they are."""
    held: list[str] = []
    size = 0
    for line in lines(connection, shape):
        held.append(line)
        size += len(line)
        if size >= PIECE:
            yield "".join(held).encode(), len(held)
            held, size = [], 0
    if held:
        yield "".join(held).encode(), len(held)


def _query(connection: Connection, shape: Shape) -> str:
    quote = connection.dialect.identifier_preparer.quote
    bytewise = ' COLLATE "C"' if connection.dialect.name == "postgresql" else ""
    kinds = dict(shape.columns)
    keys = inspect(connection).get_pk_constraint(shape.name)["constrained_columns"]
    order = ", ".join(quote(key) + (bytewise if kinds[key] == "text" else "") for key in keys)
    columns = ", ".join(quote(name) for name, _ in shape.columns)
    return f"SELECT {columns} FROM {quote(shape.name)} ORDER BY {order}"  # noqa: S608 - our own names


@contextmanager
def trouble(what: str) -> Iterator[None]:
    """What the driver says has gone wrong, as a refusal: what could not be done, and the first line of why."""
    errors: Any = db.engine.dialect.loaded_dbapi
    try:
        yield
    except errors.Error as problem:
        raise Refused(f"{what}: {str(problem).strip().splitlines()[0]}. Nothing was changed.") from None


def _raw(connection: Connection, query: str, at_once: int) -> Iterator[Any]:
    """The rows as the driver has them: SQLAlchemy's own making of values takes several times as long."""
    driver: Any = connection.connection.driver_connection
    # A cursor with a name stays on PostgreSQL's server; without one, all of the table would come here at once.
    cursor = driver.cursor(name="backup") if connection.dialect.name == "postgresql" else driver.cursor()
    try:
        cursor.execute(query)
        while found := cursor.fetchmany(at_once):
            yield from found
    finally:
        cursor.close()
