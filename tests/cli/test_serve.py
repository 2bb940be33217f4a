"""`crm serve` answers pages, stops when asked to, and says in words why it cannot start."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.databases import Database
from tests.doors import Answer


@contextmanager
def _serving(database: Database, root: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The server as a process of its own, and the line that it starts with."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
    environ |= {"CRM_DATABASE_URL": database.url, "CRM_SECRET_KEY": "of-a-test", "CRM_ENV": "test"}
    program = [sys.executable, "-c", "import crm.cli; crm.cli.main()", "serve", "--port", "0"]
    with subprocess.Popen(program, env=environ, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline(), process
        finally:
            process.kill()


@pytest.mark.slow  # it waits for a process to start
def test_the_server_says_where_it_is_answers_there_and_stops_when_asked(database: Database, root: Path) -> None:
    with _serving(database, root) as (line, process):
        assert line.startswith("Hearth is at http://127.0.0.1:")
        address = line.split()[3]
        with urlopen(f"{address}/static/vendor/README.md") as response:  # noqa: S310 - our own address
            assert response.status == 200
            assert response.headers["X-Content-Type-Options"] == "nosniff"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0


def test_a_database_without_its_migrations_is_not_served(
    cli: Callable[..., Answer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRM_DATABASE_URL", f"sqlite:///{tmp_path / 'empty.db'}")
    answer = cli("serve", "--port", "0")
    assert answer.code == 2
    assert "run `crm init` first" in answer.err


def test_a_port_that_is_taken_is_named(cli: Callable[..., Answer]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        answer = cli("serve", "--port", port)
    assert answer.code == 2
    assert f"cannot listen on 127.0.0.1:{port}: Address already in use" in answer.err


def test_sqlite_is_served_by_one_process(cli: Callable[..., Answer], database: Database) -> None:
    if database.name == "sqlite":
        answer = cli("serve", "--port", "0", "--workers", "2")
        assert answer.code == 2
        assert "SQLite is served by one process" in answer.err
