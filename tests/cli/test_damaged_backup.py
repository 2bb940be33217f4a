"""A file that is no backup, or was one: it is refused in words, and what the database holds stays (T70)."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from crm.extensions import db
from crm.people.tables import Household
from tests import given
from tests.databases import Database
from tests.doors import Answer

pytestmark = pytest.mark.slow  # together they take seconds

Cli = Callable[..., Answer]


@pytest.fixture
def backup(app: Flask, database: Database, cli: Cli, tmp_path: Path) -> bytes:
    """The bytes of a backup of a household and its history."""

    def back_up() -> bytes:
        derby = given.agency()
        given.approved(given.household(derby), date(2021, 5, 1), 2, by=given.officer(derby))
        assert cli("backup", tmp_path / "whole.backup").code == 0
        return (tmp_path / "whole.backup").read_bytes()

    held = database.filled("a household, and its backup", back_up)
    (tmp_path / "whole.backup").write_bytes(held)
    return held


def refused(cli: Cli, path: Path) -> str:
    """What is said of a file that must not be restored. The household of the database is still there."""
    answer = cli("restore", path, "--replace")
    assert answer.code == 1, answer.out
    assert "Traceback" not in answer.err
    assert answer.err.count("\n") == 1
    assert len(db.session.scalars(select(Household.id)).all()) == 1
    db.session.rollback()
    return answer.err


def test_a_file_that_is_not_there_is_named(backup: bytes, cli: Cli, tmp_path: Path) -> None:
    assert "nowhere.backup cannot be read: No such file" in refused(cli, tmp_path / "nowhere.backup")
    assert "cannot be read: Is a directory" in refused(cli, tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"reference,route\nT-1,mainstream\n", b"PK\x03\x04 nonsense", b"\0" * 5000]
)
def test_another_file_is_not_taken_for_a_backup(backup: bytes, cli: Cli, tmp_path: Path, content: bytes) -> None:
    other = tmp_path / "other"
    other.write_bytes(content)
    assert "is not a backup that Hearth made" in refused(cli, other)


def test_another_zip_is_not_taken_for_a_backup(backup: bytes, cli: Cli, tmp_path: Path) -> None:
    other = tmp_path / "tracker.xlsx"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert "is not a backup that Hearth made" in refused(cli, other)


@pytest.mark.parametrize("share", [0.02, 0.5, 0.9, 0.999])
def test_a_backup_that_was_cut_short_is_found(backup: bytes, cli: Cli, tmp_path: Path, share: float) -> None:
    cut = tmp_path / "cut.backup"
    cut.write_bytes(backup[: int(len(backup) * share)])
    assert any(said in refused(cli, cut) for said in ("was cut short", "is damaged"))


@pytest.mark.slow
@pytest.mark.parametrize("share", [number / 12 for number in range(12)])
def test_a_byte_that_was_changed_is_found_or_does_no_harm(
    backup: bytes, cli: Cli, tmp_path: Path, share: float
) -> None:
    """Most of a ZIP is its content; some bytes, such as a file's date, mean nothing."""
    place = int(len(backup) * share) + 3
    damaged = tmp_path / "damaged.backup"
    damaged.write_bytes(backup[:place] + bytes([backup[place] ^ 0x55]) + backup[place + 1 :])
    answer = cli("restore", damaged, "--replace")
    assert answer.code in (0, 1)
    assert "Traceback" not in answer.err
    assert (answer.code == 1) == bool(answer.err)
    assert len(db.session.scalars(select(Household.id)).all()) == 1
    db.session.rollback()
    assert cli("check").code == 0


def test_content_that_was_changed_is_found_by_its_checksum(backup: bytes, cli: Cli, tmp_path: Path) -> None:
    """The ZIP itself is whole: somebody has put another name into a household."""
    changed = tmp_path / "changed.backup"
    with zipfile.ZipFile(tmp_path / "whole.backup") as archive, zipfile.ZipFile(changed, "w") as into:
        into.comment = archive.comment
        for name in archive.namelist():
            into.writestr(name, archive.read(name).replace(b"Rowan", b"Robin"))
    assert "what it holds of 'household' is not what was written" in refused(cli, changed)


def test_a_table_that_is_missing_is_found(backup: bytes, cli: Cli, tmp_path: Path) -> None:
    less = tmp_path / "less.backup"
    with zipfile.ZipFile(tmp_path / "whole.backup") as archive, zipfile.ZipFile(less, "w") as into:
        into.comment = archive.comment
        for name in set(archive.namelist()) - {"event.jsonl"}:
            into.writestr(name, archive.read(name))
    assert "damaged: it cannot be read to its end" in refused(cli, less)
