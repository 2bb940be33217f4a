"""A backup knows every table that there is, and what each version has written can be put back for good."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from crm.exchange.backup import LEFT_OUT, rows
from crm.extensions import db
from tests.doors import Answer

KEPT = sorted((Path(__file__).parent / "backups").glob("*.backup"))


def test_a_backup_knows_what_every_column_holds(app: Flask) -> None:
    assert "event" in db.metadata.tables
    for table in db.metadata.sorted_tables:
        assert rows.shape_of(table).columns, table.name
        assert table.primary_key.columns, f"{table.name} has no key to order its rows by"
    assert set(db.metadata.tables) >= LEFT_OUT


@pytest.mark.slow
@pytest.mark.parametrize("file", KEPT, ids=lambda file: str(file.stem))
def test_a_backup_of_an_older_version_is_brought_up_to_this_one(cli: Callable[..., Answer], file: Path) -> None:
    answer = cli("restore", file)
    assert answer.code == 0, answer.err
    assert cli("check").out == "Every identity holds.\n"
    assert cli("audit", "verify").code == 0


def test_there_is_one_to_try(root: Path) -> None:
    assert [file.name for file in KEPT][0] == "migration-006.backup"
