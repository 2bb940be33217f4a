"""England's rows into a migrated database, quickly: indexes and triggers are put aside until all is in."""

from __future__ import annotations

import csv
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import psycopg
from psycopg import sql

from bench.databases import SQLITE, Database
from bench.england import COLUMNS, Row

ENTRIES = ("stage_entry", "bed_entry")  # what reports add up, and what DuckDB is given


class Filling(ABC):
    """Takes rows of one table after the other."""

    @abstractmethod
    def take(self, table: str, rows: list[Row]) -> None:
        """Store rows, in the order of `COLUMNS`."""


class _Sqlite(Filling):
    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def take(self, table: str, rows: list[Row]) -> None:
        names = COLUMNS[table]
        places = ", ".join("?" * len(names))
        self.connection.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", rows)  # noqa: S608 - our own names


class _Postgresql(Filling):
    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def take(self, table: str, rows: list[Row]) -> None:
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, COLUMNS[table]))
        )
        with self.connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)


@contextmanager
def filling(database: Database) -> Iterator[Filling]:
    """One transaction into which rows are poured, with indexes and triggers off until it ends."""
    with (_sqlite if database.kind == SQLITE else _postgresql)(database) as target:
        yield target


@contextmanager
def _sqlite(database: Database) -> Iterator[Filling]:
    connection = sqlite3.connect(database.path, isolation_level=None)
    for pragma in ("synchronous=OFF", "foreign_keys=OFF", "cache_size=-200000"):
        connection.execute(f"PRAGMA {pragma}")
    aside = connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    ).fetchall()
    connection.execute("BEGIN")
    for kind, name, _ in aside:
        connection.execute(f"DROP {kind} {name}")
    yield _Sqlite(connection)
    for _, _, statement in aside:
        connection.execute(statement)
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


@contextmanager
def _postgresql(database: Database) -> Iterator[Filling]:
    with psycopg.connect(database.url) as connection:
        connection.execute("SET session_replication_role = replica")  # no trigger, no foreign key
        connection.execute("SET timezone = 'UTC'")
        aside = connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY(%s) "
            "AND indexname NOT IN (SELECT conname FROM pg_constraint)",
            [list(COLUMNS)],
        ).fetchall()
        for name, _ in aside:
            connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
        yield _Postgresql(connection)
        for _, statement in aside:
            connection.execute(statement)
        for table in COLUMNS:
            _number_on(connection, table)
    database.settle()


def _number_on(connection: psycopg.Connection[Any], table: str) -> None:
    """Rows that are added later are numbered after those that were poured in."""
    last = "SELECT setval(pg_get_serial_sequence({name}, 'id'), max(id)) FROM {table}"
    connection.execute(sql.SQL(last).format(name=sql.Literal(table), table=sql.Identifier(table)))


class Spool(Filling):
    """The entries of the ledgers as CSV files, which DuckDB reads."""

    def __init__(self, folder: Path) -> None:
        self.files = {table: (folder / f"{table}.csv").open("w", newline="") for table in ENTRIES}
        self.writers = {table: csv.writer(file) for table, file in self.files.items()}

    def take(self, table: str, rows: list[Row]) -> None:
        if table in self.writers:
            self.writers[table].writerows(rows)

    def into_duckdb(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB in memory that has the entries, in the order in which they were recorded."""
        connection = duckdb.connect()
        for table, file in self.files.items():
            file.close()
            kinds = {name: _duck_type(name) for name in COLUMNS[table]}
            connection.execute(
                f"CREATE TABLE {table} AS SELECT * FROM read_csv(?, header=false, columns=?) ORDER BY recorded_at",  # noqa: S608 - our own
                [file.name, kinds],
            )
            Path(file.name).unlink()
        return connection


def _duck_type(name: str) -> str:
    if name == "effective_on":
        return "DATE"
    if name == "recorded_at":
        return "TIMESTAMP"
    return "VARCHAR" if name in ("route", "population", "kind", "book", "cause") else "BIGINT"
