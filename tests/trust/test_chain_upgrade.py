"""T47: what stood in the audit before there were chains is put into them when the database is migrated."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from crm import audit, create_app, schema
from crm.actor import nobody
from crm.audit import proving
from crm.extensions import db
from tests.databases import Database, settings

BEFORE = "006"  # the last version without chains
INSERT = text(
    "INSERT INTO audit_entry (at, user_id, role, agency_id, household_id, action, about, fields, reason, outcome) "
    "VALUES (:at, 3, 'officer', :agency, :home, 'address.show', NULL, :fields, 'visit', 'done')"
)


@contextmanager
def _another(database: Database, folder: Path) -> Iterator[str]:
    """The address of a new and empty database, of the kind of this one."""
    if database.name == "sqlite":
        yield f"sqlite:///{folder}/before.db"
        return
    name = "hearth_before_chains"
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
        yield make_url(database.url).set(database=name).render_as_string(hide_password=False)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.slow
def test_t47_rows_of_an_earlier_version_are_chained_by_the_migration(database: Database, tmp_path: Path) -> None:
    with _another(database, tmp_path) as url, create_app(settings(url)).app_context():
        alembic = Config(str(schema.MIGRATIONS / "alembic.ini"))
        alembic.set_main_option("script_location", str(schema.MIGRATIONS))
        command.upgrade(alembic, BEFORE)
        with db.engine.begin() as connection:
            for number in range(12):
                at, agency = f"2026-03-{number + 1:02} 12:00:00.{number:06}", (None, 1, 2)[number % 3]
                row = {"at": at, "home": number, "agency": agency, "fields": '["address"]'}
                connection.execute(INSERT, row)
        schema.migrate()
        assert proving.first_wrong([]) is None
        assert [(head.chain, head.entries) for head in proving.heads()] == [(0, 4), (1, 4), (2, 4)]
        db.session.rollback()
        audit.record(nobody(), "test.note")
        db.session.commit()
        assert proving.first_wrong([]) is None
        assert proving.heads()[0].entries == 5
        db.session.rollback()
        with db.engine.connect() as connection, pytest.raises(DBAPIError, match="is append-only"):
            connection.execute(text("UPDATE audit_entry SET role = role"))
        db.session.remove()
        db.engine.dispose()
