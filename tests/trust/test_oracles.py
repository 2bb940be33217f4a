"""T13, T14 and T20: what searches, counts, choices and forms tell or take that they should not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import inspect, text

from crm.actor import Role
from crm.extensions import db
from tests.databases import Database
from tests.doors import CheckingClient
from tests.examples import searching
from tests.filling import Form, forms
from tests.trust.canaries import Council, same, two_councils
from tests.trust.ways import plausible

pytestmark = pytest.mark.slow

SignIn = Callable[..., CheckingClient]
REPORT = {"from": "2021-04-01", "to": "2021-09-30"}
WITH_ALL = (  # lists that show some states only, unless one asks for all
    *("/carers/reviews", "/carers/supervision", "/carers/concerns", "/carers/holds", "/carers/requests"),
    *("/employers/sign-ups", "/carers/details", "/kinship", "/kinship/guardians", "/staying-put", "/transfers"),
)
# Every name that an address may ask by, and with what besides; what stands for a record is put in its place.
TYPED = {"": "typed"}
EMPLOYERS = ("/employers", *(f"/employers/{each}" for each in ("unlinked", "procurement", "leave")))
SEARCHED = ("/reports/by-mail", "/campaigns", "/campaigns/brought", "/parent-and-child", *EMPLOYERS)
SEARCHES: list[tuple[str, Mapping[str, str], str]] = [
    ("/households", {}, "q"),
    ("/households", {"sort": "name"}, "q"),
    *(("/households", {}, "agency"), ("/register", {}, "q")),
    ("/checks/preparation", {}, "q"),
    *((path, {"state": "all"}, "q") for path in WITH_ALL),
    *(("/kinship/exits", {}, "q"), ("/reports/packs", {}, "q"), ("/reports/packs", {}, "of")),
    *((f"/{path}", {}, "q") for path in ("supported-lodgings", "skills", "skills/minimum", "exports")),
    *((path, {}, "q") for path in SEARCHED),
    *(("/employers", {}, "agency"), ("/employers/new", TYPED, "name")),
    *((f"/reports/{path}", {}, q) for path in ("targets", "priorities", "ofsted-return") for q in ("q", "agency")),
    *((path, {}, "agency") for path in ("/skills", "/reports/grid")),
    ("/skills/training", {"state": "every"}, "q"),
    ("/skills/courses", {"when": "all"}, "q"),
    ("/skills/what-if", {}, "who"),
    ("/carers/retention", {}, "q"),
    ("/carers/widening", {"show": "all"}, "q"),
    ("/carers/accounts", {}, "q"),
    *((f"/portal/{path}", {}, "q") for path in ("messages", "documents", "training")),
    ("/homes", {"every": "yes"}, "language"),
    *((path, {}, "q") for path in ("/enquiries", "/handovers", "/handovers/shared")),
    ("/enquiries", {"kind": "further"}, "q"),
    ("/enquiries", {}, "agency"),
    ("/enquiries/new", TYPED, "name"),
    ("/enquiries/new", TYPED, "phone"),
    ("/enquiries/new", {}, "known"),
    ("/", {}, "whose"),
    *(("/audit", {}, name) for name in ("household", "person")),
    ("/reports/quarterly", REPORT, "agency"),
    ("/reports/quarterly", REPORT | {"format": "csv"}, "agency"),
    ("/reports/quarterly/households", REPORT | {"figure": "enquiries", "population": "mainstream"}, "agency"),
    *((f"/reports/{path}", REPORT, "agency") for path in ("bed-book", "our-carers")),
    ("/reports/our-carers/households", REPORT | {"table": "enquiries", "row": "not_known", "agency": "derby"}, "q"),
    ("/reports/bed-book", REPORT | {"agency": "derby"}, "q"),
    (
        "/reports/quarterly/households",
        REPORT | {"figure": "enquiries", "population": "mainstream", "agency": "derby"},
        "q",
    ),
]
# What no form of ours asks, and what it would mean if somebody took it (T20).
SENTINEL = "1999-09-09"
SMUGGLED = {
    "agency_id": "2",
    "council_id": "2",
    "household_id": "4",
    "user_id": "999",
    "role": "admin",
    "is_admin": "1",
    "stage": "approved",
    "status": "approved",
    "approved_at": SENTINEL,
    "approved_by": "999",
    "approved_on": SENTINEL,
    "created_by": "999",
    "created_at": SENTINEL,
    "recorded_at": SENTINEL,
    "recorded_by": "999",
    "id": "999",
    "seq": "999",
    "corrects_id": "1",
    "deleted_at": SENTINEL,
    "retain_until": SENTINEL,
    "legal_hold": "1",
    "address_restricted": "0",
    "score": "999",
}


ASKERS = (Role.MANAGER, Role.OFFICER, Role.DECISION_MAKER, Role.GOVERNANCE)


@pytest.fixture
def councils(app: Flask, database: Database) -> tuple[Council, Council]:
    return two_councils(database)


def _answer(browser: CheckingClient, path: str, fixed: Mapping[str, str], name: str, value: str) -> tuple[int, str]:
    if fixed == TYPED:  # it is looked for as it is typed into the form
        [form] = [each for each in forms(browser.get(path).text) if each.action == path]
        answer = browser.post(path, data=form.filled({name: value}), headers={"HX-Request": "true"})
    else:
        answer = browser.get(f"{path}?{urlencode({**fixed, name: value})}")
    return same(answer, (value, urlencode({"x": value})[2:], value.casefold()))


def _turn(markers: Sequence[str], number: int, role: Role) -> Sequence[str]:
    """A third of them: another for each of the three roles that search, who together ask for every one.

    In a long run each asks for all.
    """
    return markers if searching() else markers[(number + ASKERS.index(role)) % 3 :: 3]


@pytest.mark.parametrize("role", ASKERS)
def test_t14_whatever_is_asked_of_the_other_council_is_answered_like_a_random_word(
    councils: tuple[Council, Council], sign_in: SignIn, role: Role
) -> None:
    _, theirs = councils
    browser = sign_in(role)
    of_theirs = {"agency": [theirs.slug], "household": [theirs.reference], "person": [f"{theirs.account:07}"]}
    for number, (path, fixed, name) in enumerate(SEARCHES):
        if browser.get(path).status_code == 403:
            continue
        nothing: dict[str, tuple[int, str]] = {}
        for value in of_theirs.get(name) or _turn(theirs.markers, number, role):
            random = re.sub(r"[A-Z]", "Q", re.sub(r"[a-z]", "q", re.sub(r"[0-9]", "8", value)))
            if random not in nothing:  # most words of theirs are alike in this
                nothing[random] = _answer(browser, path, fixed, name, random)
            assert _answer(browser, path, fixed, name, value) == nothing[random], f"{role}: {path}?{name}={value}"


def test_t14_one_s_own_is_found_by_the_same_words(councils: tuple[Council, Council], sign_in: SignIn) -> None:
    """Else the test above would prove nothing."""
    ours, _ = councils
    browser = sign_in(Role.MANAGER)
    for word in (ours.markers[0], ours.reference, "07700900001", "CNRYDERBYROW-1", "cnryderby@home.example"):
        assert "No household of yours matches" not in browser.get(f"/households?q={word}").text, word
    assert "No household of yours matches" in browser.get("/households?q=CNRYNOTTINGHAMNAME").text


def test_t14_totals_and_menus_count_one_s_own_only(councils: tuple[Council, Council], sign_in: SignIn) -> None:
    ours, theirs = councils
    page = sign_in(Role.MANAGER).get("/households")
    assert "<strong>4\N{NO-BREAK SPACE}households</strong>" in page.text, "of eight that there are"
    assert theirs.found_in(page) == []
    assert theirs.slug not in page.text.casefold()
    staff = sign_in(Role.GOVERNANCE).get("/audit").text
    assert f"CNRY{ours.slug.upper()}STAFF" in staff and f"CNRY{theirs.slug.upper()}STAFF" not in staff


def test_t14_the_same_contacts_may_stand_in_both_councils_and_neither_is_told(
    councils: tuple[Council, Council], sign_in: SignIn
) -> None:
    _, theirs = councils
    browser = sign_in(Role.OFFICER)
    answers = {"name": "CNRYNOTTINGHAMNAME Example", "phone": "07700900002", "source": "phone"}
    answers |= {"email": "cnrynottingham@home.example"}
    page = browser.get("/enquiries/new")
    form = next(
        each for each in forms(page.text) if each.action in ("", "/enquiries/new") and each.method == "post"
    )
    sent = form.filled({name: value for name, value in answers.items() if name in form.names})
    made = browser.post("/enquiries/new", data=sent, follow_redirects=True)
    assert made.status_code == 200, made.text
    assert theirs.reference not in made.text and theirs.other not in made.text
    for shown in (page.text, made.text):
        assert "CNRYNOTTINGHAMSECOND" not in shown


def _posting(browser: CheckingClient, path: str) -> list[Form]:
    return [form for form in forms(browser.get(path).text) if form.method == "post" and form.action != "/sign-out"]


def _paths(ours: Council) -> list[str]:
    home, other = f"/households/{ours.reference}", f"/households/{ours.other}"
    return [
        "/enquiries/new",
        f"{home}/people",
        f"{home}/people/1/edit",
        f"{home}/people/address/edit",
        f"{home}/journeys/1/record/notice-received",
        f"{home}/journeys/1/decide/terms-changed",
        f"{home}/journeys/1/events/1/correct",
        f"{home}/journeys/new",
        f"{other}/journeys/1/record/first-contact-made",
        "/imports",
        f"/imports/files/{ours.upload}",
        f"/imports/batches/{ours.batch}/undo",
        "/staff/invite",
        f"/staff/{ours.account}/role",
        "/account",
    ]


def test_t13_no_form_asks_for_a_record_of_anybody_by_its_number(
    councils: tuple[Council, Council], sign_in: SignIn
) -> None:
    """A form says which record it is about by its address, which is checked. A choice that is offered is of one's
    own council, and one that is not offered is refused as if it did not exist."""
    ours, theirs = councils
    browser = sign_in(Role.MANAGER)
    for path in _paths(ours):
        for form in _posting(browser, path):
            named = {name for name in form.names if re.search(r"(^|_)(id|ids)$", name)}
            assert named == set(), f"{path} asks {named}"
            offered = {choice for choices in form.choices.values() for choice in choices}
            assert not offered & {theirs.slug, theirs.reference, theirs.other, *theirs.markers}, path


def test_t13_a_choice_that_is_not_offered_is_refused_and_not_echoed(
    councils: tuple[Council, Council], sign_in: SignIn
) -> None:
    ours, theirs = councils
    browser = sign_in(Role.MANAGER)
    tried = 0
    for path in _paths(ours):
        for form in _posting(browser, path):
            for name in (name for name, choices in sorted(form.choices.items()) if len(choices) > 1):
                sent = form.values | {name: [theirs.reference]}
                answer = browser.post(form.action or path, data=sent)
                assert answer.status_code in (400, 404, 409, 422), f"{form.action}: {name}: {answer.status}"
                assert theirs.found_in(answer, asked=theirs.reference) == []
                tried += 1
    assert tried > 5


# Rows that say who asked, and what a job is to do later, which then says on record what it did.
NO_CHANGE = {"audit_entry", "audit_chain", "signed_in", "done_once", "sign_in_attempt", "job", "job_progress"}


def _rows() -> dict[str, list[tuple[object, ...]]]:
    tables = set(inspect(db.engine).get_table_names()) - NO_CHANGE
    with db.engine.connect() as connection:
        return {
            table: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table}")] for table in tables
        }


@pytest.mark.parametrize("how", ["form", "query", "json"])
def test_t20_what_no_form_asks_is_taken_from_nobody(
    councils: tuple[Council, Council], sign_in: SignIn, how: str
) -> None:
    ours, _ = councils
    browser = sign_in(Role.MANAGER)
    admins = [row for row in _rows()["user_account"] if "admin" in row]
    sent = 0
    for path in _paths(ours)[:-1]:  # the last ends the session
        for form in _posting(browser, path):
            extra = {name: value for name, value in SMUGGLED.items() if name not in form.names}
            target = form.action or path
            if how == "json":
                answer = browser.post(target, json=form.values | extra)
                assert answer.status_code in (400, 404, 409, 415, 422), f"{target}: {answer.status}"
            elif how == "query":
                joined = "&" if "?" in target else "?"
                browser.post(f"{target}{joined}{urlencode(extra)}", data=form.values)
            else:
                browser.post(target, data=form.values | extra)
            sent += 1
    assert sent > 10
    after = _rows()
    for table, rows in after.items():
        for row in rows:
            assert SENTINEL not in str(row), table
            assert 999 not in row, f"{table}: {row}"
    assert [row for row in after["user_account"] if "admin" in row] == admins


def test_t45_no_form_changes_anything_without_a_row_of_the_audit(
    councils: tuple[Council, Council], sign_in: SignIn
) -> None:
    ours, _ = councils
    browser = sign_in(Role.MANAGER)
    changed = 0
    for path in _paths(ours)[:-1]:
        for form in _posting(browser, path):
            rows, audited = _rows(), _audited()
            browser.post(form.action or path, data=plausible(form))
            if _rows() != rows:
                changed += 1
                assert _audited() > audited, f"{form.action} changed something, and nothing says so"
    assert changed >= 3


def _audited() -> int:
    return int(db.session.execute(text("SELECT count(*) FROM audit_entry")).scalar_one())
