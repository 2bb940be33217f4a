"""What is at risk: every clock of the council in one list, with its rule; searched, filtered, sorted, as a file."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from crm.actor import Role
from crm.commands import journeys
from crm.journey.care_events import StandardsEvidenced
from crm.pages.filters import address
from tests import given
from tests.doors import CheckingClient
from tests.filling import forms
from tests.pages.conftest import TODAY, Desk

pytestmark = pytest.mark.slow  # together they take seconds


def shown(browser: CheckingClient, path: str = "/clocks") -> str:
    return " ".join(browser.get(path).text.split())


def results(page: str) -> str:
    return page.partition('id="results"')[2].partition("</table>")[0]


def enquired(at: Desk, days_ago: int, name: str = "Rowan Example-Finch") -> str:
    home = given.household(at.officer.agency_ids[0], name)
    given.journey(home, TODAY - timedelta(days=days_ago), by=at.officer)
    return at.reference(home)


def approved(at: Desk, on: date, name: str = "Wren Example-Teal") -> tuple[str, int, int]:
    """A household approved on a day: its reference, its number, its journey."""
    home = given.household(at.officer.agency_ids[0], name)
    journey_id, _ = given.approved(home, on, 2, by=at.officer)
    return at.reference(home), home, journey_id


def test_what_is_late_and_what_is_near_stands_with_its_rule_the_latest_first(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    reviewed, _, _ = approved(at, date(2021, 2, 10))
    late = enquired(at, 6)
    page = results(shown(at.browser))
    assert page.index(late) < page.index(reviewed)
    assert "First contact" in page and "KP-1, the council’s own" in page and "5 days late" in page
    assert "Review of the approval" in page and "RV-1" in page and "10 days left" in page
    old, _, _ = approved(at, date(2015, 2, 10), "Ash Example-Linden")
    assert old not in results(shown(at.browser))  # years past its day: never recorded here
    silent = results(shown(at.browser, "/clocks?state=silent"))
    assert old in silent and "nothing on record" in silent and late not in silent


def test_it_is_filtered_by_clock_state_name_and_route_and_says_when_nothing_matches(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    reviewed, _, _ = approved(at, date(2021, 2, 10))
    late = enquired(at, 6)
    for asked, there, gone in (
        ("rule=RV-1", reviewed, late),
        ("rule=law", reviewed, late),
        ("rule=own", late, reviewed),
        ("rule=first_contact", late, reviewed),
        ("state=late", late, reviewed),
        ("state=month", reviewed, late),
        ("q=Teal", reviewed, late),
        ("state=all&rule=TSD-1", reviewed, late),
    ):
        page = results(shown(at.browser, f"/clocks?{asked}"))
        assert there in page and gone not in page, asked
    assert "No clock matches." in shown(at.browser, "/clocks?route=kinship")
    assert results(shown(at.browser, "/clocks?rule=nonsense&state=nonsense")).count("/households/") == 0


def test_recording_what_a_clock_waits_for_takes_it_off(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    reference, home, journey_id = approved(at, date(2021, 2, 10))
    assert reference in results(shown(at.browser, "/clocks?rule=RV-12"))
    at.browser.fill_in(f"/households/{reference}/journeys/1/record/unannounced-visit-made", {"happened_on": TODAY})
    assert reference not in results(shown(at.browser, "/clocks?rule=RV-12"))
    assert "31 Jan 2023" in results(shown(at.browser, "/clocks?rule=RV-12&state=all"))
    journeys.record(home, journey_id, StandardsEvidenced(happened_on=TODAY), by=at.officer)
    assert reference not in results(shown(at.browser, "/clocks?rule=TSD-1&state=all"))


def test_KC_12_notice_of_special_guardianship_says_from_when_they_may_apply(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    reference, _, _ = approved(at, date(2021, 2, 10))
    here = f"/households/{reference}/journeys/1/record/guardianship-noticed"
    early = at.browser.fill_in(here, {"happened_on": date(2021, 2, 9)})
    assert early.status_code == 422 and "approved" in early.text
    at.browser.fill_in(here, {"happened_on": date(2022, 1, 30)})
    assert "30 Apr 2022" in results(shown(at.browser, f"/clocks?rule=KC-12&state=all&q={reference}"))
    assert "Notice of special guardianship received" in shown(at.browser, f"/households/{reference}")


def test_a_review_that_is_near_or_late_is_on_the_page_of_today_and_on_the_household(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    late, _, _ = approved(at, date(2021, 1, 20))
    page = shown(at.browser, "/?whose=all")
    overdue = page.partition('id="overdue"')[2].partition("</section>")[0]
    assert late in overdue and "Review of the approval" in overdue and "approved 20 Jan 2021" in overdue
    assert "Review of the approval (RV-1)" in shown(at.browser, f"/households/{late}")


def test_a_manager_takes_the_list_as_a_file_and_says_what_for(desk: Callable[..., Desk]) -> None:
    at = desk(Role.MANAGER)
    late = enquired(at, 6)
    approved(at, date(2021, 2, 10))
    (form,) = (each for each in forms(at.browser.get("/clocks?state=late").text) if "export" in each.action)
    refused = at.browser.post(form.action, data=form.filled({}))
    assert refused.status_code == 422
    answer = at.browser.post(form.action, data=form.filled({"reason": "audit"}))
    head, *rows = csv.reader(io.StringIO(answer.text.lstrip("\ufeff")))
    row = dict(zip(head, rows[0], strict=True))
    assert [each[0] for each in rows] == [late]
    assert (row["Rule"], row["Clock"], row["Days late"], row["Council"]) == ("KP-1", "First contact", "5", "Derby")
    assert at.audited("household.export") == [("audit", [late])]


def test_a_decision_maker_sees_it_and_an_analyst_does_not(
    desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]
) -> None:
    at = desk(Role.DECISION_MAKER)
    reviewed, _, _ = approved(at, date(2021, 2, 10))
    assert reviewed in results(shown(at.browser))
    assert sign_in(Role.ANALYST).get("/clocks").status_code == 403


def test_a_count_leads_to_what_it_counts_also_where_a_state_was_asked_for(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    for days, name in ((150, "Rowan Example-Finch"), (330, "Wren Example-Teal"), (430, "Robin Example-Wood")):
        approved(at, TODAY - timedelta(days=days), name)
    page = at.browser.get("/clocks?state=late&rule=RV-1").text
    counts = re.findall(r'href="(/clocks[^"]*state=[a-z]+)"[^>]*>.*?(\d+)', page, re.DOTALL)
    assert counts
    for link, count in counts:
        target = shown(at.browser, link.replace("&amp;", "&"))
        assert f"<strong>{count} clock" in target, link


def test_what_completes_an_address_stands_at_its_end_also_where_it_is_asked_for() -> None:
    asked = {"state": "late", "rule": "RV-1"}
    assert address("/clocks", asked, state="") == "/clocks?rule=RV-1&state="
    assert address("/clocks", asked, sort="due", page="") == "/clocks?state=late&rule=RV-1&sort=due&page="
