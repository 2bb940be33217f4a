"""The doors that a test may use: pages, through a client that judges each response, and the command line."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from contextvars import Context, copy_context
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urljoin

from flask import globals as flask_globals
from flask import has_app_context
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, event
from werkzeug.test import TestResponse

import crm.cli
from crm.extensions import db
from tests import filling, page_contract

T = TypeVar("T")

# What Flask knows a request by. Where a test's own context is left in place, requests share its `g` (and so
# whoever signed in first) and its database session (and so what that has already loaded).
_FLASKS_OWN = (flask_globals._cv_app, flask_globals._cv_request)


def apart(function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Call a function as a new request or process would: at the test's clock, in no application's context."""
    if has_app_context():
        if db.session.new or db.session.dirty or db.session.deleted:
            raise AssertionError("the test has left a change uncommitted, which nobody else can see")
        db.session.rollback()  # a transaction left open by a look would keep SQLite's writer waiting
    outside = Context()
    for variable, value in copy_context().items():
        if variable not in _FLASKS_OWN:
            outside.run(variable.set, value)
    return outside.run(function, *args, **kwargs)


class CheckingClient(FlaskClient):
    """A browser without script, that refuses any page which breaks the contract of tests/page_contract.py."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        signed_in = bool(self._cookies)
        response = apart(super().open, *args, **kwargs)
        for reply in (*response.history, response):
            page_contract.judge(reply, signed_in=signed_in)
        return response

    def fill_in(
        self, path: str, answers: Mapping[str, object], *, form: str | None = None, follow: bool = True
    ) -> TestResponse:
        """Open a page, answer the questions of its form, and send it with all else that it holds.

        Without `form`, the address that the form goes to, the page has just one form that posts. A day answers the
        three boxes of a date at once.
        """
        page = self.get(path, follow_redirects=True)
        asked = [one for one in filling.forms(page.text) if one.action != "/sign-out" or form == one.action]
        found = [one for one in asked if (one.action == form if form else one.method == "post")]
        if len(found) > 1:  # a page whose own search goes to the same address
            found = [one for one in found if one.method == "post"]
        if len(found) != 1:
            raise AssertionError(f"{path} has {len(found)} such forms: {filling.forms(page.text)}")
        target = urljoin(page.request.path, found[0].action or page.request.full_path)
        sent = found[0].filled(answers)
        if found[0].method == "get":
            return self.get(target, query_string=sent, follow_redirects=follow)
        return self.post(target, data=sent, follow_redirects=follow)


def words_of(response: TestResponse) -> str:
    """A page without the number of its request and the keys of its forms, to be compared with another."""
    return page_contract.ONE_OFF.sub("", response.text).replace(response.headers["X-Request-Id"], "")


@dataclass(frozen=True)
class Answer:
    """What a command left behind: its exit code, and what it wrote."""

    code: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        """What it wrote to standard output, as text."""
        return self.raw.decode()


def command_line(*args: object) -> Answer:
    """Run `crm` with these arguments in this process. A traceback fails the test, as it would the product."""
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    with _engines_closed(), redirect_stdout(out), redirect_stderr(err):
        code = apart(_run, [str(arg) for arg in args])
    return Answer(code, _written(out), _written(err).decode())


@contextmanager
def _engines_closed() -> Iterator[None]:
    """Close every engine that was used in the block, as the end of a process would."""
    used: set[Engine] = set()

    def note(connection: Connection) -> None:
        used.add(connection.engine)

    event.listen(Engine, "engine_connect", note)
    try:
        yield
    finally:
        event.remove(Engine, "engine_connect", note)
        for engine in used:
            engine.dispose()


def _run(argv: list[str]) -> int:
    try:
        return crm.cli.run(argv)
    except SystemExit as leaving:  # argparse, where the command was used wrongly
        return leaving.code if isinstance(leaving.code, int) else 1


def _written(stream: io.TextIOWrapper) -> bytes:
    stream.flush()
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue()
