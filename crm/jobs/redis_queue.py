"""Messages through Redis, where CRM_REDIS_URL names one: each says only which row of the outbox to look at.

What Redis loses is sent again by `resend`, so that losing all of it loses no job.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

from crm.commands import jobs

log = logging.getLogger(__name__)

NAME = "hearth"
LONGEST = 3600  # seconds that a job may take


class RedisQueue:
    """Where messages are left, and fetched by `crm worker`."""

    def __init__(self, url: str) -> None:
        self._connection = Redis.from_url(url, socket_connect_timeout=2, socket_timeout=5)
        self._queue = Queue(NAME, connection=self._connection, serializer=JSONSerializer)

    def send(self, job_ids: Iterable[int]) -> None:
        """Leave a message for each job. If Redis is away, the job waits for `resend`."""
        try:
            for job_id in job_ids:
                self._queue.enqueue(
                    "crm.jobs.worker.perform", job_id, job_timeout=LONGEST, result_ttl=0, failure_ttl=0
                )
        except RedisError as problem:
            log.warning("Redis is away (%s): jobs wait until it is back", type(problem).__name__)

    def resend(self) -> None:
        """Send the messages that were lost, and those of jobs whose time has come."""
        if self.answers():
            self.send(jobs.unsent())

    def answers(self) -> bool:
        """Whether Redis is there."""
        try:
            return bool(self._connection.ping())
        except RedisError:
            return False
