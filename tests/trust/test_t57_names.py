"""T57: names as people have them are kept exactly, shown, found however they are typed, and exported unchanged."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable
from datetime import date
from urllib.parse import urlencode

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy import select

from crm.actor import Role
from crm.commands import enquiries
from crm.commands.enquiries import Details, NewCarer, NewHousehold
from crm.extensions import db
from crm.people import households
from crm.people.tables import Carer, Household
from tests import given
from tests.doors import CheckingClient
from tests.enquiring import answer

# Each name, and what somebody may type who looks for it.
NAMES = [
    ("O'Brien-Ó Súilleabháin", ["o brien", "obrien", "O\N{RIGHT SINGLE QUOTATION MARK}Brien", "suilleabhain"]),
    ("李小龍", ["李小龍", "小龍"]),
    ("محمد مثال", ["محمد", "مثال محمد"]),
    ("علی\u200cرضا", ["علی\u200cرضا", "علیرضا"]),
    ("Zoë Specimen", ["zoe", "ZOË", unicodedata.normalize("NFD", "zoë spec")]),
    (unicodedata.normalize("NFD", "Renée Specimen"), ["renee", "RENÉE"]),
    ("Nguyễn Sample", ["nguyen", "nguyễn sample"]),
    ("Søren Łukasz Straße", ["soren", "lukasz", "strasse"]),
    ("👩\u200d👩\u200d👧", ["👩\u200d👩\u200d👧"]),
    ("Q", ["q"]),
    ("N" * 100, ["n" * 20]),
    ("Null", ["null"]),
    ("True", ["true"]),
    ("-", ["-"]),
    ("van der Berg", ["van der", "berg van"]),
    ("ALL CAPITALS", ["all capitals"]),
    ("<b>Script</b>", ["script"]),
]


@pytest.mark.slow
def test_t57_names_are_kept_shown_found_and_taken_out(
    sign_in: Callable[..., CheckingClient], clock_at: Callable[[date], None]
) -> None:
    clock_at(date(2026, 3, 5))
    derby = given.agency()
    browser = sign_in(Role.MANAGER)
    for name, _ in NAMES:
        page = browser.fill_in("/enquiries/new", {"name": name}, form="/enquiries/new")
        exact = unicodedata.normalize("NFC", name)
        assert f"<bdi>{escape(exact)}</bdi>" in page.text, name
    for name, typed in NAMES:
        exact = unicodedata.normalize("NFC", name)
        for each in typed:
            for path in ("/households", "/enquiries"):
                page = browser.get(f"{path}?{urlencode({'q': each})}")
                assert page.status_code == 200 and str(escape(exact)) in page.text, f"{each!r} finds {name!r}"
    taken = browser.fill_in("/enquiries", {"reason": "report"}, form="/enquiries/export?")
    rows = {row[3].removeprefix("'") for row in csv.reader(io.StringIO(taken.text.removeprefix("\ufeff")))}
    assert {unicodedata.normalize("NFC", name) for name, _ in NAMES} <= rows
    assert derby


def test_t57_nobodys_name_is_split_by_force_and_one_word_is_a_name(
    sign_in: Callable[..., CheckingClient], clock_at: Callable[[date], None]
) -> None:
    clock_at(date(2026, 3, 5))
    by = given.officer(given.agency())
    people = NewHousehold(carers=(NewCarer("Suharto"), NewCarer("van der Berg")))
    logged = enquiries.log_enquiry(
        by.agency_ids[0], people=people, details=Details(), received_on=date(2026, 3, 5), by=by
    )
    assert [carer.name for carer in households.carers_of(logged.household_id)] == ["Suharto", "van der Berg"]
    assert "Suharto and van der Berg" in sign_in(Role.OFFICER).get(f"/households/{logged.reference}").text


UNSEEN = "\u200b\u202e \u200f"


def test_t57_a_name_of_which_nothing_can_be_seen_is_none_at_any_door(
    sign_in: Callable[..., CheckingClient], app: Flask, clock_at: Callable[[date], None]
) -> None:
    clock_at(date(2026, 3, 5))
    derby = given.agency()
    home = given.household(derby, "Rowan Example-Finch", phone="01632 960 001")
    browser, stranger = sign_in(Role.MANAGER), CheckingClient(app)
    asked = answer(stranger, name={"name": UNSEEN})
    assert asked.status_code == 422 and "Enter your name" in asked.text
    logged = browser.fill_in("/enquiries/new", {"name": UNSEEN}, form="/enquiries/new")
    assert logged.status_code == 422 and "Enter a name" in logged.text
    edit = f"/households/{db.session.get_one(Household, home).reference}/people/1/edit"
    answered = browser.fill_in(edit, {"name": UNSEEN, "nature": "corrected"}, form=edit)
    assert answered.status_code == 422 and "Enter a name" in answered.text


def test_t57_of_what_is_pasted_only_what_can_be_seen_is_kept(
    sign_in: Callable[..., CheckingClient], clock_at: Callable[[date], None]
) -> None:
    clock_at(date(2026, 3, 5))
    given.agency()
    typed = {
        "name": "\u202eRowan\u202c Ex\u200bample",
        "phone": "\u202a01632 960 001\u202c",
        "email": "\u200ba@b.example",
    }
    page = sign_in(Role.OFFICER).fill_in("/enquiries/new", typed, form="/enquiries/new")
    carer = db.session.scalars(select(Carer)).one()
    assert (carer.name, carer.phone, carer.email) == ("Rowan Example", "01632 960 001", "a@b.example")
    assert page.status_code == 200
