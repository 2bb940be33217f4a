"""Which carers could offer more: whom to ask, each with the plain rule why, and asking them (issue 7, point 9)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from crm.actor import Role
from crm.commands import journeys, placements, profiles
from crm.commands.stays import Stay
from crm.extensions import db
from crm.journey.events import NoticeReceived, PanelRecommended, ReviewCompleted, TermsChanged
from crm.people.tables import Household
from tests import given
from tests.doors import CheckingClient
from tests.pages.conftest import TODAY, Desk

LIST = "/carers/widening"
OPEN = Callable[..., Desk]


@pytest.fixture
def at(desk: OPEN) -> Desk:
    return desk()


def _knows(at: Desk, reference: str, **home: Any) -> None:
    """What is on record of a home."""
    number = at.household_id(reference)
    version = db.session.get_one(Household, number).version
    db.session.rollback()
    profiles.change_home(number, home, nature="corrected", since=None, version=version, by=at.officer)


def _terms(at: Desk, reference: str, **terms: Any) -> None:
    home = at.household_id(reference)
    (journey,) = given.fold(home).journeys
    journeys.record(home, journey.id, TermsChanged(happened_on=date(2021, 9, 2), **terms), by=at.officer)


def _could_be_wider(at: Desk, reference: str) -> tuple[int, int]:
    """A review of 6 January 2022 said so; the household and its journey."""
    home = at.household_id(reference)
    (journey,) = given.fold(home).journeys
    heard = PanelRecommended(happened_on=date(2022, 1, 5), recommendation="continue")
    given.record(home, journey.id, heard, by=at.officer)
    said = ReviewCompleted(happened_on=date(2022, 1, 6), wider="could_be")
    journeys.record(home, journey.id, said, by=at.officer)
    return home, journey.id


def _rows(browser: CheckingClient, query: str = "") -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", browser.get(f"{LIST}{query}").text.split("<main")[1]))


def test_each_reason_is_said_in_words_with_the_beds_that_it_would_bring(at: Desk) -> None:
    roomy, wishing, reviewed = (at.approved() for _ in range(3))
    _knows(at, roomy, spare_bedrooms=3)
    _terms(at, wishing, age_from=5, age_to=11)
    _knows(at, wishing, wished_places=4, wished_to=16, wishes="Brothers and sisters, if there are any")
    home, journey = _could_be_wider(at, reviewed)
    page = _rows(at.browser)
    assert "3 spare bedrooms, and approved for 2 places." in page
    assert "They would like 4 children, and are approved for 2 places." in page
    assert "They would like ages 5 to 16, and are approved for ages 5 to 11." in page
    assert "They would like brothers and sisters, and" in page
    assert "The review of 6 January 2022 said that the range could be wider" in page
    assert "3 households of 3; 3 beds more at most, if all of them did" in page
    assert page.index(wishing) < page.index(roomy) < page.index(reviewed)  # who would bring most beds first


def test_who_has_no_reason_gives_notice_or_cares_for_relatives_is_not_there(at: Desk) -> None:
    plain, leaving = at.approved(), at.approved()
    _knows(at, plain, spare_bedrooms=2)
    _knows(at, leaving, spare_bedrooms=5)
    home = at.household_id(leaving)
    (journey,) = given.fold(home).journeys
    notice = NoticeReceived(happened_on=TODAY, ends_on=TODAY + timedelta(days=28), reason="retired")
    journeys.record(home, journey.id, notice, by=at.officer)
    page = _rows(at.browser)
    assert "No households" in page and "Nobody is to be asked at present" in page
    assert plain not in page and leaving not in page
    assert "Nothing on record speaks for it" in at.browser.get(f"{LIST}/{plain}").text
    assert "there is no range to widen" in at.browser.get(f"{LIST}/{leaving}").text


def test_who_was_changed_since_the_review_is_no_more_one_to_ask(at: Desk) -> None:
    reviewed = at.approved()
    home, journey = _could_be_wider(at, reviewed)
    assert reviewed in _rows(at.browser)
    journeys.record(home, journey, TermsChanged(happened_on=date(2022, 1, 7), age_to=12), by=at.officer)
    assert reviewed not in _rows(at.browser)


def test_a_home_without_a_child_for_long_and_what_is_scarce_are_reasons_where_placements_are_recorded(
    at: Desk,
) -> None:
    empty, full = at.approved(agreed=True), at.approved(2, agreed=True)
    _terms(at, full, age_from=5, age_to=17)
    stay = Stay(child="C-1", from_on=date(2021, 10, 1), offer="short_term")
    placements.place(at.household_id(full), stay, by=at.officer)
    page = _rows(at.browser)
    assert "No child has lived there since 1 September 2021" in page
    assert page.count("A place is free, and they are not approved for what is scarce") == 2
    assert empty in _rows(at.browser, "?reason=empty") and full not in _rows(at.browser, "?reason=empty")


def test_asking_makes_a_task_and_they_are_proposed_again_only_after_a_while(
    at: Desk, clock_at: Callable[[date], None]
) -> None:
    roomy = at.approved()
    _knows(at, roomy, spare_bedrooms=3)
    assert "Ask them" in _rows(at.browser)
    page = at.browser.fill_in(f"{LIST}/{roomy}", {"due_on": TODAY + timedelta(days=3)}, form=f"{LIST}/{roomy}")
    assert "they count as asked" in page.text and roomy not in page.text.split("<main")[1]
    assert "Asked on 31" in _rows(at.browser, "?show=lately") and "Ask them again" in _rows(at.browser, "?show=all")
    assert "another place, as there is a bedroom" in at.browser.get(f"/households/{roomy}").text
    assert at.audited("widening.ask") == [(None, ["room"])]
    clock_at(TODAY + timedelta(days=91))
    at.browser.fill_in("/sign-in", {"email": "manager@derby.example", "password": given.PASSWORD})
    assert roomy in _rows(at.browser)


def test_whoever_has_an_account_is_asked_by_a_message_that_is_begun_and_others_by_letter(
    at: Desk, sign_in: Callable[..., CheckingClient]
) -> None:
    roomy = at.approved()
    _knows(at, roomy, spare_bedrooms=3)
    page = at.browser.get(f"{LIST}/{roomy}").text
    assert "none has an account for the portal" in page and "about=wider" not in page
    carer = sign_in(Role.CARER, household_id=at.household_id(roomy))
    ask = f"/households/{roomy}/messages?about=wider"
    assert f'href="{ask}"' in at.browser.get(f"{LIST}/{roomy}").text
    done = at.browser.fill_in(ask, {}, form=ask)
    assert "Your message is sent" in done.text and "wonder whether you could offer more" in done.text
    assert "wonder whether you could offer more" in carer.get("/portal/messages").text
    assert roomy not in _rows(at.browser) and "Written to on 31" in _rows(at.browser, "?show=lately")
    assert at.audited("widening.ask") == [(None, ["room"])]


def test_an_address_in_what_is_to_be_asked_is_named_before_it_is_kept(at: Desk) -> None:
    roomy = at.approved()
    _knows(at, roomy, spare_bedrooms=3)
    sent = {"what": "Ask at 12 Sample Road, DE1 1AA", "due_on": TODAY}
    page = at.browser.fill_in(f"{LIST}/{roomy}", sent, form=f"{LIST}/{roomy}")
    assert page.status_code == 422 and "12 Sample Road" in page.text
    assert at.audited("widening.ask") == []


def test_the_list_is_searched_paged_and_taken_as_a_file(at: Desk) -> None:
    roomy = at.approved()
    _knows(at, roomy, spare_bedrooms=3)
    assert roomy in _rows(at.browser, f"?q={roomy}") and roomy not in _rows(at.browser, "?q=Nobody")
    file = at.browser.fill_in(LIST, {"reason": "report"}, form=f"{LIST}/export?")
    assert file.mimetype == "text/csv" and f"{roomy},Rowan Example-Finch" in file.text
    assert "3\xa0spare bedrooms" in file.text and at.audited("household.export") == [("report", [roomy])]


def test_T12_another_councils_household_is_unknown(at: Desk) -> None:
    nottingham = given.agency("nottingham")
    theirs = given.household(nottingham)
    given.approved(theirs, date(2021, 9, 1), 2, by=given.officer(nottingham))
    assert at.browser.get(f"{LIST}/{at.reference(theirs)}").status_code == 404
