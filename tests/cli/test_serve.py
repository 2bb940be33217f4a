"""`crm serve` answers pages, stops when asked to, and says in words why it cannot start."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.cli.serving import served
from tests.databases import Database
from tests.doors import Answer


@pytest.mark.slow  # it waits for a process to start
def test_the_server_says_where_it_is_answers_there_and_stops_when_asked(database: Database) -> None:
    with served(database.url) as server:
        assert list(server.until("Hearth is at")) == [f"Hearth is at {server.address} (Ctrl+C stops it)\n"]
        with urlopen(f"{server.address}/static/vendor/README.md") as response:  # noqa: S310 - our own address
            assert response.status == 200
            assert response.headers["X-Content-Type-Options"] == "nosniff"
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(timeout=20) == 0


# In place of the jobs of a new worker: it says that it is there, and waits for ever.
_STARTING_FOR_EVER = (
    "import crm.cli.serve, threading; "
    "crm.cli.serve.jobs.start = lambda app: (print('a worker starts', flush=True), threading.Event().wait()); "
)


@pytest.mark.slow  # it waits for a process to start
def test_a_server_stops_at_once_though_a_worker_is_still_starting(database: Database) -> None:
    with served(database.url, first=_STARTING_FOR_EVER) as server:
        list(server.until("a worker starts"))
        server.process.send_signal(signal.SIGINT)
        assert server.process.wait(timeout=20) == 0


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
