"""How a household lives, what each field said before, and who may see what of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Role
from crm.audit.tables import AuditEntry
from crm.extensions import db
from crm.people.tables import Carer, Household
from tests import filling, given
from tests.doors import CheckingClient
from tests.pages.conftest import Desk

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]


@pytest.fixture
def home(app: Flask, clock_at: Callable[[date], None]) -> str:
    """The address of a household of one carer."""
    clock_at(date(2026, 3, 4))
    reference = db.session.get_one(Household, given.household(given.agency())).reference
    db.session.rollback()
    return f"/households/{reference}"


def main(text: str) -> str:
    return text.split("<main")[1].split("</main>")[0]


def audited(action: str) -> list[tuple[list[str], str | None]]:
    rows = db.session.execute(
        select(AuditEntry.fields, AuditEntry.reason).where(AuditEntry.action == action).order_by(AuditEntry.id)
    )
    found = [(row.fields, row.reason) for row in rows]
    db.session.rollback()
    return found


def test_the_home_and_the_work_of_a_carer_are_recorded_and_shown(home: str, sign_in: SignIn) -> None:
    officer = sign_in(Role.OFFICER)
    answers = {"bedrooms": "4", "spare_bedrooms": "1", "pets": "Two cats"}
    page = officer.fill_in(f"{home}/profile/house/edit", answers | {"languages": "English, Welsh"}).text
    assert "Two cats" in page and "English, Welsh" in page
    carer = {
        "born_on": date(1986, 3, 5),
        "occupation": "Nurse",
        "works_for": "Example Hospital",
    }
    page = officer.fill_in(f"{home}/profile/carers/1/edit", carer).text
    assert "5 March 1986 (39)" in page and "Example Hospital" in page


def test_a_carer_who_would_be_a_child_is_asked_about(home: str, sign_in: SignIn) -> None:
    officer, path = sign_in(Role.OFFICER), f"{home}/profile/carers/1/edit"
    child = officer.fill_in(path, {"born_on": date(2008, 3, 5)})  # 18 tomorrow
    assert child.status_code == 422 and "A foster carer is 18 or older: check the date of birth" in child.text
    assert "4 March 2008 (18)" in officer.fill_in(path, {"born_on": date(2008, 3, 4)}).text


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"bedrooms": "2", "spare_bedrooms": "3"}, "more spare bedrooms than bedrooms"),
        ({"bedrooms": "31"}, "Bedrooms must be a whole number between 0 and 30"),
        ({"bedrooms": "٣"}, "Bedrooms must be a whole number between 0 and 30"),
        ({"pets": "x" * 401}, "Pets must be 400 characters or fewer"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_is_kept(
    home: str, sign_in: SignIn, answers: dict[str, str], says: str
) -> None:
    page = sign_in(Role.OFFICER).fill_in(f"{home}/profile/house/edit", answers)
    assert page.status_code == 422
    assert says in page.text and list(answers.values())[-1] in page.text


def test_heritage_and_faith_are_shown_only_to_whoever_says_why_and_only_once(home: str, sign_in: SignIn) -> None:
    officer = sign_in(Role.OFFICER)
    there = f"{home}/profile/carers/1/background/edit"
    told = {"heritage": "CNRY-HERITAGE", "faith": "CNRY-FAITH", "ethnicity": "AIND"}
    page = officer.fill_in(there, told).text
    assert "on record, and hidden" in page and "CNRY-" not in page
    manager = sign_in(Role.MANAGER)
    for path in (f"{home}/profile", f"{home}/people", f"{home}/people/history", home, there, f"{home}/looks"):
        assert "CNRY-" not in manager.get(path).text, path
    assert officer.fill_in(f"{home}/profile", {}, form=f"{home}/profile/special").status_code == 422
    page = officer.fill_in(f"{home}/profile", {"reason": "matching"}, form=f"{home}/profile/special").text
    assert "CNRY-HERITAGE" in page and "CNRY-FAITH" in page and "Indian" in page
    assert "CNRY-" not in officer.get(f"{home}/profile").text, "hidden again when the page is loaded again"
    assert audited("special.show") == [
        (["ethnicity", "faith", "heritage", "names of members", "religion"], "matching")
    ]
    page = officer.fill_in(there, {"remove": ["faith"], "nature": "changed"}).text
    page = officer.fill_in(f"{home}/profile", {"reason": "matching"}, form=f"{home}/profile/special").text
    assert "CNRY-HERITAGE" in page and "CNRY-FAITH" not in page


def test_a_role_that_may_not_ask_is_shown_no_way_to_and_refused(home: str, sign_in: SignIn) -> None:
    decision_maker = sign_in(Role.DECISION_MAKER)
    page = decision_maker.get(f"{home}/profile")
    assert page.status_code == 200
    assert "Show them" not in page.text and "background" not in page.text
    assert decision_maker.get(f"{home}/profile/special").status_code == 403
    assert sign_in(Role.ANALYST).get(f"{home}/profile").status_code == 403


def test_children_are_shown_without_their_names_until_somebody_says_why(home: str, sign_in: SignIn) -> None:
    officer = sign_in(Role.OFFICER)
    child = {"name": "Bryn Example-Finch", "relation": "child", "born_on": date(2019, 6, 1)}
    page = officer.fill_in(f"{home}/profile/members/new", child).text
    assert "Child, 6 years old" in page and "Bryn" not in page
    page = officer.fill_in(f"{home}/profile", {"reason": "assessment"}, form=f"{home}/profile/special").text
    assert "Bryn Example-Finch" in page
    page = officer.fill_in(
        f"{home}/profile/members/1/edit", {"relation": "grown_child", "nature": "corrected"}
    ).text
    assert "Grown-up child" in page
    page = officer.fill_in(f"{home}/profile", {"reason": "assessment"}, form=f"{home}/profile/special").text
    assert "Bryn Example-Finch" in page, "a name that was left empty stays"


def test_somebody_removed_by_mistake_is_put_back(home: str, sign_in: SignIn) -> None:
    officer = sign_in(Role.OFFICER)
    officer.fill_in(f"{home}/profile/members/new", {"name": "Bryn Example-Finch", "relation": "child"})
    page = officer.fill_in(f"{home}/profile", {}, form=f"{home}/profile/members/1/remove").text
    assert "Nobody else is recorded." in page and "Removed people" in page
    page = officer.fill_in(f"{home}/profile", {}, form=f"{home}/profile/members/1/put-back").text
    assert "Nobody else is recorded." not in page and "Removed people" not in page


def test_a_carer_removed_by_mistake_comes_back_with_all_that_was_known(home: str, sign_in: SignIn) -> None:
    officer = sign_in(Role.OFFICER)
    officer.fill_in(f"{home}/people/2/edit", {"name": "Sam Example-Finch", "phone": "01632 960 001"})
    officer.fill_in(f"{home}/profile/carers/2/edit", {"occupation": "Beekeeper"})
    path = f"{home}/profile/carers/2/remove"
    assert f'href="{home}/people/2/leave"' in officer.get(path).text, "who left is not removed"
    refused = officer.fill_in(path, {}, form=path)
    assert refused.status_code == 422 and "Choose why it is being put right" in refused.text
    asked = next(each for each in filling.forms(officer.get(path).text) if each.action == path)
    once, again = (officer.post(path, data=asked.filled({"why": "recorded_twice"})) for _ in range(2))
    assert (once.status_code, again.status_code, again.location) == (303, 303, once.location), "a double click"
    page = officer.get(once.location).text
    assert "Beekeeper" not in page and "Carer, <bdi>Sam Example-Finch</bdi>" in page
    assert "by <bdi>Officer</bdi>: it was recorded twice" in page
    assert "Rowan Example-Finch</bdi></h1>" in page, "the name in lists is that of who is left"
    gone = db.session.scalars(select(Carer.id).where(Carer.removed_at.is_not(None))).one()
    db.session.rollback()
    page = officer.get(f"{home}?show=people").text
    assert "Carer removed" in page and "<bdi>Sam Example-Finch</bdi>: it was recorded twice." in page
    assert f'href="{home}/profile">on the profile</a>' in page and "Carer put back" not in page
    for typed in ("sam", "finch SAM", "Sam Example", "960001", "+44 1632 960 001"):
        found = officer.get("/households", query_string={"q": typed}).text
        assert "<bdi>Sam Example-Finch</bdi> (removed on 4 March 2026)" in found and f'href="{home}"' in found, (
            typed
        )
    assert "removed on" not in officer.get("/households?q=rowan").text
    assert "No household" in officer.get("/households?q=samuel").text
    page = officer.fill_in(f"{home}/profile", {}, form=f"{home}/profile/gone/{gone}/put-back").text
    assert "Beekeeper" in page and "Rowan and Sam Example-Finch</bdi></h1>" in page
    assert "01632 960 001" in officer.get(f"{home}/people").text
    assert "Removed people" not in page
    assert "removed on" not in officer.get("/households?q=sam").text
    page = officer.get(home).text
    assert page.index("Carer put back") < page.index("Carer removed"), "the newest first"
    assert "Officer" in page.split("Carer put back")[1].split("Carer removed")[0] and "on the profile" not in page


def test_the_same_people_enquire_again_though_their_record_was_emptied_by_mistake(
    home: str, sign_in: SignIn
) -> None:
    officer = sign_in(Role.OFFICER)
    officer.fill_in(f"{home}/people/2/edit", {"name": "Sam Example-Finch", "email": "sam@home.example"})
    path = f"{home}/profile/carers/2/remove"
    officer.fill_in(path, {"why": "mistyped"}, form=path)
    again = given.household(1, "Sam Example-Finch", email="sam@home.example")
    given.journey(again, date(2026, 3, 1), by=given.officer(1))
    reference = db.session.get_one(Household, again).reference
    db.session.rollback()
    assert reference in officer.get("/households?q=sam@home.example").text


def test_each_change_is_told_from_whom_when_from_what_to_what_and_is_restored(home: str, sign_in: SignIn) -> None:
    officer = sign_in(Role.OFFICER)
    officer.fill_in(f"{home}/profile/house/edit", {"pets": "A dog"})
    for pets, nature in (("Two dogs", "changed"), ("Three dogs", "corrected")):
        officer.fill_in(f"{home}/profile/house/edit", {"pets": pets, "nature": nature})
    page = main(officer.get(f"{home}/people/history").text)
    rows = page.split("<tr")[2:]
    assert len(rows) == 3
    assert "Two dogs" in rows[0] and "Three dogs" in rows[0] and "It was wrong" in rows[0]
    assert "A dog" in rows[1] and "Two dogs" in rows[1] and "It changed" in rows[1]
    assert "4 Mar 2026" in rows[1] and "Officer" in rows[1]
    assert "First recorded" in rows[2] and "Restore" not in rows[2]
    page = officer.fill_in(f"{home}/people/history", {}, form=f"{home}/people/history/2/restore").text
    assert "It says again what it said before." in page
    assert "A dog" in officer.get(f"{home}/profile").text
    assert "Three dogs" in main(officer.get(f"{home}/people/history").text), "and that stays on record"


def test_a_name_is_restored_and_the_lists_follow(home: str, sign_in: SignIn) -> None:
    officer = sign_in(Role.OFFICER)
    officer.fill_in(f"{home}/people/1/edit", {"name": "Rowan Example-Wrong", "nature": "changed"})
    page = officer.fill_in(f"{home}/people/history", {}, form=f"{home}/people/history/1/restore").text
    assert "Rowan Example-Finch</bdi></h1>" in page
    assert "Rowan Example-Wrong" in page, "what was restored from is in the list"


def test_t49_a_stale_form_of_the_home_overwrites_nothing(home: str, sign_in: SignIn) -> None:
    officer, other = sign_in(Role.OFFICER), sign_in(Role.SOCIAL_WORKER)
    there = f"{home}/profile/house/edit"
    token = officer.get(there).text.split('name="csrf_token" value="')[1].split('"')[0]
    other.fill_in(there, {"pets": "A dog"})
    sent = {"csrf_token": token, "version": "1", "pets": "A parrot", "nature": "changed"}
    answer = officer.post(there, data=sent)
    assert answer.status_code == 409
    assert "A parrot" in answer.text and "Somebody changed this household" in answer.text
    now = main(answer.text).split("What is on record now, where it differs:")[1].split("</dl>")[0]
    assert "Pets" in now and "A dog" in now and "Bedrooms" not in now
    assert "A dog" in officer.get(f"{home}/profile").text


def test_t49_a_stale_form_of_a_carer_says_what_is_on_record_now(home: str, sign_in: SignIn) -> None:
    officer, other = sign_in(Role.OFFICER), sign_in(Role.SOCIAL_WORKER)
    there = f"{home}/profile/carers/1/edit"
    token = officer.get(there).text.split('name="csrf_token" value="')[1].split('"')[0]
    other.fill_in(there, {"born_on": date(1980, 2, 29), "sex": "female", "works_for": "Sample School"})
    sent = {"csrf_token": token, "version": "1", "speaks": "Polish", "nature": "changed"}
    now = main(officer.post(there, data=sent).text).split("where it differs:")[1].split("</dl>")[0]
    for said in ("29 February 1980", "Female", "Sample School", "Not recorded"):
        assert said in now


def test_former_addresses_heritage_and_names_are_shown_for_a_reason_and_restored(
    home: str, sign_in: SignIn
) -> None:
    officer = sign_in(Role.OFFICER)
    lives = {"nature": "changed", "since": date(2026, 3, 1)}
    officer.fill_in(f"{home}/people/address/edit", {"address": "1 Former Lane", "nature": "changed"})
    officer.fill_in(f"{home}/people/address/edit", {"address": "2 Present Road", **lives})
    there = f"{home}/profile/carers/1/background/edit"
    officer.fill_in(there, {"heritage": "CNRY-OLD"})
    officer.fill_in(there, {"heritage": "CNRY-NEW", **lives})
    officer.fill_in(f"{home}/profile/members/new", {"name": "Bryn Example-Finch", "relation": "child"})
    officer.fill_in(f"{home}/profile/members/1/edit", {"name": "Bryan Example-Finch", "nature": "corrected"})

    history, ask = f"{home}/people/history", f"{home}/people/history/special"
    page = main(officer.get(history).text)
    assert "CNRY-" not in page and "Former Lane" not in page and "Bryn" not in page
    refused = officer.fill_in(history, {}, form=ask)
    assert refused.status_code == 422 and "CNRY-" not in refused.text
    assert audited("address.show") == []

    page = main(officer.fill_in(history, {"reason": "assessment"}, form=ask).text)
    assert "1 Former Lane" in page and "2 Present Road" in page
    assert "CNRY-OLD" in page and "CNRY-NEW" in page and "Bryn Example-Finch" in page
    fields = ("ethnicity", "faith", "heritage", "names of members", "religion")
    assert audited("special.show") == [([f"former {each}" for each in fields], "assessment")]
    assert audited("address.show") == [(["former address"], "assessment")]

    former = re.search(r"1 Former Lane.*?/history/(\d+)/restore", page, re.S)
    assert former is not None
    restore = next(each for each in filling.forms(page) if each.action == f"{history}/{former[1]}/restore")
    officer.post(restore.action, data=restore.values)
    page = main(officer.fill_in(history, {"reason": "assessment"}, form=ask).text)
    assert "2 Present Road" in page, "what was there is kept"
    shown = officer.fill_in(f"{home}/people", {"reason": "visit"}, form=f"{home}/people/address").text
    assert "1 Former Lane" in shown

    assert sign_in(Role.MANAGER, at="leeds").get(ask).status_code in (302, 404)
    assert sign_in(Role.DECISION_MAKER).get(ask).status_code == 403


@pytest.mark.parametrize("part", ["people/1/edit", "worker", "range/wishes/edit"])
def test_t49_a_form_that_is_sent_without_its_version_is_taken_as_overtaken(
    desk: Callable[..., Desk], part: str
) -> None:
    at = desk(Role.MANAGER)
    path = f"/households/{at.approved()}/{part}"
    [form] = [each for each in filling.forms(at.browser.get(path).text) if each.action == path]
    sent = {name: said for name, said in form.filled({}).items() if name != "version"}
    assert at.browser.post(path, data=sent).status_code in (409, 422)
