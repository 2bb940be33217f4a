"""Jobs through a real Valkey: a message is only a nudge, and losing every message loses no job."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from redis import Redis

from crm import clock, create_app
from crm.actor import Actor, system
from crm.commands import jobs
from crm.extensions import db
from crm.jobs.handlers import HANDLERS
from crm.outbox.tables import Job
from tests import databases, given
from tests.databases import Database
from tests.doors import Answer, CheckingClient
from tests.jobs.effects import KIND, leave_a_mark, marks

pytestmark = pytest.mark.slow  # it waits for processes to start

ROOT = Path(__file__).resolve().parent.parent.parent
# What `crm worker` runs, with a kind of job that only tests know.
WORKER = (
    "import sys; from crm.jobs.handlers import HANDLERS; from tests.jobs.effects import KIND, leave_a_mark; "
    "HANDLERS[KIND] = leave_a_mark; from crm.cli import main; main(sys.argv[1:])"
)


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    """An empty Valkey."""
    with Redis.from_url(redis_url) as connection:
        yield connection


@pytest.fixture
def served(database: Database, redis_url: str) -> Iterator[Flask]:
    """The application, with its jobs behind Valkey."""
    url = {"CRM_DATABASE_URL": database.url, "CRM_REDIS_URL": redis_url}
    app = create_app(databases.settings(database.url, **url))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def by(served: Flask) -> Actor:
    """Somebody of an agency: the program itself."""
    return system(given.agency())


def _work(database: Database, redis_url: str) -> None:
    db.session.rollback()
    environ = {
        **os.environ,
        "CRM_DATABASE_URL": database.url,
        "CRM_REDIS_URL": redis_url,
        "CRM_ENV": "test",
        "CRM_SECRET_KEY": "k3y-0f-tests-only-Qw7zR2mX9pLd5VbN8hTc",
    }
    command = [sys.executable, "-c", WORKER, "worker", "--burst"]
    done = subprocess.run(command, env=environ, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own program
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr


def test_a_worker_does_the_job_of_a_message_that_holds_only_its_number(
    served: Flask, by: Actor, redis: Redis, redis_url: str, database: Database
) -> None:
    job_id = jobs.ask(KIND, {"mark": "Rowan Example-Finch"}, by=by)
    [message] = redis.keys("rq:job:*")
    assert "Rowan" not in repr(redis.hgetall(message))
    _work(database, redis_url)
    db.session.rollback()
    assert db.session.get_one(Job, job_id).done_at is not None
    assert marks() == 1


def test_a_message_that_comes_twice_does_the_job_once(
    served: Flask, by: Actor, redis_url: str, database: Database
) -> None:
    job_id = jobs.ask(KIND, {}, by=by)
    served.extensions["hearth-jobs"].asked([job_id, job_id])
    _work(database, redis_url)
    assert marks() == 1


def test_losing_every_message_loses_no_job(
    served: Flask, by: Actor, redis: Redis, redis_url: str, database: Database
) -> None:
    job_id = jobs.ask(KIND, {}, by=by)
    redis.flushall()
    resend = served.extensions["hearth-jobs"].redis.resend
    resend()
    assert redis.llen("rq:queue:hearth") == 0  # the first message may still be on its way
    with clock.fixed(clock.now() + timedelta(seconds=11)):
        resend()
        resend()
    assert redis.llen("rq:queue:hearth") == 1
    _work(database, redis_url)
    db.session.rollback()
    assert db.session.get_one(Job, job_id).done_at is not None


def test_a_command_succeeds_while_redis_is_away_and_health_says_so(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = "redis://127.0.0.1:1/0"
    app = create_app(databases.settings(database.url, CRM_REDIS_URL=nowhere))
    monkeypatch.setitem(HANDLERS, KIND, leave_a_mark)
    with app.app_context():
        jobs.ask(KIND, {}, by=system(given.agency()))
        answer = CheckingClient(app).get("/health")
        assert answer.status_code == 200
        found = json.loads(answer.text)
        assert (found["status"], found["queue"]["jobs"]) == ("degraded", "redis is away")
        assert found["queue"]["waiting"] == 1
        db.session.remove()
        db.engine.dispose()


def test_a_worker_without_redis_says_that_none_is_needed(app: Flask, cli: Callable[..., Answer]) -> None:
    answer = cli("worker")
    assert answer.code == 2
    assert "CRM_REDIS_URL is not set" in answer.err
