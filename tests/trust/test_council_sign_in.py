"""The council's own sign-in (OpenID Connect): only for accounts that exist, and only what is signed for us."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from joserfc.jwk import RSAKey
from sqlalchemy import select, text

from crm.actor import Role, system
from crm.audit.tables import AuditEntry
from crm.commands import users
from crm.extensions import db
from tests import given
from tests.doors import CheckingClient
from tests.trust import provider
from tests.trust.provider import CLIENT, SECRET, Provider

pytestmark = pytest.mark.slow  # together they take seconds

OFFICER = "officer@derby.example"
NOT_FINISHED = "The sign-in at your council was not finished"


@pytest.fixture
def council() -> Iterator[Provider]:
    with provider.running() as running:
        yield running


@pytest.fixture
def hearth(another: Callable[..., Flask], council: Provider) -> Flask:
    """The application as a council sets it up."""
    return another(CRM_OIDC_ISSUER=council.address, CRM_OIDC_CLIENT_ID=CLIENT, CRM_OIDC_CLIENT_SECRET=SECRET)


def _come_in(app: Flask, council: Provider, wanted: str = "", **answer: str) -> tuple[CheckingClient, str]:
    """A browser that goes out and comes back, and the page on which it ends."""
    client = CheckingClient(app)
    out = client.get("/sign-in/council", query_string={"next": wanted} if wanted else {})
    assert out.status_code == 302 and out.location.startswith(f"{council.address}/authorize?"), out.location
    page = client.get(council.visit(out.location, **answer), follow_redirects=True)
    return client, f"{page.request.path} {page.text}"


def _is_in(client: CheckingClient) -> bool:
    return bool(client.get("/account").status_code == 200)


def test_somebody_comes_in_by_the_council_and_is_where_they_wanted_to_be(
    app: Flask, hearth: Flask, council: Provider
) -> None:
    given.user(Role.OFFICER)
    assert "Sign in with your council account" in CheckingClient(hearth).get("/sign-in").text
    client, page = _come_in(hearth, council, "/account")
    assert page.startswith("/account ") and OFFICER in page
    assert _is_in(client)
    rows = db.session.scalars(select(AuditEntry.reason).where(AuditEntry.action == "sign_in")).all()
    assert rows == ["council"]


def test_what_goes_out_holds_a_state_a_nonce_and_a_challenge_and_nothing_of_them_is_used_twice(
    app: Flask, hearth: Flask, council: Provider
) -> None:
    asked = []
    for _ in range(2):
        location = CheckingClient(hearth).get("/sign-in/council").location
        asked.append(parse_qs(urlsplit(location).query))
    for each in asked:
        assert each["code_challenge_method"] == ["S256"] and each["response_type"] == ["code"]
        assert each["redirect_uri"] == ["http://127.0.0.1:8000/sign-in/council/back"]
    for name in ("state", "nonce", "code_challenge"):
        assert len(asked[0][name][0]) >= 20 and asked[0][name] != asked[1][name]


def test_whoever_has_no_account_gets_none(app: Flask, hearth: Flask, council: Provider) -> None:
    given.agency()
    client, page = _come_in(hearth, council)
    assert "have no account here" in page and not _is_in(client)
    assert db.session.scalar(text("SELECT count(*) FROM user_account")) == 0


def test_a_closed_account_and_a_carers_are_not_opened(app: Flask, hearth: Flask, council: Provider) -> None:
    given.user(Role.OFFICER)
    home = given.household(1)
    given.user(Role.CARER, household_id=home)
    users.close(OFFICER, by=system())
    assert "have no account here" in _come_in(hearth, council)[1]
    council.claims = {"email": "carer@derby.example"}
    assert "have no account here" in _come_in(hearth, council)[1]


@pytest.mark.parametrize(
    "claims",
    [
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"email_verified": None, "xms_edov": False},
        {"email": "officer@derby.example.evil"},
        {"email": None, "preferred_username": OFFICER, "upn": OFFICER},
    ],
)
def test_an_address_that_was_not_verified_is_nobodys(
    app: Flask, hearth: Flask, council: Provider, claims: dict[str, Any]
) -> None:
    given.user(Role.OFFICER)
    council.claims = claims
    client, page = _come_in(hearth, council)
    assert "have no account here" in page and not _is_in(client)


def test_entra_says_in_its_own_way_that_an_address_was_verified(
    app: Flask, hearth: Flask, council: Provider
) -> None:
    given.user(Role.OFFICER)
    council.without, council.claims = ("email_verified",), {"xms_edov": "1"}
    assert _is_in(_come_in(hearth, council)[0])


def test_from_then_on_the_subject_counts_and_not_the_address(app: Flask, hearth: Flask, council: Provider) -> None:
    given.user(Role.OFFICER)
    assert _is_in(_come_in(hearth, council)[0])
    council.claims = {"email": "renamed@derby.example"}
    assert _is_in(_come_in(hearth, council)[0])
    council.claims = {"sub": "whoever-has-the-address-now"}
    client, page = _come_in(hearth, council)
    assert "have no account here" in page and not _is_in(client)


@pytest.mark.parametrize(
    "wrong",
    [
        {"claims": {"nonce": "of-another-request"}},
        {"without": ("nonce",)},
        {"claims": {"aud": "another-program"}},
        {"claims": {"iss": "https://evil.example"}},
        {"claims": {"exp": 1_000_000_000}},
        {"claims": {"iat": 4_000_000_000}},
        {"without": ("sub",)},
        {"without": ("exp",)},
        {"signs_with": RSAKey.generate_key(2048, {"kid": "one"})},
        {"unsigned": True},
        {"says": {"issuer": "https://evil.example"}},
    ],
    ids=lambda wrong: str(next(iter(wrong.items())))[:40],
)
def test_a_token_that_is_not_for_us_now_opens_nothing(
    app: Flask, hearth: Flask, council: Provider, wrong: dict[str, Any]
) -> None:
    given.user(Role.OFFICER)
    out = CheckingClient(hearth)
    location = out.get("/sign-in/council").location
    for name, value in wrong.items():
        setattr(council, name, value)
    page = out.get(council.visit(location), follow_redirects=True).text
    assert NOT_FINISHED in page and not _is_in(out)


@pytest.mark.parametrize("answer", [{"state": "another"}, {"state": ""}, {"code": "another-code"}, {"code": ""}])
def test_an_answer_to_something_else_opens_nothing(
    app: Flask, hearth: Flask, council: Provider, answer: dict[str, str]
) -> None:
    given.user(Role.OFFICER)
    client, page = _come_in(hearth, council, **answer)
    assert NOT_FINISHED in page and not _is_in(client)


def test_an_answer_is_taken_once_and_in_the_browser_that_asked(
    app: Flask, hearth: Flask, council: Provider
) -> None:
    given.user(Role.OFFICER)
    client = CheckingClient(hearth)
    back = council.visit(client.get("/sign-in/council").location)
    other = CheckingClient(hearth)
    assert NOT_FINISHED in other.get(back, follow_redirects=True).text and not _is_in(other)
    client.get(back)
    assert _is_in(client)
    client.fill_in("/account", {}, form="/sign-out")
    assert NOT_FINISHED in client.get(back, follow_redirects=True).text and not _is_in(client)


@pytest.mark.parametrize(
    ("amr", "where"), [(["pwd", "mfa"], "/"), (["pwd"], "/sign-in/phone"), ([], "/sign-in/phone")]
)
def test_T08_the_second_step_is_asked_for_unless_the_council_has_asked(
    app: Flask, another: Callable[..., Flask], council: Provider, amr: list[str], where: str
) -> None:
    given.user(Role.OFFICER)
    given_settings = {"CRM_OIDC_ISSUER": council.address, "CRM_OIDC_CLIENT_ID": CLIENT}
    strict = another(**given_settings, CRM_OIDC_CLIENT_SECRET=SECRET, CRM_SECOND_FACTOR="required")
    council.claims = {"amr": amr}
    assert _come_in(strict, council)[1].startswith(f"{where} ")
    trusting = another(
        **given_settings,
        CRM_OIDC_CLIENT_SECRET=SECRET,
        CRM_SECOND_FACTOR="required",
        CRM_OIDC_SECOND_FACTOR="trusted",
    )
    assert _come_in(trusting, council)[1].startswith("/ ")


def test_a_provider_that_is_away_leaves_the_password(app: Flask, another: Callable[..., Flask]) -> None:
    given.user(Role.OFFICER)
    alone = another(CRM_OIDC_ISSUER="http://127.0.0.1:9", CRM_OIDC_CLIENT_ID=CLIENT, CRM_OIDC_CLIENT_SECRET=SECRET)
    client = CheckingClient(alone)
    page = client.get("/sign-in/council", follow_redirects=True)
    assert page.request.path == "/sign-in" and NOT_FINISHED in page.text
    client.fill_in("/sign-in", {"email": OFFICER, "password": given.PASSWORD})
    assert _is_in(client)


def test_without_settings_there_is_no_such_way_in(client: CheckingClient) -> None:
    assert "council account" not in client.get("/sign-in").text
    for path in ("/sign-in/council", "/sign-in/council/back?code=x&state=y"):
        assert client.get(path).location == "/sign-in"
