"""The children placed with a household, and places that cannot be used, at the browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from werkzeug.test import TestResponse

from crm.actor import Role
from crm.commands import journeys, placements
from crm.commands.stays import Stay
from crm.journey.events import TermsChanged
from crm.journey.ranges import Route
from tests import filling, given
from tests.doors import CheckingClient
from tests.pages.conftest import Desk

pytestmark = pytest.mark.slow  # together they take seconds

MATTERS = (  # of Schedule 4 (KC-1)
    *("relationship", "care", "protection", "home", "learning", "stability"),
    *("health", "household", "history", "offences", "work", "support"),
)
PLACED = {"child": "CH-1001", "offer": "short_term", "from_on": date(2022, 1, 10)}


def main(page: str) -> str:
    return page.split("<main")[1].split("</main>")[0]


def again(page: TestResponse, **answers: object) -> dict[str, object]:
    """What the form of a page sends that was opened before, with other answers."""
    found = next(
        each for each in filling.forms(page.text) if each.action and each.action.startswith("/households/")
    )
    return found.filled(answers)


def test_an_officer_places_a_child_and_records_that_they_stay_put(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    home = f"/households/{at.approved(2, agreed=True)}"
    page = at.browser.get(f"{home}/placements").text
    assert "Which of them are free is not known" in page
    page = at.browser.fill_in(f"{home}/placements/new", PLACED).text
    assert "The placement is on record" in page and "<bdi>CH-1001</bdi>" in page
    assert "<strong>1 free</strong>, 1 filled" in page
    strip = at.browser.get(home).text.split("Its places today")[1].split("</section>")[0]
    assert strip.index("Filled") < strip.index("Free")
    left = {"to_on": date(2022, 1, 31), "ended_how": "staying_put"}
    page = at.browser.fill_in(f"{home}/placements/1/end", left).text
    assert "The young person keeps the place" in page
    page = at.browser.fill_in(f"{home}/availability/staying-put", {}).text
    assert "1 free</strong>, 0 filled, 1 not available" in page
    assert "Not available: staying put young person in the place" in page
    assert "Turned 18 and is staying put" in page


def test_a_child_beyond_the_approval_is_recorded_only_if_that_is_meant_and_said_apart(
    desk: Callable[..., Desk],
) -> None:
    at = desk(Role.OFFICER)
    home = f"/households/{at.approved(1, agreed=True)}"
    at.browser.fill_in(f"{home}/placements/new", PLACED)
    second = PLACED | {"child": "CH-1002"}
    page = at.browser.fill_in(f"{home}/placements/new", second)
    assert page.status_code == 422 and "1 place is approved then, and 1 filled" in page.text
    assert 'value="CH-1002"' in page.text and "Record it all the same" in page.text
    assert "Record it all the same" not in at.browser.get(f"{home}/placements/new").text
    page = at.browser.post(f"{home}/placements/new", data=again(page, anyway=["yes"]), follow_redirects=True)
    assert page.status_code == 200
    assert "beyond the approval. This is not in the bed ledger" in page.text
    assert "0 free</strong>, 2 filled" in page.text


def test_dm_6_the_page_names_the_agreement_that_is_missing_and_leads_to_its_form(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    home = f"/households/{at.approved(2)}"
    page = main(at.browser.get(f"{home}/placements/new").text)
    assert "not on record" in page and f'href="{home}/journeys/1/record/agreement-signed"' in page
    answer = at.browser.fill_in(f"{home}/placements/new", PLACED)
    assert answer.status_code == 422 and "Record the foster care agreement first" in answer.text
    at.browser.fill_in(f"{home}/journeys/1/record/agreement-signed", {"happened_on": date(2022, 1, 10)})
    assert "agreement-signed" not in main(at.browser.get(f"{home}/placements/new").text)
    assert "The placement is on record" in at.browser.fill_in(f"{home}/placements/new", PLACED).text


def test_kc_2_a_temporary_approval_is_recorded_and_then_a_child_is_placed(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    made = given.household(at.officer.agency_ids[0], "Kit Example-Kin")
    given.journey(made, date(2022, 1, 3), by=at.officer, route=Route.KINSHIP)
    home = f"/households/{at.reference(made)}"
    assert "Record a placement" not in at.browser.get(f"{home}/placements").text
    form = f"{home}/journeys/1/record/temporarily-approved"
    day = {"happened_on": date(2022, 1, 10)}
    assert "Enter the reference of each child" in at.browser.fill_in(form, day).text
    kin = day | {"named_children": "CH-1001", "assessor": "outside", "assessor_name": "Ms Specimen Officer"}
    lacking = at.browser.fill_in(form, kin | {"matters": ["home", "health"]})
    assert lacking.status_code == 422 and "Not assessed yet: What they are to the child" in lacking.text
    nobody = at.browser.fill_in(form, day | {"named_children": "CH-1001", "matters": [*MATTERS]})
    assert nobody.status_code == 422 and "Choose who decided, as nominated officer (KC-1)" in nobody.text
    page = at.browser.fill_in(form, kin | {"matters": [*MATTERS]}).text
    assert "Decided by <bdi>Ms Specimen Officer</bdi>, as nominated officer (KC-1)" in page
    assert "12\N{NO-BREAK SPACE}matters of Schedule 4 (KC-1)" in page
    told = main(page).rpartition("Timeline</h2>")[2]
    assert "It ends at the start of 2 May 2022" in told and "CH-1001" not in told
    longer, day = f"{home}/journeys/1/record/temporary-approval-extended", {"happened_on": date(2022, 1, 31)}
    assert "Enter the day on which panel’s views were sought" in at.browser.fill_in(longer, day).text
    asked = {"panel_asked_on": date(2022, 1, 27), "iro_told_on": date(2022, 1, 28)}
    assert "Extend the temporary approval" in at.browser.get(home).text
    nobody = at.browser.fill_in(longer, {**day, **asked})
    assert nobody.status_code == 422 and "Choose who decided, as nominated officer (KC-5)" in nobody.text
    officer = {"assessor": "outside", "assessor_name": "Mx Invented Deputy"}
    extended = at.browser.fill_in(longer, {**day, **asked, **officer})
    assert "Decided by <bdi>Mx Invented Deputy</bdi>, as nominated officer (KC-5)" in extended.text
    assert "27 June 2022" in extended.text and "was told on 28 January 2022" in extended.text
    assert "Extend the temporary approval" not in extended.text  # once only (KC-3)
    page = at.browser.fill_in(f"{home}/placements/new", PLACED).text
    assert "The placement is on record" in page and "Approved for a time" in page


def test_b_10_a_third_sibling_is_shown_on_the_place_for_siblings(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    home = f"/households/{at.approved(1, agreed=True)}"
    change = TermsChanged(happened_on=date(2021, 9, 2), siblings_extra=1)
    journeys.record(at.household_id(home.split("/")[-1]), 1, change, by=at.officer)
    at.browser.fill_in(f"{home}/placements/new", PLACED)
    second = PLACED | {"child": "CH-1002", "siblings": "SG-1"}
    page = at.browser.fill_in(f"{home}/placements/new", second)
    page = at.browser.post(f"{home}/placements/new", data=again(page, anyway=["yes"]), follow_redirects=True)
    assert "1 on a place for siblings only" in page.text and "is for siblings only (B-10)" in page.text
    assert "beyond the approval" not in main(page.text)
    page = at.browser.fill_in(f"{home}/placements/1/edit", {"siblings": "SG-1", "because": "mistyped"})
    assert "is for siblings only (B-10)" not in page.text and "<bdi>SG-1</bdi>" in page.text
    assert "Filled: for siblings" in at.browser.get(home).text


def test_the_month_of_birth_is_kept_and_no_day_of_it(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    home = f"/households/{at.approved(1, agreed=True)}"
    late = at.browser.fill_in(f"{home}/placements/new", PLACED | {"born-month": "8", "born-year": "2031"})
    assert late.status_code == 422 and "born after the first day" in late.text
    page = at.browser.fill_in(f"{home}/placements/new", PLACED | {"born-month": "8", "born-year": "2015"})
    assert "born in August 2015" in page.text
    assert 'value="2015"' in at.browser.get(f"{home}/placements/1/edit").text


def test_a_name_in_place_of_a_reference_is_refused_and_kept_to_be_changed(desk: Callable[..., Desk]) -> None:
    at = desk(Role.SOCIAL_WORKER)
    home = f"/households/{at.approved(1, agreed=True)}"
    page = at.browser.fill_in(f"{home}/placements/new", PLACED | {"child": "Bryn Example"})
    assert page.status_code == 422
    assert "never by name" in page.text and 'value="Bryn Example"' in page.text


def test_t49_what_somebody_has_put_right_since_is_not_overwritten(desk: Callable[..., Desk]) -> None:
    at, other = desk(Role.OFFICER), desk(Role.MANAGER)
    home = f"/households/{at.approved(2, agreed=True)}"
    at.browser.fill_in(f"{home}/placements/new", PLACED)
    form = f"{home}/placements/1/edit"
    stale = at.browser.get(form)
    page = other.browser.fill_in(form, {"child": "CH-2002", "because": "mistyped"}).text
    assert "CH-2002" in main(page) and "Put right. What it said before stays on record" in page
    late = at.browser.post(form, data=again(stale, child="CH-3003", because="mistyped"))
    assert late.status_code == 409 and "Somebody has put this right since" in late.text
    assert 'value="CH-3003"' in late.text, "what was typed is kept"
    assert "CH-2002" in late.text.split("What is on record now, where it differs:")[1].split("</dl>")[0]
    page = at.browser.get(f"{home}/placements").text
    assert "CH-3003" not in page and "What was put right or struck out (1)" in page
    now = f"{home}/placements/2/edit"
    assert f'action="{now}"' in late.text
    page = at.browser.post(now, data=again(late, because="mistyped"), follow_redirects=True).text
    assert "CH-3003" in main(page) and "What was put right or struck out (2)" in page


def test_what_was_recorded_by_mistake_is_struck_out_with_a_reason(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    home = f"/households/{at.approved(2, agreed=True)}"
    at.browser.fill_in(f"{home}/placements/new", PLACED)
    assert at.browser.fill_in(f"{home}/placements/1/strike-out", {}).status_code == 422
    page = at.browser.fill_in(f"{home}/placements/1/strike-out", {"because": "wrong_household"}).text
    assert "2 free</strong>, 0 filled" in page and "It belongs to another household" in page
    assert at.audited("placement.strike_out") == [("wrong_household", [])]


def test_places_that_cannot_be_used_are_recorded_opened_again_and_put_right(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    home = f"/households/{at.approved(3, agreed=True)}"
    at.browser.fill_in(f"{home}/placements/new", PLACED)
    closed = {"places": "2", "reason": "building_work", "from_on": date(2022, 1, 20)}
    page = at.browser.fill_in(f"{home}/availability/new", closed).text
    assert (
        "0 free</strong>, 1 filled, 2 not available" in page and "Not available: bedroom or building work" in page
    )
    page = at.browser.fill_in(f"{home}/availability/1/edit", {"places": "1", "because": "mistyped"}).text
    assert "1 free</strong>" in page
    page = at.browser.fill_in(f"{home}/availability/2/end", {"to_on": date(2022, 1, 31)}).text
    assert "2 free</strong>" in page
    offered = at.browser.get(f"{home}/availability/new").text
    assert "notice_running" not in offered and "named_child" not in offered


def test_who_decides_sees_references_and_records_none_and_others_see_nothing(
    desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]
) -> None:
    at = desk(Role.OFFICER)
    home = f"/households/{at.approved(1, agreed=True)}"
    at.browser.fill_in(f"{home}/placements/new", PLACED)
    decides = sign_in(Role.DECISION_MAKER)
    page = decides.get(f"{home}/placements").text
    assert "CH-1001" in page and "Record a placement" not in page and "Strike out" not in page
    assert decides.get(f"{home}/placements/new").status_code == 403
    for role in (Role.ANALYST, Role.GOVERNANCE, Role.PANEL, Role.ADMIN):
        assert sign_in(role).get(f"{home}/placements").status_code == 403
    assert ("CH-1001" not in page_of(at, home)) and "1 filled" in page_of(at, home)


def page_of(at: Desk, path: str) -> str:
    return at.browser.get(path).text


def test_OA_4_of_a_short_break_that_goes_on_the_page_says_by_when_it_has_to_be_over(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    reference = at.approved(agreed=True)
    stay = Stay(child="CH-1", offer="short_break", from_on=date(2022, 1, 24))
    placements.place(at.household_id(reference), stay, by=at.officer)
    page = at.browser.get(f"/households/{reference}/placements").text
    assert "10 Feb 2022" in page and "as a short break (OA-4)" in page


def test_ul_1_the_fourth_child_is_warned_of_at_the_act_and_on_the_list(desk: Callable[..., Desk]) -> None:
    at = desk(Role.OFFICER)
    reference = at.approved(4, agreed=True)
    home, says = f"/households/{reference}", "4 children are placed, and the usual limit is 3"
    for child in ("CH-1001", "CH-1002", "CH-1003"):
        stay = Stay(child=child, offer="short_term", from_on=date(2022, 1, 3))
        placements.place(at.household_id(reference), stay, by=at.officer)
    assert says not in at.browser.get(f"{home}/placements").text
    older = {"child": "CH-1004", "born-month": "2", "born-year": "2003"}
    page = at.browser.fill_in(f"{home}/placements/new", PLACED | older)
    assert page.status_code == 422 and "is 18 or over on 10 January 2022" in page.text
    page = at.browser.post(f"{home}/placements/new", data=again(page, **{"born-year": "2012"}))
    assert page.status_code == 422 and says in page.text and "(paragraph 4: UL-3)" in page.text
    page = at.browser.post(f"{home}/placements/new", data=again(page, anyway=["yes"]), follow_redirects=True)
    assert page.status_code == 200 and says in page.text
