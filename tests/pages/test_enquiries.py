"""Logging an enquiry at the browser: a household and its journey together, or nothing of either."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from crm.actor import Role
from crm.extensions import db
from crm.people.tables import Household
from tests.pages.conftest import Desk


def test_an_enquiry_makes_a_household_with_its_first_journey(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    answers = {
        "name": "Zoë O\N{RIGHT SINGLE QUOTATION MARK}Example",
        "second_name": "李 Sample",
        "phone": "01632 960 001",
        "email": "zoe@home.example",
        "postcode": "de1 2fs",
        "address": "1 Sample Street",
        "route": "kinship",
        "happened_on": date(2022, 1, 30),
        "source": "employer",
        "employer": "Example Hospital Trust",
    }
    page = at.browser.fill_in("/enquiries/new", answers, form="/enquiries/new")
    reference = page.request.path.split("/")[-1]
    assert "The enquiry is on record." in page.text
    assert "Zoë O\N{RIGHT SINGLE QUOTATION MARK}Example and 李 Sample" in page.text
    assert "Heard through: employer; employer: Example Hospital Trust" in page.text
    assert at.events(reference) == [("enquiry_received", "2022-01-30")]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"name": ""}, "Enter a name"),
        ({"email": "no address"}, "is not an e-mail address"),
        ({"phone": "call me"}, "Enter a telephone number"),
        ({"postcode": "DE1"}, "is not a full UK postcode"),
        ({"happened_on": date(2022, 2, 1)}, "is in the future"),
    ],
)
def test_an_enquiry_that_is_refused_makes_nothing_and_keeps_what_was_typed(
    desk: Callable[..., Desk], answers: dict[str, object], words: str
) -> None:
    at = desk()
    typed = {"name": "Rowan Example-Finch", "employer": "Example Hospital Trust", **answers}
    page = at.browser.fill_in("/enquiries/new", typed, form="/enquiries/new")
    assert page.status_code == 422
    assert words in page.text
    assert "Example Hospital Trust" in page.text
    assert db.session.query(Household).count() == 0
    db.session.rollback()


def test_a_household_that_comes_back_begins_another_journey(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home()
    path = f"/households/{reference}/journeys/new"
    page = at.browser.fill_in(path, {"route": "kinship", "happened_on": date(2021, 6, 1)}, form=path)
    assert "Journey 2" in page.text
    assert "Not counted: it repeats an earlier enquiry" in page.text
