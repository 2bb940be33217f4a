"""'Could this be...?': whoever asks again on the web is recognised where staff work, and told to nobody else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crm.actor import Role
from crm.commands import enquiries, settings
from crm.commands.enquiries import NewCarer, NewHousehold
from crm.commands.merging import tell_apart
from tests import given
from tests.pages.conftest import TODAY, Desk

pytestmark = pytest.mark.slow  # together they take seconds

OpenDesk = Callable[..., Desk]
PHONE = "01632 960 001"


@pytest.fixture
def asked_again(desk: OpenDesk) -> tuple[Desk, str, str]:
    """An officer, a known household, and the second one that its telephone number made today."""
    at = desk(Role.OFFICER)
    known = given.household(at.officer.agency_ids[0], phone=PHONE)
    given.journey(known, TODAY.replace(year=2020), by=at.officer)
    return at, at.reference(known), asks(at, "Sam Example-Wren")


def asks(at: Desk, name: str, phone: str = PHONE) -> str:
    people = NewHousehold(carers=(NewCarer(name, phone=phone),))
    return enquiries.log_enquiry(
        at.officer.agency_ids[0],
        people=people,
        details=enquiries.Details(channel="website"),
        received_on=TODAY,
        by=at.officer,
    ).reference


def test_their_page_and_today_ask_whether_it_is_the_known_household(asked_again: tuple[Desk, str, str]) -> None:
    at, known, new = asked_again
    for path in (f"/households/{new}", "/?whose=all", "/", "/enquiries"):
        page = at.browser.get(path).text
        assert f'href="/households/{known}/merge?with={new}">Could this be {known}?' in page, path
    assert at.browser.get(f"/households/{known}/merge?with={new}").status_code == 200
    assert (None, [known]) in at.audited("household.hint")
    assert any(known in fields for _reason, fields in at.audited("today.view"))
    assert any(known in fields for _reason, fields in at.audited("household.list"))


def test_of_two_that_are_told_apart_or_unlike_nothing_is_asked(asked_again: tuple[Desk, str, str]) -> None:
    at, known, new = asked_again
    other = asks(at, "Kim Example-Lark", "01632 960 555")
    tell_apart(at.household_id(known), at.household_id(new), by=at.officer)
    for path in (f"/households/{new}", f"/households/{other}", "/?whose=all", "/enquiries"):
        assert "Could this be" not in at.browser.get(path).text


def test_nothing_is_said_of_a_household_that_one_may_not_see(desk: OpenDesk) -> None:
    at = desk(Role.OFFICER)
    approved = given.household(at.officer.agency_ids[0], phone=PHONE)
    given.approved(approved, TODAY.replace(year=2020), 2, by=at.officer)
    settings.change("own_caseload_only", True, valid_from=TODAY, agency_id=at.officer.agency_ids[0], by=at.officer)
    new = asks(at, "Sam Example-Wren")
    for path in (f"/households/{new}", "/?whose=all", "/enquiries"):
        page = at.browser.get(path).text
        assert new in page and "Could this be" not in page
