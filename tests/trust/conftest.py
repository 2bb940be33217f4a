"""What tests of trust share: another application on the same database, with settings of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from crm import create_app
from crm.extensions import db
from tests import databases
from tests.databases import Database


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
