"""Numbers for new rows, taken in blocks, so that an import writes thousands of rows in one statement."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import text

from crm.extensions import db

# Any number of ours: it keeps our locks apart from another program's.
LOCKS = 741


def lock(agency_id: int) -> None:
    """Let one writer at a time into an agency's ledgers, until the transaction ends.

    So ids grow with recording, and what a command judged still holds when it appends. SQLite has one writer anyway.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(
            text("SELECT pg_advisory_xact_lock(:ours, :agency)"), {"ours": LOCKS, "agency": agency_id}
        )


class Ids:
    """Ids for new rows of one table, taken a block at a time within one transaction."""

    def __init__(self, table: str, block: int = 1) -> None:
        self.table = table
        self.block = block
        self._left: Iterator[int] = iter(())
        self._after = 0

    def take(self) -> int:
        """The next id that nobody else will use."""
        found = next(self._left, None)
        if found is None:
            self._left = iter(reserve(self.table, self.block, self._after))
            found = next(self._left)
        self._after = found
        return found


def reserve(table: str, count: int, after: int = 0) -> range:
    """`count` ids of a table that nobody else will take; on SQLite above `after`, which may not be stored yet."""
    if db.session.get_bind().dialect.name == "sqlite":
        top = db.session.execute(text(f"SELECT max(id) FROM {table}")).scalar() or 0  # noqa: S608 - our own name
        first = max(int(top), after) + 1
        return range(first, first + count)
    return _reserve_of_sequence(table, count)


def _reserve_of_sequence(table: str, count: int) -> range:
    """Jump over a block of a PostgreSQL sequence, alone for that moment: sequences know no transaction."""
    held = {"ours": LOCKS, "table": f"ids of {table}"}
    db.session.execute(text("SELECT pg_advisory_lock(:ours, hashtext(:table))"), held)
    try:
        sequence = f"pg_get_serial_sequence('{table}', 'id')"
        first = int(db.session.execute(text(f"SELECT nextval({sequence})")).scalar_one())  # noqa: S608 - our own name
        jump = text(f"SELECT setval({sequence}, :last)")  # noqa: S608 - our own name
        db.session.execute(jump, {"last": first + count - 1})
    finally:
        db.session.execute(text("SELECT pg_advisory_unlock(:ours, hashtext(:table))"), held)
    return range(first, first + count)
