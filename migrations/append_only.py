"""Triggers that keep a table append-only, on SQLite and on PostgreSQL (trust.md, trap 12).

On SQLite `INSERT OR REPLACE` deletes the old row first, and fires the delete trigger only with
`recursive_triggers=ON`, which every connection of ours sets; the insert trigger here refuses it on any
connection. On PostgreSQL a statement trigger refuses `TRUNCATE` too.
"""

from __future__ import annotations

from alembic import op


def protect(table: str) -> None:
    """Refuse UPDATE, DELETE, TRUNCATE and INSERT OR REPLACE on a table whose key is `id`."""
    if op.get_bind().dialect.name == "sqlite":
        _protect_on_sqlite(table)
    else:
        _protect_on_postgresql(table)


def _protect_on_sqlite(table: str) -> None:
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
        f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


def _protect_on_postgresql(table: str) -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def unprotect(table: str) -> None:
    """Take away what `protect` put there, for a migration that has to fill a new column; it protects again."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete", "replace"):
            op.execute(f"DROP TRIGGER {table}_no_{verb}")
    else:
        for name in ("append_only", "no_truncate"):
            op.execute(f"DROP TRIGGER {table}_{name} ON {table}")


def keep_growing(table: str, column: str) -> None:
    """Refuse to remove a row of a table, to change its id, and to set a column to anything that is not greater."""
    said = f"{table} only grows"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{said}'); END")
        op.execute(
            f"CREATE TRIGGER {table}_growing BEFORE UPDATE ON {table} "
            f"WHEN NEW.id <> OLD.id OR NEW.{column} <= OLD.{column} BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_shrinking() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$"
    )
    refuse = "EXECUTE FUNCTION refuse_shrinking()"
    op.execute(f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW {refuse}")
    op.execute(f"CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {refuse}")
    op.execute(
        f"CREATE TRIGGER {table}_growing BEFORE UPDATE ON {table} FOR EACH ROW "
        f"WHEN (NEW.id <> OLD.id OR NEW.{column} <= OLD.{column}) {refuse}"
    )
