"""A real browser, Debian's Chromium, on a real server: every page that it opens must be without a complaint."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from crm import clock
from crm.actor import Role
from tests import given
from tests.browser.complaints import Complaints
from tests.conftest import Clock

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

# Milliseconds for which a page is waited for: several tests share two cores, and nothing is measured here.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)

CHROMIUM = os.environ.get("TEST_CHROMIUM", "/usr/bin/chromium-headless-shell")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What asks for the browser is left out of `make check`."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


class _OneAnswerAConnection(WSGIRequestHandler):
    """So that closing the server waits for answers, and not for a browser that keeps its connections."""

    protocol_version = "HTTP/1.0"

    def log(self, *_args: Any, **_kwargs: Any) -> None:
        """Say nothing: the output is pytest's."""


@pytest.fixture
def live_server(app: Flask, test_clock: Clock) -> Iterator[str]:
    """The address of a server on the test's database, at the test's clock."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with ExitStack() as stack:
            if test_clock.moment is not None:
                stack.enter_context(clock.fixed(test_clock.moment))
            return app(environ, start_response)

    server: BaseWSGIServer = make_server(
        "127.0.0.1", 0, answer, threaded=True, request_handler=_OneAnswerAConnection
    )
    server.daemon_threads = False  # type: ignore[attr-defined] # of the threaded server: closing waits for them
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_browser(browser: Browser, live_server: str) -> Iterator[Callable[..., Page]]:
    """`open_browser(Role.MANAGER, script=False)`: a page of a new visitor, signed in if a role is given.

    When the test ends, whatever a page complained of fails it.
    """
    with ExitStack() as stack:
        complaints = Complaints(live_server)

        def visit(role: Role | None = None, *, script: bool = True, width: int = 1280, **where: Any) -> Page:
            context: BrowserContext = browser.new_context(
                base_url=live_server,
                java_script_enabled=script,
                locale="en-GB",
                timezone_id="Europe/London",
                viewport={"width": width, "height": 900},
            )
            stack.callback(context.close)
            context.set_default_timeout(PATIENCE)
            complaints.listen(context)
            page = context.new_page()
            if role is not None:
                page.goto("/sign-in")
                page.get_by_label("E-mail address").fill(given.user(role, **where))
                page.get_by_label("Password", exact=True).fill(given.PASSWORD)
                page.get_by_role("button", name="Sign in").click()
            return page

        yield visit
    assert complaints.heard == []
