"""What skills cost in a year, what if carers moved, and the national minimum: against a hand count of a small case.

Three carers on level B, each with one child aged 14 all year: 140 pounds a week is 140 x 365 / 7 = 7,300 each.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from crm.actor import Role
from crm.commands import placements, settings, skills
from crm.commands.skill_entries import Evidence
from crm.commands.skills import Decision
from crm.commands.stays import Stay
from crm.extensions import db
from crm.journey import rate_lines
from crm.people.tables import Carer
from tests import given, schemes
from tests.pages.conftest import Desk

pytestmark = pytest.mark.slow  # together they take seconds

PAGE = "/skills"
PAPER = Evidence(kind="portfolio", on=date(2025, 12, 1))
NAMES = ("Ash Example-Finch", "Bryn Example-Wren", "Cass Example-Teal")
AUTUMN = date(2026, 10, 1)


@pytest.fixture
def at(desk: Callable[..., Desk], clock_at: Callable[[date], None]) -> Desk:
    """A manager of Derby on 1 July 2026, with three such households."""
    clock_at(date(2026, 7, 1))
    at = desk()
    schemes.settle(at.officer)
    for number, name in enumerate(NAMES, 1):
        home = given.household(at.officer.agency_ids[0], name)
        given.approved(home, date(2025, 9, 1), 1, by=at.officer, agreed=True)
        stay = Stay(child=f"CH-{number}", offer=None, from_on=date(2026, 1, 5), born=date(2011, 12, 1))
        placements.place(home, stay, by=at.officer)
        decide(at, name, "B", date(2026, 1, 1))
    return at


def carer(name: str) -> tuple[int, int]:
    """Of which household a carer is, and their number."""
    row = db.session.execute(select(Carer.household_id, Carer.id).where(Carer.name == name)).one()
    db.session.rollback()
    return row.household_id, row.id


def decide(at: Desk, name: str, level: str, on: date) -> None:
    chosen = Decision(level=level, on=on, evidence=PAPER)
    schemes.decide(*carer(name), chosen, by=at.officer)


def test_the_year_is_the_hand_count_and_fee_and_allowance_stay_apart(at: Desk) -> None:
    """The allowance: age 14 until November, 15 from December, 220 a week, 11,471.43 each."""
    page = at.browser.get(PAGE).text
    assert "<dd>£420</dd>" in page and "<dd>£660</dd>" in page
    assert "<dd>£21,900</dd>" in page and "<dd>£34,414.29</dd>" in page
    assert "3 on level B" in page and page.count("£7,300") == 3


def test_three_carers_who_would_move_from_b_to_c_cost_what_they_then_do(at: Desk) -> None:
    """182 days from 1 October, 70 pounds a week more: 1,820 each, 5,460 in all."""
    who = "&".join(f"who={carer(name)[1]}" for name in NAMES)
    page = at.browser.get(f"{PAGE}/what-if?from=B&to=C&on=2026-10-01&{who}").text
    for pounds in ("£21,900", "£27,360", "£5,460"):
        assert f"<dd>{pounds}</dd>" in page
    assert page.count("£1,820") == 3 and page.count("£9,120") == 3
    assert "<dd>£21,900</dd>" in at.browser.get(PAGE).text  # asking has moved nobody
    for name in NAMES:
        decide(at, name, "C", AUTUMN)
    after = at.browser.get(PAGE).text
    assert "<dd>£27,360</dd>" in after and "<dd>£420</dd>" in after
    assert "<dd>£630</dd>" in at.browser.get(f"{PAGE}?on=2026-10-01").text
    assert "<dd>£420</dd>" in at.browser.get(f"{PAGE}?on=2026-09-30").text


def test_a_difference_is_counted_only_over_days_that_are_known_before_and_after(at: Desk) -> None:
    """What B pays hangs on the age of the fourth child, which nobody said, and what C pays does not: 182 days."""
    schemes.settle(
        at.officer,
        since=date(2026, 2, 1),
        skill_fees="A; child; 0\nB; child; 0 to 10; 100\nB; child; 11 to 17; 140\nC; child; 210",
    )
    fourth = "Dell Example-Rook"
    home = given.household(at.officer.agency_ids[0], fourth)
    given.approved(home, date(2025, 9, 1), 1, by=at.officer, agreed=True)
    placements.place(home, Stay(child="CH-4", offer=None, from_on=date(2026, 1, 5)), by=at.officer)
    decide(at, fourth, "B", date(2026, 1, 1))
    who = "&".join(f"who={carer(name)[1]}" for name in (*NAMES, fourth))
    page = " ".join(at.browser.get(f"{PAGE}/what-if?from=B&to=C&on=2026-10-01&{who}").text.split())
    for pounds in ("£21,900", "£27,360", "£5,460"):
        assert f"<dd>{pounds}</dd>" in page
    assert "182 days of 1 household are left out of every sum" in page
    row = page.partition(f"{at.reference(home)}</a>")[2].partition("</tr>")[0]
    assert row.count("Not known") == 2 and "182 days left out" in row


def test_without_anybody_chosen_nobody_moves_and_who_could_is_offered(at: Desk) -> None:
    page = at.browser.get(f"{PAGE}/what-if?from=B&to=C&on=2026-10-01").text
    assert "3\N{NO-BREAK SPACE}carers on level B on 1 October 2026" in page and "As it would be" not in page
    none = at.browser.get(f"{PAGE}/what-if?from=C&to=B&who=1").text
    assert "Nobody is on level C" in none


def test_the_list_is_searched_and_filtered_by_level_and_by_requests(at: Desk) -> None:
    decide(at, NAMES[0], "C", date(2026, 7, 1))
    home, person = carer(NAMES[1])
    skills.ask(home, person, level="C", on=date(2026, 6, 1), by=at.officer)
    for asked, found in (
        ("q=wren", {1}),
        ("level=C", {0}),
        ("level=B", {1, 2}),
        ("waiting=yes", {1}),
        ("level=none", set()),
    ):
        page = at.browser.get(f"{PAGE}?{asked}", headers={"HX-Request": "true"}).text
        assert {number for number, name in enumerate(NAMES) if name in page} == found, asked
    assert "No household of yours matches" in at.browser.get(f"{PAGE}?level=none").text


def test_a_level_without_a_rate_is_said_and_is_in_no_sum(at: Desk, desk: Callable[..., Desk]) -> None:
    """From 1 October there are 182 days of the year left."""
    rows: Any = rate_lines.read("levels", f"{schemes.LEVELS}\nE")
    settings.change(
        "skill_levels", rows, valid_from=date(2026, 9, 1), agency_id=at.officer.agency_ids[0], by=at.officer
    )
    decide(at, NAMES[0], "E", AUTUMN)
    page = " ".join(at.browser.get(f"{PAGE}?on=2026-10-01").text.split())
    assert "has no rate: something of 1 household on this day" in page and "<dd>£280</dd>" in page
    assert '<div> <span class="hearth-table__note">1 without a rate' in page  # and no pounds, as none is known
    officer = " ".join(desk(Role.OFFICER).browser.get(f"{PAGE}?on=2026-10-01").text.split())
    assert "on some day of the year. No rate is for who is 18 already" in officer  # one full stop
    assert "</a>. No rate is for who is 18 already" in page
    home = at.browser.get(f"/households/{page.split('/households/')[1].split('/')[0]}/skills?on=2026-10-01").text
    assert "on record for this level, so in no sum" in home and "has none on 182\N{NO-BREAK SPACE}days" in home


def test_a_manager_takes_it_as_a_file_and_an_officer_may_not(at: Desk, desk: Callable[..., Desk]) -> None:
    done = at.browser.fill_in(PAGE, {"reason": "report"}, form=f"{PAGE}/export?on=2026-07-01")
    first = next(csv.DictReader(io.StringIO(done.get_data().decode("utf-8-sig"))))
    assert (first["Name"], first["Carers and levels"]) == (NAMES[0], f"{NAMES[0]}: B")
    assert (first["Fee a week"], first["Fee in the year"], first["Allowance in the year"]) == (
        "140.00",
        "7300.00",
        "11471.43",
    )
    assert at.audited("household.export")[-1][0] == "report"
    officer = desk(Role.OFFICER).browser
    assert "Export this list" not in officer.get(PAGE).text
    assert officer.post(f"{PAGE}/export").status_code == 403


def test_nm_6_children_whose_allowance_is_below_the_minimum_are_listed(at: Desk) -> None:
    """2025-26, rest of England, 11 to 15: 220. The council's 0 to 4 spans two bands: the higher is 176."""
    page = at.browser.get(f"{PAGE}/minimum?on=2026-03-01").text
    assert (
        page.count("Meets it") == 4
        and "0\N{NO-BREAK SPACE}children</strong> below the minimum, of 3 tested" in page
    )
    lower = schemes.ALLOWANCES.replace("176", "175").replace("220", "219.50")
    schemes.settle(at.officer, since=date(2026, 2, 1), allowances=lower)
    page = at.browser.get(f"{PAGE}/minimum?on=2026-03-01").text
    assert "Below by £1<" in page and "Below by £0.50" in page and page.count("<bdi>CH-") == 3
    assert "Meets it" in at.browser.get(f"{PAGE}/minimum?on=2026-01-31").text
    done = at.browser.fill_in(
        f"{PAGE}/minimum?on=2026-03-01", {"reason": "report"}, form=f"{PAGE}/minimum/export?on=2026-03-01"
    )
    rows = list(csv.DictReader(io.StringIO(done.get_data().decode("utf-8-sig"))))
    assert [(row["Child"], row["Age"], row["Below by"]) for row in rows][0] == ("CH-1", "14", "0.50")


def test_nm_1_a_year_without_figures_is_said_and_leads_to_the_latest_that_has_them(at: Desk) -> None:
    page = at.browser.get(f"{PAGE}/minimum").text
    assert "No minimum is on record for 1 July 2026" in page and "/skills/minimum?on=2025-04-01" in page


def test_who_may_see_no_children_may_not_see_what_they_cost(at: Desk, desk: Callable[..., Desk]) -> None:
    for role, opens in ((Role.DECISION_MAKER, 200), (Role.ANALYST, 403), (Role.PANEL, 403)):
        browser = desk(role).browser
        assert {browser.get(each).status_code for each in (PAGE, f"{PAGE}/what-if", f"{PAGE}/minimum")} == {opens}
    schemes = at.browser.get("/schemes").text
    assert 'href="/skills"' in schemes and "/households?route=short_break" in schemes
