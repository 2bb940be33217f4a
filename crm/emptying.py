"""Taking everything out of a database, tables and all, so that it can be made afresh."""

from __future__ import annotations

from typing import Any

from crm.extensions import db

# What append-only tables refuse to rows they do not refuse to themselves: a table can go.
SQLITE_TABLES = (
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' "
    "ORDER BY sql NOT LIKE 'CREATE VIRTUAL%'"  # a virtual table takes its own parts with it
)
POSTGRESQL_TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema()"


def drop_everything() -> None:
    """Drop every table, or none. The connections are let go of: nothing of the old tables is to be remembered."""
    db.session.remove()
    connection = db.engine.raw_connection()
    try:
        cursor = connection.cursor()
        if db.engine.dialect.name == "sqlite":
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("BEGIN IMMEDIATE")
        drop_tables(cursor)
        connection.commit()
        cursor.close()
    finally:
        connection.close()
    db.engine.dispose()


def drop_tables(cursor: Any) -> None:
    """Drop every table in the transaction that is open.

    SQLite must not look at the keys meanwhile, which made this take a minute: say so before the BEGIN.
    """
    if db.engine.dialect.name == "sqlite":
        for (name,) in cursor.execute(SQLITE_TABLES).fetchall():
            cursor.execute(f'DROP TABLE IF EXISTS "{name}"')
        return
    names = [name for (name,) in cursor.execute(POSTGRESQL_TABLES).fetchall()]
    if names:
        cursor.execute(f"DROP TABLE {', '.join(names)} CASCADE")
