"""T47: what is append-only cannot be changed, removed or overwritten, on either database."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import MetaData, Table, insert, select, text
from sqlalchemy.exc import DBAPIError

from crm.extensions import db
from tests.databases import Database

TABLES = (
    "journey",
    "journey_tie",
    "event",
    "stage_entry",
    "bed_entry",
    "audit_entry",
    "assignment",
    "import_batch",
    "import_row",
    "import_undo",
    "import_freed",
    "skill_entry",
    "range_request_step",
    "referral",
    "frozen_pack",
    "frozen_agency",
    "target",
    "target_entry",
    "priority",
    "priority_entry",
    "campaign",
    "campaign_entry",
    "campaign_link",
    "campaign_spend",
    "campaign_spend_part",
    "handover_step",
)
SAYS_NO = "is append-only"

tables = pytest.mark.parametrize("name", TABLES)


def _table(name: str) -> Table:
    return Table(name, MetaData(), autoload_with=db.engine, resolve_fks=False)


def _row(table: Table, **given: Any) -> dict[str, Any]:
    """Something in every column, whatever it stands for."""
    samples: dict[type, Any] = {
        bool: True,
        int: 1,
        str: "{}",
        bytes: b"{}",
        date: date(2026, 3, 4),
        datetime: datetime.fromisoformat("2026-03-04T12:00:00+00:00"),
        object: {},  # JSON
    }
    return {column.name: samples[column.type.python_type] for column in table.columns} | given


def _add(table: Table, **given: Any) -> None:
    """Put a row in the table, without the rows that it would point at."""
    on_sqlite = db.engine.dialect.name == "sqlite"
    off = "PRAGMA foreign_keys=OFF" if on_sqlite else "SET session_replication_role = replica"
    on = "PRAGMA foreign_keys=ON" if on_sqlite else "SET session_replication_role = origin"
    with db.engine.connect() as connection:
        connection.connection.cursor().execute(off)
        connection.execute(insert(table).values(_row(table, **given)))
        connection.commit()
        connection.connection.cursor().execute(on)
        connection.connection.commit()


def _rows(table: Table) -> list[Any]:
    with db.engine.connect() as connection:
        return list(connection.execute(select(table)))


def _refused(statement: str, **values: Any) -> None:
    with db.engine.connect() as connection, pytest.raises(DBAPIError, match=SAYS_NO):
        connection.execute(text(statement), values)


@tables
def test_t47_no_row_can_be_changed(app: Flask, name: str) -> None:
    table = _table(name)
    _add(table)
    before = _rows(table)
    for column in table.columns:
        _refused(f"UPDATE {name} SET {column.name} = {column.name}")
    assert _rows(table) == before


@tables
def test_t47_no_row_can_be_removed(app: Flask, name: str) -> None:
    table = _table(name)
    _add(table)
    before = _rows(table)
    _refused(f"DELETE FROM {name}")
    if db.engine.dialect.name == "postgresql":
        _refused(f"TRUNCATE {name} CASCADE")
    assert _rows(table) == before


@tables
def test_t47_no_row_can_be_overwritten(app: Flask, name: str) -> None:
    table = _table(name)
    _add(table)
    before = _rows(table)
    _refused(f"INSERT INTO {name} SELECT * FROM {name} WHERE true ON CONFLICT (id) DO UPDATE SET id = excluded.id")
    if db.engine.dialect.name == "sqlite":
        _refused(f"INSERT OR REPLACE INTO {name} SELECT * FROM {name}")
        _refused(f"REPLACE INTO {name} SELECT * FROM {name}")
    assert _rows(table) == before


@pytest.mark.parametrize("name", ["event", "import_row"])
def test_no_row_can_be_overwritten_by_another_key_that_is_unique(app: Flask, name: str) -> None:
    table = _table(name)
    _add(table)
    before = _rows(table)
    others = ", ".join(column.name for column in table.columns if column.name != "id")
    columns, values = f"id, {others}", f"id + 1, {others}"
    if db.engine.dialect.name == "sqlite":
        _refused(f"INSERT OR REPLACE INTO {name} ({columns}) SELECT {values} FROM {name}")
    else:
        constraint = {"event": "event_seq_once", "import_row": "import_row_once"}[name]
        _refused(
            f"INSERT INTO {name} ({columns}) SELECT {values} FROM {name} "
            f"ON CONFLICT ON CONSTRAINT {constraint} DO UPDATE SET id = excluded.id"
        )
    assert _rows(table) == before


@tables
def test_t47_another_program_on_the_file_is_refused_too(app: Flask, database: Database, name: str) -> None:
    """One that does not set our pragmas. PostgreSQL's triggers know no pragma."""
    if database.name == "postgresql":
        return
    table = _table(name)
    _add(table)
    before = _rows(table)
    with closing(sqlite3.connect(database.url.removeprefix("sqlite:///"))) as connection:
        for statement in (
            f"UPDATE {name} SET id = id",
            f"DELETE FROM {name}",
            f"INSERT OR REPLACE INTO {name} SELECT * FROM {name}",
        ):
            with pytest.raises(sqlite3.IntegrityError, match=SAYS_NO):
                connection.execute(statement)
    assert _rows(table) == before


def test_every_table_with_such_a_trigger_is_tried(app: Flask) -> None:
    query = "SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%!_no!_%' ESCAPE '!'"
    if db.engine.dialect.name == "postgresql":
        query = "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%append_only'"
    with db.engine.connect() as connection:
        assert set(connection.execute(text(query)).scalars()) == set(TABLES)
