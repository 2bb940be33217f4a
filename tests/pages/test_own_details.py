"""Carers propose to change what is known of them: staff see it beside the record, and accept or decline it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest
from flask import Flask

from crm.actor import Actor, Role
from crm.commands import carer_details, parting, people, profiles, users
from crm.commands.carer_details import Proposed
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.people import households
from crm.people.tables import Household
from tests import given
from tests.doors import CheckingClient
from tests.pages.carers_asking import Case, second_carer
from tests.pages.conftest import TODAY, Desk

DETAILS, QUEUE = "/portal/details", "/carers/details"
PHONE = {"phone": "01632 960 044", "email": "rowan@home.example"}
LODGER = {"name": "Ashby Sample", "relation": "lodger", "born_on": date(1990, 4, 5), "lives_here": "yes"}


@pytest.fixture
def case(desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]) -> Case:
    """A household whose carer, Rowan, has an account by their e-mail address."""
    at = desk()
    reference = at.approved(agreed=True)
    home = at.household_id(reference)
    carer = sign_in(Role.CARER, household_id=home)
    _known(at, home, "carer@derby.example", "01632 960 001")
    return Case(at, carer, reference)


def _version(home: int) -> int:
    found = db.session.get_one(Household, home).version
    db.session.rollback()
    return found


def _known(at: Desk, home: int, email: str, phone: str) -> None:
    told = {"name": "Rowan Example-Finch", "email": email, "phone": phone}
    people.change_carer(home, 1, **told, nature="corrected", version=_version(home), by=at.officer)  # type: ignore[arg-type]


def _phone(case: Case) -> str | None:
    found = households.carers_of(case.home)[0].phone
    db.session.rollback()
    return found


def _propose(case: Case, path: str, answers: Mapping[str, object], browser: CheckingClient | None = None) -> str:
    page = (browser or case.carer).fill_in(f"{DETAILS}/{path}", answers, form=f"{DETAILS}/{path}")
    assert "It is sent." in page.text, page.text
    return _plain(page.text)


def _one(case: Case, place: int = 0) -> str:
    """The address of a proposal in the queue, the longest waiting first."""
    found = re.findall(rf'href="({QUEUE}/\d+)"', case.at.browser.get(f"{QUEUE}?state=all").text)
    return str(found[place])


def _plain(page: str) -> str:
    """The page's own words, without what marks them."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", "<" + page.split("<main")[1].replace("\u00a0", " ")))


def test_what_a_carer_proposes_is_on_record_when_staff_accept_it_and_not_before(
    case: Case, mails: Callable[[], list[Letter]]
) -> None:
    assert "01632 960 001" in case.carer.get(DETAILS).text
    assert "With your service" in _propose(case, "contacts", PHONE) and _phone(case) == "01632 960 001"
    assert "change of details" in _plain(case.at.browser.get("/").text).lower()
    page = _plain(case.at.browser.get(_one(case)).text)
    assert "01632 960 001" in page and "01632 960 044" in page
    done = case.at.browser.fill_in(_one(case), {}, form=f"{_one(case)}/accept")
    assert "It is on record. The carer is told." in done.text and _phone(case) == "01632 960 044"
    assert [letter.subject for letter in mails()] == ["Your details are changed"]
    assert "On record" in _plain(case.carer.get(DETAILS).text)
    history = _plain(case.at.browser.get(f"/households/{case.reference}/people/history").text)
    assert "01632 960 001" in history and "It changed" in history


def test_what_is_declined_says_why_by_mail_in_plain_words_and_more_in_the_portal(
    case: Case, mails: Callable[[], list[Letter]]
) -> None:
    _propose(case, "contacts", PHONE)
    bare = case.at.browser.fill_in(_one(case), {"answer": "Call me"}, form=f"{_one(case)}/decline")
    assert bare.status_code == 422 and "Choose why" in bare.text and "Call me" in bare.text
    case.at.browser.fill_in(
        _one(case), {"reason": "talk_first", "answer": "It rings in vain"}, form=f"{_one(case)}/decline"
    )
    (letter,) = mails()
    assert "We would like to talk with you about it first" in letter.text and "rings" not in letter.text
    page = _plain(case.carer.get(DETAILS).text)
    assert "Not changed" in page and "It rings in vain" in page and _phone(case) == "01632 960 001"


def test_a_proposal_that_staff_have_overtaken_shows_both_sides_and_cannot_be_accepted(case: Case) -> None:
    _propose(case, "contacts", PHONE)
    path = _one(case)
    waiting = case.at.browser.get(path).text
    _known(case.at, case.home, "rowan.new@home.example", "01632 960 002")
    late = case.at.browser.post(f"{path}/accept", data=_hidden(waiting))
    assert late.status_code == 422 and "cannot be accepted as it is" in late.text
    both = _plain(late.text)
    assert "01632 960 002" in both and "01632 960 044" in both and f'action="{path}/accept"' not in late.text
    assert _phone(case) == "01632 960 002"
    mine = case.carer.get(DETAILS).text
    own = _plain(mine)
    assert "What we have on record was changed after you sent this" in own and "01632 960 002" in own
    again = re.search(rf'action="({DETAILS}/proposals/\d+/again)"', mine)
    assert again is not None
    case.carer.fill_in(DETAILS, {}, form=again[1])
    case.at.browser.fill_in(path, {}, form=f"{path}/accept")
    assert _phone(case) == "01632 960 044"


def test_what_was_taken_back_or_sent_again_meanwhile_cannot_be_answered_as_it_was_read(case: Case) -> None:
    _propose(case, "contacts", PHONE)
    path = _one(case)
    opened = _hidden(case.at.browser.get(path).text)
    mine = case.carer.get(DETAILS).text
    back = re.search(rf'action="({DETAILS}/proposals/\d+/withdraw)"', mine)
    assert back is not None
    case.carer.fill_in(DETAILS, {}, form=back[1])
    late = case.at.browser.post(f"{path}/accept", data=opened)
    assert late.status_code == 422 and "taken it back since you opened the page" in late.text
    assert _phone(case) == "01632 960 001" and "Taken back" in case.carer.get(DETAILS).text
    assert "answered this already, or it was taken back" in case.carer.post(back[1], data=_hidden(mine)).text


def test_a_new_adult_brings_the_checks_that_the_staff_s_form_brings_and_a_task(case: Case) -> None:
    _propose(case, "members/new", {**LODGER, "since": TODAY - timedelta(days=3)})
    page = _plain(case.at.browser.get(_one(case)).text)
    assert "An adult in the household since 28 January 2022, the day on which they moved in" in page
    assert "nhanced disclosure" in page
    case.at.browser.fill_in(_one(case), {}, form=f"{_one(case)}/accept")
    by_portal = _checks(case.at, case.reference)
    assert "Ask for the checks of an adult" in case.at.browser.get(f"/households/{case.reference}").text
    other = case.at.approved(agreed=True)
    known = {name: value for name, value in LODGER.items() if name != "lives_here"} | {"lives_here": True}
    home = case.at.household_id(other)
    profiles.add_member(home, known, version=_version(home), by=case.at.officer)  # type: ignore[arg-type]
    assert "the lodger (31)" in by_portal and by_portal == _checks(case.at, other)


def test_an_adult_of_whom_staff_record_that_they_moved_in_brings_a_task(case: Case) -> None:
    known = {"name": "Ashby Sample", "relation": "lodger", "born_on": date(1949, 4, 5), "lives_here": False}
    home, by = case.home, case.at.officer
    one = profiles.add_member(home, known, version=_version(home), by=by)  # type: ignore[arg-type]
    task, page = "Ask for the checks of an adult who has moved in", f"/households/{case.reference}"
    assert task not in case.at.browser.get(page).text
    told = {"version": _version(home), "by": by, "since": TODAY}
    profiles.change_member(home, one, {"lives_here": True}, nature="changed", **told)  # type: ignore[arg-type]
    assert task in case.at.browser.get(page).text


def test_a_child_whose_day_of_birth_staff_put_right_to_an_adult_s_brings_the_same_task(case: Case) -> None:
    child = {"name": "Cy Example", "relation": "child", "born_on": date(2010, 1, 1), "lives_here": True}
    one = profiles.add_member(case.home, child, version=_version(case.home), by=case.at.officer)  # type: ignore[arg-type]
    task, page = "Ask for the checks of an adult: what is on record", f"/households/{case.reference}"
    for born_on, there in ((date(2009, 1, 1), 0), (date(2003, 1, 1), 1), (date(2003, 1, 2), 1)):
        told = {"version": _version(case.home), "by": case.at.officer}
        profiles.change_member(case.home, one, {"born_on": born_on}, nature="corrected", **told)  # type: ignore[arg-type]
        assert case.at.browser.get(page).text.count(task) == there


def _checks(at: Desk, reference: str) -> str:
    page = _plain(at.browser.get(f"/households/{reference}/checks").text)
    return re.sub(r"DER-\d+|[\w-]{20,}|/members?[-/]\d+|member-\d+", "", page)


def test_a_child_who_turns_18_soon_is_said_before_the_day_of_birth_is_put_right(case: Case) -> None:
    child = {"name": "Bryn Example", "relation": "child", "born_on": date(2010, 2, 9), "lives_here": True}
    one = profiles.add_member(case.home, child, version=_version(case.home), by=case.at.officer)  # type: ignore[arg-type]
    _propose(case, f"members/{one}", {"born_on": date(2004, 2, 9), "nature": "corrected"})
    page = _plain(case.at.browser.get(_one(case)).text)
    assert "9 February 2010" in page and "9 February 2004" in page
    assert "An adult in the household from 9 February 2022" in page


def test_two_carers_who_propose_different_things_are_both_seen_and_neither_is_lost(app: Flask, case: Case) -> None:
    child = {"name": "Bryn Example", "relation": "child", "born_on": date(2010, 2, 9), "lives_here": True}
    one = profiles.add_member(case.home, child, version=_version(case.home), by=case.at.officer)  # type: ignore[arg-type]
    other = second_carer(case, CheckingClient(app))
    _propose(case, f"members/{one}", {"name": "Bryn Sample"})
    seen = _propose(case, f"members/{one}", {"lives_here": "no"}, other)
    assert seen.count("Somebody who lives with you, sent by") == 2
    case.at.browser.fill_in(_one(case), {}, form=f"{_one(case)}/accept")
    page = _plain(case.at.browser.get(_one(case, 1)).text)
    assert "Overtaken" in page and "Bryn Sample" in page and "somewhere else" in page
    mine = set(re.findall(rf"{DETAILS}/proposals/(\d+)/withdraw", other.get(DETAILS).text))
    assert len(mine) == 1 and not re.findall(rf"{DETAILS}/proposals/{mine.pop()}/", case.carer.get(DETAILS).text)


def test_what_a_carer_sends_anew_takes_the_place_of_what_they_sent_before(case: Case) -> None:
    _propose(case, "contacts", PHONE)
    page = _propose(case, "contacts", PHONE | {"phone": "01632 960 055"})
    assert "Sent anew" in page and case.at.browser.get(QUEUE).text.count(f'href="{QUEUE}/') == 1
    same = case.carer.fill_in(f"{DETAILS}/contacts", PHONE | {"phone": "01632 960 055"})
    assert same.status_code == 422 and "You have sent this already" in same.text


def test_T40_an_address_is_shown_to_whoever_says_why_and_in_the_portal_to_nobody(app: Flask, case: Case) -> None:
    where = {"lines": "12 Sample Lane", "postcode": "DE1 2FS"}
    own = _propose(case, "address", where)
    other = second_carer(case, CheckingClient(app))
    assert "Sample Lane" not in own and "Where you live, sent by" not in other.get(DETAILS).text
    path = _one(case)
    page = case.at.browser.get(path)
    assert "Sample Lane" not in page.text and "/accept" not in page.text
    shown = case.at.browser.fill_in(path, {"why": "visit"}, form=f"{path}/address")
    assert "12 Sample Lane" in shown.text
    assert case.at.audited("address.show") == [("visit", ["address", "proposed address"])]
    case.at.browser.post(f"{path}/accept", data=_hidden(shown.text))
    address = households.address_of(case.home)
    assert address is not None and (address.lines, address.postcode) == ("12 Sample Lane", "DE1 2FS")
    db.session.rollback()


def test_T16_what_a_carer_proposed_of_themselves_is_set_aside_when_they_leave(app: Flask, case: Case) -> None:
    robin = {"name": "Robin Example-Finch", "email": "robin@home.example", "phone": "01632 960 003"}
    people.add_carer(case.home, **robin, version=_version(case.home), by=case.at.officer)  # type: ignore[arg-type]
    other = second_carer(case, CheckingClient(app))
    _propose(case, "address", {"lines": "9 New Sample Road", "postcode": "DE1 2FS"}, other)
    _propose(case, "members/new", {**LODGER, "since": TODAY}, other)
    path, second = _one(case), _one(case, 1)
    shown = case.at.browser.fill_in(path, {"why": "visit"}, form=f"{path}/address").text
    parted = {"why": "separated", "on": TODAY, "own_household": False, "version": _version(case.home)}
    parting.part(case.home, 2, **parted, by=case.at.officer)  # type: ignore[arg-type]
    late = case.at.browser.post(f"{path}/accept", data=_hidden(shown))
    assert late.status_code == 422 and households.address_of(case.home) is None
    db.session.rollback()
    page = case.at.browser.get(path).text
    assert "has left the household, and it was set aside" in _plain(page)
    assert f'action="{path}/' not in page
    assert case.at.browser.post(f"{path}/address", data=_hidden(shown) | {"why": "visit"}).status_code == 404
    assert path not in case.at.browser.get(QUEUE).text
    page = case.at.browser.get(second).text
    assert "has left the household since" in _plain(page) and f'action="{second}/accept"' in page


@pytest.mark.parametrize(
    ("path", "answers", "says"),
    [
        ("contacts", {"phone": "ring me"}, "Enter a telephone number"),
        ("contacts", {"phone": "", "email": ""}, "Keep a telephone number or an e-mail address"),
        ("contacts", PHONE | {"since": TODAY + timedelta(days=1)}, "is in the future"),
        ("address", {"lines": "1 Sample Lane", "postcode": "ZZ99 9ZZ"}, "No UK postcode begins with"),
        ("members/new", {**LODGER, "born_on": TODAY + timedelta(days=1)}, "must be in the past"),
        ("members/new", {"name": "Ashby Sample", "relation": "lodger"}, "Enter the date of birth"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(
    case: Case, path: str, answers: dict[str, object], says: str
) -> None:
    page = case.carer.fill_in(f"{DETAILS}/{path}", answers, form=f"{DETAILS}/{path}")
    assert page.status_code == 422 and says in page.text
    assert all(str(value) in page.text for value in answers.values() if isinstance(value, str))


def test_T15_the_proposals_and_the_people_of_another_household_are_unknown(case: Case) -> None:
    other = case.at.household_id(case.at.approved())
    email = "sam@home.example"
    account = users.add_carer(
        email, household_id=other, name="Sam Sample", password=given.PASSWORD, by=case.at.officer
    )
    by = Actor(account, "Sam Sample", Role.CARER, (), other)
    theirs = carer_details.propose(Proposed("address", {"lines": "1 Lane", "postcode": "DE1 2FS"}), by=by)
    child = {"name": "Kit Sample", "relation": "child", "born_on": None, "lives_here": True}
    member = profiles.add_member(other, child, version=_version(other), by=case.at.officer)
    token = _hidden(case.carer.get(f"{DETAILS}/contacts").text)
    for number in (theirs, 999_999):
        for act in ("withdraw", "again"):
            assert case.carer.post(f"{DETAILS}/proposals/{number}/{act}", data=token).status_code == 404
    for number in (member, 999_999):
        assert case.carer.get(f"{DETAILS}/members/{number}").status_code == 404
        assert case.carer.post(f"{DETAILS}/members/{number}", data=token).status_code == 404


def test_a_form_that_is_sent_twice_is_one_and_with_other_words_none(case: Case) -> None:
    hidden = _hidden(case.carer.get(f"{DETAILS}/contacts").text)
    sent = {**hidden, **PHONE, "nature": "changed"}
    assert [case.carer.post(f"{DETAILS}/contacts", data=sent).status_code for _ in range(2)] == [303, 303]
    assert case.at.browser.get(QUEUE).text.count(f'href="{QUEUE}/') == 1
    other = case.carer.post(f"{DETAILS}/contacts", data=sent | {"phone": "01632 960 066"})
    assert other.status_code == 422 and "01632 960 066" in other.text


def _hidden(page: str) -> dict[str, str]:
    """What the page's last form but the foot's carries unseen."""
    form = page.split("<main")[1].split("</form>")[0]
    return dict(re.findall(r'name="(csrf_token|idempotency_key|version)" value="([^"]*)"', form))
