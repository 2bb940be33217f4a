"""Sending a tracker through the page, and having the jobs done that it asks for."""

from __future__ import annotations

import io

from flask import Flask
from werkzeug.test import TestResponse

from crm.jobs import run_due
from tests.doors import CheckingClient, apart
from tests.tracker_files import Cells, csv_bytes


def work(app: Flask) -> None:
    """What the clockwork does."""

    def run() -> None:
        with app.app_context():
            run_due()

    apart(run)


def send(
    browser: CheckingClient, *rows: Cells, content: bytes | None = None, name: str = "tracker.csv"
) -> TestResponse:
    data = csv_bytes(*rows) if content is None else content
    answer = browser.fill_in("/imports", {"file": (io.BytesIO(data), name)}, form="/imports")
    for each in (*answer.history, answer):
        each.request.environ["wsgi.input"].close()  # what is large is sent from a file of the client's
    return answer


def load(app: Flask, browser: CheckingClient, *rows: Cells) -> str:
    """Have a tracker of these rows checked and loaded; the page of the file."""
    path = send(browser, *rows).request.path
    work(app)
    browser.fill_in(path, {}, form=f"{path}/load")
    work(app)
    return path
