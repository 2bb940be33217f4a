"""T47: the account by which the program connects serves everything, and can change neither ledger nor audit.

On PostgreSQL. SQLite knows no accounts: there the triggers are all, and `crm grant` says so.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from crm import clock, create_app
from crm.actor import Actor, Role
from crm.errors import NotFound, Refused
from crm.extensions import db, glance
from crm.people.tables import User
from tests import given
from tests.databases import Database, settings
from tests.doors import Answer, CheckingClient
from tests.trust.edits import EDITS, Edits

pytestmark = pytest.mark.slow

SERVES = f"hearth_serves_{os.getpid()}"  # the server is shared by every process of the suite
REFUSED = (
    "UPDATE {table} SET id = id",
    "DELETE FROM {table}",
    "TRUNCATE {table} CASCADE",
    "INSERT INTO {table} SELECT * FROM {table} ON CONFLICT (id) DO UPDATE SET id = excluded.id",
    "DROP TRIGGER {table}_append_only ON {table}",
    "ALTER TABLE {table} DISABLE TRIGGER ALL",
    "ALTER TABLE {table} ADD COLUMN extra integer",
    "DROP TABLE {table} CASCADE",
    "CREATE TRIGGER {table}_another BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()",
)
NOR = (
    "SET session_replication_role = replica",
    "CREATE TABLE another (id integer)",
    "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    "UPDATE alembic_version SET version_num = '001'",
    "DELETE FROM audit_chain",
    "SELECT setval(pg_get_serial_sequence('audit_entry', 'id'), 1)",
)


@pytest.fixture
def serving(app: Flask, database: Database, cli: Callable[..., Answer]) -> Iterator[Flask | None]:
    """The application by an account of its own that `crm grant` has let serve; None where there are no accounts."""
    if database.name != "postgresql":
        yield None
        return
    with db.engine.begin() as connection:
        connection.execute(text(f"CREATE ROLE {SERVES} LOGIN"))
    try:
        said = cli("grant", SERVES)
        assert said.code == 0 and "may serve" in said.out, said.err
        own = create_app(
            settings(make_url(database.url).set(username=SERVES).render_as_string(hide_password=False))
        )
        with own.app_context():
            yield own
            db.session.remove()
            db.engine.dispose()
    finally:
        with db.engine.begin() as connection:
            connection.execute(text(f"DROP OWNED BY {SERVES}"))
            connection.execute(text(f"DROP ROLE {SERVES}"))


def test_t47_by_its_own_account_the_program_does_everything_and_changes_no_ledger(
    serving: Flask | None, cli: Callable[..., Answer]
) -> None:
    if serving is None:
        answer = cli("grant", SERVES)
        assert answer.code == 2 and "SQLite knows no accounts" in answer.err
        return
    _works(serving)
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT current_user")).scalar_one() == SERVES
        kept = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%append_only'"
        tables = connection.execute(text(kept)).scalars().all()
    assert len(tables) > 10
    for statement in [*(each.format(table=table) for table in tables for each in REFUSED), *NOR]:
        _is_refused(statement)


def _works(serving: Flask) -> None:
    """Every path of tests/trust/edits.py, a form and a job among them, goes as it does for the owner."""
    derby = given.agency()
    for name in ("Rowan Example", "Lark Sample", "Zoë Pretend"):
        given.journey(given.household(derby, name), date(2026, 1, 5), by=given.officer(derby))
    given.user(Role.OFFICER)
    browser = CheckingClient(serving)
    browser.fill_in("/sign-in", {"email": given.user(Role.MANAGER), "password": given.PASSWORD})
    with glance():
        number = db.session.scalars(select(User.id).where(User.email == "manager@derby.example")).one()
    edits = Edits(Actor(number, "Manager", Role.MANAGER, (derby,)), browser, random.Random(47))  # noqa: S311 - no secret
    for _ in range(2 * len(EDITS)):
        try:
            edits.one()
        except (Refused, NotFound):
            continue
    assert len(edits.done) > len(EDITS) - 4
    assert browser.get("/households").status_code == 200 and clock.today()


def _is_refused(statement: str) -> None:
    with db.engine.connect() as connection, pytest.raises(ProgrammingError) as refused:
        connection.execute(text(statement))
    assert getattr(refused.value.orig, "sqlstate", None) == "42501", f"{statement}: {refused.value}"


def test_t47_an_account_from_which_nothing_can_be_kept_is_refused_in_words(
    app: Flask, database: Database, cli: Callable[..., Answer]
) -> None:
    if database.name != "postgresql":
        return
    with db.engine.connect() as connection:
        owner = str(connection.execute(text("SELECT current_user")).scalar_one())
    for role, said in ((owner, "nothing can be kept from it"), ('no"body', "has no account 'no\"body'")):
        answer = cli("grant", role)
        assert answer.code == 2 and said in answer.err
