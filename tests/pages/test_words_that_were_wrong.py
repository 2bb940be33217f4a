"""Small words that said what was not so: refusals, sizes, days, and how the service is reached."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from crm.actor import Role
from crm.commands import settings
from crm.errors import Refused
from tests.doors import CheckingClient
from tests.pages.conftest import TODAY, Desk
from tests.pages.test_visits import book

pytestmark = pytest.mark.slow  # together they take seconds

OpenDesk = Callable[..., Desk]


def test_a_form_that_another_site_sent_is_refused_as_that_with_what_was_typed(desk: OpenDesk) -> None:
    officer = desk(Role.OFFICER)
    path = f"/households/{officer.home()}/contacts/new?kind=note"
    answer = officer.browser.post(path, data={"text": "They have a dog"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403 and "Your role does not include it" not in answer.text
    assert "not sent from a page of Hearth" in answer.text and "They have a dog" in answer.text


def test_too_much_text_is_not_said_to_be_a_tracker(client: CheckingClient) -> None:
    answer = client.post("/enquire", data={"agency": "x" * 1_000_000})
    assert answer.status_code == 413 and "tracker" not in answer.text


def test_the_timeline_never_says_that_something_was_recorded_less_than_no_days_later(desk: OpenDesk) -> None:
    officer = desk(Role.OFFICER)
    home = officer.home()
    book(officer, home)
    page = f"/households/{home}/visits/1"
    officer.browser.fill_in(page, {"how": "they_cancelled"}, form=f"{page}/call-off")
    timeline = officer.browser.get(f"/households/{home}").text
    assert "on 31 January 2022" in timeline and "7 days later" not in timeline


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("public_email", "fostering@derby.example\nother@derby.example"),
        ("public_email", "fostering"),
        ("public_phone", "abc"),
        ("public_phone", "01632 960 100\n01632 960 101"),
    ],
)
def test_how_the_service_is_reached_is_one_address_and_one_number(desk: OpenDesk, name: str, value: str) -> None:
    manager = desk(Role.MANAGER)
    with pytest.raises(Refused):
        settings.change(name, value, valid_from=TODAY, agency_id=manager.officer.agency_ids[0], by=manager.officer)
    path = f"/settings/{name}/change"
    shown = manager.browser.get(path).text
    assert "<textarea" not in shown
    answer = manager.browser.fill_in(path, {"value": value, "valid_from": date(2022, 1, 31)}, form=path)
    assert answer.status_code == 422
    for sound in ("", "fostering@derby.example" if name == "public_email" else "01632 960 100, 9am to 5pm"):
        answer = manager.browser.fill_in(path, {"value": sound, "valid_from": TODAY}, form=path)
        assert answer.status_code == 200
