"""T06: the sessions that one sees and ends on one's own account, and those of others that one does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from crm.actor import Role
from crm.people import devices
from tests import given
from tests.doors import CheckingClient
from tests.filling import forms

SignIn = Callable[..., CheckingClient]
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:150.0) Gecko/20100101 Firefox/150.0"


def _elsewhere(app: Flask) -> CheckingClient:
    client = CheckingClient(app)
    client.environ_base["HTTP_USER_AGENT"] = FIREFOX
    client.fill_in("/sign-in", {"email": "manager@derby.example", "password": given.PASSWORD})
    return client


def _offered(client: CheckingClient) -> list[str]:
    """The other sessions that the page offers to end."""
    asked = forms(client.get("/account").text)
    return [one.values["session"][0] for one in asked if one.action == "/account/sessions/end"]


def _token(client: CheckingClient) -> str:
    return client.get("/account").text.split('name="csrf_token" value="')[1].split('"')[0]


def test_T06_one_sees_where_one_is_signed_in_and_ends_one_session(app: Flask, sign_in: SignIn) -> None:
    here = sign_in(Role.MANAGER)
    assert _offered(here) == []
    there = _elsewhere(app)
    assert "Firefox on Windows" in here.get("/account").text
    (other,) = _offered(here)
    sent = {"session": other, "csrf_token": _token(here)}
    assert here.post("/account/sessions/end", data=sent).status_code == 303
    assert there.get("/account").status_code == 302
    assert here.get("/account").status_code == 200
    assert _offered(here) == []


def test_T06_signing_out_everywhere_ends_this_session_too(app: Flask, sign_in: SignIn) -> None:
    here, there = sign_in(Role.MANAGER), _elsewhere(app)
    page = here.fill_in("/account", {}, form="/account/sessions/end-all")
    assert "You are signed out everywhere." in page.text
    assert here.get("/account").status_code == there.get("/account").status_code == 302


def test_T12_nobody_ends_the_session_of_somebody_else(app: Flask, sign_in: SignIn) -> None:
    manager, officer = sign_in(Role.MANAGER), sign_in(Role.OFFICER)
    _elsewhere(app)
    (other,) = _offered(manager)
    for session in (other, "0" * 64, ""):
        sent = {"session": session, "csrf_token": _token(officer)}
        assert officer.post("/account/sessions/end", data=sent).status_code == 404
    assert _offered(manager) == [other]


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        (FIREFOX, "Firefox on Windows"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Safari/604.1", "Safari on iPhone"),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        ("", "Another browser"),
        ("<script>alert(1)</script>", "Another browser"),
    ],
)
def test_a_browser_is_named_in_plain_words(agent: str, said: str) -> None:
    assert devices.said(agent) == said
