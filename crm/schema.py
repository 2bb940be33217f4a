"""Which version of its tables a database has, and bringing it to this program's.

Alembic is loaded only when there is something to do: it takes half a second, which every command would pay.
"""

from __future__ import annotations

from contextlib import AbstractContextManager

from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError

from crm.config import ROOT
from crm.errors import Unusable
from crm.extensions import db

MIGRATIONS = ROOT / "migrations"


def known() -> list[str]:
    """The numbers of this program's migrations, in order."""
    return sorted(path.name.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def is_current() -> bool:
    """Whether the database has had every migration of this program, and none that it does not know."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        had = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return had == [known()[-1]]


def migrate() -> None:
    """Carry out the migrations that the database has not had yet: all of them, for a new one."""
    if not is_current():
        _upgrade("head", None)


def migrate_within(connection: Connection, to: str = "head") -> None:
    """Carry out migrations, up to one by its number, in the transaction that a connection has open."""
    _upgrade(to, connection)


def _upgrade(to: str, connection: Connection | None) -> None:
    from alembic import command
    from alembic.config import Config

    settings = Config(str(MIGRATIONS / "alembic.ini"))
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.attributes["connection"] = connection
    command.upgrade(settings, to)


class trouble(AbstractContextManager[None]):  # noqa: N801 - used like a function: `with trouble():`
    """Says in words what is wrong with the database itself: not there, not made yet, or of another version."""

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        if not isinstance(error, DatabaseError):
            return
        first = str(error.orig).strip().splitlines()[0]
        if any(sign in first for sign in ("no such table", "no such column", "does not exist")):
            raise Unusable(
                f"the database is not ready for this version of Hearth: run `crm init` ({first})"
            ) from None
        raise Unusable(f"the database cannot be used: {first}. Check CRM_DATABASE_URL") from None
