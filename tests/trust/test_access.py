"""T17 to T21, T25, T31 and T35 as far as there are pages: deny by default, and no way round the sign-in."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask, flash, redirect
from sqlalchemy import select
from werkzeug.wrappers import Response

from crm import access
from crm.actor import Role
from crm.audit.tables import AuditEntry
from crm.extensions import db
from tests import given
from tests.doors import CheckingClient

SignIn = Callable[..., CheckingClient]


@pytest.fixture
def small(another: Callable[..., Flask]) -> Flask:
    """The application with a few views of this test's own."""
    app = another()
    app.add_url_rule("/says-nothing", "says_nothing", lambda: "secret")
    app.add_url_rule("/managers", "managers", access.allow("imports.undo")(lambda: "for managers"))
    app.add_url_rule("/tell", "tell", access.allow("account.own")(_tell))
    return app


def _tell() -> Response:
    flash("Rowan Example-Finch was recorded")
    return redirect("/account")


def test_a_view_that_says_nothing_about_who_may_use_it_is_for_nobody(
    app: Flask, small: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    client = CheckingClient(small)
    client.fill_in("/sign-in", {"email": given.user(Role.MANAGER), "password": given.PASSWORD})
    with caplog.at_level(logging.ERROR):
        answer = client.get("/says-nothing")
    assert answer.status_code == 403 and "secret" not in answer.text
    assert "says_nothing says nothing about who may use it" in caplog.text


def test_t18_a_managers_function_is_403_for_an_officer(app: Flask, small: Flask) -> None:
    officer, manager = CheckingClient(small), CheckingClient(small)
    officer.fill_in("/sign-in", {"email": given.user(Role.OFFICER), "password": given.PASSWORD})
    manager.fill_in("/sign-in", {"email": given.user(Role.MANAGER), "password": given.PASSWORD})
    for headers in ({}, {"HX-Request": "true"}):
        assert officer.get("/managers", headers=headers).status_code == 403
    tried = select(AuditEntry.role, AuditEntry.about, AuditEntry.outcome).where(AuditEntry.action == "access")
    assert [tuple(row) for row in db.session.execute(tried)] == [("officer", "imports.undo", "refused")] * 2
    assert manager.application.view_functions["managers"]() == "for managers"


def test_t18_no_view_takes_a_post_under_a_permission_to_look(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        need = access.need_of(app, rule.endpoint)
        if need is not None and need.permission and (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}:
            assert not need.permission.endswith(".view"), f"{rule.rule} writes under {need.permission}"


def test_a_permission_that_is_not_in_the_table_is_a_fault_at_the_start() -> None:
    with pytest.raises(KeyError, match="households.viwe"):
        access.allow("households.viwe")


def test_the_administrator_and_the_analyst_see_no_case_and_governance_no_list(app: Flask) -> None:
    cases = [name for name in access.MAY if name.startswith(("households.", "today.", "imports."))]
    assert cases
    for role in (Role.ADMIN, Role.ANALYST, Role.CARER, Role.PUBLIC, Role.SYSTEM):
        assert [name for name in cases if role in access.MAY[name]] == []
    assert [name for name in access.MAY if Role.ADMIN in access.MAY[name]] == [
        "account.own",
        "staff.view",
        "staff.invite",
        "staff.accounts",
        "emergency.view",
        "emergency.ask",
        "emergency.settle",
        "emergency.look",
        "jobs.view",
        "jobs.mend",
        "agencies.view",
        "agencies.change",
    ]


def test_t17_a_carer_who_asks_for_a_staff_page_ends_on_the_portal(app: Flask) -> None:
    home = given.household(given.agency())
    client = CheckingClient(app)
    answers = {"email": given.user(Role.CARER, household_id=home), "password": given.PASSWORD}
    page = client.fill_in("/sign-in?next=/imports", answers)
    assert page.request.path == "/portal/"


def test_a_carer_sees_the_own_household_and_what_it_is_approved_for(app: Flask, sign_in: SignIn) -> None:
    derby = given.agency()
    home = given.household(derby, "Rowan Example-Finch")
    given.household(derby, "Somebody Else-Example")
    given.approved(home, date(2026, 1, 12), 2, by=given.officer(derby))
    page = sign_in(Role.CARER, household_id=home).get("/portal/").text
    assert "Rowan Example-Finch" in page and "12 January 2026" in page
    assert "Else-Example" not in page


def test_t21_a_fragment_after_the_session_moves_the_page_and_puts_no_form_in_a_table(
    client: CheckingClient,
) -> None:
    answer = client.get("/account", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"], answer.text) == (401, "/sign-in", "")


def test_t25_signing_in_and_out_need_the_token_of_the_form(app: Flask, sign_in: SignIn) -> None:
    answers = {"email": given.user(Role.OFFICER), "password": given.PASSWORD}
    stranger = CheckingClient(app)
    assert stranger.post("/sign-in", data=answers).status_code == 400
    before = stranger.get("/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]
    client = sign_in(Role.MANAGER)
    for token in ("", "x", before):
        assert client.post("/sign-out", data={"csrf_token": token}).status_code == 400
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "https://evil.example/account",
        "///evil.example",
        "/\t/evil.example",
        "/account\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "/sign-in?next=//evil.example",
        "/" + "x" * 3000,
        "evil.example",
        "/no/such/page",
        "/imports",  # not for an analyst
    ],
)
def test_t31_after_sign_in_only_a_page_of_ours_that_the_role_may_open(app: Flask, wanted: str) -> None:
    client = CheckingClient(app)
    email = given.user(Role.ANALYST)
    token = client.get("/sign-in").text.split('name="csrf_token" value="')[1].split('"')[0]
    data = {"email": email, "password": given.PASSWORD, "csrf_token": token}
    answer = client.post("/sign-in", data=data, query_string={"next": wanted})
    while answer.status_code == 302 and answer.location.startswith("/sign-in"):
        assert "Set-Cookie: a" not in str(answer.headers)
        answer = client.get(answer.location)
    assert answer.location in ("/account", "/reports/quarterly")


def test_after_sign_in_one_is_where_one_wanted_to_be(app: Flask) -> None:
    client = CheckingClient(app)
    asked = client.get("/account?tab=mine")
    assert asked.location == "/sign-in?next=/account?tab%3Dmine"
    page = client.fill_in(asked.location, {"email": given.user(Role.OFFICER), "password": given.PASSWORD})
    assert page.request.full_path == "/account?tab=mine"


def test_t35_in_production_the_cookie_is_held_to_this_host_and_https(
    app: Flask, another: Callable[..., Flask]
) -> None:
    strict = another(CRM_ENV="production")
    email = given.user(Role.OFFICER)
    client = CheckingClient(strict)
    page = client.get("/sign-in", base_url="https://hearth.example")
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = client.post(
        "/sign-in",
        base_url="https://hearth.example",
        headers={"Referer": "https://hearth.example/sign-in"},
        data={"email": email, "password": given.PASSWORD, "csrf_token": token},
    )
    assert answer.status_code == 302
    sent = answer.headers["Set-Cookie"]
    assert sent.startswith("__Host-hearth=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in sent
    assert "Domain" not in sent


def test_a_notice_is_shown_once_and_kept_out_of_the_cookie(app: Flask, small: Flask) -> None:
    client = CheckingClient(small)
    client.fill_in("/sign-in", {"email": given.user(Role.OFFICER), "password": given.PASSWORD})
    told = client.get("/tell")
    assert "Set-Cookie" not in told.headers
    assert "Rowan Example-Finch was recorded" in client.get("/account").text
    assert "Rowan Example-Finch was recorded" not in client.get("/account").text
