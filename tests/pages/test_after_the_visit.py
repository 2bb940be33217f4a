"""After an initial visit: each outcome leads on, and only whoever is invited is chased for an application."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tests.pages.conftest import Desk
from tests.pages.test_visits import MONDAY, book, home, officer, sign_in_again

pytestmark = pytest.mark.slow  # together they take seconds
__all__ = ["home", "officer"]  # fixtures


@pytest.mark.parametrize(
    ("outcome", "leads_to"),
    [
        ("not_suitable", "/journeys/1/record/journey-closed"),
        ("withdrew", "/journeys/1/record/journey-closed"),
        ("another_visit", "/visits/new"),
        ("later", ""),
    ],
)
def test_whoever_is_not_invited_is_not_chased_for_an_application(
    officer: Desk, home: str, clock_at: Callable[..., None], outcome: str, leads_to: str
) -> None:
    book(officer, home)
    clock_at(MONDAY)
    page = f"/households/{home}/visits/1"
    sent = {"outcome": outcome, "again_on": date(2022, 3, 7)} if outcome == "later" else {"outcome": outcome}
    done = sign_in_again(officer).fill_in(page, sent, form=f"{page}/held")
    assert done.request.path == f"/households/{home}{leads_to}"
    shown = " ".join(officer.browser.get(f"/households/{home}").text.split())
    to_do = shown.partition('id="next-title"')[2].partition("</section>")[0]
    assert "chase" not in to_do and "Invitation to apply: first chase: not wanted any more" in shown
    assert ("Call back" in to_do) == (outcome == "later")


def test_not_now_asks_when_and_a_later_invitation_is_chased_from_its_own_day(
    officer: Desk, home: str, clock_at: Callable[..., None]
) -> None:
    book(officer, home)
    clock_at(MONDAY)
    page = f"/households/{home}/visits/1"
    asked = sign_in_again(officer).fill_in(page, {"outcome": "later"}, form=f"{page}/held")
    assert asked.status_code == 422 and "Enter the day on which to ask them again" in asked.text
    officer.browser.fill_in(page, {"outcome": "another_visit"}, form=f"{page}/held")
    again = book(officer, home, day=date(2022, 2, 28), purpose="initial")
    assert again.status_code == 200
    clock_at(date(2022, 2, 28))
    page = f"/households/{home}/visits/2"
    sign_in_again(officer).fill_in(page, {"outcome": "invite"}, form=f"{page}/held")
    shown = " ".join(officer.browser.get(f"/households/{home}").text.split())
    to_do = shown.partition('id="next-title"')[2].partition("</section>")[0]
    assert "Invitation to apply: first chase" in to_do and "visited Mon 28 Feb, due Mon 14 Mar" in to_do
