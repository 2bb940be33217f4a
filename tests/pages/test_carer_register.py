"""The register of foster carers: on any day, filtered, with addresses only when asked, and as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Engine, event

from crm.actor import Role
from crm.commands import journeys, parting, people, profiles
from crm.commands.people import NewCarer
from crm.journey.events import HouseholdDeregistered, TermsChanged
from crm.journey.ranges import Route
from crm.people.profile import Value
from crm.reads.carer_register import Filters, register
from tests import given
from tests.doors import CheckingClient
from tests.pages.conftest import Desk

pytestmark = pytest.mark.slow  # together they take seconds

SPACE = "\N{NO-BREAK SPACE}"
APPROVED, REVIEWED, WIDER, LEFT = date(2020, 9, 1), date(2021, 8, 30), date(2021, 9, 6), date(2022, 1, 10)
LANE = "7 Canary Lane"


@pytest.fixture
def at(desk: Callable[..., Desk]) -> Desk:
    """A manager at Derby, where one household was approved, reviewed, widened and left; one stays; one hosts."""
    at = desk()
    by = at.officer
    carers = [NewCarer("Rowan Example-Finch"), NewCarer("=Sam Example-Finch")]
    home = people.create_household(by.agency_ids[0], carers=carers, address=LANE, postcode="DE1 2FS", by=by)
    told: dict[str, Value] = {"born_on": date(1980, 3, 4), "sex": "female"}
    profiles.change_carer(home, 1, told, nature="changed", version=1, by=by)
    journey_id, _ = given.approved(home, APPROVED, 2, by=by)
    given.reviewed(home, journey_id, REVIEWED, by=by)
    for happened in (
        TermsChanged(happened_on=WIDER, places=3, siblings_extra=1, age_from=5, age_to=11, offers=("respite",)),
        HouseholdDeregistered(happened_on=LEFT, reason="deceased"),
    ):
        journeys.record(home, journey_id, happened, by=by)
    given.approved(given.household(by.agency_ids[0], "Wren Sample-Stay"), date(2021, 1, 4), 1, by=by)
    host = given.household(by.agency_ids[0], "Kit Invented-Host")
    given.approved(host, APPROVED, 1, by=by, route=Route.SUPPORTED_LODGINGS)
    elsewhere = given.officer(given.agency("nottingham"))
    given.approved(given.household(elsewhere.agency_ids[0], "Robin Elsewhere"), APPROVED, 2, by=elsewhere)
    return at


def shown(browser: CheckingClient, asked: str = "") -> str:
    return str(browser.get(f"/register?{asked}").text)


def test_the_register_of_a_day_says_who_was_approved_and_on_which_terms_they_were(at: Desk) -> None:
    first = shown(at.browser, "on=2020-09-01")
    assert f"<strong>1{SPACE}household</strong> with 2{SPACE}approved places" in first
    assert "at the end of 1 September 2020" in first and "none recorded" in first
    later = shown(at.browser, "on=2022-01-09")
    assert f"<strong>2{SPACE}households</strong> with 4{SPACE}approved places" in later
    assert f"3{SPACE}places, or 4 if siblings, ages 5 to 11, respite" in later
    assert "30 Aug 2021" in later and "born 4 Mar 1980, female" in later
    assert "since 6 Sep 2021" in later and "ended 10 Jan 2022" in later
    changed = shown(at.browser, f"on={WIDER}")
    assert f"<strong>2{SPACE}households</strong> with 4{SPACE}approved places" in changed
    assert "Example-Finch" not in shown(at.browser, f"on={LEFT}")
    today = shown(at.browser)
    assert "Example-Finch" not in today and "Wren Sample-Stay" in today
    for page in (first, later, today):
        assert "Invented-Host" not in page and "Elsewhere" not in page and LANE not in page


FILTERS = {
    "offer=respite": ["Rowan"],
    "age=11": ["Rowan", "Wren"],
    "age=12": ["Wren"],
    "q=sample-stay": ["Wren"],
    "population=supported_lodgings": ["Kit"],
    "population=kinship": [],
    "sort=places-desc": ["Rowan", "Wren"],
    "q=elsewhere": [],
}


def test_the_register_is_searched_and_filtered_and_says_what_it_cannot_understand(at: Desk) -> None:
    for asked, names in FILTERS.items():
        page = shown(at.browser, f"on=2022-01-09&{asked}")
        assert [name for name in ("Rowan", "Wren", "Kit", "Robin") if f"<bdi>{name}" in page] == names, asked
        assert names or "matches" in page
    for asked in ("on=2022-02-01", "on=31/02/2021", "age=x", "age=99"):
        wrong = at.browser.get(f"/register?{asked}")
        assert wrong.status_code == 422 and "There is a problem" in wrong.text, asked


def test_t40_addresses_are_shown_once_to_whoever_says_why_and_that_is_on_record(at: Desk) -> None:
    path = "/register?on=2022-01-09"
    form = "/register/addresses?on=2022-01-09&sort=name&page=1"
    assert at.browser.fill_in(path, {"reason": ""}, form=form).status_code == 422
    assert at.audited("address.show") == []
    page = at.browser.fill_in(path, {"reason": "visit"}, form=form)
    assert f"{LANE}, DE1 2FS" in page.text
    assert at.audited("address.show") == [("visit", ["address"])] * 2
    assert LANE not in shown(at.browser, "on=2022-01-09")


def test_the_register_as_a_file_has_addresses_only_where_they_were_chosen(at: Desk) -> None:
    form = "/register/export?on=2022-01-09&sort=name"
    path = "/register?on=2022-01-09"
    for chosen in ([], ["yes"]):
        sent = at.browser.fill_in(path, {"purpose": "audit", "addresses": chosen}, form=form)
        header, first, _ = csv.reader(io.StringIO(sent.get_data().decode("utf-8-sig")))
        row = dict(zip(header, first, strict=True))
        assert (row["Approved"], row["Reviews"], row["Places"]) == ("2020-09-01", "2021-08-30", "3")
        assert row["Second carer"].startswith("'=") and row["Address"] == (f"{LANE}, DE1 2FS" if chosen else "")
    assert len(at.audited("address.show")) == 2
    assert [reason for reason, _ in at.audited("household.export")] == ["audit"] * 2


@pytest.mark.parametrize(
    ("role", "opens", "exports"),
    [(Role.SOCIAL_WORKER, 200, 403), (Role.DECISION_MAKER, 200, 403), (Role.ANALYST, 403, 403)],
)
def test_who_may_open_the_register_and_who_may_take_it(
    desk: Callable[..., Desk], role: Role, opens: int, exports: int
) -> None:
    browser = desk(role).browser
    assert browser.get("/register").status_code == opens
    token = browser.get("/account").text.split('name="csrf_token" value="')[1].split('"')[0]
    assert browser.post("/register/export", data={"csrf_token": token}).status_code == exports


def test_b_18_whoever_left_stays_in_the_register_of_the_days_before_and_who_came_instead_is_not_in_it(
    at: Desk,
) -> None:
    by = at.officer
    home = people.create_household(
        by.agency_ids[0], carers=[NewCarer("Ash Sample-Rook"), NewCarer("Kit Sample-Heron")], by=by
    )
    given.approved(home, APPROVED, 1, by=by)
    parting.part(home, 2, why="separated", on=date(2021, 12, 1), own_household=False, version=1, by=by)
    people.add_carer(home, name="Wren Sample-Jay", email=None, phone=None, version=2, by=by)
    for day, there in (("2021-11-30", "Kit Sample-Heron"), ("2021-12-01", "Wren Sample-Jay")):
        filters = Filters(on=date.fromisoformat(day), q="Rook")
        (entry,) = register(filters, by).rows
        assert [each.name for each in entry.carers] == ["Ash Sample-Rook", there], day


def test_rt_9_a_partner_who_joined_later_is_not_in_the_register_of_an_earlier_day(at: Desk) -> None:
    home = people.create_household(at.officer.agency_ids[0], carers=[NewCarer("Ash Sample-Rook")], by=at.officer)
    add = f"/households/{at.reference(home)}/people/2/edit"
    assert "From which day do they foster here?" not in at.browser.get(add).text, "asked of who is approved"
    given.approved(home, APPROVED, 1, by=at.officer)
    ahead = at.browser.fill_in(add, {"name": "Wren Sample-Jay", "joined_on": date(2022, 2, 1)})
    assert ahead.status_code == 422 and "is in the future" in ahead.text
    page = at.browser.fill_in(add, {"name": "Wren Sample-Jay", "joined_on": date(2021, 12, 6)}).text
    assert "Fosters here since" in page and f"6{SPACE}December{SPACE}2021" in page.replace(" ", SPACE)
    for day, there in (("2021-12-05", ["Ash Sample-Rook"]), ("2021-12-06", ["Ash Sample-Rook", "Wren Sample-Jay"])):
        (entry,) = register(Filters(on=date.fromisoformat(day), q="Rook"), at.officer).rows
        assert [each.name for each in entry.carers] == there, day


def test_rt_9_a_partner_who_is_added_joins_today_unless_another_day_is_said(at: Desk) -> None:
    home = people.create_household(at.officer.agency_ids[0], carers=[NewCarer("Ash Sample-Rook")], by=at.officer)
    given.approved(home, APPROVED, 1, by=at.officer)
    at.browser.fill_in(f"/households/{at.reference(home)}/people/2/edit", {"name": "Wren Sample-Jay"})
    for day, many in ((date(2022, 1, 30), 1), (date(2022, 1, 31), 2)):
        (entry,) = register(Filters(on=day, q="Rook"), at.officer).rows
        assert len(entry.carers) == many, day


def asked_by(at: Desk) -> int:
    """How many questions the database is asked for the register of today."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    shown(at.browser)
    event.remove(Engine, "before_cursor_execute", note)
    return len(asked)


def test_the_register_asks_as_many_questions_of_the_database_for_many_as_for_one(
    at: Desk,
) -> None:
    at.browser.get("/")
    shown(at.browser)  # what is asked once in a process
    for_one = asked_by(at)
    for number in range(12):
        given.approved(
            given.household(at.officer.agency_ids[0], f"Ash {number}"), date(2021, 3, 1), 1, by=at.officer
        )
    assert asked_by(at) == for_one <= 30
    assert f"<strong>13{SPACE}households" in shown(at.browser)
