"""`crm user let-in`: a way in for whom no manager can help."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from crm.actor import Role, system
from crm.commands import users
from tests import given
from tests.doors import Answer, CheckingClient
from tests.trust.phones import enrolled

pytestmark = pytest.mark.slow  # together they take seconds

Cli = Callable[..., Answer]
EMAIL = "manager@derby.example"
NEW = "violin harbour teaspoon"


def test_the_last_manager_who_lost_password_and_phone_comes_in_again(
    app: Flask, cli: Cli, sign_in: Callable[..., CheckingClient]
) -> None:
    client = sign_in(Role.MANAGER)
    enrolled(client)
    users.close(EMAIL, by=system())
    refused = cli("user", "let-in", EMAIL)
    assert (refused.code, refused.out) == (1, "") and "--reopen opens it again" in refused.err
    answer = cli("user", "let-in", EMAIL, "--reopen", "--remove-phone")
    assert (answer.code, answer.err) == (0, "")
    link = answer.out.strip().removeprefix("http://127.0.0.1:8000")
    owner = CheckingClient(app)
    assert owner.get(link, follow_redirects=True).status_code == 200
    owner.fill_in("/new-password", {"password": NEW})
    owner.fill_in("/sign-in", {"email": EMAIL, "password": NEW})
    assert "Your account" in owner.get("/account").text
    assert CheckingClient(app).get(link).status_code == 410


def test_without_being_asked_to_it_leaves_the_phone(
    app: Flask, cli: Cli, sign_in: Callable[..., CheckingClient]
) -> None:
    enrolled(sign_in(Role.MANAGER))
    link = cli("user", "let-in", EMAIL).out.strip().removeprefix("http://127.0.0.1:8000")
    owner = CheckingClient(app)
    owner.get(link, follow_redirects=True)
    owner.fill_in("/new-password", {"password": NEW})
    page = owner.fill_in("/sign-in", {"email": EMAIL, "password": NEW})
    assert page.request.path == "/sign-in/code"


def test_nobody_is_said_to_be_nobody(app: Flask, cli: Cli) -> None:
    given.agency()
    answer = cli("user", "let-in", "nobody@derby.example")
    assert (answer.code, answer.err) == (2, "There is no account for nobody@derby.example\n")
