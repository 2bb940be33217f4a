"""The demonstration, loaded once for all tests of this folder, on each database that is wanted."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask

from tests.conftest import SERVER, databases_of
from tests.databases import Database, Postgresql, Sqlite
from tests.doors import Answer, command_line


@dataclass(frozen=True)
class Demonstration:
    """A database with the demonstration in it."""

    database: Database
    loading: Answer

    @property
    def app(self) -> Flask:
        return self.database.app

    def crm(self, *args: object) -> Answer:
        """The `crm` command, on this database."""
        return _crm(self.database, *args)

    def report(self, *asked: str) -> dict[str, Any]:
        """The quarterly report as JSON."""
        answer = self.crm("report", "quarterly", *asked, "--format", "json")
        assert answer.code == 0, answer.err
        found: dict[str, Any] = json.loads(answer.out)
        return found


def _crm(database: Database, *args: object) -> Answer:
    with pytest.MonkeyPatch.context() as surroundings:
        for name in [name for name in os.environ if name.startswith("CRM_")]:
            surroundings.delenv(name)
        surroundings.setenv("CRM_DATABASE_URL", database.url)
        surroundings.setenv("CRM_SECRET_KEY", database.app.config["SECRET_KEY"])
        surroundings.setenv("CRM_ENV", "test")
        return command_line(*args)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "demonstration" in metafunc.fixturenames:
        metafunc.parametrize("demonstration", databases_of(metafunc), indirect=True, scope="session")


@pytest.fixture(scope="session")
def demonstration(request: pytest.FixtureRequest) -> Iterator[Demonstration]:
    """Loaded as anybody loads it, by `crm demo`, into a database of its own."""
    server = request.config.stash.get(SERVER, "")
    database = Sqlite() if request.param == "sqlite" else Postgresql(server, f"hearth_demo_{os.getpid()}")
    with closing(database):
        database.reset()
        yield Demonstration(database, _crm(database, "demo"))
