"""Carers tell the service of a friend: an enquiry with its credit, and never a word of what became of it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Role
from crm.extensions import db
from crm.people.enquiry_tables import Enquiry
from tests.doors import CheckingClient
from tests.pages.carers_asking import Case, second_carer
from tests.pages.conftest import Desk

FRIEND = "/portal/friend"
SORREL = {"name": "Sorrel Sample", "phone": "01632 960 088", "agreed": ["yes"], "note": "Evenings are best"}


@pytest.fixture
def case(desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]) -> Case:
    at = desk()
    reference = at.approved(agreed=True)
    return Case(at, sign_in(Role.CARER, household_id=at.household_id(reference)), reference)


def _tell(browser: CheckingClient, **other: object) -> tuple[int, str]:
    page = browser.fill_in(FRIEND, SORREL | other, form=FRIEND)
    return page.status_code, re.sub(r"\s+", " ", page.text.replace("\u00a0", " "))


def _enquiries() -> list[Enquiry]:
    found = list(db.session.scalars(select(Enquiry).where(Enquiry.source == "existing_carer")))
    db.session.rollback()
    return found


def test_a_friend_is_an_enquiry_with_the_credit_to_the_household_that_told(app: Flask, case: Case) -> None:
    code, page = _tell(case.carer)
    assert code == 200 and "You have told us of 1 person" in page and "Sorrel" not in page
    (row,) = _enquiries()
    assert (row.referred_by_id, row.channel, row.note) == (case.home, "passed_on", "Evenings are best")
    assert "Sorrel Sample" in case.at.browser.get("/enquiries").text
    sources = case.at.browser.get("/reports/quarterly?agency=derby&from=2022-01-01&to=2022-01-31&format=json").json
    assert sources is not None and sources["populations"]["mainstream"]["activity"]["enquiries"] == 1
    _, page = _tell(second_carer(case, CheckingClient(app)), name="Ash Sample", phone="", email="ash@home.example")
    assert "You have told us of 2 people" in page and "by <bdi>Robin Example-Finch</bdi>" in page


def test_whoever_is_known_already_is_answered_like_a_stranger(case: Case) -> None:
    known = case.at.home("Sorrel Sample")
    told, again = (_tell(case.carer, name=name)[1] for name in ("Sorrel Sample", "Nobody Known"))
    assert known not in told and told.count("Thank you") == again.count("Thank you")


@pytest.mark.parametrize(
    ("other", "says"),
    [
        ({"agreed": []}, "Ask your friend first"),
        ({"phone": ""}, "Enter a telephone number or an e-mail address"),
        ({"phone": "ask me"}, "Enter a telephone number, like"),
        ({"email": "nonsense"}, "e-mail address"),
    ],
)
def test_without_agreement_or_a_way_to_reach_them_nothing_is_sent(
    case: Case, other: dict[str, object], says: str
) -> None:
    code, page = _tell(case.carer, **other)
    assert code == 422 and says in page and "Evenings are best" in page and not _enquiries()


def test_a_form_that_is_sent_twice_is_one_friend_and_more_than_a_day_s_are_for_tomorrow(case: Case) -> None:
    page = case.carer.get(FRIEND).text.split('action="/portal/friend"')[1]
    sent = dict(re.findall(r'name="(csrf_token|idempotency_key)" value="([^"]*)"', page)) | SORREL
    assert [case.carer.post(FRIEND, data=sent).status_code for _ in range(2)] == [303, 303]
    assert len(_enquiries()) == 1
    for number in range(4):
        assert _tell(case.carer, name=f"Sorrel {number}")[0] == 200
    code, page = _tell(case.carer, name="Sorrel Last")
    assert code == 422 and "Tell us of more tomorrow" in page and len(_enquiries()) == 5
