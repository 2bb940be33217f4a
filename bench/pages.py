"""Pages, in process, signed in as a manager, with all that each of them does: session, permissions, audit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from flask import Flask
from flask.testing import FlaskClient

from bench.databases import Database
from bench.imports import AGENCY
from bench.outcome import Outcome
from bench.timing import by_turns, said
from crm.actor import Role, system
from crm.commands import users
from crm.extensions import db
from crm.ledger.tables import HouseholdNow

LIST = 30.0
# As in a server that has been up for a minute: a statement is prepared when a connection has asked it five times,
# and PostgreSQL plans it anew each time for five more.
WARM = 20
EMAIL, PASSWORD = "manager@bench.example", "a password for measuring"  # noqa: S105 - of an account made here
REPORT = "/reports/quarterly?agency=bench&from=2021-04-01&to=2021-09-30"


def measure(database: Database) -> Iterator[Outcome]:
    """The list of households against a bare page; search, a household and the report for information."""
    database.settle()
    app = database.app()
    with app.app_context():
        users.add_staff(EMAIL, role=Role.MANAGER, agency=AGENCY, password=PASSWORD, by=system())
        count = db.session.query(HouseholdNow).count()
        approved = db.session.query(HouseholdNow).where(HouseholdNow.approved_on.is_not(None)).count()
        db.session.remove()
    client, bare = signed_in(app), _bare().test_client()
    hello = getting(bare, "/", "hello")
    listing = getting(client, "/households", "DE")
    reference = _first_reference(client)
    others = {
        "search by name": getting(client, "/households?q=Example-Wren+12345", "Example-Wren"),
        "search by postcode": getting(client, "/households?q=DE12+3FS", "DE12"),
        f"list of enquiries, 25 of {count:,}": getting(client, "/enquiries", "DE"),
        "page of one household": getting(client, f"/households/{reference}", reference),
        f"quarterly report of {approved:,} approvals": getting(client, REPORT, "Reconciles"),
    }
    for _ in range(WARM):
        listing()
    # By themselves: after a report of three seconds each finds the processor's caches empty.
    page, nothing = by_turns(listing, hello)
    what = f"{database.kind}: list page of 25 among {count:,} households / bare Flask page"
    yield Outcome(what, page / nothing, LIST, how=f"{said(page)} / {said(nothing)}")
    for name, seconds in zip(others, by_turns(*others.values()), strict=True):
        yield Outcome(f"{database.kind}: {name}", seconds * 1000, unit="ms")


def _bare() -> Flask:
    """What Flask takes to say hello."""
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: "hello")
    return app


def signed_in(app: Flask) -> FlaskClient:
    """A browser of the manager's, signed in."""
    client = app.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/sign-in").text)
    if token is None:
        raise LookupError("the page to sign in has no CSRF token")
    answers = {"csrf_token": token[1], "email": EMAIL, "password": PASSWORD}
    answer = client.post("/sign-in", data=answers)
    if answer.status_code != 302:
        raise PermissionError(f"signing in was answered {answer.status_code}")
    return client


def getting(client: FlaskClient, path: str, holds: str) -> Callable[[], None]:
    """A visit to a page, which must be answered, and hold a text."""

    def get() -> None:
        answer = client.get(path)
        if answer.status_code != 200 or holds not in answer.text:
            raise AssertionError(f"{path} was answered {answer.status_code}, or without '{holds}'")

    return get


def _first_reference(client: FlaskClient) -> str:
    found = re.search(r'href="/households/([A-Z0-9-]+)"', client.get("/households").text)
    if found is None:
        raise LookupError("the list of households is empty")
    return found[1]
