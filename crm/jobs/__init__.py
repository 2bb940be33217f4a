"""The clockwork: carries out the outbox, in a thread of the server or by workers behind Redis."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app
from sqlalchemy import event

from crm.config import Settings
from crm.extensions import db
from crm.jobs import daily, mail
from crm.jobs.runner import Clockwork, run_due
from crm.outbox.queue import ASKED

if TYPE_CHECKING:
    from crm.jobs.redis_queue import RedisQueue

__all__ = ["Jobs", "install", "run_due", "start"]


class Jobs:
    """How this process has jobs done: itself, or by a message to the workers."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self.redis = _redis(settings.redis_url) if settings.redis_url else None
        self._app = app
        self._clockwork: Clockwork | None = None
        self._process = 0

    def start(self) -> None:
        """Begin to do what is due, or to send again what Redis lost: once in each process that serves pages."""
        if self._process == os.getpid():
            return
        self._process = os.getpid()
        work = self.redis.resend if self.redis else run_due
        self._clockwork = Clockwork(self._app, daily.before(work))
        self._clockwork.start()

    def asked(self, job_ids: list[int]) -> None:
        """Jobs were committed just now."""
        if self.redis:
            self.redis.send(job_ids)
        elif self._clockwork and self._process == os.getpid():
            self._clockwork.nudge()

    def state(self) -> str:
        """For /health: 'in process', or whether Redis answers."""
        if self.redis is None:
            return "in process"
        return "redis" if self.redis.answers() else "redis is away"


def _redis(url: str) -> RedisQueue:
    from crm.jobs.redis_queue import RedisQueue  # loading RQ takes 20 MiB, which most servers can save

    return RedisQueue(url)


def install(app: Flask, settings: Settings) -> None:
    """Have jobs done, once `start` was called, and mails sent by them."""
    mail.install(app, settings)
    app.extensions["hearth-jobs"] = Jobs(app, settings)


def start(app: Flask) -> None:
    """Begin, in a process that serves pages. Not in one that runs a command or a test."""
    app.extensions["hearth-jobs"].start()


@event.listens_for(db.session, "after_commit")
def _committed(session: Any) -> None:
    asked = session.info.pop(ASKED, [])
    if asked:
        current_app.extensions["hearth-jobs"].asked(asked)


@event.listens_for(db.session, "after_rollback")
def _rolled_back(session: Any) -> None:
    session.info.pop(ASKED, None)
