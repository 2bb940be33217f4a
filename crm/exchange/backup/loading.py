"""Putting the rows of a backup into fresh tables, and proving that they are there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Inspector, inspect

from crm.errors import Refused
from crm.exchange.backup import LEFT_OUT, Tell, rows
from crm.exchange.backup.opening import Backup, Kept
from crm.exchange.backup.values import TO_DRIVER, converted, converters


def load(connection: Connection, backup: Backup, tell: Tell) -> None:
    """Put every row of a backup into the tables that its migration has just made."""
    found = inspect(connection)
    kept = {each.shape.name: each for each in backup.tables}
    ordered = [name for name, _ in found.get_sorted_table_and_fkc_names() if name and name != "alembic_version"]
    if wrong := ", ".join(sorted(set(kept) ^ (set(ordered) - backup.left_out))):
        raise Refused(f"{backup.name} does not hold what migration {backup.migration} makes ({wrong})")
    for name in reversed(ordered):
        _empty(connection, name)
    done = 0
    for name in ordered:
        if name in kept and name not in LEFT_OUT:  # what an earlier version carried, this one may not
            _Loader(connection, found, backup, kept[name]).run(done, tell)
            done += kept[name].rows


def _empty(connection: Connection, name: str) -> None:
    """Take out what a migration may have put into a table, append-only or not."""
    if not rows.count(connection, name):
        return
    table = connection.dialect.identifier_preparer.quote(name)
    if connection.dialect.name == "postgresql":
        off, on = [f"ALTER TABLE {table} DISABLE TRIGGER USER"], [f"ALTER TABLE {table} ENABLE TRIGGER USER"]
    else:
        held = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
        triggers = connection.exec_driver_sql(held, (name,)).all()
        off, on = [f'DROP TRIGGER "{each.name}"' for each in triggers], [each.sql for each in triggers]
    for statement in (*off, f"DELETE FROM {table}", *on):  # noqa: S608 - names of our own tables
        connection.exec_driver_sql(statement)


class _Loader:
    """Brings in the rows of one table, and proves that they are there."""

    def __init__(self, connection: Connection, found: Inspector, backup: Backup, kept: Kept) -> None:
        self._connection, self._backup, self._kept, self._shape = connection, backup, kept, kept.shape
        self._columns = {column["name"]: column for column in found.get_columns(kept.shape.name)}
        if set(self._columns) != {name for name, _ in kept.shape.columns}:
            raise Refused(f"{backup.name} has other columns of '{kept.shape.name}' than its migration makes")
        self._how = converters(kept.shape.kinds, TO_DRIVER[connection.dialect.name])
        # A value that is nothing, where a value there must be, is JSON's own nothing.
        self._nulls = [
            place
            for place, (name, kind) in enumerate(kept.shape.columns)
            if kind == "json" and not self._columns[name]["nullable"]
        ]
        quote = connection.dialect.identifier_preparer.quote
        self._table = quote(kept.shape.name)
        self._names = ", ".join(quote(name) for name, _ in kept.shape.columns)

    def run(self, done: int, tell: Tell) -> None:
        """Load the rows. `done` rows of other tables came before."""
        driver: Any = self._connection.connection.driver_connection
        cursor = driver.cursor()
        given = self._rows(done, tell)
        if self._connection.dialect.name == "sqlite":
            marks = ", ".join("?" * len(self._shape.columns))
            put = f"INSERT INTO {self._table} ({self._names}) VALUES ({marks})"  # noqa: S608 - names of our tables
            while some := list(islice(given, self._shape.at_once)):
                cursor.executemany(put, some)
        else:
            with cursor.copy(f"COPY {self._table} ({self._names}) FROM STDIN") as copy:
                for row in given:
                    copy.write_row(row)
            self._go_on_counting(cursor)
        cursor.close()
        self._prove()

    def _rows(self, done: int, tell: Tell) -> Iterator[list[Any]]:
        for number, row in enumerate(self._backup.lines(self._kept), 1):
            values = converted(row, self._how)
            for place in self._nulls:
                if values[place] is None:
                    values[place] = "null"
            if number % 1_000 == 0:
                tell(done + number, self._backup.rows)
            yield values

    def _go_on_counting(self, cursor: Any) -> None:
        """PostgreSQL's own numbers go on after the last that came in."""
        for name, kind in self._shape.columns:
            sequence = "SELECT pg_get_serial_sequence(%s, %s)"
            found = cursor.execute(sequence, (self._table, name)).fetchone()[0] if kind == "integer" else None
            if found is not None:
                last = f"SELECT setval(%s, max({name})) FROM {self._table} HAVING max({name}) > 0"  # noqa: S608 - our own
                cursor.execute(last, (found,))

    def _prove(self) -> None:
        """What the database holds now is, to the byte, what the backup held."""
        digest = hashlib.sha256()
        for piece, _ in rows.pieces(self._connection, self._shape):
            digest.update(piece)
        if digest.hexdigest() != self._kept.sha256:
            raise Refused(
                f"What was restored of '{self._shape.name}' is not what the backup holds: nothing was changed."
            )
