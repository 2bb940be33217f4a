"""All accounts for the portal in one list: open, invited and closed, of carers and of applicants."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from crm.actor import system
from crm.commands import carer_accounts, users
from crm.people import carer_accounts as accounts
from tests import given
from tests.doors import CheckingClient
from tests.pages.conftest import ENQUIRED, Desk

LIST = "/carers/accounts"


@pytest.fixture
def at(desk: Callable[..., Desk]) -> Desk:
    """A carer with an account, a carer whose account was closed, and an applicant who is invited."""
    at = desk()
    _account(at, at.approved(), "open@home.example", "Robin Example")
    closed = at.approved()
    number = _account(at, closed, "closed@home.example", "Kit Example")
    carer_accounts.close(at.household_id(closed), number, reason="asked", by=at.officer)
    applies = given.household(at.officer.agency_ids[0], "Ash Example", email="invited@home.example")
    begun = given.journey(applies, ENQUIRED, by=at.officer)
    for number, step in enumerate(given.STEPS[:3], 2):
        given.record(applies, begun, step(happened_on=ENQUIRED.replace(day=number)), by=at.officer)
    carer_accounts.invite(applies, 1, by=at.officer)
    return at


def _account(at: Desk, reference: str, email: str, name: str) -> int:
    home = at.household_id(reference)
    return users.add_carer(email, household_id=home, name=name, password=given.PASSWORD, by=system(1))


def _main(browser: CheckingClient, query: str = "") -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", browser.get(f"{LIST}{query}").text.split("<main")[1]))


def test_each_account_and_invitation_is_there_with_whose_it_is_and_how_it_stands(at: Desk) -> None:
    page = _main(at.browser)
    assert "3 accounts" in page
    assert re.search(r"Robin Example .{30,60} Carer Open Not yet", page)
    assert re.search(r"Kit Example .{30,60} Carer Closed: they asked Closed 31 January 2022", page)
    assert re.search(r"Ash Example .{20,60} Applicant Invited by Hearth", page)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?state=closed", {"Kit"}),
        ("?state=invited", {"Ash"}),
        ("?kind=carer", {"Robin", "Kit"}),
        ("?q=kit", {"Kit"}),
        ("?q=open@home.example", {"Robin"}),
        ("?q=Nobody-such", set()),
    ],
)
def test_it_is_searched_and_filtered(at: Desk, query: str, shown: set[str]) -> None:
    page = _main(at.browser, query)
    assert {name for name in ("Robin", "Kit", "Ash") if f"{name} Example" in page} == shown


def test_the_file_has_no_addresses_and_goes_on_record(at: Desk) -> None:
    file = at.browser.fill_in(LIST, {"reason": "audit"}, form=f"{LIST}/export?")
    assert file.mimetype == "text/csv" and "Kit Example" in file.text and "@" not in file.text
    assert len(at.audited("household.export")) == 1


def test_T12_no_other_councils_account_is_there(at: Desk) -> None:
    nottingham = given.agency("nottingham")
    theirs = given.household(nottingham)
    given.approved(theirs, ENQUIRED, 1, by=given.officer(nottingham))
    users.add_carer(
        "far@home.example", household_id=theirs, name="Far Example", password=given.PASSWORD, by=system(nottingham)
    )
    assert len(accounts.let_in(nottingham)) == 1 and "Far Example" not in _main(at.browser)
