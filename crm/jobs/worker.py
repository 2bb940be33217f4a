"""`crm worker`: does jobs as their messages come through Redis."""

from __future__ import annotations

from functools import cache

from flask import Flask
from redis import Redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from crm import create_app
from crm.jobs.redis_queue import NAME, RedisQueue
from crm.jobs.runner import Clockwork, run_one


def work(url: str, *, burst: bool = False) -> None:
    """Do jobs until told to stop; with `burst`, only those whose messages are there."""
    connection = Redis.from_url(url)
    # One process, that does not fork: our connections to the database would be shared with the fork.
    worker = SimpleWorker(
        [Queue(NAME, connection=connection, serializer=JSONSerializer)],
        connection=connection,
        serializer=JSONSerializer,
    )
    clockwork = Clockwork(_app(), RedisQueue(url).resend)
    clockwork.start()
    try:
        worker.work(burst=burst, logging_level="WARNING")
    finally:
        clockwork.stop()


def perform(job_id: int) -> None:
    """Do the job of one message, unless it is done, or another worker is at it."""
    with _app().app_context():
        run_one(job_id)


@cache
def _app() -> Flask:
    return create_app()
