"""Bare instances that the whole program shares, and how each database is opened."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import DateTime, Dialect, Engine, Text, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, ExceptionContext
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine

from crm.errors import Busy


class Base(DeclarativeBase):
    """What every table's class derives from."""


db = SQLAlchemy(model_class=Base)
login_manager = LoginManager()
csrf = CSRFProtect()


class Moment(TypeDecorator[datetime]):
    """A moment: aware UTC in Python; timestamptz on PostgreSQL, naive UTC on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a moment needs its time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
_decode = json.JSONDecoder().raw_decode  # what `_encode` wrote has nothing before or after it


class Json(TypeDecorator[Any]):
    """A JSON value: jsonb on PostgreSQL, text on SQLite."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kind: TypeEngine[Any] = JSONB() if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return _encode(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        if value is None or dialect.name == "postgresql":
            return value
        return _decode(value)[0]


@event.listens_for(Engine, "connect")
def _open_sqlite(connection: Any, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves, see below
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",  # else INSERT OR REPLACE gets past append-only triggers
    ):
        connection.execute(f"PRAGMA {pragma}")


_reading: ContextVar[bool] = ContextVar("this code only reads", default=False)


@contextmanager
def reading() -> Iterator[None]:
    """Within the block a transaction on SQLite does not take the writer's lock, and so never waits for one."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def glance() -> Iterator[None]:
    """As `reading`, and what was read is let go of at the end: for a look that comes before a command.

    A transaction that was begun to read cannot turn writer on SQLite. Not within a command, which it would undo.
    """
    with reading():
        try:
            yield
        finally:
            db.session.rollback()


@contextmanager
def at_once() -> Iterator[Connection]:
    """A connection of its own for statements that only read, each by itself.

    PostgreSQL is told of no transaction around them: to begin and to end one takes two more ways there and back.
    """
    with reading(), db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="AUTOCOMMIT")
        yield connection


@contextmanager
def writing() -> Iterator[None]:
    """Within the block a transaction may write, also where the code around it only reads.

    On SQLite a transaction that was begun to read is ended first: it could not turn writer safely. On PostgreSQL
    it goes on.
    """
    if _reading.get() and db.session.get_bind().dialect.name == "sqlite":
        db.session.rollback()
    token = _reading.set(False)
    try:
        yield
    finally:
        _reading.reset(token)


_patience: ContextVar[float] = ContextVar("seconds to wait for other writers", default=30)
TOOK_TOO_LONG = ("55P03", "40P01")  # PostgreSQL's: no lock in time; two writers that wait for each other


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Within the block a transaction waits no longer than this for another writer, and then is Busy."""
    token = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(token)


def waits() -> int:
    """How long a transaction begun now waits for another writer, in milliseconds: at least one."""
    return max(1, round(_patience.get() * 1000))


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Writers take the lock at once: with DEFERRED, two readers that turn writers fail (stack.md)."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA busy_timeout={waits()}")  # no query: it asks the file nothing
        connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")


@event.listens_for(Engine, "handle_error")
def _said_busy(context: ExceptionContext) -> None:
    """Another writer is at work for longer than we wait: nothing is broken, and later it will do."""
    problem = context.original_exception
    if isinstance(problem, sqlite3.OperationalError) and problem.sqlite_errorcode == sqlite3.SQLITE_BUSY:
        raise Busy from problem
    if getattr(problem, "sqlstate", None) in TOOK_TOO_LONG:
        raise Busy from problem
