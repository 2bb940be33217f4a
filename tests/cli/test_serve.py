"""`crm serve` answers pages, stops when asked to, and says in words why it cannot start."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
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


# Whoever is forked asks itself to stop, before it can hear: the request waits until the fork is done.
_ASKED_WHILE_FORKED = """
import os, signal
from crm.cli import stopping

os.register_at_fork(after_in_child=lambda: os.kill(os.getpid(), signal.SIGTERM))
stopping.hear_at_once()
child = os.fork()
if not child:
    os.write(1, b"went on")
    os._exit(1)
print("ended with", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_request_to_stop_that_comes_during_the_fork_itself_is_heard() -> None:
    told = subprocess.run([sys.executable, "-c", _ASKED_WHILE_FORKED], capture_output=True, text=True, check=True)
    assert told.stdout == "ended with 0\n"


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
