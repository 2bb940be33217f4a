"""Visits of which somebody must know more: nobody may be written to, or whoever was to come has left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from crm.actor import Actor, Role
from crm.commands import people, users
from tests.doors import CheckingClient
from tests.pages.conftest import Desk

pytestmark = pytest.mark.slow  # together they take seconds

OpenDesk = Callable[..., Desk]


def booked(at: Desk, reference: str) -> str:
    path = f"/households/{reference}/visits/new"
    return at.browser.fill_in(path, {"on": date(2022, 2, 7), "at": "10:30"}, form=path).text


def test_who_wants_nothing_sent_is_offered_no_letter_about_a_visit(desk: OpenDesk) -> None:
    at = desk(Role.OFFICER)
    home = at.home()
    people.opt_out(at.household_id(home), by=at.officer)
    none = "They want nothing sent to them"
    page = at.browser.get(f"/households/{home}/visits/new").text
    assert none in page and 'name="tell"' not in page
    assert "Initial visit: booked" in booked(at, home)
    page = at.browser.get(f"/households/{home}/visits/1").text
    assert none in page and 'name="tell"' not in page


def test_a_visit_of_who_has_left_says_so_and_leads_to_where_it_is_moved(
    desk: OpenDesk, sign_in: Callable[..., CheckingClient]
) -> None:
    at = desk(Role.OFFICER)
    home = at.home()
    booked(at, home)
    users.close("officer@derby.example", by=Actor(None, "Manager", Role.MANAGER, at.officer.agency_ids))
    manager = sign_in(Role.MANAGER)
    listed = manager.get("/visits?whose=all").text
    assert "account closed" in listed and f'href="/households/{home}/visits/1/move"' in listed
    assert "whose account is closed: move it to somebody else" in manager.get("/?whose=all").text
    assert "account closed: move it" in manager.get(f"/households/{home}/visits/1").text
