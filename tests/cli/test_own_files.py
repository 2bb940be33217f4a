"""What SQLite keeps is for whoever runs Hearth, and for nobody else on the machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm import config, create_app
from crm.extensions import db
from tests.databases import settings


@pytest.fixture(autouse=True)
def _as_most_machines_are() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def _modes(folder: Path) -> dict[str, str]:
    return {each.name: oct(each.stat().st_mode & 0o777) for each in folder.iterdir()}


def test_the_file_of_sqlite_and_those_beside_it_are_made_for_their_owner_only(tmp_path: Path) -> None:
    app = create_app(settings(f"sqlite:///{tmp_path / 'hearth.db'}"))
    with app.app_context(), db.engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE example (id INTEGER)")
        connection.commit()
        assert _modes(tmp_path) == dict.fromkeys(("hearth.db", "hearth.db-wal", "hearth.db-shm"), "0o600")


def test_what_an_earlier_version_left_open_is_closed_to_others_at_the_next_start(tmp_path: Path) -> None:
    for name in ("hearth.db", "hearth.db-wal", "beside.txt"):
        (tmp_path / name).touch(mode=0o644)
    create_app(settings(f"sqlite:///{tmp_path / 'hearth.db'}"))
    assert _modes(tmp_path) == {"hearth.db": "0o600", "hearth.db-wal": "0o600", "beside.txt": "0o644"}


@pytest.mark.parametrize("there_before", [True, False])
def test_the_folder_of_hearths_own_is_closed_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there_before: bool
) -> None:
    monkeypatch.setattr(config, "INSTANCE", own := tmp_path / "instance")
    if there_before:
        own.mkdir(mode=0o755)
    config.read({})
    assert _modes(tmp_path) == {"instance": "0o700"}
    assert _modes(own) == {"secret-key": "0o600"}
