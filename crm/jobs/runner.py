"""Doing what is due: in a thread of the server, or one job for a worker."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from flask import Flask

from crm.commands import jobs
from crm.errors import Refused
from crm.extensions import db
from crm.jobs.handlers import APART, HANDLERS

log = logging.getLogger(__name__)

EVERY = 2.0  # seconds between two looks at the table


def run_due() -> int:
    """Do every job that is due now, one after the other; how many were tried."""
    tried = 0
    while jobs.anything_due() and run_one():
        tried += 1
    return tried


def run_one(job_id: int | None = None) -> bool:
    """Claim one job and do it; whether there was one. Its failure is noted, and raises nothing."""
    claimed = jobs.claim(job_id)
    if claimed is None:
        return False
    try:
        _do(claimed)
    except Exception as problem:  # a job must not take the others with it
        if not isinstance(problem, Refused):
            log.exception("Job %s (%s) failed", claimed.id, claimed.kind)
        jobs.fail(claimed, problem)
    return True


def _do(claimed: jobs.Claimed) -> None:
    if claimed.kind not in APART:
        jobs.carry_out(claimed, _handler(claimed.kind))
        return
    result = APART[claimed.kind](claimed)
    jobs.carry_out(claimed, lambda _job: result)


def _handler(kind: str) -> Callable[[jobs.Claimed], jobs.Result]:
    try:
        return HANDLERS[kind]
    except KeyError:
        raise LookupError(f"nothing here does jobs of kind '{kind}'") from None


class Clockwork(threading.Thread):
    """A thread that does its work every few seconds, or at once when it is nudged."""

    def __init__(self, app: Flask, work: Callable[[], object]) -> None:
        super().__init__(name="clockwork", daemon=True)
        self._app = app
        self._work = work
        self._nudged = threading.Event()
        self._stopping = False

    def run(self) -> None:
        while not self._stopping:
            self._nudged.wait(EVERY)
            self._nudged.clear()
            if not self._stopping:
                self._once()

    def _once(self) -> None:
        """Whatever goes wrong, the next turn may go well: the database or Redis may be back."""
        try:
            with self._app.app_context():
                try:
                    self._work()
                finally:
                    db.session.remove()
        except Exception:  # see above
            log.exception("The clockwork missed a turn")

    def nudge(self) -> None:
        """Look now: something was just asked for."""
        self._nudged.set()

    def stop(self) -> None:
        """End after the job in hand."""
        self._stopping = True
        self._nudged.set()
        self.join()
