"""/: it leads on, for everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crm.actor import Role
from tests.doors import CheckingClient


def test_whoever_is_not_signed_in_is_asked_to_sign_in(client: CheckingClient) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SOCIAL_WORKER, Role.MANAGER])
def test_whoever_works_with_households_begins_with_today(
    sign_in: Callable[..., CheckingClient], role: Role
) -> None:
    assert '<h1 class="govuk-heading-l">Today, ' in sign_in(role).get("/").text


@pytest.mark.parametrize("role", [Role.DECISION_MAKER, Role.ANALYST, Role.ADMIN])
def test_each_role_is_led_to_a_page_that_it_may_open(sign_in: Callable[..., CheckingClient], role: Role) -> None:
    browser = sign_in(role)
    answer = browser.get("/")
    assert answer.status_code == 302
    assert browser.get(answer.headers["Location"]).status_code == 200
