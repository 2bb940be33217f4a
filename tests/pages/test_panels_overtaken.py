"""T49: of two who change a panel, or what it is asked, the second sees what it says now beside what was typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from crm.actor import Actor, Role
from crm.commands import panel_items
from crm.errors import Stale
from tests import given, panelling
from tests.doors import CheckingClient
from tests.panelling import Planned

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
REPORTED = date(2022, 1, 20)


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[date], None]) -> int:
    clock_at(date(2022, 1, 31))
    return given.agency()


@pytest.fixture
def by(derby: int) -> Actor:
    return given.officer(derby)


@pytest.fixture
def planned(derby: int, by: Actor) -> Planned:
    given.user(Role.PANEL)
    return panelling.planned(derby, date(2022, 3, 8), by, capacity=2, account="panel@derby.example")


def test_T49_of_two_who_change_a_panel_the_second_sees_what_it_says_now(planned: Planned, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    here = f"/panel/{planned.panel}/edit"
    manager.fill_in(here, {"capacity": 5})
    page = manager.fill_in(here, {"capacity": 7, "held_on": date(2022, 3, 15), "version": "1"})
    assert page.status_code == 409 and 'value="7"' in page.text
    now = page.text.split("What is on record now, where it differs:")[1].split("</dl>")[0]
    assert "8 March 2022" in now and "5" in now and "Members" not in now


def test_T49_of_two_who_change_an_item_the_second_is_told(
    derby: int, by: Actor, planned: Planned, sign_in: SignIn
) -> None:
    item = panelling.listed(planned.panel, derby, REPORTED, by)
    with pytest.raises(Stale):
        panel_items.prepare(item, summary="Mine", documents=[], version=7, by=by)
    officer = sign_in(Role.OFFICER)
    here = f"/panel/{planned.panel}/items/{item}"
    panel_items.prepare(item, summary="Theirs", documents=[], version=1, by=by)
    page = officer.fill_in(here, {"summary": "Mine", "version": "7"}, form=f"{here}/papers")
    assert page.status_code == 409 and "Mine" in page.text and "Somebody has changed this item" in page.text
    assert "Theirs" in page.text.split("What is on record now, where it differs:")[1].split("</dl>")[0]
