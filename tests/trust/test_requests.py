"""T25, T26, T31, T35, T36, T38: what changes something needs our own form, and what only looks changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from urllib.parse import urlsplit

import pytest
from flask import Flask

from crm import config, create_app
from crm.actor import Role
from tests import crawling, databases, given
from tests.databases import Database
from tests.doors import CheckingClient
from tests.examples import searching
from tests.trust.everywhere import everything, everywhere, sums

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]

Way = TypeVar("Way")


def token_of(page: str) -> str:
    return page.split('name="csrf_token" value="')[1].split('"')[0]


# What a browser says of a form that another site has sent.
FOREIGN = (
    {"Origin": "https://evil.example"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Origin": "null"},
    {"Referer": "https://evil.example/page"},  # of an old browser, which says nothing else
)


def _some(ways: Sequence[Way], number: int) -> Sequence[Way]:
    """One of several ways for the form of this number, and the next one for the next; all in a long run."""
    return ways if searching() else (ways[number % len(ways)],)


@pytest.mark.slow
def test_t25_no_form_is_taken_without_its_token_or_from_another_site(
    manager: CheckingClient, sign_in: SignIn
) -> None:
    pages = everything(manager)
    found = {form.action or page.path: form for page in pages for form in crawling.posting(page)}
    forms = {path: found[path] for path in {crawling.alike(each): each for each in sorted(found)}.values()}
    forms.pop("/enquire", None)  # the public form begins with no token: its first step keeps nothing of anybody
    assert len(forms) > 40, forms.keys()
    own = token_of(manager.get("/account").text)
    of_another = token_of(sign_in(Role.OFFICER).get("/enquiries/new").text)
    before = sums()
    for number, (path, form) in enumerate(forms.items()):
        sent = {name: value for name, value in form.filled({}).items() if name != "csrf_token"}
        for token in (None, of_another, *_some(("", "x"), number)):
            data = sent if token is None else {**sent, "csrf_token": token}
            assert manager.post(path, data=data).status_code == 400, (path, token)
        whole = {**form.filled({}), "csrf_token": own}
        for header in _some(FOREIGN, number):
            assert manager.post(path, data=whole, headers=header).status_code == 403, (path, header)
        for kind in _some(("text/plain", "application/json"), number):
            assert manager.post(path, data="{}", content_type=kind).status_code == 400, (path, kind)
    assert sums() == before


def test_t25_what_was_typed_into_a_form_that_grew_too_old_is_given_back(manager: CheckingClient) -> None:
    typed = {"name": "Zoë <b>Example", "password": "secret", "csrf_token": "old"}
    answer = manager.post("/enquiries/new", data=typed)
    assert answer.status_code == 400
    assert "Zoë &lt;b&gt;Example" in answer.text
    assert "secret" not in answer.text
    assert "old</dd>" not in answer.text
    assert '<a class="govuk-link" href="/enquiries/new">Open the form again</a>' in answer.text


@pytest.mark.slow
@pytest.mark.parametrize("role", [Role.MANAGER, Role.OFFICER, Role.ANALYST, Role.DECISION_MAKER, Role.CARER])
def test_t26_looking_at_every_page_twice_changes_nothing(
    manager: CheckingClient, sign_in: SignIn, derby: int, role: Role
) -> None:
    where = {"household_id": given.household(derby)} if role is Role.CARER else {}
    browser = manager if role is Role.MANAGER else sign_in(role, **where)
    pages = everything(manager) if role is Role.MANAGER else everywhere(browser)
    before = sums()
    assert {page.answer.status_code for page in pages} <= {200, 302, 303, 308, 400, 403, 404, 409}
    for page in pages:  # once more, and by the other method that only looks
        assert browser.head(page.path).status_code == page.answer.status_code, page.path
    assert sums() == before


@pytest.mark.slow
def test_t35_t36_every_answer_has_the_headers_and_stays_out_of_the_browsers_memory(manager: CheckingClient) -> None:
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'"
    )
    for page in everything(manager):
        sent = page.answer.headers
        assert sent["Content-Security-Policy"].removesuffix("; sandbox") == policy, page.path
        assert sent["X-Content-Type-Options"] == "nosniff"
        assert sent["Referrer-Policy"] == "same-origin"
        assert sent["Cross-Origin-Opener-Policy"] == sent["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=(), geolocation=(), microphone=()" in sent["Permissions-Policy"]
        assert sent["Cache-Control"] == "no-store", page.path
        assert not {"Access-Control-Allow-Origin", "Server", "X-Powered-By"} & set(sent.keys())


@pytest.mark.slow
def test_t38_no_address_and_no_title_names_anybody(manager: CheckingClient) -> None:
    """What stands in an address or a title stays in the history of the browser, and in the logs of a proxy."""
    for page in [page for page in everything(manager) if page.answer.mimetype == "text/html"]:
        addresses = [urlsplit(link).path for link in crawling._LINK.findall(page.answer.text)]
        title = page.answer.text.partition("<title>")[2].partition("</title>")[0]
        for text in (*addresses, title):
            for name in ("Rowan", "Finch", "Wren"):
                assert name not in text, (page.path, text)


@pytest.mark.parametrize("host", ["evil.example", "hearth.example.evil.example", "hearth.example@evil.example", ""])
def test_t31_another_host_is_not_answered_for(another: Callable[..., Flask], host: str) -> None:
    browser = CheckingClient(another(CRM_ENV="production"))
    asked = {"Host": host, "X-Forwarded-Host": "hearth.example"}
    answer = browser.get("/sign-in", base_url="https://hearth.example", headers=asked)
    assert answer.status_code == 400
    assert host == "" or host not in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("host", "given", "address", "alone"),
    [
        ("127.0.0.1", {}, "http://127.0.0.1:8107", True),
        ("::1", {}, "http://[::1]:8107", True),
        ("0.0.0.0", {}, "http://127.0.0.1:8107", False),  # noqa: S104 - nothing listens here
        ("127.0.0.1", {"CRM_BASE_URL": "http://hearth.test"}, "http://127.0.0.1:8000", True),
    ],
)
def test_t31_links_in_mails_lead_to_where_it_is_served_and_another_name_is_not_answered(
    database: Database, host: str, given: dict[str, str], address: str, alone: bool
) -> None:
    served = config.served_at(databases.settings(database.url), host, 8107, given)
    assert served.base_url == address
    browser = create_app(served).test_client()
    assert browser.get("/sign-in", base_url="http://evil.example").status_code == (400 if alone else 200)
    assert browser.get("/sign-in", base_url="http://127.0.0.1:8107").status_code == 200


def test_t31_the_service_is_answered_for_by_its_own_name_and_by_that_of_its_machine(
    another: Callable[..., Flask],
) -> None:
    browser = CheckingClient(another(CRM_ENV="production"))
    for host in ("https://hearth.example", "http://127.0.0.1:8000"):
        assert browser.get("/health", base_url=host).status_code == 200
