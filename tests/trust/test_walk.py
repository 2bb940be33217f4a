"""T11, T12, T15, T17 and T18: every route x every role x one's own, a foreign and an unknown object.

Generated from the routes and from the table of permissions: a new route is walked without a word here, and one that
names a record which tests/trust/ways.py does not know fails the walk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select

from crm import access, clock
from crm.actor import Role
from crm.audit.tables import AuditEntry
from crm.commands import assignments, settings
from crm.extensions import db
from crm.people.tables import User
from tests import given
from tests.databases import Database
from tests.doors import CheckingClient
from tests.filling import forms
from tests.trust.canaries import Council, council, same
from tests.trust.ways import UNSAFE, Way, plausible, ways

pytestmark = pytest.mark.slow

SignIn = Callable[..., CheckingClient]
ROLES = [role for role in Role if role not in (Role.PUBLIC, Role.SYSTEM)]
roles = pytest.mark.parametrize("role", ROLES)

# Rows that asking writes: who asked, and that a session lives.
WRITTEN_BY_ASKING = {"audit_entry", "audit_chain", "signed_in"}
# How markers end of what is shown to whoever says why, of what waits, and of what was only typed.
ASKED_FOR = ("ADDR", "MOVED", "1AA", "ROW", "WAITS", "TYPED", "HERIT", "KID", "CERT", "FOUND", "RAISED", "NOTED")
# Answers to what forms ask, for those that the walk sends without having opened them.
ANSWERS = {"reason": "other", "why": "other", "version": "1", "session": "1", "role": "manager"}


@pytest.fixture
def councils(app: Flask, database: Database) -> tuple[Council, Council]:
    """Derby, whose roles are walked, in a hub; and Nottingham, of which they must see nothing."""
    return database.filled("two councils and a hub", lambda: (council("derby", hub="d2n2"), council("nottingham")))


@pytest.fixture
def enter(sign_in: SignIn, councils: tuple[Council, Council]) -> Callable[[Role], CheckingClient]:
    """`enter(Role.HUB)`: somebody of Derby with that role, signed in."""

    def sign(role: Role) -> CheckingClient:
        where: dict[Role, dict[str, object]] = {
            Role.CARER: {"household_id": councils[0].home},
            Role.HUB: {"at": "d2n2"},
        }
        return sign_in(role, **where.get(role, {}))

    return sign


def _may(role: Role | None, way: Way) -> bool:
    return way.permission is None or (role is not None and role in access.MAY[way.permission])


def _token(browser: CheckingClient) -> str:
    return str(browser.get("/account").text.split('name="csrf_token" value="')[1].split('"')[0])


def _rows() -> dict[str, list[str]]:
    """Everything that the database holds, but what asking writes."""
    tables = set(inspect(db.engine).get_table_names()) - WRITTEN_BY_ASKING
    with db.engine.connect() as connection:
        return {
            table: sorted(str(tuple(row)) for row in connection.exec_driver_sql(f"SELECT * FROM {table}"))
            for table in tables
        }


@roles
def test_t11_no_page_shows_anything_of_another_council(
    app: Flask, councils: tuple[Council, Council], enter: Callable[[Role], CheckingClient], role: Role
) -> None:
    ours, theirs = councils
    browser = enter(role)
    opened = 0
    for way in ways(app, ours, theirs):
        if way.method != "GET":
            continue
        if not _may(role, way):  # of one's own it is refused in T18, as a fragment too
            answer = browser.get(way.foreign)
            assert theirs.found_in(answer, asked=way.foreign) == [], f"{role}: {way.foreign}"
            assert answer.status_code == 403, f"{role}: {way.foreign}: {answer.status}"
            continue
        for headers in ({}, {"HX-Request": "true"}):
            answers = {path: browser.get(path, headers=headers) for path in {way.own, way.foreign, way.unknown}}
            for path, answer in answers.items():
                where = f"{role}: {path} {headers}: {answer.status}"
                assert theirs.found_in(answer, asked=path) == [], where
                assert answer.status_code < 500, where
                refused = path == way.own and (role, way.endpoint) in OF_ITS_KIND
                assert (answer.status_code == 403) == refused, where
            if way.names_something:
                foreign, unknown = (same(answers[path], way.asked) for path in (way.foreign, way.unknown))
                assert foreign == unknown, f"{role}: {way.foreign} is answered otherwise than {way.unknown}"
                # A redirect leads to another address of the walk, where the object is asked for.
                assert foreign[0] in (302, 403, 404, 410), f"{role}: {way.foreign}: {foreign[0]}"
            opened += answers[way.own].status_code == 200
    assert opened > 0


# What a role may do with some kinds of a thing: a decision maker puts decisions right, and the walk has an enquiry.
# tests/pages/test_corrections.py has them put their own decision right.
OF_ITS_KIND = frozenset((Role.DECISION_MAKER, f"corrections.{name}") for name in ("form", "striking_out"))
# What is open to one person of a role only: test_panels.py and test_made_files.py open their own.
OWNERS = frozenset({"kept_forms.record", "packs.own", "packs.own_paper", "made_files.one", "made_files.take"})


def test_the_walk_opens_what_there_is(
    app: Flask, councils: tuple[Council, Council], enter: Callable[[Role], CheckingClient]
) -> None:
    """Else nothing would be proved: of each route at least one role sees its own, and in it one's own markers."""
    ours, theirs = councils
    browsers = {role: enter(role) for role in (Role.MANAGER, Role.DECISION_MAKER, Role.CARER, Role.PANEL)}
    seen: set[str] = set()
    for way in ways(app, ours, theirs):
        role = next((role for role in browsers if way.permission and role in access.MAY[way.permission]), None)
        if role is not None and way.method == "GET" and way.endpoint not in OWNERS:
            answer = browsers[role].get(way.own)
            assert answer.status_code < 400, f"{role}: {way.own}: {answer.status}"
            seen.update(ours.found_in(answer))
    seen.update(ours.found_in(browsers[Role.MANAGER].get(f"/households/{ours.other}/enquiries")))
    never = {marker for marker in ours.markers if marker not in seen}
    assert not {marker for marker in never if not marker.endswith(ASKED_FOR)}, never


@roles
def test_t12_nothing_of_another_council_can_be_written(
    app: Flask, councils: tuple[Council, Council], enter: Callable[[Role], CheckingClient], role: Role
) -> None:
    ours, theirs = councils
    browser = enter(role)
    token = _token(browser)
    before = _rows()
    for way in ways(app, ours, theirs):
        if way.method not in UNSAFE or not way.names_something:
            continue
        sent = _filled(browser, way) | {"csrf_token": token}
        answers = [browser.open(path, method=way.method, data=sent) for path in (way.foreign, way.unknown)]
        for answer in answers:
            assert theirs.found_in(answer, asked=way.foreign) == [], f"{role}: {way.foreign}"
        first, second = (same(answer, way.asked) for answer in answers)
        assert first == second, f"{role}: {way.method} {way.foreign} is answered otherwise than {way.unknown}"
        assert first[0] in ((404, 410, 422) if _may(role, way) else (403,)), f"{role}: {way.foreign}: {first[0]}"
    assert _rows() == before


def _filled(browser: CheckingClient, way: Way) -> dict[str, object]:
    """What the form at one's own address would send, with an answer to whatever it leaves open."""
    page = browser.get(way.own)
    found = [form for form in forms(page.text) if form.action == way.own] if page.status_code == 200 else []
    sent: dict[str, object] = dict(ANSWERS)
    for form in found[:1]:
        sent |= plausible(form)
    return sent


@roles
def test_t18_what_a_role_may_not_is_refused_by_every_method_and_shows_nothing(
    app: Flask, councils: tuple[Council, Council], enter: Callable[[Role], CheckingClient], role: Role
) -> None:
    ours, theirs = councils
    browser = enter(role)
    token = _token(browser)
    before = _rows()
    for way in ways(app, ours, theirs):
        if _may(role, way):
            continue
        # What is sent is refused before it is asked how; what is opened may be a fragment.
        for headers in ({},) if way.method in UNSAFE else ({}, {"HX-Request": "true"}):
            data = ANSWERS | {"csrf_token": token} if way.method in UNSAFE else None
            answer = browser.open(way.own, method=way.method, data=data, headers=headers)
            where = f"{role}: {way.method} {way.own}: {answer.status}"
            assert answer.status_code == 403, where
            assert ours.found_in(answer, asked=way.own) == [], where
    assert _rows() == before


def test_t11_whoever_is_not_signed_in_sees_nothing_of_anybody(
    app: Flask, councils: tuple[Council, Council], client: CheckingClient
) -> None:
    for way in ways(app, *councils):
        answer = client.open(way.own, method=way.method)
        for each in councils:
            assert each.found_in(answer, asked=way.own) == [], way.own
        assert answer.status_code < 500


def test_t44_whatever_shows_something_of_a_household_s_people_puts_on_record_that_it_did(
    app: Flask, councils: tuple[Council, Council], enter: Callable[[Role], CheckingClient]
) -> None:
    ours, theirs = councils
    endings = ("NAME", "SECOND", "ADDR", "OTHER", "CHILD", "WAS", "TWIN", "PETS", "WORK", "home.example", "GUEST")
    personal = {marker for marker in ours.markers if marker.endswith((*endings, "1AA"))}
    browsers = {role: enter(role) for role in (Role.MANAGER, Role.DECISION_MAKER, Role.HUB, Role.CARER)}
    shown = 0
    for way in ways(app, ours, theirs):
        for role, browser in browsers.items():
            if way.method == "GET" and _may(role, way):
                before = _looks()
                answer = browser.get(way.own)
                if set(ours.found_in(answer)) & personal:
                    shown += 1
                    # Where a list tells of concerns too, that is a look of its own, which few may take.
                    rows = (1, 2) if way.own.startswith("/carers/retention") else (1,)
                    assert _looks() - before in rows, f"{role}: {way.own} was looked at, and nothing says so"
    assert shown > 15


def _looks() -> int:
    return int(db.session.execute(select(func.count()).select_from(AuditEntry)).scalar_one())


def test_t15_a_carer_reaches_no_other_household_not_even_of_the_same_council(
    app: Flask, councils: tuple[Council, Council], enter: Callable[[Role], CheckingClient]
) -> None:
    ours, theirs = councils
    carer = enter(Role.CARER)
    # The children of the carer's own household are theirs to see ("children of the household" in crm/fields.py).
    hidden = [
        marker
        for marker in ours.markers
        if marker.endswith(("OTHER", "STAFF", "FILE", "WAITS", "ADDR", "MOVED", "TWIN", "HERIT"))
    ]
    for way in ways(app, ours, theirs):
        for path in (way.own, way.own.replace(ours.reference, ours.other)):
            text = carer.open(path, method=way.method).get_data(as_text=True)
            assert [marker for marker in hidden if marker in text] == [], path
            assert ours.other not in text, path


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SOCIAL_WORKER])
def test_t11_where_staff_see_their_own_caseload_a_colleagues_household_is_like_an_unknown_one(
    app: Flask, councils: tuple[Council, Council], enter: Callable[[Role], CheckingClient], role: Role
) -> None:
    ours, theirs = councils
    browser = enter(role)
    by = replace(given.officer(ours.agency_id), role=Role.MANAGER)
    assignments.assign([ours.home], ours.account, by=by)  # a colleague's, and approved
    settings.change("own_caseload_only", True, valid_from=clock.today(), agency_id=ours.agency_id, by=by)
    hidden = [
        marker for marker in ours.markers if marker.endswith(("NAME", "SECOND", "ADDR", "CHILD", "WAS", "LETTER"))
    ]
    assert hidden
    heard = role is Role.SOCIAL_WORKER  # what panel hears is not approved: an officer's, whoever works with it
    hidden += [marker for marker in ours.markers if heard and marker.endswith(("HEARD", "PAPER", "PUT"))]
    before = _rows()
    token = _token(browser)
    for way in ways(app, ours, theirs):
        numbered = heard and (way.endpoint.startswith("panel_items.") or way.endpoint == "packs.whole_paper")
        if way.method in UNSAFE and ours.reference not in way.own and not numbered:
            continue  # one's own account and the like: the session would end by it
        asked = way.unknown if numbered else way.own.replace(ours.reference, "DER-999999999"), way.own
        data = ANSWERS | {"csrf_token": token} if way.method in UNSAFE else None
        unknown, own = (browser.open(path, method=way.method, data=data) for path in asked)
        said = own.get_data().decode(errors="replace")  # a document is no text
        assert [marker for marker in hidden if marker in said] == [], way.own
        if ours.reference in way.own:
            without = (ours.reference, "DER-999999999")
            assert same(own, without) == same(unknown, without), f"{way.method} {way.own}"
            assert own.status_code in (302, 403, 404), f"{way.method} {way.own}"
        if numbered:
            assert own.status_code == unknown.status_code in (403, 404), f"{way.method} {way.own}: {own.status}"
    after = _rows()
    assert {table for table in before if "household" in table and before[table] != after[table]} == set()
    assignments.assign([ours.home], _user_id(role), by=by)
    assert browser.get(f"/households/{ours.reference}").status_code == 200


def _user_id(role: Role) -> int:
    db.session.rollback()
    email = f"{role.value.replace('_', '.')}@derby.example"
    return db.session.scalars(select(User.id).where(User.email == email)).one()


def test_t17_a_carer_is_shown_no_staff_page_nor_a_menu_of_them(
    app: Flask, councils: tuple[Council, Council], enter: Callable[[Role], CheckingClient]
) -> None:
    carer, officer = enter(Role.CARER), enter(Role.OFFICER)
    portal = [way for way in ways(app, *councils) if str(way.permission).startswith("portal.")]
    carers = ("portal.view", "portal.ask", "account.own", None)
    staff = [way for way in ways(app, *councils) if way.permission not in carers]
    for way in staff:
        answer = carer.open(way.own, method=way.method)
        assert answer.status_code == 403
        for part in ('href="/households', 'href="/enquiries', 'href="/reports', 'href="/imports', "Log an enquiry"):
            assert part not in answer.text, way.own
    for way in portal:
        assert officer.open(way.own, method=way.method).status_code == 403
