"""A worker that is asked to stop while it starts: gunicorn loses such a request, and waits its full time."""

from __future__ import annotations

import os
import signal
from types import FrameType

_ASKS = (signal.SIGTERM, signal.SIGQUIT, signal.SIGINT)


def hear_at_once() -> None:
    """From now on, whoever is forked from this process ends on the first request to stop.

    gunicorn's worker sets its own handlers only when it is ready. Until then it holds a copy of its parent's,
    which put the request into a queue that nobody reads there, and the server needs 30 seconds to stop.
    The requests are held back over the fork itself, so that none falls between.
    """
    os.register_at_fork(before=_hold, after_in_parent=_let_through, after_in_child=_end_when_asked)


def _hold() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, _ASKS)


def _let_through() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ASKS)


def _end_when_asked() -> None:
    for ask in _ASKS:
        signal.signal(ask, _end)
    _let_through()


def _end(_signal: int, _frame: FrameType | None) -> None:
    """At once, by the operating system: Python swallows a `SystemExit` that is raised while it forks.

    Nothing is lost: a worker that is not ready has taken no request, and a job that it began is taken again.
    """
    os._exit(0)
