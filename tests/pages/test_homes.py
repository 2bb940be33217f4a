"""Find a home: what it finds, what it cannot be asked, and what of it goes on record."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Actor, Role
from crm.audit.tables import AuditEntry
from crm.commands import availability, journeys, people, placements, profiles
from crm.commands.availability import Closed
from crm.commands.people import NewCarer
from crm.commands.stays import Stay
from crm.extensions import db
from crm.journey.events import NoticeReceived, TermsChanged
from crm.people.tables import Household
from crm.register import places
from tests import given
from tests.doors import CheckingClient

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
APPROVED = date(2021, 9, 1)


@dataclass
class Derby:
    """Homes of Derby, by name, and who records there."""

    by: Actor

    def home(self, name: str, places: int = 2, postcode: str | None = "DE1 2FS", **terms: Any) -> int:
        """A household approved for so many, on these terms; its number."""
        carers = [NewCarer(f"{name} Example")]
        made = people.create_household(self.by.agency_ids[0], carers=carers, postcode=postcode, by=self.by)
        journey, _ = given.approved(made, APPROVED, places, by=self.by, agreed=True)
        if terms:
            journeys.record(made, journey, TermsChanged(happened_on=APPROVED, **terms), by=self.by)
        return made

    def placed(self, home: int, child: str, from_on: date = date(2026, 1, 5)) -> None:
        placements.place(home, Stay(child=child, offer=None, from_on=from_on), anyway=True, by=self.by)

    def told(self, home: int, change: Callable[..., object], *where: Any) -> None:
        version = db.session.get_one(Household, home).version
        db.session.rollback()
        change(home, *where, nature="changed", version=version, by=self.by)


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[date], None]) -> Derby:
    clock_at(date(2026, 3, 4))
    return Derby(given.officer(given.agency()))


def found(browser: CheckingClient, asked: str = "") -> set[str]:
    """The first names of those whom a search finds."""
    page = browser.get(f"/homes?{asked}").text
    known = ("Ash", "Bay", "Cedar", "Dale", "Elm", "Fern")
    return {name for name in known if f"<bdi>{name} Example</bdi>" in page}


def test_a_home_is_found_by_age_number_offer_language_and_area(derby: Derby, sign_in: SignIn) -> None:
    derby.home("Ash", 1, age_from=0, age_to=4, offers=("short_term", "emergency"))
    bay = derby.home("Bay", 3, "NG1 5DT", age_from=5, age_to=11, offers=("long_term",))
    derby.placed(derby.home("Cedar", 1), "CH-1")
    derby.told(bay, profiles.change_home, {"languages": "English and Urdu"})
    cedar = derby.home("Dale", 2)
    derby.told(cedar, profiles.change_carer, 1, {"speaks": "Polish"})
    officer = sign_in(Role.OFFICER)
    assert found(officer) == {"Ash", "Bay", "Dale"}
    assert found(officer, "ages=4") == {"Ash", "Dale"}
    assert found(officer, "ages=5") == {"Bay", "Dale"}
    assert found(officer, "ages=5,11") == {"Bay", "Dale"}
    assert found(officer, "ages=4,5") == {"Dale"}, "one home takes both, or it is none"
    assert found(officer, "children=3") == {"Bay"}
    assert found(officer, "offer=emergency") == {"Ash"}
    assert found(officer, "offer=term") == set(), "a part of a code is no code"
    assert found(officer, "language=urdu") == {"Bay"} and found(officer, "language=polish") == {"Dale"}
    assert found(officer, "language=%25") == set()
    assert found(officer, "area=ng1") == {"Bay"}
    assert found(officer, "every=yes") == {"Ash", "Bay", "Cedar", "Dale"}


def test_a_home_is_found_within_some_miles_of_a_point_and_the_nearest_comes_first(
    derby: Derby, sign_in: SignIn
) -> None:
    derby.home("Ash", postcode="NG1 5DT")
    derby.home("Bay", postcode="DE1 2FS")
    derby.placed(derby.home("Cedar", postcode=None), "CH-1")
    officer = sign_in(Role.OFFICER)
    page = officer.get("/homes?near=de1+2fs").text
    assert page.index("Bay Example") < page.index("Ash Example")
    assert "under 1 mile" in page and "about 13" in page, "DE1 2FS to NG1 5DT is 13.2 miles (stack.md)"
    assert found(officer, "near=DE1&miles=10") == {"Bay"}
    assert found(officer, "near=DE1+2FS&miles=15") == {"Ash", "Bay"}
    assert "no postcode on record" in officer.get("/homes?near=DE1&miles=10").text
    for postcode in ("DE1 2FS", "NG1 5DT"):
        assert postcode not in officer.get("/homes?near=DE1").text.split('id="results"')[1], "T40"


def test_only_who_has_room_on_the_day_is_shown(derby: Derby, sign_in: SignIn) -> None:
    ash, bay, cedar, dale = (derby.home(name, 1) for name in ("Ash", "Bay", "Cedar", "Dale"))
    derby.placed(ash, "CH-1")
    closed = Closed(places=1, reason="break", from_on=date(2026, 3, 1), to_on=date(2026, 3, 15))
    availability.close(bay, closed, by=derby.by)
    notice = NoticeReceived(happened_on=date(2026, 3, 2), ends_on=date(2026, 3, 30))
    journeys.record(cedar, 3, notice, by=derby.by)
    journeys.record(dale, 4, TermsChanged(happened_on=date(2026, 3, 2), named_children=("CH-9",)), by=derby.by)
    officer = sign_in(Role.OFFICER)
    assert found(officer) == set()
    page = officer.get("/homes?every=yes").text
    for why in ("carer taking a break", "notice running", "only approved for a named child"):
        assert f"Not available: {why}" in page
    assert found(officer, "on=2026-03-15") == {"Bay"}
    assert found(officer, "on=2026-03-14") == set()


def test_b_10_for_brothers_and_sisters_some_have_a_place_more(derby: Derby, sign_in: SignIn) -> None:
    derby.home("Ash", 2, siblings_extra=1)
    bay = derby.home("Bay", 2, siblings_extra=1)
    derby.placed(bay, "CH-1")
    officer = sign_in(Role.OFFICER)
    assert found(officer, "children=3") == set()
    assert found(officer, "children=3&siblings=yes") == {"Ash"}, (
        "with another child there, they are not all siblings"
    )


def test_where_nobody_records_placements_what_is_free_is_not_said(derby: Derby, sign_in: SignIn) -> None:
    derby.home("Ash", 2)
    page = sign_in(Role.OFFICER).get("/homes").text
    assert "nobody knows which places are free" in page and "2 approved, free not known" in page


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("ages=four", "Enter the ages in whole years"),
        ("ages=21", "up to 20"),
        ("ages=4;99", "Enter the ages"),
        ("near=QQ99", "No English postcode begins like this"),
        ("on=2026-03-03", "from today to a year ahead"),
        ("on=2026-02-30", "must be a real one"),
    ],
)
def test_what_cannot_be_read_is_said(derby: Derby, sign_in: SignIn, asked: str, says: str) -> None:
    page = sign_in(Role.OFFICER).get(f"/homes?{asked}")
    assert page.status_code == 422 and says in page.text


def test_faith_is_searched_only_by_whoever_says_why_and_that_goes_on_record(derby: Derby, sign_in: SignIn) -> None:
    ash, bay = derby.home("Ash"), derby.home("Bay")
    derby.placed(derby.home("Cedar"), "CH-1")
    for home, faith in ((ash, "CNRY Quaker"), (bay, "CNRY Sikh")):
        derby.told(home, profiles.change_background, 1, {"faith": faith})
    officer = sign_in(Role.OFFICER)
    assert found(officer, "faith=quaker") == {"Ash", "Bay", "Cedar"}, "the address cannot ask for it"
    assert officer.fill_in("/homes", {"faith": "Quaker"}, form="/homes/faith?").status_code == 422
    page = officer.fill_in("/homes", {"faith": "quaker", "why": "matching"}, form="/homes/faith?").text
    assert "Ash Example" in page and "Bay Example" not in page and "CNRY" not in page
    reference = db.session.get_one(Household, ash).reference
    told = select(AuditEntry.fields, AuditEntry.reason).where(AuditEntry.action == "special.search")
    assert [tuple(row) for row in db.session.execute(told)] == [([reference], "matching")]
    db.session.rollback()
    assert officer.get("/homes/faith", follow_redirects=True).request.path == "/homes"
    assert sign_in(Role.DECISION_MAKER).get("/homes").status_code == 403


def test_t11_homes_are_of_ones_own_council_and_who_was_shown_goes_on_record(derby: Derby, sign_in: SignIn) -> None:
    ash = derby.home("Ash")
    derby.placed(ash, "CH-1")
    assert found(sign_in(Role.OFFICER), "every=yes") == {"Ash"}
    assert found(sign_in(Role.OFFICER, at="nottingham"), "every=yes") == set()
    reference = db.session.get_one(Household, ash).reference
    told = select(AuditEntry.fields).where(AuditEntry.action == "household.list").order_by(AuditEntry.id)
    assert db.session.scalars(told).all() == [[reference, "~list=%2Fhomes&every=yes"], ["~list=%2Fhomes&every=yes"]]
    db.session.rollback()


def test_a_manager_takes_the_list_as_a_file_with_a_reason(derby: Derby, sign_in: SignIn) -> None:
    ash = derby.home("Ash", 2, age_from=0, age_to=4, offers=("short_term", "respite"))
    derby.placed(ash, "CH-1")
    manager = sign_in(Role.MANAGER)
    answer = manager.fill_in("/homes?near=DE1", {"reason": "report"}, form="/homes/export?near=DE1")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [(row["Name"], row["Free"], row["Filled"], row["Kinds of fostering"]) for row in rows] == [
        ("Ash Example", "1", "1", "Short term; Respite")
    ]
    assert "Export this list" not in sign_in(Role.OFFICER).get("/homes").text


@pytest.mark.parametrize(
    ("near", "same"), [("DE12 8AA", "DE12 8"), ("de128aa", "DE12 8"), ("DE1 2", "DE1 2FS"), ("DE12", None)]
)
def test_where_one_looks_from_is_a_postcode_a_sector_or_a_district_by_how_it_is_written(
    near: str, same: str | None
) -> None:
    here, center = places.point(near), places.point("DE1 2FS")
    assert here and center
    if same:
        assert here == places.point(same)
    else:  # the district by Measham, and not the sector in the middle of Derby
        assert abs(here[1] - center[1]) > 10_000
    assert places.point("QQ1") is None and places.point("") is None
