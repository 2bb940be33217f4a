"""T48: who looked at this household, what somebody did, between two days; for those who answer for it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select, update

from crm.actor import Role
from crm.audit.tables import AuditEntry
from crm.commands import assignments
from crm.extensions import db
from crm.people.panel_tables import PanelItem
from crm.people.tables import Household, User
from crm.register import agencies
from tests import filling, given
from tests.doors import CheckingClient, words_of
from tests.trust.canary_panels import panels

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
SetClock = Callable[[datetime | date], None]


@pytest.fixture
def references(app: Flask) -> dict[str, str]:
    """A household of Derby, another, and one of Nottingham."""
    derby, nottingham = given.agency(), given.agency("nottingham")
    made = {
        "ours": given.household(derby, "Rowan Example-Finch"),
        "other": given.household(derby, "Somebody Else-Example"),
        "foreign": given.household(nottingham, "Wren Example-Foreign"),
    }
    given.journey(made["ours"], date(2026, 1, 2), by=given.officer(derby))
    found = {name: db.session.get_one(Household, key).reference for name, key in made.items()}
    db.session.rollback()
    return found


def _lines(page: str) -> int:
    return page.count('data-label="When"')


def test_t48_governance_finds_who_saw_a_household_between_two_days_lists_and_all(
    references: dict[str, str], come_in: SignIn, clock_at: SetClock
) -> None:
    ours = references["ours"]
    clock_at(date(2026, 3, 1))
    come_in(Role.OFFICER).get(f"/households/{ours}")
    clock_at(date(2026, 3, 2))
    come_in(Role.SOCIAL_WORKER).get("/households?q=Rowan")
    clock_at(date(2026, 3, 3))
    come_in(Role.MANAGER).get(f"/households/{references['other']}")
    browser = come_in(Role.GOVERNANCE)
    page = browser.get(f"/audit?household={ours.lower()}&from=2026-03-01&to=02/03/2026").text
    # Each begins at the list, of which only one household has something that stands.
    assert _lines(page) == 4
    assert "Saw a list" in page and "1 households" in page and "Timeline" in page.title()
    assert "Rowan" not in page and "Else" not in page
    assert _lines(browser.get(f"/audit?household={ours}&from=2026-03-02&to=2026-03-02").text) == 2
    assert _lines(browser.get(f"/audit?household={ours}&what=lists").text) == 4
    same = browser.get(f"/households/{ours}/looks?from=2026-03-01&to=2026-03-02")
    assert _lines(same.text) == 4


def test_t48_whoever_saw_a_household_on_a_panels_agenda_or_opened_its_papers_is_found(
    app: Flask, come_in: SignIn
) -> None:
    derby = given.agency()
    numbers = panels(derby, "SEEN", given.officer(derby))
    household = db.session.get_one(PanelItem, numbers["item"]).household_id
    reference = db.session.get_one(Household, household).reference
    db.session.rollback()
    agenda = f"/panel/{numbers['panel']}"
    officer = come_in(Role.OFFICER)
    for path in (agenda, f"{agenda}/items/{numbers['item']}", f"{agenda}/pack"):
        assert officer.get(path).status_code == 200
    assert officer.get(f"{agenda}/pack/papers/{numbers['paper']}").status_code == 200
    governance = come_in(Role.GOVERNANCE)
    looked = words_of(governance.get(f"/audit?household={reference}&what=records"))
    for said in ("Looked at a household on a panel", "Opened panel", "Opened a document of panel"):
        assert said in looked
    lists = words_of(governance.get(f"/audit?household={reference}&what=lists"))
    assert "Saw a panel" in lists and "Opened panel" not in lists
    changes = _lines(governance.get(f"/audit?household={reference}&what=changes").text)
    officer.get(agenda)
    assert _lines(governance.get(f"/audit?household={reference}&what=changes").text) == changes


def test_t48_a_day_is_a_london_day(references: dict[str, str], come_in: SignIn, clock_at: SetClock) -> None:
    clock_at(datetime(2026, 7, 1, 22, 59, tzinfo=UTC))  # 23:59 in London
    manager = come_in(Role.MANAGER)
    manager.get(f"/households/{references['ours']}")
    clock_at(datetime(2026, 7, 1, 23, 1, tzinfo=UTC))  # 00:01 of the next day
    manager.get(f"/households/{references['ours']}")
    for day, lines in (("2026-07-01", 1), ("2026-07-02", 1)):
        address = f"/audit?household={references['ours']}&from={day}&to={day}&what=records"
        assert _lines(manager.get(address).text) == lines


def test_t48_everything_that_one_person_did_is_found_and_the_search_is_on_record(
    references: dict[str, str], come_in: SignIn
) -> None:
    officer = come_in(Role.OFFICER)
    officer.get(f"/households/{references['ours']}")
    officer.get("/audit")
    who = db.session.scalars(select(AuditEntry.user_id).where(AuditEntry.action == "access")).one()
    browser = come_in(Role.GOVERNANCE)
    page = browser.get(f"/audit?person={who}").text
    assert _lines(page) == 5
    for said in (
        "Opened an account",  # by whoever opened it: what others do with an account is found with its owner
        "Signed in",
        "Saw the page of today",
        "Looked",
        "Tried a page of another role, and was refused",
        references["ours"],
    ):
        assert said in page
    asked = select(AuditEntry).where(AuditEntry.action == "audit.view")
    assert [entry.about for entry in db.session.scalars(asked)] == [f"user {who}"]


def test_t44_whoever_asks_for_a_household_that_is_not_theirs_is_on_record_and_governance_finds_it(
    references: dict[str, str], come_in: SignIn
) -> None:
    officer, foreign = come_in(Role.OFFICER), references["foreign"]
    for asked in (foreign.lower(), "DER-000000", "Wren Example-Foreign"):
        assert officer.get(f"/households/{asked}").status_code == 404
    officer.get(f"/households/{foreign}/visits/1", headers={"HX-Request": "true"})
    denied = select(AuditEntry).where(AuditEntry.action == "household.refused")
    rows = db.session.scalars(denied.order_by(AuditEntry.id)).all()
    # Another council's and one that nobody has leave the same row. What is no reference may be a name.
    assert [row.about for row in rows] == [foreign, "DER-000000", None, foreign]
    derby = db.session.scalar(select(Household.agency_id).where(Household.reference == references["ours"]))
    assert {(row.agency_id, row.household_id, row.outcome) for row in rows} == {(derby, None, "refused")}
    assert all(row.request_id for row in rows)
    assert {row.network for row in rows} == {"127.0.0.1"}
    browser = come_in(Role.GOVERNANCE)
    for address in ("/audit?what=refused", "/audit?what=doors"):
        page = browser.get(address).text
        assert page.count("Asked for what is not theirs, or is not there, and was refused") == 4
        assert foreign in page and "Wren" not in page and page.count("127.0.0.1") >= 4


def test_t48_the_file_holds_what_the_page_shows_and_its_taking_is_on_record(
    references: dict[str, str], come_in: SignIn
) -> None:
    browser = come_in(Role.GOVERNANCE)
    come_in(Role.OFFICER).get(f"/households/{references['ours']}/people")
    page = f"/audit?household={references['ours']}"
    form = f"/audit/export?household={references['ours']}"
    answer = browser.fill_in(page, {"reason": "subject_access"}, form=form)
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert [row[3] for row in rows[1:]] == ["Looked in the audit", "Looked", "Saw the page of today", "Recorded"]
    assert {row[4] for row in rows[1:]} == {references["ours"]}
    taken = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "audit.export")).one()
    assert (taken.reason, taken.role, taken.household_id) == ("subject_access", "governance", 1)
    assert browser.fill_in(page, {}, form=form).status_code == 422
    token = filling.forms(browser.get(page).text)[-1].values["csrf_token"]
    sent = {"csrf_token": token, "reason": "subject_access"}
    backwards = browser.post(f"{form}&from=2026-02-03&to=2026-02-01", data=sent, follow_redirects=True)
    assert "The last day must be the first day or a later one" in backwards.text


def test_t48_a_foreign_household_is_answered_like_an_unknown_one(
    references: dict[str, str], come_in: SignIn
) -> None:
    come_in(Role.OFFICER, at="nottingham").get(f"/households/{references['foreign']}")
    browser = come_in(Role.GOVERNANCE)
    foreign, unknown = references["foreign"], "NOT-999999"
    assert foreign not in browser.get("/audit").text
    assert "nottingham" not in browser.get("/audit").text.lower()
    answers = []
    for reference in (foreign, unknown):
        for path in (f"/audit?household={reference}", f"/households/{reference}/looks"):
            answer = browser.get(path)
            answers.append((answer.status_code, words_of(answer).replace(reference, "")))
    assert answers[:2] == answers[2:]
    assert [code for code, _ in answers[:2]] == [422, 404]


@pytest.mark.parametrize(
    "asked",
    [
        "from=yesterday",
        "from=2026-02-03&to=2026-02-01",
        "to=2026-02-30",
        "person=x&what=nonsense&page=0",
        "household=%00%27--",
        "page=99999999",
    ],
)
def test_what_cannot_be_meant_is_said_or_left_out(references: dict[str, str], come_in: SignIn, asked: str) -> None:
    answer = come_in(Role.MANAGER).get(f"/audit?{asked}")
    wrong = asked.split("=")[0] in ("from", "to", "household")
    assert answer.status_code == (422 if wrong else 200)
    assert ("There is a problem" in answer.text) == wrong


def test_a_long_record_is_paged(references: dict[str, str], come_in: SignIn) -> None:
    manager = come_in(Role.MANAGER)
    for _ in range(52):
        manager.get(f"/households/{references['ours']}/range")
    first = manager.get(f"/audit?household={references['ours']}&what=records")
    assert "52" in first.text and _lines(first.text) == 50
    assert _lines(manager.get(f"/audit?household={references['ours']}&what=records&page=2").text) == 2


def test_t48_what_staff_did_at_night_is_found_by_the_hours_that_the_council_has_set(
    app: Flask, references: dict[str, str], come_in: SignIn, clock_at: SetClock
) -> None:
    ours = f"/households/{references['ours']}"
    email = given.user(Role.OFFICER)
    for moment in (
        datetime(2026, 7, 1, 18, 59, tzinfo=UTC),  # 19:59 in London: evening
        datetime(2026, 7, 1, 19, 0, tzinfo=UTC),  # 20:00: night
        datetime(2026, 7, 2, 4, 59, tzinfo=UTC),  # 05:59: night
        datetime(2026, 7, 2, 5, 0, tzinfo=UTC),  # 06:00: morning
    ):
        clock_at(moment)
        officer = CheckingClient(app)
        officer.fill_in("/sign-in", {"email": email, "password": given.PASSWORD})
        officer.get(ours)
    clock_at(datetime(2026, 7, 2, 12, tzinfo=UTC))
    governance = come_in(Role.GOVERNANCE)
    assert _households_seen(governance.get("/audit?what=night").text) == 2
    assert _households_seen(governance.get("/audit?what=night&from=2026-07-02").text) == 1
    assert _households_seen(governance.get(f"{ours}/looks?what=night&to=2026-07-01").text) == 1
    assert _households_seen(governance.get("/audit?what=night&to=2026-06-30").text) == 0


def test_t48_looks_at_ones_own_surname_are_found(app: Flask, references: dict[str, str], come_in: SignIn) -> None:
    officer = come_in(Role.OFFICER)
    for each in ("ours", "other"):
        officer.get(f"/households/{references[each]}")
    governance = come_in(Role.GOVERNANCE)
    assert _households_seen(governance.get("/audit?what=own_name").text) == 0
    db.session.execute(update(User).where(User.role == "officer").values(name="Sam Else-Example"))
    db.session.commit()
    page = governance.get("/audit?what=own_name").text
    assert _households_seen(page) == 1 and references["other"] in page


def _households_seen(page: str) -> int:
    return page.count('data-label="What">Looked</td>')


def test_t48_looks_at_a_colleagues_household_are_found_by_whose_it_was_at_the_time(
    app: Flask, references: dict[str, str], come_in: SignIn, clock_at: SetClock
) -> None:
    clock_at(date(2026, 3, 1))
    officer, governance = come_in(Role.OFFICER), come_in(Role.GOVERNANCE)
    colleague = given.user(Role.SOCIAL_WORKER)
    ours = db.session.scalars(select(Household.id).where(Household.reference == references["ours"])).one()
    staff = {user.email: user.id for user in db.session.scalars(select(User))}
    by = given.officer(agencies.called("derby").id)
    db.session.rollback()
    officer.get(f"/households/{references['ours']}")  # nobody's yet
    clock_at(datetime(2026, 3, 1, 12, 5, tzinfo=UTC))
    assignments.assign([ours], staff[colleague], by=by)
    clock_at(datetime(2026, 3, 1, 12, 10, tzinfo=UTC))
    officer.get(f"/households/{references['ours']}")  # a colleague's
    officer.get(f"/households/{references['other']}")  # nobody's
    clock_at(datetime(2026, 3, 1, 12, 20, tzinfo=UTC))
    assignments.assign([ours], staff["officer@derby.example"], by=by)
    officer.get(f"/households/{references['ours']}")  # one's own
    page = governance.get("/audit?what=caseload").text
    assert _households_seen(page) == 1 and references["ours"] in page
    assert _households_seen(governance.get("/audit?what=caseload&to=2026-02-28").text) == 0
