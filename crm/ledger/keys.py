"""The lock on an agency's ledgers, and numbers for new rows, taken in blocks, as an import writes thousands."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import text

from crm.bulk import reserve
from crm.extensions import db, waits

# Any number of ours: it keeps our locks apart from another program's.
LOCKS = 741


def lock(agency_id: int) -> None:
    """Let one writer at a time into an agency's ledgers, until the transaction ends.

    So ids grow with recording, and what a command judged still holds when it appends. SQLite has one writer anyway.
    Busy: another has been writing for longer than we wait (`extensions.patience`).
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT set_config('lock_timeout', :longest, true)"), {"longest": f"{waits()}ms"})
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
