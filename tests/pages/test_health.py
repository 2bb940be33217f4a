"""/health: for machines, without a session."""

from __future__ import annotations

import json

from flask import Flask

from crm import create_app
from tests import databases
from tests.doors import CheckingClient


def test_health_says_that_database_and_queue_work_and_nothing_of_anybody(
    app: Flask, client: CheckingClient
) -> None:
    answer = client.get("/health")
    assert answer.status_code == 200
    assert json.loads(answer.text) == {
        "status": "ok",
        "database": "ok",
        "queue": {"jobs": "in process", "waiting": 0, "parked": 0},
    }
    assert "Set-Cookie" not in answer.headers


def test_health_is_503_without_a_database() -> None:
    app = create_app(databases.settings("sqlite:////nowhere/at/all.db"))
    answer = CheckingClient(app).get("/health")
    assert answer.status_code == 503
    assert json.loads(answer.text)["database"] == "away"
