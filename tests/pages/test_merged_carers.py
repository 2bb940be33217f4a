"""What an undone merge leaves in the portal of who came with it: nothing of the household that they were not of."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Role, system
from crm.commands import course_sessions, merging, people, profiles, review_lines, users
from crm.exchange.mail import Letter
from crm.extensions import db
from crm.people.tables import Carer, Household
from tests import given
from tests.doors import CheckingClient
from tests.filling import forms
from tests.pages.carers_asking import ANSWERS, PORTAL, QUEUE, Case, said
from tests.pages.conftest import TODAY, Desk

SAM, PASSPHRASE = "sam@home.example", "violin harbour teaspoon"
NOTICE, ADDRESS = "/portal/leaving/notice", "/portal/details/address"
Mails = Callable[[], list[Letter]]


@pytest.fixture
def case(desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]) -> Case:
    at = desk()
    reference = at.approved(agreed=True)
    return Case(at, sign_in(Role.CARER, household_id=at.household_id(reference)), reference)


def _of_sam(case: Case) -> int:
    """A household of Sam's own, who enquired."""
    made = given.household(case.at.officer.agency_ids[0], "Sam Example-Finch", email=SAM)
    given.journey(made, date(2021, 5, 20), by=case.at.officer)
    return made


def _merge(case: Case, kept: int, merged: int) -> int:
    """The two become one: the first carer of the second record is somebody else."""
    versions = [db.session.get_one(Household, each).version for each in (kept, merged)]
    db.session.rollback()
    return merging.merge(
        kept, merged, people={1: 0}, versions=(versions[0], versions[1]), because="partners", by=case.at.officer
    )


def _account(home: int, app: Flask, case: Case) -> CheckingClient:
    by = system(case.at.officer.agency_ids[0])
    users.add_carer(SAM, household_id=home, name="Sam Example-Finch", password=given.PASSWORD, by=by)
    sam = CheckingClient(app)
    sam.fill_in("/sign-in", {"email": SAM, "password": given.PASSWORD})
    return sam


def _invited(case: Case, app: Flask, mails: Mails, place: int = 2, email: str = SAM) -> CheckingClient:
    """Sam, who opened an account by the invitation of the household, or opened it again."""
    page = f"/households/{case.reference}/portal"
    case.at.browser.fill_in(page, {}, form=f"{page}/invite/{place}")
    (letter,) = [each for each in mails() if each.to == email]
    link = re.search(r"(/invitation\?key=\S+)", letter.text)
    assert link
    sam = CheckingClient(app)
    sam.get(link[1], follow_redirects=True)
    sam.fill_in("/invitation", {"name": "Sam Example-Finch", "password": PASSPHRASE})
    sam.fill_in("/sign-in", {"email": email, "password": PASSPHRASE})
    return sam


def test_undoing_a_merge_ends_the_view_of_who_came_with_it(case: Case, app: Flask, mails: Mails) -> None:
    home = case.home
    done = _merge(case, home, _of_sam(case))
    sam = _invited(case, app, mails)
    opened = sam.get(NOTICE).text
    assert "Sam Example-Finch" in sam.get("/portal/").text
    sam.fill_in(ADDRESS, {"lines": "9 New Refuge Road", "postcode": "DE1 2FS"}, form=ADDRESS)
    merging.undo(done, because="two_households", by=case.at.officer)
    gone = sam.get("/portal/")
    assert (gone.status_code, gone.location.partition("?")[0]) == (302, "/sign-in"), "out at the next request"
    assert "notice" in opened and sam.get(NOTICE).status_code == 302
    staff = said(case.at.browser.get(f"/households/{case.reference}/portal").text)
    assert "Closed" in staff and "Sam Example-Finch" in staff
    assert not re.search(r"/carers/details/\d", case.at.browser.get("/carers/details").text), "nothing waits"


def test_an_invitation_that_a_merge_led_to_is_dead_once_it_is_undone(case: Case, app: Flask, mails: Mails) -> None:
    done = _merge(case, case.home, _of_sam(case))
    page = f"/households/{case.reference}/portal"
    case.at.browser.fill_in(page, {}, form=f"{page}/invite/2")
    (letter,) = [each for each in mails() if each.to == SAM]
    link = re.search(r"(/invitation\?key=\S+)", letter.text)
    assert link
    merging.undo(done, because="two_households", by=case.at.officer)
    assert "Choose a password" not in CheckingClient(app).get(link[1], follow_redirects=True).text


def test_an_account_of_nobody_on_record_signs_no_notice_for_an_only_carer(case: Case, app: Flask) -> None:
    by = system(case.at.officer.agency_ids[0])
    users.add_carer("xan@home.example", household_id=case.home, name="Xan", password=given.PASSWORD, by=by)
    xan = CheckingClient(app)
    xan.fill_in("/sign-in", {"email": "xan@home.example", "password": given.PASSWORD})
    before = case.at.events(case.reference)
    page = xan.fill_in(NOTICE, {"name": "Xan"}, form=NOTICE)
    assert "We do not know which of the carers you are" in page.text
    assert case.at.events(case.reference) == before


def test_what_was_proposed_while_two_records_were_one_goes_home_with_who_sent_it(case: Case, app: Flask) -> None:
    own = _of_sam(case)
    sam = _account(own, app, case)
    done = _merge(case, case.home, own)
    sam.fill_in(ADDRESS, {"lines": "9 New Refuge Road", "postcode": "DE1 2FS"}, form=ADDRESS)
    new = "/portal/details/members/new"
    told = {"name": "Ash Sample", "relation": "lodger", "born_on": date(1990, 4, 5), "lives_here": "yes"}
    sam.fill_in(new, told | {"since": date(2022, 1, 3)}, form=new)
    merging.undo(done, because="two_households", by=case.at.officer)
    page = case.at.browser.get("/carers/details").text
    numbers = re.findall(r'href="(/carers/details/\d+)"', page)
    assert len(numbers) == 2
    for path in numbers:
        one = case.at.browser.get(path).text
        assert "Sam Example-Finch" in one and case.reference not in one
    assert "9 New Refuge Road" not in case.carer.get("/portal/details").text


def test_what_was_asked_while_two_records_were_one_goes_with_the_approval(case: Case, app: Flask) -> None:
    """Rowan's approved record is merged into Sam's: what Rowan asks and types then is of Rowan's approval."""
    kept, home, carer = _of_sam(case), case.home, case.carer
    done = _merge(case, kept, home)
    path = case.ask()
    staff = f"{QUEUE}/{path.rpartition('/')[2]}"
    assert "It is offered" in case.at.browser.fill_in(staff, {"support": "A cot"}, form=f"{staff}/offer").text
    second = case.ask((("places", {"places": 4}), *ANSWERS[1:]))
    carer.fill_in(f"{PORTAL}/places", {"places": 5}, form=f"{PORTAL}/places")
    merging.undo(done, because="two_households", by=case.at.officer)
    assert carer.get(path).status_code == 200 and carer.get(second).status_code == 200
    assert f"{second}/withdraw" in carer.get(second).text, "it waits as before"
    assert 'value="5"' in carer.get(f"{PORTAL}/places").text, "what was typed is there"
    assert "agreed" in case.press(path, "agree")
    assert given.fold(home).approval_on(date(2022, 1, 31)).terms_on(date(2022, 1, 31)).places == 3  # type: ignore[union-attr]


def test_a_notice_signed_while_two_records_were_one_stays_with_who_signed_it(case: Case, app: Flask) -> None:
    done = _merge(case, _of_sam(case), case.home)
    case.carer.fill_in(NOTICE, {"name": "Rowan Example-Finch", "who": "me"}, form=NOTICE)
    assert "Your notice is received" in case.carer.get("/portal/leaving").text
    merging.undo(done, because="two_households", by=case.at.officer)
    assert "Your notice is received" in case.carer.get("/portal/leaving").text
    home = case.at.browser.get(f"/households/{case.reference}").text
    assert "record it as the household" in home, "nobody is left who could still sign"


def test_who_is_removed_and_put_back_has_their_place_on_a_course_and_what_they_wrote(
    case: Case, app: Flask, mails: Mails
) -> None:
    by = case.at.officer

    def version() -> int:
        found = db.session.get_one(Household, case.home).version
        db.session.rollback()
        return found

    people.add_carer(case.home, name="Sam Example-Finch", email=SAM, phone=None, version=version(), by=by)
    first = _invited(case, app, mails)
    review_lines.tell(case.home, review_lines.Told("carer", "2", TODAY, None), by=by)
    first.fill_in("/portal/review", {"went": "Long nights, and a good year"}, form="/portal/review")
    when = {"on_day": TODAY + timedelta(days=9), "begins_at": time(10), "minutes": 180}
    told = {"course": "safeguarding", "title": "", "online": False, "place": "Hall", "places": 1} | when
    course_sessions.offer(1, course_sessions.Offered(**told), by=by)  # type: ignore[arg-type]
    (book,) = [each for each in forms(first.get("/portal/training").text) if each.action.endswith("/book")]
    first.post(book.action, data=book.filled({}))
    removed = db.session.scalars(select(Carer.id).where(Carer.position == 2)).one()
    db.session.rollback()
    profiles.remove_carer(case.home, 2, because="mistyped", version=version(), by=by)
    profiles.put_back_carer(case.home, removed, version=version(), by=by)
    mails()
    back = _invited(case, app, mails)
    page = back.get("/portal/training").text
    assert "Has a place" in page and not [each for each in forms(page) if each.action.endswith("/book")]
    assert "Long nights, and a good year" in back.get("/portal/review").text
