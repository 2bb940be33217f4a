"""A household with ten years behind it: 400 lines on its timeline, most of them contacts, some put right."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from statistics import median
from typing import Any

from flask import before_render_template, template_rendered
from flask.testing import FlaskClient
from sqlalchemy import select

from bench.databases import Database
from bench.outcome import Outcome
from bench.pages import EMAIL, PASSWORD, getting, signed_in
from bench.timing import by_turns
from crm.actor import Actor, Role, system
from crm.commands import command, contacts, journeys, users
from crm.extensions import db
from crm.journey.events import TermsChanged
from crm.people import households
from crm.people.households import NewCarer, NewHousehold
from crm.people.tables import Household
from crm.register import agencies
from tests import given

RENDERING = 15.0  # milliseconds of rendering (stack.md)
APPROVED, DAYS_APART = date(2016, 3, 1), 9
TERMS, CONTACTS = 80, 311  # with the steps to the approval: 400
PAGES = {"timeline": "", "its second page": "?page=2", "what happened": "?show=events", "range and beds": "/range"}


def measure(database: Database) -> Iterator[Outcome]:
    """The milliseconds of each page of the household, and of rendering alone, medians."""
    app = database.app()
    with app.app_context():
        reference = _lived()
        users.add_staff(EMAIL, role=Role.MANAGER, agency="bench", password=PASSWORD, by=system())
        db.session.remove()
    database.settle()
    client = signed_in(app)
    for name, path in PAGES.items():
        address = f"/households/{reference}{path}"
        get = getting(client, address, reference)
        whole = by_turns(get)[0] * 1000
        what = f"{database.kind}: household of 400 events, {name}"
        yield Outcome(
            f"{what}: rendering", _rendering(client, address), RENDERING, "ms", f"whole page {whole:.1f} ms"
        )


def _rendering(client: FlaskClient, address: str) -> float:
    """The median milliseconds that templates take, of 21 visits."""
    begun: list[float] = []
    taken: list[float] = []

    def before(*_: Any, **__: Any) -> None:
        begun.append(time.perf_counter())

    def after(*_: Any, **__: Any) -> None:
        taken.append((time.perf_counter() - begun[-1]) * 1000)

    with before_render_template.connected_to(before), template_rendered.connected_to(after):
        for _ in range(21):
            client.get(address)
    return median(taken)


def _lived() -> str:
    """The household and its ten years; its reference."""
    agency_id = _agency()
    by = Actor(user_id=None, label="Bench", role=Role.MANAGER, agency_ids=(agency_id,))
    home = _home(agency_id)
    journey, _ = given.approved(home, APPROVED, 1, by=by)
    for number in range(TERMS):
        changed = TermsChanged(happened_on=APPROVED + timedelta(days=1 + number * 40), places=1 + number % 2)
        journeys.record(home, journey, changed, by=by)
    for number in range(CONTACTS):
        at = datetime(2016, 3, 2, 12, tzinfo=UTC) + timedelta(days=number * DAYS_APART)
        contacts.log(
            home,
            kind="call",
            direction="out",
            outcome="answered" if number % 3 else "no_answer",
            happened_at=at,
            text=f"They told how the week was, and asked for the dates of the next group ({number}).",
            by=by,
        )
    return str(db.session.execute(select(Household.reference).where(Household.id == home)).scalar_one())


@command
def _agency() -> int:
    return agencies.add("bench", "Bench").id


@command
def _home(agency_id: int) -> int:
    new = NewHousehold(carers=(NewCarer("Rowan Example-Finch"), NewCarer("Sam Example-Finch")))
    return households.create(agency_id, "BEN", new, at=datetime(2016, 1, 1, tzinfo=UTC)).id
