"""Councils and hubs, as the administrator of the installation keeps them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from crm import clock
from crm.actor import Role
from crm.extensions import db
from crm.register import agencies
from tests import given
from tests.doors import CheckingClient

SignIn = Callable[..., CheckingClient]


@pytest.fixture
def admin(app: Flask, sign_in: SignIn) -> CheckingClient:
    given.agency("derby", hub="d2n2")
    return sign_in(Role.ADMIN)


def test_a_council_is_added_with_its_hub_and_found(admin: CheckingClient) -> None:
    answers = {"slug": "nottingham", "name": "Nottingham City Council", "hub": "d2n2"}
    page = admin.fill_in("/councils/new", answers, form="/councils/new")
    assert "Nottingham City Council: added." in page.text
    assert "Nottingham City Council" in admin.get("/councils?q=nottingham").text
    assert "Derby" not in admin.get("/councils?q=nottingham").text.split("Search councils")[1]
    assert "No council fits." in admin.get("/councils?q=%25").text
    hub = agencies.hub_called("d2n2")
    assert [each.slug for each in agencies.members(hub.id)] == ["derby", "nottingham"]
    db.session.rollback()


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"slug": "derby", "name": "Another"}, "there is already an agency"),
        ({"slug": "Der by", "name": "Another"}, "must be small letters, digits and hyphens"),
        ({"slug": "leeds", "name": ""}, "Enter the council"),
    ],
)
def test_what_cannot_be_added_is_said_with_what_was_typed_still_there(
    admin: CheckingClient, answers: dict[str, str], said: str
) -> None:
    page = admin.fill_in("/councils/new", answers, form="/councils/new")
    assert page.status_code == 422
    assert said in page.text and f'value="{answers["slug"]}"' in page.text


def test_a_council_that_leaves_its_hub_is_out_of_its_sight_at_once(admin: CheckingClient, sign_in: SignIn) -> None:
    hub = sign_in(Role.HUB, at="d2n2")
    derby = agencies.called("derby").id
    home = given.household(derby)
    given.journey(home, clock.today(), by=given.officer(derby))
    assert "DER-" in hub.get("/households").text
    path = "/councils/derby/change"
    assert "changed." in admin.fill_in(path, {"hub": ""}, form=path).text
    assert "DER-" not in hub.get("/households").text
    admin.fill_in(path, {"hub": "d2n2"}, form=path)
    assert "DER-" in hub.get("/households").text


def test_nobody_else_opens_them(app: Flask, sign_in: SignIn) -> None:
    for role in (Role.MANAGER, Role.GOVERNANCE):
        assert sign_in(role).get("/councils").status_code == 403
