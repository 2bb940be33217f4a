"""Putting a backup back: all in one transaction, so that the database is the old one or the new one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text

from crm import emptying, schema
from crm.errors import Refused
from crm.exchange.backup import Tell, rows, silent
from crm.exchange.backup.loading import load
from crm.exchange.backup.opening import opened
from crm.extensions import db, writing

Finish = Callable[[Connection], int]


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back: as of when, how much, and what `finish` answered."""

    made_at: datetime
    tables: int
    rows: int
    finished: int


def restore(
    path: Path, *, replace: bool, finish: Finish, proving: Tell = silent, loading: Tell = silent
) -> Restored:
    """Put a backup in place of what the database holds. Refused, and nothing changed: the file is not a whole
    backup, or the database holds something and `replace` was not said.

    `finish` is called at the end, within the transaction.
    """
    with opened(path) as backup:
        _may_go(replace)
        backup.prove(proving)
        with writing(), _one_change() as connection:
            emptying.drop_tables(connection.connection.cursor())
            schema.migrate_within(connection, backup.migration)
            with rows.trouble(f"{backup.name} could not be restored"):
                load(connection, backup, loading)
            schema.migrate_within(connection)
            finished = finish(connection)
        return Restored(backup.made_at, len(backup.tables), backup.rows, finished)


def _may_go(replace: bool) -> None:
    """Whether what the database holds may be replaced. Another program's tables never may."""
    tables = inspect(db.engine).get_table_names()
    if not tables:
        return
    if "alembic_version" not in tables or "agency" not in tables:
        raise Refused("This database has tables that are not Hearth's: nothing is restored into it.")
    with db.engine.connect() as connection:
        held = connection.execute(text("SELECT (SELECT count(*) FROM agency) + (SELECT count(*) FROM hub)"))
        if held.scalar_one() and not replace:
            raise Refused(
                "The database is not empty. `crm restore --replace` replaces it: everything in it now is lost, "
                "so make a backup of it first."
            )


@contextmanager
def _one_change() -> Iterator[Connection]:
    """A connection with one transaction. SQLite looks at no key in it, and is asked about all at the end."""
    db.session.remove()
    on_sqlite = db.engine.dialect.name == "sqlite"
    with db.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if on_sqlite:
            driver.execute("PRAGMA foreign_keys = OFF")  # heard only outside a transaction
        try:
            with connection.begin():
                yield connection
                if on_sqlite and (broken := driver.execute("PRAGMA foreign_key_check").fetchone()):
                    raise Refused(
                        f"The backup has a row of '{broken[0]}' that points at nothing: nothing was changed."
                    )
        finally:
            if on_sqlite:
                driver.execute("PRAGMA foreign_keys = ON")
    db.engine.dispose()  # nothing of the old tables is to be remembered
