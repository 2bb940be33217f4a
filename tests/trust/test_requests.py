"""T25, T26, T30, T35, T36: what changes something needs our own form, and what only looks changes nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar
from urllib.parse import urlsplit

import pytest
from flask import Flask

from crm.actor import Role
from crm.exchange.backup import rows
from crm.extensions import db, reading
from tests import crawling, given, uploading
from tests.crawling import Page, crawl
from tests.doors import CheckingClient
from tests.examples import searching

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]

# What looking does write: that somebody looked, and that they are here.
OF_LOOKING = {"audit_entry", "audit_chain", "signed_in", "sign_in_attempt"}
Way = TypeVar("Way")
STARTS = ("/", "/households", "/reports/quarterly", "/imports", "/enquiries", "/account", "/portal/")
INJECTIONS = (
    "'",
    "''",
    '"',
    "' OR '1'='1",
    "' OR 1=1 --",
    "') OR ('1'='1",
    '" OR ""="',
    "1; DROP TABLE household; --",
    "'; SELECT pg_sleep(5); --",
    "' UNION SELECT email, password_hash FROM user_account --",
    "1 OR 1=1",
    "-1",
    "1e309",
    "/**/",
    "\\'",
    "%27",
    "%",
    "_",
    "\\",
    "${7*7}",
    "{{7*7}}",
    "{0.__class__}",
    "\u02bc OR 1=1",
    "name; --",
    "name DESC, (SELECT 1)",
    "CASE WHEN 1=1 THEN 1 END",
    "0x10",
    "\t",
    "a" * 10_000,
)


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[date], None]) -> int:
    """An agency with a household in each of three stages, and one of another agency beside it."""
    clock_at(date(2022, 1, 31))
    derby = given.agency()
    by = given.officer(derby)
    given.journey(given.household(derby, "Sam Example-Wren"), date(2021, 12, 1), by=by)
    given.approved(given.household(derby, "Rowan Example-Finch"), date(2021, 9, 1), 2, by=by)
    nottingham = given.agency("nottingham")
    given.approved(given.household(nottingham), date(2021, 9, 1), 1, by=given.officer(nottingham))
    return derby


@pytest.fixture
def manager(app: Flask, derby: int, sign_in: SignIn) -> CheckingClient:
    """A manager of Derby, who has also sent a tracker and had it loaded."""
    browser = sign_in(Role.MANAGER)
    row = {"reference": "T-1", "route": "mainstream", "enquiry_on": "2021-11-01"}
    uploading.load(app, browser, row)
    return browser


def sums() -> dict[str, str]:
    """The checksum of each table, but for those that say who looked."""
    found = {}
    with reading(), db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            if table.name not in OF_LOOKING:
                digest = hashlib.sha256()
                for piece, _ in rows.pieces(connection, rows.shape_of(table)):
                    digest.update(piece)
                found[table.name] = digest.hexdigest()
        connection.rollback()
    return found


def token_of(page: str) -> str:
    return page.split('name="csrf_token" value="')[1].split('"')[0]


def everywhere(browser: CheckingClient) -> list[Page]:
    return list(crawl(browser, STARTS))


_managers: list[Page] = []


def everything(manager: CheckingClient) -> list[Page]:
    """What the manager of the fixture sees, once for all tests that only read it: it is the same each time."""
    if not _managers:
        _managers.extend(everywhere(manager))
    return _managers


# What a browser says of a form that another site has sent.
FOREIGN = ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"})


def _some(ways: Sequence[Way], number: int) -> Sequence[Way]:
    """One of several ways for the form of this number, and the next one for the next; all in a long run."""
    return ways if searching() else (ways[number % len(ways)],)


@pytest.mark.slow
def test_t25_no_form_is_taken_without_its_token_or_from_another_site(
    manager: CheckingClient, sign_in: SignIn
) -> None:
    pages = everywhere(manager)
    found = {form.action or page.path: form for page in pages for form in crawling.posting(page)}
    forms = {path: found[path] for path in {crawling.alike(each): each for each in sorted(found)}.values()}
    assert len(forms) > 40, forms.keys()
    of_another = token_of(sign_in(Role.OFFICER).get("/enquiries/new").text)
    before = sums()
    for number, (path, form) in enumerate(forms.items()):
        sent = {name: value for name, value in form.filled({}).items() if name != "csrf_token"}
        for token in (None, of_another, *_some(("", "x"), number)):
            data = sent if token is None else {**sent, "csrf_token": token}
            assert manager.post(path, data=data).status_code == 400, (path, token)
        whole = form.filled({})
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
    before = sums()
    pages = everywhere(browser)
    assert {page.answer.status_code for page in pages} <= {200, 302, 303, 308, 400, 403, 404, 409}
    for page in pages:  # once more, and by the other method that only looks
        assert browser.head(page.path).status_code == page.answer.status_code, page.path
    assert sums() == before


@pytest.mark.slow
def test_t30_nothing_that_an_address_asks_is_taken_for_sql(manager: CheckingClient) -> None:
    asked = {question for page in everything(manager) for question in crawling.questions(page)}
    assert {("/households", "q"), ("/households", "sort")} <= asked
    before = sums()
    one_of_each = {(crawling.alike(path), name): (path, name) for path, name in sorted(asked)}
    for number, (path, name) in enumerate(one_of_each.values()):
        for said in _injections(number):
            answer = manager.get(path, query_string={name: said})
            assert answer.status_code < 500, (path, name, said)
            assert "$argon2" not in answer.text, (path, name, said)
    assert sums() == before


def _injections(number: int) -> Iterable[str]:
    """What the question of this number is asked: quotes, and a sixth of the rest, another for the next."""
    return INJECTIONS if searching() else (*INJECTIONS[:2], *INJECTIONS[2 + number % 6 :: 6])


@pytest.mark.parametrize("said", ["%", "_", "100%", "\\", "' OR '1'='1", "R_wan"])
def test_t30_a_search_matches_what_was_typed_and_no_more(manager: CheckingClient, said: str) -> None:
    assert "Example-Finch" in manager.get("/households?q=Rowan").text
    assert "Example-Finch" not in manager.get("/households", query_string={"q": said}).text


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


def test_t31_the_service_is_answered_for_by_its_own_name_and_by_that_of_its_machine(
    another: Callable[..., Flask],
) -> None:
    browser = CheckingClient(another(CRM_ENV="production"))
    for host in ("https://hearth.example", "http://127.0.0.1:8000"):
        assert browser.get("/health", base_url=host).status_code == 200
