"""Asking about fostering on the public form, page by page, as a browser without script does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from crm.extensions import db
from tests.doors import CheckingClient

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
Said = dict[str, object]
Later = Callable[[timedelta], None]  # moves the clock on from that Monday
ANSWERS: dict[str, Said] = {
    "room": {"room": "yes"},
    "age": {"age": "yes"},
    "postcode": {"postcode": "de1 2fs"},
    "name": {"name": "Rowan Example-Finch", "second_name": "Sam Example-Wren"},
    "contact": {"phone": "01632 960 001", "email": "rowan@home.example"},
    "heard": {"source": "social_media"},
    "time": {"best_time": "evening"},
    "help": {"needs": ["interpreter"], "language": "Polish"},
}


def answer(browser: CheckingClient, start: str = "/enquire", **instead: Said) -> TestResponse:
    """Answer every question that is asked; the page on which answers are checked, or the one that is not taken."""
    page = browser.fill_in(start, {}, form="/enquire")
    for _ in range(12):
        step = page.request.path.rpartition("/")[2]
        if step == "check" or page.status_code != 200:
            return page
        page = browser.fill_in(f"/enquire/{step}", {**ANSWERS, **instead}[step])
    raise AssertionError("the questions have no end")


def send(browser: CheckingClient, at: Later, **instead: Said) -> TestResponse:
    """Answer everything, and send it ten seconds later."""
    answer(browser, "/enquire", **instead)
    at(timedelta(seconds=10))
    return browser.fill_in("/enquire/check", {})


def count(table: type) -> int:
    """How many rows a table has."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0
