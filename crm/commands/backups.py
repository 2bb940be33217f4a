"""What is put on record about backups, and what must not be done twice after one was put back."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Connection, Table, update

from crm import audit, clock
from crm.actor import system
from crm.commands import command, unsent_letters
from crm.outbox.tables import Job
from crm.people.tables import Invitation

HELD_BACK = "Held back by a restore: it waited when the backup was made, and may have been done since"


def hold_back(connection: Connection) -> int:
    """Give up the jobs that waited when the backup was made, in the transaction that puts it back; how many.

    A message that went out since would go out again (T70). Whoever asked for one is shown that it was not done. An
    invitation may have been taken back since: it must be sent again.
    """
    invitations = cast(Table, Invitation.__table__)
    open_ones = invitations.c.accepted_at.is_(None) & invitations.c.revoked_at.is_(None)
    connection.execute(update(invitations).where(open_ones).values(revoked_at=clock.now()))
    jobs = cast(Table, Job.__table__)
    waiting = jobs.c.done_at.is_(None) & jobs.c.parked_at.is_(None)
    unsent_letters.hold_back(connection)
    held = update(jobs).where(waiting).values(parked_at=clock.now(), error=HELD_BACK)
    return connection.execute(held).rowcount


@command
def note_taken(rows: int) -> None:
    """Put on record that a backup was made: everything in the database has left it."""
    audit.record(system(), "backup.take", about=f"{rows} rows")


@command
def note_restored(made_at: str) -> None:
    """Put on record that the database is now what a backup held."""
    audit.record(system(), "backup.restore", about=f"backup of {made_at}")
