"""What tests of trust share: another application on the same database, with settings of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask

from crm import create_app
from crm.actor import Role
from crm.extensions import db
from tests import databases, given, uploading
from tests.databases import Database
from tests.doors import CheckingClient


@pytest.fixture
def come_in(sign_in: Callable[..., CheckingClient]) -> Callable[..., CheckingClient]:
    """`come_in(Role.MANAGER)`: somebody who has signed in and seen the start page, a look on record."""

    def enter(role: Role, **where: Any) -> CheckingClient:
        browser = sign_in(role, **where)
        browser.get("/", follow_redirects=True)
        return browser

    return enter


@pytest.fixture
def another(database: Database) -> Iterator[Callable[..., Flask]]:
    """Another application on the same database, with settings of its own."""
    made: list[Flask] = []

    def make(**changes: str) -> Flask:
        made.append(create_app(databases.settings(database.url, **changes)))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture
def world(
    app: Flask,
    database: Database,
    clock_at: Callable[[date], None],
    sign_in: Callable[..., CheckingClient],
) -> tuple[int, CheckingClient]:
    """An agency of three stages and its manager, and another agency; the same in each test of a process."""
    clock_at(date(2022, 1, 31))
    derby, cookies = database.filled("three stages and a manager", lambda: _world(app, sign_in))
    browser = CheckingClient(app)
    browser._cookies = dict(cookies)
    return derby, browser


def _world(app: Flask, sign_in: Callable[..., CheckingClient]) -> tuple[int, dict[Any, Any]]:
    derby = given.agency()
    by = given.officer(derby)
    given.journey(given.household(derby, "Sam Example-Wren"), date(2021, 12, 1), by=by)
    given.approved(given.household(derby, "Rowan Example-Finch"), date(2021, 9, 1), 2, by=by)
    nottingham = given.agency("nottingham")
    given.approved(given.household(nottingham), date(2021, 9, 1), 1, by=given.officer(nottingham))
    browser = sign_in(Role.MANAGER)
    row = {"reference": "T-1", "route": "mainstream", "enquiry_on": "2021-11-01"}
    uploading.load(app, browser, row)
    return derby, dict(browser._cookies or {})


@pytest.fixture
def derby(world: tuple[int, CheckingClient]) -> int:
    """The agency of `world`."""
    return world[0]


@pytest.fixture
def manager(world: tuple[int, CheckingClient]) -> CheckingClient:
    """A manager of Derby, who has also sent a tracker and had it loaded."""
    return world[1]
