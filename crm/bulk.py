"""Many rows at once, as the database's own driver takes them: an import of 50,000 rows stores 600,000.

SQLAlchemy's `insert()` prepares each row through several calls, which costs more than storing it. Here values are
prepared a column at a time, by SQLAlchemy's own types, and each different one only once; SQLite then gets one
`executemany`, PostgreSQL one `COPY`. Triggers and foreign keys hold as ever.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table, text

from crm.extensions import Base, Json, db

ROOM_KIB, USUAL_KIB = 48 * 1024, 2000  # SQLite's page cache in a load, and otherwise
CHUNK = 5000  # rows a statement: large enough to be quick, small enough for the memory
KEPT = 4096  # prepared values kept of a column: the days and moments of a chunk

Prepare = Callable[[Any], Any]


def store(model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of one table, in the transaction that is open; each names the same columns as the first."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - what a model of ours is mapped to
    if not rows:
        return
    connection = db.session.connection()
    names = list(rows[0])
    prepares = [_prepare(table, name, connection.dialect) for name in names]
    for start in range(0, len(rows), CHUNK):
        _insert(connection, table.name, names, _prepared(rows[start : start + CHUNK], names, prepares))


def reserve(table: str, count: int, after: int = 0) -> list[int]:
    """`count` ids of a table, ascending, that nobody else will take.

    SQLite lets one writer in at a time, so that the next ones are ours; above `after`, which may not be stored yet.
    """
    if db.session.get_bind().dialect.name == "sqlite":
        top = db.session.scalar(text(f"SELECT max(id) FROM {table}")) or 0  # noqa: S608 - our own name
        first = max(int(top), after) + 1
        return list(range(first, first + count))
    drawn = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
    return sorted(db.session.scalars(drawn, {"table": table, "count": count}))


def _prepared(
    rows: Sequence[Mapping[str, Any]], names: Sequence[str], prepares: Sequence[Prepare | None]
) -> list[tuple[Any, ...]]:
    columns: list[Iterable[Any]] = []
    for name, prepare in zip(names, prepares, strict=True):
        values = [row[name] for row in rows]
        columns.append(values if prepare is None else map(prepare, values))
    return list(zip(*columns, strict=True))


def _prepare(table: Table, name: str, dialect: Dialect) -> Prepare | None:
    """How a column's values become the driver's; None where they are already."""
    kind = table.c[name].type
    process = kind.dialect_impl(dialect).bind_processor(dialect)
    # A JSON value has no hash to be remembered by, and hardly comes twice.
    return process if process is None or isinstance(kind, Json) else lru_cache(KEPT)(process)


def _insert(connection: Connection, table: str, names: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
    columns = ", ".join(names)
    if connection.dialect.name == "sqlite":
        places = ", ".join("?" * len(names))
        connection.exec_driver_sql(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)  # noqa: S608 - our own names
        return
    driver: Any = connection.connection.driver_connection  # of psycopg
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


@contextmanager
def roomy() -> Iterator[None]:
    """Within the block SQLite keeps more of its indexes in memory, and nobody looks for cycles in what is made.

    The first saves a large load a third of its time; the second, as it makes hardly any cycles, a sixth.
    """
    on_sqlite = db.session.get_bind().dialect.name == "sqlite"
    if on_sqlite:
        db.session.execute(text(f"PRAGMA cache_size=-{ROOM_KIB}"))
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
        if on_sqlite:
            db.session.execute(text(f"PRAGMA cache_size=-{USUAL_KIB}"))
