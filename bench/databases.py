"""Databases to measure, made by the migrations: a SQLite file, and a database of a PostgreSQL server of our own."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from psycopg import sql
from sqlalchemy.engine import make_url

from crm import config, create_app, memory, schema
from crm.commands.settings import install_national_defaults
from crm.extensions import db
from tests.databases import postgresql_server

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
NAMES = (SQLITE, POSTGRESQL)
# As `crm.extensions` opens SQLite, for a driver without it.
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON")


@dataclass(frozen=True)
class Database:
    """A migrated database with the national defaults; `kind` is one of NAMES."""

    kind: str
    url: str
    environ: dict[str, str]

    def app(self) -> Flask:
        """The application open on it, as a server has it."""
        app = create_app(config.read(self.environ))
        memory.settle()
        return app

    def driver(self) -> Any:
        """A connection of the bare driver, which says BEGIN only where the driver does so by itself."""
        if self.kind == POSTGRESQL:
            return psycopg.connect(self.url)
        connection = sqlite3.connect(self.path, isolation_level=None)
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def settle(self) -> None:
        """What PostgreSQL does by itself within minutes of a large load: look at it, and mark what all may see."""
        if self.kind == POSTGRESQL:
            with psycopg.connect(self.url, autocommit=True) as connection:
                connection.execute("VACUUM ANALYZE")

    @property
    def path(self) -> Path:
        """The file of a SQLite database."""
        return Path(self.url.removeprefix("sqlite:///"))


class Workshop:
    """A folder and a PostgreSQL server for as long as the block lasts, and new databases in them."""

    def __init__(self, folder: Path, server: str | None) -> None:
        self.folder = folder
        self._server = server
        self._made = 0

    def database(self, kind: str) -> Database:
        """A new database, migrated."""
        self._made += 1
        name = f"bench_{self._made}"
        url = f"sqlite:///{self.folder / name}.db" if kind == SQLITE else self._created(name)
        environ = {"CRM_DATABASE_URL": url, "CRM_SECRET_KEY": "a-key-for-measuring-" * 2, "CRM_ENV": "test"}
        made = Database(kind, url, environ)
        app = made.app()
        with app.app_context():
            schema.migrate()
            install_national_defaults()
            db.session.remove()
            db.engine.dispose()
        return made

    def _created(self, name: str) -> str:
        if self._server is None:
            raise LookupError("no PostgreSQL server was asked for")
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return make_url(self._server).set(database=name).render_as_string(hide_password=False)

    def drop(self, database: Database) -> None:
        """Make room: England takes gigabytes."""
        if database.kind == SQLITE:
            for ending in ("", "-wal", "-shm"):
                database.path.with_name(database.path.name + ending).unlink(missing_ok=True)
            return
        assert self._server is not None  # noqa: S101 - or the database would not exist
        name = sql.Identifier(make_url(database.url).database or "")
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@contextmanager
def workshop(kinds: tuple[str, ...]) -> Iterator[Workshop]:
    """A place to work in, taken away afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="hearth-bench-"))
    try:
        with ExitStack() as stack:
            server = stack.enter_context(postgresql_server()) if POSTGRESQL in kinds else None
            yield Workshop(folder, server)
    finally:
        shutil.rmtree(folder)
