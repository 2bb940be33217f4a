"""`crm backup` and `crm restore`: what went in comes out, on either kind of database, or nothing does (T70)."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import stat
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from crm.actor import Role, system
from crm.audit.tables import AuditEntry
from crm.commands import invitations, jobs
from crm.exchange.backup import taking
from crm.extensions import db
from crm.outbox.tables import Job
from crm.people.tables import Household, Invitation
from crm.register import agencies
from tests import given
from tests.databases import Database
from tests.doors import Answer, CheckingClient, apart

pytestmark = pytest.mark.slow  # together they take seconds

Cli = Callable[..., Answer]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "hearth.backup"


@pytest.fixture
def home(app: Flask) -> int:
    """A household with a history, in an agency."""
    derby = given.agency()
    home = given.household(derby, "Zoë Example-Finch, 李小龍 👩\u200d👧")
    given.approved(home, date(2021, 5, 1), 2, by=given.officer(derby))
    return home


def derby_id() -> int:
    found = agencies.find("derby")
    assert found is not None
    return found.id


def members(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.endswith(".jsonl")}


def rewritten(file: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """The same backup with another manifest, which is in order as far as its checksum goes."""
    other = file.with_name("rewritten.backup")
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(other, "w") as into:
        for name in archive.namelist():
            held = archive.read(name)
            if name == "manifest.json":
                said = json.loads(held)
                change(said)
                held = json.dumps(said).encode()
                into.comment = hashlib.sha256(held).hexdigest().encode()
            into.writestr(name, held)
    return other


@pytest.mark.slow
def test_what_went_in_comes_out_on_the_other_kind_of_database_and_back(
    home: int, cli: Cli, file: Path, database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    taken = cli("backup", file)
    assert taken.code == 0, taken.err
    monkeypatch.setenv("CRM_DATABASE_URL", f"sqlite:///{tmp_path}/other.db")
    restored = cli("restore", file)
    assert restored.code == 0, restored.err
    assert "Put back" in restored.out
    again = tmp_path / "again.backup"
    assert cli("backup", again).code == 0
    assert cli("check").out == "Every identity holds.\n"
    monkeypatch.setenv("CRM_DATABASE_URL", database.url)
    assert cli("restore", again, "--replace").code == 0
    assert cli("check").out == "Every identity holds.\n"
    assert cli("audit", "verify").code == 0
    third = tmp_path / "third.backup"
    assert cli("backup", third).code == 0
    first, second, last = members(file), members(again), members(third)
    assert len(first["event.jsonl"].splitlines()) == 9
    grown = {"audit_entry.jsonl", "audit_chain.jsonl"}  # that a backup was made and put back
    for name in set(first) - grown:
        assert first[name] == second[name] == last[name], name
    assert last["audit_entry.jsonl"].startswith(first["audit_entry.jsonl"])


def test_only_its_owner_can_read_it_and_nothing_else_is_left_beside_it(home: int, cli: Cli, file: Path) -> None:
    answer = cli("backup", file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(file.parent.iterdir()) == [file]
    assert str(file) in answer.out


def test_it_can_be_read_without_hearth(home: int, cli: Cli, file: Path) -> None:
    cli("backup", file)
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        said = json.loads(archive.read("manifest.json"))
        (households,) = [table for table in said["tables"] if table["name"] == "household"]
        values = json.loads(archive.read("household.jsonl"))
    row = dict(zip([name for name, _ in households["columns"]], values, strict=True))
    assert row["name"] == "Zoë Example-Finch, 李小龍 👩\u200d👧"
    assert row["created_at"].endswith("Z")
    assert households["rows"] == 1


def test_a_backup_never_replaces_a_file(home: int, cli: Cli, file: Path) -> None:
    file.write_bytes(b"last week's")
    answer = cli("backup", file)
    assert answer.code == 1
    assert "exists already" in answer.err
    assert file.read_bytes() == b"last week's"


@pytest.mark.parametrize("where", ["no-such-folder/x.backup", "."])
def test_where_nothing_can_be_written_is_said(home: int, cli: Cli, tmp_path: Path, where: str) -> None:
    answer = cli("backup", tmp_path / where)
    assert answer.code == 1
    assert str(tmp_path) in answer.err
    assert list(tmp_path.iterdir()) == []


def test_a_backup_that_fails_leaves_no_file(
    home: int, app: Flask, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        taking.take(file, stop)
    assert list(file.parent.iterdir()) == []


def test_whoever_writes_meanwhile_is_not_kept_waiting_and_the_copy_is_of_one_moment(
    home: int, app: Flask, cli: Cli, file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An agency, a household and its history come in between the copying of one table and of the next."""
    written: list[int] = []

    def write(_done: int, _total: int) -> None:
        if not written:
            nottingham = given.agency("nottingham")
            written.append(given.household(nottingham))
            given.approved(written[0], date(2021, 6, 1), 3, by=given.officer(nottingham))

    taking.take(file, write)
    assert agencies.find("nottingham") is not None
    held = members(file)
    assert b"nottingham" not in held["agency.jsonl"]
    assert len(held["household.jsonl"].splitlines()) == 1
    assert len(held["event.jsonl"].splitlines()) == 9
    monkeypatch.setenv("CRM_DATABASE_URL", f"sqlite:///{tmp_path}/other.db")
    assert cli("restore", file).code == 0
    assert cli("check").code == 0


def test_a_database_that_holds_something_is_replaced_only_when_told(
    home: int, cli: Cli, file: Path, app: Flask
) -> None:
    cli("backup", file)
    later = given.household(derby_id(), "Sam Example-Wren")
    answer = cli("restore", file)
    assert answer.code == 1
    assert "--replace" in answer.err
    assert db.session.get(Household, later) is not None
    assert cli("restore", file, "--replace").code == 0
    assert list(db.session.scalars(select(Household.id))) == [home]


def test_it_goes_into_a_database_that_was_made_and_holds_nothing(
    app: Flask, cli: Cli, file: Path, database: Database
) -> None:
    home = given.household(given.agency())
    cli("backup", file)
    database.reset()
    assert db.session.get(Household, home) is None
    assert cli("restore", file).code == 0
    assert db.session.get(Household, home) is not None


def test_what_is_append_only_stays_so_and_numbers_go_on(home: int, cli: Cli, file: Path, app: Flask) -> None:
    cli("backup", file)
    assert cli("restore", file, "--replace").code == 0
    for statement in ("UPDATE event SET seq = 9", "DELETE FROM bed_entry", "DELETE FROM audit_entry"):
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(text(statement))
        db.session.rollback()
    derby = derby_id()
    given.approved(given.household(derby, "Sam Example-Wren"), date(2021, 6, 1), 1, by=given.officer(derby))
    assert cli("check").code == 0


def test_nobody_is_signed_in_after_a_restore(
    home: int, cli: Cli, file: Path, sign_in: Callable[..., CheckingClient]
) -> None:
    browser = sign_in(Role.OFFICER)
    cli("backup", file)
    assert browser.get("/households").status_code == 200
    assert cli("restore", file, "--replace").code == 0
    assert browser.get("/households").location.startswith("/sign-in")


def test_what_waited_to_be_done_is_not_done_a_second_time(home: int, cli: Cli, file: Path, app: Flask) -> None:
    jobs.ask("a.letter", {"household": home}, by=system())
    cli("backup", file)
    answer = cli("restore", file, "--replace")
    assert "Not done again: 1 job" in answer.out
    job = db.session.scalars(select(Job)).one()
    assert job.parked_at is not None
    assert not apart(app_jobs_due, app)


def test_an_invitation_that_waited_must_be_sent_again(home: int, cli: Cli, file: Path, app: Flask) -> None:
    """It may have been taken back since the backup, and would be good again."""
    by = replace(given.officer(derby_id()), role=Role.MANAGER)
    new = "new.staff@derby.example"
    invitations.invite(new, name="Sam Example", role=Role.OFFICER, agency_id=derby_id(), by=by)
    assert db.session.scalar(select(Invitation.revoked_at)) is None
    cli("backup", file)
    cli("restore", file, "--replace")
    db.session.rollback()
    assert db.session.scalar(select(Invitation.revoked_at)) is not None


def app_jobs_due(app: Flask) -> bool:
    with app.app_context():
        return jobs.anything_due()


def test_backup_and_restore_stand_in_the_audit(home: int, cli: Cli, file: Path, app: Flask) -> None:
    cli("backup", file)
    actions = select(AuditEntry.action).where(AuditEntry.action.startswith("backup."))
    assert list(db.session.scalars(actions)) == ["backup.take"]
    cli("restore", file, "--replace")
    assert list(db.session.scalars(actions)) == ["backup.restore"]


def test_a_database_of_another_program_is_left_alone(
    home: int, cli: Cli, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli("backup", file)
    other = tmp_path / "other.db"
    monkeypatch.setenv("CRM_DATABASE_URL", f"sqlite:///{other}")
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    answer = cli("restore", file, "--replace")
    assert answer.code == 1
    assert "not Hearth's" in answer.err


def test_a_backup_of_a_newer_version_is_refused(home: int, cli: Cli, file: Path, app: Flask) -> None:
    cli("backup", file)
    answer = cli("restore", rewritten(file, lambda said: said.update(migration="999")), "--replace")
    assert answer.code == 1
    assert "newer Hearth (its database had migration 999" in answer.err
    assert db.session.scalar(select(func.count()).select_from(Household)) == 1


def test_a_row_that_points_at_nothing_is_refused_and_nothing_is_lost(
    home: int, cli: Cli, file: Path, app: Flask
) -> None:
    cli("backup", file)

    def without_agencies(said: dict[str, Any]) -> None:
        for table in said["tables"]:
            if table["name"] == "agency":
                table.update(rows=0, sha256=hashlib.sha256(b"").hexdigest())

    other = rewritten(file, without_agencies)
    emptied = file.with_name("emptied.backup")
    with zipfile.ZipFile(other) as archive, zipfile.ZipFile(emptied, "w") as into:
        into.comment = archive.comment
        for name in archive.namelist():
            into.writestr(name, b"" if name == "agency.jsonl" else archive.read(name))
    answer = cli("restore", emptied, "--replace")
    assert answer.code == 1
    assert "nothing was changed" in answer.err.lower()
    assert "Traceback" not in answer.err
    assert db.session.get(Household, home) is not None
    assert cli("check").code == 0
