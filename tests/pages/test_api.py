"""The API: a key writes to its own council only; what is repeated with its key is one; no is said in JSON."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from crm import clock
from crm.actor import Role
from crm.commands import drafts
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.people.enquiry_tables import Enquiry
from crm.people.front_tables import ApiKey, SentEnquiry
from crm.people.tables import Household
from tests import given
from tests.doors import CheckingClient

pytestmark = pytest.mark.slow  # together they take seconds

ClockAt = Callable[[date], None]
SignIn = Callable[..., CheckingClient]
ROWAN = {
    "name": "Rowan Example-Finch",
    "phone": "01632 960 001",
    "email": "rowan@home.example",
    "postcode": "DE1 2FS",
    "source": "social_media",
    "interests": ["short_term"],
    "keep_in_touch": True,
    "privacy_notice": "2026-11-22",
}


class Website:
    """Another website's server, with its key."""

    def __init__(self, app: Flask, key: str) -> None:
        self.client, self.key = CheckingClient(app), key

    def send(self, body: Any = None, *, once: str = "first-enquiry", **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        how = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": once} | named
        return self.client.post("/api/v1/enquiries", json=ROWAN if body is None else body, headers=how)

    def raw(self, data: bytes, kind: str = "application/json") -> TestResponse:
        how = {"Authorization": f"Bearer {self.key}", "Idempotency-Key": "raw-enquiry"}
        return self.client.post("/api/v1/enquiries", data=data, content_type=kind, headers=how)


def made(browser: CheckingClient, name: str = "Our website", scope: str = "enquiries") -> str:
    """A key, as the page shows it once."""
    page = browser.fill_in("/api-keys", {"name": name, "scope": scope}, form="/api-keys")
    found = re.search(r">(hearth_[\w-]{43})<", page.text)
    assert found, page.text
    return found[1]


@pytest.fixture
def website(app: Flask, sign_in: SignIn) -> Website:
    """The website of Derby."""
    return Website(app, made(sign_in(Role.MANAGER)))


def count(table: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def refused(answer: TestResponse, code: int, kind: str = "") -> dict[str, Any]:
    assert answer.status_code == code, answer.text
    assert answer.mimetype == "application/problem+json"
    said: dict[str, Any] = answer.get_json()
    assert (said["status"], said["type"]) == (code, f"/api/v1/#{kind}" if kind else "about:blank")
    return said


def test_an_enquiry_is_on_record_with_what_was_sent(website: Website, mails: Callable[[], list[Letter]]) -> None:
    answer = website.send()
    assert answer.status_code == 201 and "Idempotency-Replayed" not in answer.headers
    home = db.session.scalars(select(Household)).one()
    said = db.session.scalars(select(Enquiry)).one()
    told: dict[str, str] = answer.get_json() or {}
    assert (told["reference"], told["council"]) == (home.reference, "derby")
    assert date.fromisoformat(told["contact_by"]) > clock.today()
    assert (said.source, said.interests, home.keep_in_touch) == ("social_media", ["short_term"], True)
    assert db.session.scalars(select(SentEnquiry)).one().door == "api"
    [letter] = mails()
    assert letter.to == "rowan@home.example" and home.reference in letter.text


def test_t50_what_is_repeated_with_its_key_is_answered_alike_and_recorded_once(website: Website) -> None:
    first, second = website.send(), website.send()
    assert (second.status_code, second.get_json()) == (201, first.get_json())
    assert second.headers["Idempotency-Replayed"] == "true"
    assert (count(Household), count(Enquiry)) == (1, 1)


def test_another_enquiry_under_the_same_key_is_refused_and_tells_nothing_of_the_first(website: Website) -> None:
    reference = website.send().get_json()["reference"]
    answer = website.send(ROWAN | {"name": "Sam Example-Wren"})
    refused(answer, 422, "reused")
    assert reference not in answer.text and count(Household) == 1


def test_a_key_used_longer_ago_than_a_day_thanks_nobody_for_what_is_not_kept(
    website: Website, clock_at: ClockAt
) -> None:
    reference = website.send().get_json()["reference"]
    clock_at(clock.today() + timedelta(days=2))
    drafts.sweep()
    for body in (ROWAN, ROWAN | {"name": "Sam Example-Wren"}):
        answer = website.send(body)
        assert "new key" in refused(answer, 409, "forgotten")["detail"]
        assert reference not in answer.text and "Idempotency-Replayed" not in answer.headers
    assert (count(Household), count(Enquiry)) == (1, 1)
    assert website.send(once="another-key").status_code == 201


def test_t42_the_same_person_within_ten_minutes_is_one_enquiry_by_whichever_door(website: Website) -> None:
    first = website.send()
    second = website.send(once="second-enquiry")
    third = website.send(ROWAN | {"best_time": "After 5 pm"}, once="third-enquiry")
    assert first.get_json() == second.get_json() == third.get_json()
    assert (count(Household), count(SentEnquiry), count(Enquiry)) == (1, 3, 2)


def test_t12_a_key_of_one_council_cannot_write_to_another(website: Website) -> None:
    given.agency("nottingham")
    for council in ("nottingham", "no-such-council"):
        said = refused(website.send(ROWAN | {"council": council, "postcode": "NG1 5DT"}), 422, "invalid")
        assert said["errors"] == [{"pointer": "#/council", "detail": "This key writes to no such council"}]
    assert count(Household) == 0
    assert website.send(ROWAN | {"postcode": "NG1 5DT"}).get_json()["council"] == "derby"


def test_a_hub_s_key_finds_the_council_by_the_postcode_and_asks_where_it_cannot(
    app: Flask, sign_in: SignIn
) -> None:
    for slug in ("derby", "nottingham"):
        given.agency(slug, hub="d2n2")
    given.agency("leicester")
    hub = Website(app, made(sign_in(Role.HUB, at="d2n2")))
    assert hub.send(once="one-of-nottingham").get_json()["council"] == "derby"
    sam = ROWAN | {"name": "Sam Example-Wren", "postcode": "NG1 5DT"}
    assert hub.send(sam, once="one-of-derby").get_json()["council"] == "nottingham"
    said = refused(hub.send(ROWAN | {"postcode": "LE1 5YA"}, once="one-of-leicester"), 422, "invalid")
    assert said["errors"][0] == {"pointer": "#/council", "detail": "Name the council: derby, nottingham"}
    refused(hub.send(ROWAN | {"council": "leicester"}, once="two-of-leicester"), 422, "invalid")


@pytest.mark.parametrize("key", ["", "Bearer", "Bearer hearth_" + "x" * 43, "Basic aGVhcnRo", "Bearer \u00e9" * 9])
def test_without_a_key_of_ours_nothing_is_taken(website: Website, key: str) -> None:
    answer = website.send(Authorization=key)
    refused(answer, 401, "key")
    assert answer.headers["WWW-Authenticate"] == "Bearer" and count(Household) == 0


def test_a_key_that_is_revoked_opens_nothing_from_then_on(app: Flask, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    website = Website(app, made(manager))
    assert website.send().status_code == 201
    key_id = db.session.scalars(select(ApiKey.id)).one()
    page = manager.fill_in("/api-keys", {}, form=f"/api-keys/{key_id}/revoke")
    assert "is revoked" in page.text and "Revoked" in page.text
    refused(website.send(once="second-enquiry"), 401, "key")


def test_a_key_is_shown_once_and_kept_as_a_hash(app: Flask, sign_in: SignIn) -> None:
    manager = sign_in(Role.MANAGER)
    text = made(manager)
    page = manager.get("/api-keys").text
    assert text not in page and text[:12] in page
    row = db.session.execute(select(ApiKey.__table__)).one()
    assert text not in str(tuple(row)) and row.key_hash != text
    again = manager.fill_in("/api-keys", {"name": "our WEBSITE", "scope": "enquiries"}, form="/api-keys")
    assert again.status_code == 422 and "There is a key called" in again.text


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": ""}, "#/name"),
        ({"name": None}, "#/name"),
        ({"name": "   "}, "#/name"),
        ({"name": "\u200b\u202e"}, "#/name"),
        ({"phone": " \u200b", "email": " "}, "#/phone"),
        ({"name": 7}, "#/name"),
        ({"name": "x" * 101}, "#/name"),
        ({"name": "Rowan\u0000"}, "#/name"),
        ({"name": "\ud800"}, "#/name"),
        ({"second_name": ["Sam"]}, "#/second_name"),
        ({"phone": "call me", "email": None}, "#/phone"),
        ({"phone": None, "email": None}, "#/phone"),
        ({"email": "nowhere"}, "#/email"),
        ({"postcode": "DE1"}, "#/postcode"),
        ({"postcode": "QQ1 1QQ"}, "#/postcode"),
        ({"source": "no_such_code"}, "#/source"),
        ({"interests": ["short_term", "flying"]}, "#/interests/1"),
        ({"interests": "short_term"}, "#/interests"),
        ({"needs": ["x"] * 21}, "#/needs"),
        ({"keep_in_touch": "yes"}, "#/keep_in_touch"),
        ({"privacy_notice": "<script>"}, "#/privacy_notice"),
        ({"thank": 1}, "#/thank"),
        ({"religion": "any"}, "#/religion"),
        ({"a/b~c": 1}, "#/a~1b~0c"),
    ],
)
def test_t59_what_cannot_be_taken_is_named_by_its_field(
    website: Website, changes: dict[str, Any], pointer: str
) -> None:
    said = refused(website.send(ROWAN | changes), 422, "invalid")
    assert pointer in [wrong["pointer"] for wrong in said["errors"]], said
    assert count(Household) == 0


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b"\xff{}", b'{"name": NaN}', b'{"name": "A", "name": "B"}', b"[" * 5000]
)
def test_t59_what_is_no_json_object_is_refused(website: Website, body: bytes) -> None:
    refused(website.raw(body), 400, "unreadable")


def test_what_the_headers_lack_or_the_address_does_not_take_is_said_in_json(website: Website) -> None:
    for bad in ("", "short", "x" * 201, "with space"):
        refused(website.send(Idempotency_Key=bad), 400, "idempotency-key")
    refused(website.raw(b"{}", "text/plain"), 415)
    refused(website.raw(b"{" + b" " * 70_000 + b"}"), 413)
    refused(website.client.get("/api/v1/enquiries"), 405)
    refused(website.client.get("/api/v1/no-such-thing"), 404)


def test_the_openapi_document_names_what_is_taken_and_the_page_says_it_to_people(website: Website) -> None:
    found = website.client.get("/api/v1/openapi.json").get_json()
    assert found["openapi"] == "3.1.0"
    asked = found["components"]["schemas"]["Enquiry"]
    assert set(ROWAN) <= set(asked["properties"]) and asked["required"] == ["name", "privacy_notice"]
    assert set(found["paths"]["/enquiries"]["post"]["responses"]) >= {"201", "401", "409", "422", "429"}
    assert website.send(asked["examples"][0]).status_code == 201
    page = website.client.get("/api/v1/").text
    assert all(f"<code>{name}</code>" in page for name in asked["properties"])


def test_the_codes_that_a_council_takes_are_read_with_its_key(website: Website) -> None:
    given.agency("nottingham")
    answer = website.client.get("/api/v1/lists", headers={"Authorization": f"Bearer {website.key}"})
    found = answer.get_json() or {}
    assert list(found) == ["derby"] and set(found["derby"]) == {"source", "interests", "needs"}
    assert {"code": "social_media", "label": "Social media"} in found["derby"]["source"]
    refused(website.client.get("/api/v1/lists"), 401, "key")
