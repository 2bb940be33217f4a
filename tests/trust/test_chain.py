"""T46 and T47: the audit's chains. What is done to a row is found, and what fails leaves nothing half done."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from crm import audit
from crm.actor import Role, nobody
from crm.audit.proving import first_wrong
from crm.audit.tables import AuditChain, AuditEntry
from crm.commands import command
from crm.commands.people import NewCarer, create_household
from crm.extensions import db
from crm.people.tables import Household
from tests import given
from tests.databases import Database
from tests.doors import Answer, CheckingClient

pytestmark = pytest.mark.slow  # together they take seconds

Cli = Callable[..., Answer]
TRIGGERS = [f"audit_entry_no_{verb}" for verb in ("update", "delete", "replace")]
TRIGGERS += ["audit_chain_kept", "audit_chain_growing"]


@contextmanager
def owner(database: Database) -> Iterator[Connection]:
    """The owner of the database, whom no trigger stops."""
    with db.engine.connect() as connection, connection.begin():
        if database.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        else:
            for name in TRIGGERS:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        yield connection


@command
def _noted(agency_id: int, count: int = 1) -> None:
    for number in range(count):
        audit.record(given.officer(agency_id), "test.note", agency_id=agency_id or None, about=f"note {number}")


def _seqs() -> list[tuple[int, int]]:
    found = select(AuditEntry.chain, AuditEntry.seq).order_by(AuditEntry.chain, AuditEntry.seq)
    return [(row.chain, row.seq) for row in db.session.execute(found)]


@pytest.fixture
def derby(app: Flask) -> int:
    """An agency with 20 more rows of audit."""
    made = given.agency()
    _noted(made, 20)
    return made


def test_t47_every_page_and_command_writes_into_the_chain_of_its_agency(
    app: Flask, sign_in: Callable[..., CheckingClient], cli: Cli
) -> None:
    home = given.household(given.agency())
    _noted(given.agency("nottingham"))
    browser = sign_in(Role.MANAGER)
    browser.get(f"/households/{db.session.get_one(Household, home).reference}")
    browser.get("/households")
    browser.get("/imports/99")
    stranger = {"email": "nobody@elsewhere.example", "password": "a wrong password"}
    assert CheckingClient(app).fill_in("/sign-in", stranger).status_code == 422
    audited = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert {entry.chain for entry in audited} == {entry.agency_id or 0 for entry in audited} > {0}
    for chain in {entry.chain for entry in audited}:
        of_it = [entry for entry in audited if entry.chain == chain]
        assert [entry.seq for entry in of_it] == list(range(1, len(of_it) + 1))
        assert [entry.previous for entry in of_it] == ["0" * 64, *(entry.hash for entry in of_it[:-1])]
    answer = cli("audit", "verify")
    assert (answer.code, answer.err) == (0, "")
    assert f"The audit is whole: {len(audited)} rows in 3 chains." in answer.out


@pytest.mark.parametrize(
    ("done", "said"),
    [
        ("UPDATE audit_entry SET role = 'manager' WHERE seq = 7", "does not say what it said when it was written"),
        ("UPDATE audit_entry SET at = '2020-01-01 12:00:00' WHERE seq = 7", "does not say what it said"),
        ("UPDATE audit_entry SET household_id = 9 WHERE seq = 7", "does not say what it said"),
        ("DELETE FROM audit_entry WHERE seq = 7 AND chain > 0", "number 7 is missing"),
        ("DELETE FROM audit_entry WHERE seq > 11 AND chain > 0", "those after row"),
        ("DELETE FROM audit_entry WHERE chain > 0", "those after row none are missing"),
        ("UPDATE audit_entry SET id = 1000 - id WHERE seq IN (7, 8) AND chain > 0", "has changed its number"),
        (
            "UPDATE audit_entry SET about = CASE seq WHEN 7 THEN 'note 6' ELSE 'note 5' END "
            "WHERE seq IN (7, 8) AND chain > 0",
            "does not say what it said",
        ),
        ("UPDATE audit_entry SET previous = 'x' WHERE seq = 7", "does not follow the row before it"),
        ("UPDATE audit_chain SET hash = 'x'", "its head says"),
        ("UPDATE audit_chain SET entries = entries + 1", "those after row"),
    ],
)
def test_t47_what_the_owner_of_the_database_does_to_the_audit_is_found(
    database: Database, derby: int, cli: Cli, done: str, said: str
) -> None:
    assert cli("audit", "verify").code == 0
    with owner(database) as connection:
        assert connection.exec_driver_sql(done).rowcount > 0
    answer = cli("audit", "verify")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("The audit is not whole. In the chain of ")
    assert said in answer.err
    if "seq = 7" in done and "chain" not in done:
        seventh = select(AuditEntry.id).where(AuditEntry.seq == 7)
        assert f"agency {derby}: row {db.session.scalars(seventh).one()} " in answer.err


def test_t47_whoever_moves_the_head_too_is_found_by_a_copy_of_it_kept_elsewhere(
    database: Database, derby: int, cli: Cli, tmp_path: Path
) -> None:
    kept = tmp_path / "head.txt"
    kept.write_text(cli("audit", "head").out)
    _noted(derby, 3)
    assert cli("audit", "verify", "--head", kept).code == 0
    with owner(database) as connection:
        connection.exec_driver_sql("DELETE FROM audit_entry WHERE chain > 0 AND seq > 15")
        connection.exec_driver_sql(
            "UPDATE audit_chain SET entries = 15, hash = (SELECT hash FROM audit_entry WHERE seq = 15) WHERE id > 0"
        )
    assert cli("audit", "verify").code == 0, "nothing in the database itself can tell"
    answer = cli("audit", "verify", "--head", kept)
    assert answer.code == 1 and "are missing" in answer.err
    _noted(derby, 30)  # as many rows again, but not the same ones
    answer = cli("audit", "verify", "--head", kept)
    assert answer.code == 1 and "is not the one that the copy of the head names" in answer.err


@pytest.mark.parametrize("head", ["DELETE FROM audit_chain", "UPDATE audit_chain SET entries = 0, hash = 'x'"])
def test_t47_a_council_whose_whole_chain_is_taken_out_with_its_head_is_missed(
    database: Database, derby: int, cli: Cli, head: str
) -> None:
    _noted(given.agency("nottingham"), 3)
    with owner(database) as connection:
        connection.exec_driver_sql(f"DELETE FROM audit_entry WHERE chain = {derby}")
        connection.exec_driver_sql(f"{head} WHERE id = {derby}")
    answer = cli("audit", "verify")
    assert (answer.code, answer.out) == (1, "")
    assert f"In the chain of agency {derby}: every row is missing" in answer.err


def test_a_file_that_is_no_copy_of_a_head_is_refused_in_words(app: Flask, cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "head.txt").write_text("nonsense\n")
    for path in (tmp_path / "head.txt", tmp_path / "none.txt"):
        answer = cli("audit", "verify", "--head", path)
        assert answer.code == 2 and "expected the lines that `crm audit head` prints" in answer.err


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_chain",
        "UPDATE audit_chain SET entries = entries - 1",
        "UPDATE audit_chain SET hash = 'x'",
        "UPDATE audit_chain SET id = id + 100, entries = entries + 1",
        "TRUNCATE audit_chain",
    ],
)
def test_t47_the_head_of_a_chain_only_grows(database: Database, derby: int, statement: str) -> None:
    if database.name == "sqlite" and statement.startswith("TRUNCATE"):
        return
    with db.engine.connect() as connection, pytest.raises(DBAPIError, match="audit_chain only grows"):
        connection.execute(text(statement))


def test_t46_a_change_whose_row_cannot_be_written_is_not_made(database: Database, derby: int) -> None:
    _forbid(database)
    with pytest.raises(DBAPIError):
        create_household(derby, carers=[NewCarer("Rowan Example-Finch")], by=given.officer(derby))
    assert db.session.scalars(select(Household)).all() == []


def test_t46_a_page_whose_look_cannot_be_written_is_not_shown(
    database: Database, app: Flask, sign_in: Callable[..., CheckingClient]
) -> None:
    home = given.household(given.agency(), "Rowan Example-Finch")
    reference = db.session.get_one(Household, home).reference
    browser = sign_in(Role.OFFICER)
    assert "Example-Finch" in browser.get(f"/households/{reference}").text
    _forbid(database)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        for path in (f"/households/{reference}", f"/households/{reference}/people", "/households"):
            page = browser.get(path)
            assert page.status_code in (500, 503) and "Example-Finch" not in page.text
    finally:
        app.config["PROPAGATE_EXCEPTIONS"] = True


def _forbid(database: Database) -> None:
    """Nobody may write the audit any more: in place of a full disk. The database is thrown away after the test."""
    db.session.rollback()
    with db.engine.connect() as connection, connection.begin():
        if database.name == "sqlite":
            connection.exec_driver_sql(
                "CREATE TRIGGER full BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'disk full'); END"
            )
        else:
            connection.exec_driver_sql("ALTER TABLE audit_entry ADD CONSTRAINT disk_full CHECK (false) NOT VALID")


@pytest.fixture(autouse=True)
def _allowed_again(app: Flask, database: Database) -> Iterator[None]:
    yield
    if database.name == "postgresql":  # whose tables outlive the test
        db.session.rollback()
        with db.engine.connect() as connection, connection.begin():
            connection.exec_driver_sql("ALTER TABLE audit_entry DROP CONSTRAINT IF EXISTS disk_full")


def test_rows_of_what_was_rolled_back_are_forgotten_and_take_no_number(app: Flask, derby: int) -> None:
    before = _seqs()
    audit.record(nobody(), "test.note")
    db.session.rollback()
    audit.record(nobody(), "test.note")
    with db.session.begin_nested() as savepoint:
        audit.record(nobody(), "test.note", about="dropped")
        savepoint.rollback()
    with db.session.begin_nested():
        audit.record(nobody(), "test.note", about="kept")
    db.session.commit()
    assert len(_seqs()) == len(before) + 2
    assert db.session.scalars(select(AuditEntry.about).where(AuditEntry.about == "dropped")).all() == []
    assert first_wrong([]) is None


def test_many_writers_at_once_make_one_chain_and_none_waits_for_ever(app: Flask, derby: int) -> None:
    failed: list[BaseException] = []

    def write(order: list[int]) -> None:
        try:
            with app.app_context():
                for _ in range(10):
                    _both(order)
        except BaseException as fault:
            failed.append(fault)

    @command
    def _both(order: list[int]) -> None:
        for agency_id in order:
            _noted(agency_id)

    db.session.rollback()
    writers = [threading.Thread(target=write, args=([derby, 0] if n % 2 else [0, derby],)) for n in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failed == []
    heads = {head.id: head.entries for head in db.session.scalars(select(AuditChain))}
    assert len(_seqs()) == sum(heads.values()) and heads[derby] == 20 + 60
    assert first_wrong([]) is None
