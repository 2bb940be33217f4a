"""The log: a line of JSON for each thing that happens, with the request's number and nobody's particulars (T38).

What an exception says is left out, because it may hold what somebody typed: its kind and where it came from stay. A
request is named by the rule that it matched, never by its address, whose search may be a name.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TextIO

from flask import Flask, Response, g, has_request_context, request
from flask_login import current_user

log = logging.getLogger(__name__)

DEEPEST = 30  # calls of a fault that are named
_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True).encode  # U+2028 ends a line for some readers
_Fault = tuple[type[BaseException], BaseException, TracebackType | None]


class JsonLine(logging.Formatter):
    """One record, one line, whatever is in it (T28)."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": record.getMessage(),
        }
        if has_request_context():
            line["request_id"] = g.get("request_id")
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[0] is not None:
            line["fault"] = _faults(record.exc_info)
        return _encode(line)


def _faults(fault: _Fault) -> list[dict[str, Any]]:
    """The kind of an exception, of what it came from, and where each was raised; not what they say."""
    said: list[dict[str, Any]] = []
    error: BaseException | None = fault[1]
    while error is not None and len(said) < 5:
        frames = traceback.extract_tb(error.__traceback__)[-DEEPEST:]
        one: dict[str, Any] = {
            "kind": type(error).__name__,
            "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        }
        # The database's own number for what went wrong: SQLSTATE, or SQLite's name.
        code = getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorname", None)
        said.append(one | ({"code": code} if code else {}))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return said


def begin(*, every_request: bool, to: TextIO | None = None) -> None:
    """Write this process's log as lines of JSON, on standard output. Called once, by what serves or works."""
    handler = logging.StreamHandler(to or sys.stdout)
    handler.setFormatter(JsonLine())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    log.setLevel(logging.INFO if every_request else logging.WARNING)
    logging.captureWarnings(True)
    take_over("crm")  # Flask gives the application's logger a handler if it speaks before this


def take_over(name: str) -> None:
    """Let a logger that brought a handler of its own write through ours."""
    logging.getLogger(name).handlers = []
    logging.getLogger(name).propagate = True


def install(app: Flask) -> None:
    """Write a line for each request, but not for the files that pages are made of."""

    @app.before_request
    def _begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def _answered(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id", "")
        if log.isEnabledFor(logging.INFO) and request.endpoint not in ("static", "health.health"):
            log.info("answered", extra={"facts": _facts(response)})
        return response


def _facts(response: Response) -> dict[str, Any]:
    took = time.perf_counter() - g.get("began", time.perf_counter())
    facts: dict[str, Any] = {
        "method": request.method if request.url_rule else "",  # what matched nothing may be anything
        "route": request.url_rule.rule if request.url_rule else "none",
        "status": response.status_code,
        "milliseconds": round(took * 1000, 1),
    }
    actor = getattr(current_user, "actor", None) if "_login_user" in g else None
    if actor is not None:
        facts["user_id"] = actor.user_id
    return facts
