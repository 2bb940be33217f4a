"""T21 and T24: fragments, forged headers, other methods and odd addresses open nothing that the page would not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Role
from crm.commands import users
from crm.commands.people import NewCarer, create_household
from crm.extensions import db
from crm.people.tables import Household
from tests import given
from tests.databases import Database
from tests.doors import CheckingClient
from tests.trust.canaries import Council, same, two_councils
from tests.trust.ways import UNSAFE, ways

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
FORGED = {
    "HX-Current-URL": "http://localhost/households",
    "HX-Target": "main-content",
    "HX-Trigger": "results",
    "HX-Trigger-Name": "household_id",
    "HX-Prompt": "yes",
    "HX-Boosted": "true",
}


@pytest.fixture
def councils(app: Flask, database: Database) -> tuple[Council, Council]:
    return two_councils(database)


@pytest.mark.slow
def test_t21_a_fragment_asks_for_what_its_page_asks_and_without_the_header_is_a_whole_page(
    app: Flask, councils: tuple[Council, Council], sign_in: SignIn
) -> None:
    manager = sign_in(Role.MANAGER)
    fragments = 0
    for way in ways(app, *councils):
        if way.method != "GET":
            continue
        whole = manager.get(way.own)
        part = manager.get(way.own, headers={"HX-Request": "true"})
        forged = manager.get(way.own, headers=FORGED)
        assert whole.status_code == forged.status_code, way.own
        assert whole.status_code in (part.status_code, 302), way.own  # a fragment without a page leads to one
        if whole.mimetype != "text/html" or whole.status_code != 200:
            continue
        assert "<html" in whole.text, f"{way.own} is a bare fragment"
        assert "<html" in forged.text, f"{way.own} decides by a header that anyone may send"
        if "<html" not in part.text:
            fragments += 1
            assert "HX-Request" in part.headers["Vary"] and "HX-Request" in whole.headers["Vary"], way.own
    assert fragments >= 3


def test_t21_after_the_session_no_fragment_is_answered_with_a_page_to_sign_in(
    app: Flask, councils: tuple[Council, Council], sign_in: SignIn
) -> None:
    manager = sign_in(Role.MANAGER)
    users.close("manager@derby.example", by=given.officer(councils[0].agency_id))
    for way in ways(app, *councils):
        if way.permission is None:
            continue
        if way.method == "GET":
            answer = manager.get(way.own, headers={"HX-Request": "true"})
            assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/sign-in"), way.own
            assert answer.text == ""
        else:  # a form of a session that has ended carries a token that has ended with it
            answer = manager.open(way.own, method=way.method, headers={"HX-Request": "true"})
            assert answer.status_code in (400, 401), way.own


@pytest.mark.slow
def test_t21_a_request_of_htmx_needs_the_token_as_any_form_does(
    app: Flask, councils: tuple[Council, Council], sign_in: SignIn
) -> None:
    manager = sign_in(Role.MANAGER)
    for way in ways(app, *councils):
        # The first page of the public form keeps nothing and sets no cookie: it has no token to send.
        if way.method in UNSAFE and way.endpoint != "enquire.begin":
            for headers in ({"HX-Request": "true"}, {"HX-Request": "true", "Origin": "https://evil.example"}):
                answer = manager.open(way.own, method=way.method, headers=headers, data={"reason": "other"})
                assert answer.status_code in (400, 401, 403), f"{way.own}: {answer.status}"


def _odd(reference: str) -> Iterator[str]:
    """Addresses that a proxy, a framework or a person may take for the household's."""
    lower, upper = reference.lower(), reference.upper()
    yield from (
        f"//households/{reference}",
        f"/households//{reference}",
        f"/households/{reference}/",
        f"/HOUSEHOLDS/{reference}",
        f"/Households/{lower}",
        f"/households/{reference};.css",
        f"/households/{reference}/x.css",
        f"/households/{reference}.css",
        f"/households/{reference}%2fpeople",
        f"/households/{reference}%00",
        f"/households/./{reference}",
        f"/households/../households/{reference}",
        f"/static/../households/{upper}",
        f"/static/%2e%2e/households/{upper}",
        "/static/../crm/config.py",
        "/static/..%2f..%2fcrm%2fconfig.py",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/.git/config",
        "/instance/hearth.db",
        "/console",
    )


def test_t24_an_odd_address_shows_nothing_to_whoever_may_not_open_the_plain_one(
    app: Flask, councils: tuple[Council, Council], sign_in: SignIn, client: CheckingClient
) -> None:
    ours, theirs = councils
    strangers = [(client, ours), (sign_in(Role.OFFICER), theirs), (sign_in(Role.ANALYST), ours)]
    for browser, council_of in strangers:
        for path in _odd(council_of.reference):
            answer = browser.get(path)
            assert answer.status_code in (302, 301, 308, 400, 403, 404), f"{path}: {answer.status}"
            assert council_of.found_in(answer, asked=path) == [], path
            assert "SECRET_KEY" not in answer.text and "root:" not in answer.text


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "PROPFIND", "QUERY"])
def test_t24_a_method_that_no_route_has_is_answered_405(
    councils: tuple[Council, Council], sign_in: SignIn, method: str
) -> None:
    ours, _ = councils
    answer = sign_in(Role.MANAGER).open(f"/households/{ours.reference}", method=method)
    assert answer.status_code == 405
    assert ours.found_in(answer) == []


def test_t24_no_header_and_no_field_turns_a_method_into_another(
    councils: tuple[Council, Council], sign_in: SignIn
) -> None:
    ours, _ = councils
    manager = sign_in(Role.MANAGER)
    path = f"/imports/files/{ours.upload}/erase"
    for headers in ({"X-HTTP-Method-Override": "POST"}, {"X-Method-Override": "POST"}, {"X-HTTP-Method": "POST"}):
        assert manager.get(path, headers=headers).status_code == 405
        assert manager.get(f"{path}?_method=POST", headers=headers).status_code == 405
    assert manager.get(f"/imports/files/{ours.upload}").status_code == 200


def test_t24_head_and_options_tell_no_more_than_get(councils: tuple[Council, Council], sign_in: SignIn) -> None:
    ours, theirs = councils
    browser = sign_in(Role.OFFICER)
    for path in (f"/households/{theirs.reference}", f"/households/{theirs.reference}/people"):
        head = browser.head(path)
        assert (head.status_code, head.get_data()) == (404, b"")
        assert same(browser.options(path), ()) == same(browser.options("/households/DER-999999999"), ())
    assert browser.head(f"/households/{ours.reference}").status_code == 200


def test_t24_references_are_not_one_after_the_other(app: Flask) -> None:
    derby = given.agency()
    for number in range(6):
        create_household(derby, carers=[NewCarer(f"Rowan Example-{number}")], by=given.officer(derby))
    found = db.session.scalars(select(Household.reference).order_by(Household.id)).all()
    numbers = [int(reference.split("-")[1]) for reference in found]
    steps = {later - earlier for earlier, later in zip(numbers, numbers[1:], strict=False)}
    assert len(set(numbers)) == 6 and 1 not in steps and len(steps) > 1
