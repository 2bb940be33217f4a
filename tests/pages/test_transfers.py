"""Transfers in and out: who is on the way, what waits, the children who move too, and the same as a file (OA-5)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from crm.actor import Role
from crm.commands import journeys, merging, placements
from crm.commands.stays import Stay
from crm.journey.decision_events import AgreementSigned
from crm.journey.events import HouseholdApproved, NoticeReceived
from crm.journey.ranges import Route
from crm.journey.transfer_events import ResignedElsewhere, TransferNoticed
from tests import given
from tests.checking import version
from tests.pages.conftest import TODAY, Desk

PAGE = "/transfers"
NOTICED = date(2021, 12, 31)  # 28 days on is 28 January: late on 31 January
NOTICE = TransferNoticed(happened_on=NOTICED, elsewhere="ifa", service="Sample Families", children=("CH-7", "ch-8"))
DAY = timedelta(days=1)


@pytest.fixture
def at(desk: Callable[..., Desk]) -> Desk:
    """A manager at Derby on 31 January 2022; carers of an agency have enquired, and given notice of a transfer."""
    at = desk()
    home = given.household(at.officer.agency_ids[0], "Rowan Example-Finch")
    begun = given.journey(home, NOTICED - 10 * DAY, by=at.officer, route=Route.TRANSFER_IN)
    given.record(home, begun, NOTICE, by=at.officer)
    return at


def path(at: Desk, name: str = "Rowan") -> str:
    """The page of the household's transfer, as the list leads to it."""
    text = at.browser.get(f"{PAGE}?q={name}&state=all").text
    return "/households/" + text.split('<th scope="row"')[1].split('href="/households/')[1].split('"')[0]


def leaving(at: Desk) -> int:
    """A household of ours that has said that it thinks of going to another council."""
    home = given.household(at.officer.agency_ids[0], "Wren Sample-Stay")
    journey, _ = given.approved(home, date(2021, 9, 1), 1, by=at.officer)
    told = TransferNoticed(happened_on=TODAY - DAY, elsewhere="other_la")
    given.record(home, journey, told, by=at.officer)
    return home


def test_the_list_says_what_each_waits_for_and_how_late_it_is(at: Desk) -> None:
    leaving(at)
    page = at.browser.get(PAGE).text
    assert "Sample Families" in page and "Another council" in page
    assert "meeting of both services about the children" in page and "3 days late" in page
    assert "<dt>Coming to us</dt>\n    <dd>1</dd>" in page and "<dt>Late</dt>\n    <dd>1</dd>" in page
    assert "Wren" not in at.browser.get(f"{PAGE}?way=in").text
    assert "Rowan" not in at.browser.get(f"{PAGE}?way=out").text


def test_each_step_is_recorded_from_the_page_of_the_transfer(at: Desk) -> None:
    one = path(at)
    page = at.browser.get(one)
    assert f'href="{one}"' in at.browser.get(one.split("/journeys")[0]).text  # a tab of the household
    assert "<bdi>CH-7</bdi>" in page.text and "Not yet on record" in page.text
    told = one.removesuffix("/transfer") + "/record/transfer-officer-told"
    assert f'href="{told}"' in page.text
    at.browser.fill_in(told, {"happened_on": NOTICED + DAY}, form=told)
    assert f'href="{told}"' not in at.browser.get(one).text
    there = one.removesuffix("/transfer") + "/record/resigned-elsewhere"
    at.browser.fill_in(there, {"happened_on": date(2022, 1, 10)}, form=there)
    assert (
        "The approval there ends on 7 February 2022: they can be approved here on that day"
        in at.browser.get(one).text
    )


def test_what_is_on_record_of_a_transfer_is_on_the_timeline_and_can_be_put_right(at: Desk) -> None:
    home, _ = _assessed(at)
    reference = at.reference(home)
    page = at.browser.get(f"/households/{reference}").text
    assert (
        "An independent fostering agency: Sample Families. 2\xa0children in placement would move with them" in page
    )
    assert "They can be approved here on that day, and not before (DM-1)" in page
    assert "CH-7" not in page
    links = [each.split('"')[0] for each in page.split('href="') if "/correct" in each.split('"')[0]]
    opened = [at.browser.get(each).text for each in links]
    assert any("CH-7\nch-8" in each for each in opened) and all(
        "Why is it being put right?" in each for each in opened
    )


def test_a_notice_names_no_child_by_name(at: Desk) -> None:
    made = given.household(at.officer.agency_ids[0], "Kit Example-Kin")
    given.journey(made, NOTICED, by=at.officer, route=Route.TRANSFER_IN)
    form = f"/households/{at.reference(made)}/journeys/1/record/transfer-noticed"
    for typed, says in (("Robin Example", "is not a reference"), ("Robin", "with a number in it like C-1042")):
        wrong = {"happened_on": NOTICED, "elsewhere": "ifa", "children": typed}
        answer = at.browser.fill_in(form, wrong, form=form)
        assert answer.status_code == 422 and says in answer.text
    assert 'value="none"' not in at.browser.get(form).text  # to leave fostering is no transfer
    assert "Not yet on record" in at.browser.get(form.replace("record/transfer-noticed", "transfer")).text


def test_DM_1_the_form_of_the_approval_opens_with_what_the_transfer_says_and_is_refused_before_that_day(
    at: Desk, desk: Callable[..., Desk]
) -> None:
    home, journey = _assessed(at)
    given.checked(home, journey, date(2021, 5, 2))
    given.minuted(home, TODAY - 3 * DAY, by=at.officer)
    form = f"/households/{at.reference(home)}/journeys/1/decide/household-approved"
    maker = desk(Role.DECISION_MAKER).browser
    page = maker.get(form).text
    assert 'value="Sample Families"' in page and 'value="2022"' in page
    early = maker.fill_in(form, {"happened_on": TODAY - 2 * DAY, "places": 2}, form=form)
    assert early.status_code == 422 and "approved by the other service until 30 January 2022" in early.text
    assert given.fold(home).approvals == ()


def test_OA_5_days_between_the_two_approvals_are_asked_about(at: Desk, desk: Callable[..., Desk]) -> None:
    home, journey = _assessed(at)
    given.checked(home, journey, date(2021, 5, 2))
    given.minuted(home, TODAY - 3 * DAY, by=at.officer)
    form = f"/households/{at.reference(home)}/journeys/1/decide/household-approved"
    page = desk(Role.DECISION_MAKER).browser.fill_in(form, {"happened_on": TODAY, "places": 2}, form=form)
    assert "ended 1 day before: until then nobody approves them (OA-5)" in page.text
    assert given.fold(home).approvals == ()


def test_the_children_who_came_are_placed_from_that_day_and_marked(at: Desk) -> None:
    home, journey = _assessed(at)
    on = date(2022, 1, 30)
    given.approve(home, journey, HouseholdApproved(happened_on=on, places=2, left_there_on=on), by=at.officer)
    journeys.record(home, journey, AgreementSigned(happened_on=on), by=at.officer)
    one = f"/households/{at.reference(home)}/journeys/1/transfer"
    new = f"/households/{at.reference(home)}/placements/new?child=ch-8&amp;from=2022-01-30"
    assert f'href="{new}"' in at.browser.get(one).text
    form = at.browser.get(new.replace("&amp;", "&")).text
    assert 'value="ch-8"' in form and 'value="30"' in form
    placements.place(home, Stay(child="CH-8", offer=None, from_on=on), by=at.officer)
    placements.place(home, Stay(child="CH-9", offer=None, from_on=on), by=at.officer)
    assert at.browser.get(f"/households/{at.reference(home)}/placements").text.count("came with the household") == 1
    assert "Since 30 Jan 2022" in at.browser.get(one).text
    page = at.browser.get(f"{PAGE}?state=done&from=2022-01-30&to=2022-01-30").text
    assert "Approved by us" in page and "<strong>1\xa0transfer</strong>" in page
    assert "No transfer of yours matches" in at.browser.get(f"{PAGE}?state=done&to=2022-01-29&from=2022-01-01").text


def test_B_6_whoever_has_left_for_another_service_is_in_the_list_of_those_that_are_done(at: Desk) -> None:
    home = leaving(at)
    (approval,) = given.fold(home).approvals
    gone = NoticeReceived(happened_on=date(2021, 12, 1), ends_on=date(2021, 12, 29), destination="other_la")
    journeys.record(home, approval.journey_id, gone, by=at.officer)
    assert "Wren" not in at.browser.get(PAGE).text
    page = at.browser.get(f"{PAGE}?state=done&way=out").text
    assert "Wren" in page and "Gone" in page and "29 Dec 2021" in page


def test_who_left_while_two_records_were_one_is_listed_by_their_own_after_these_part_again(at: Desk) -> None:
    """The rows of both ledgers name the household that stood for both on the day when they were booked."""
    manager = replace(at.officer, role=Role.MANAGER)
    enquired, home = (
        given.household(manager.agency_ids[0], name) for name in ("Ash Example-Elm", "Wren Sample-Gone")
    )
    given.journey(enquired, date(2022, 1, 5), by=manager)
    journey, _ = given.approved(home, date(2021, 9, 1), 1, by=manager)
    versions = version(enquired), version(home)
    made = merging.merge(enquired, home, people={1: 0}, versions=versions, because="same_people", by=manager)
    gone = NoticeReceived(happened_on=date(2021, 12, 1), ends_on=date(2021, 12, 29), destination="other_la")
    journeys.record(enquired, journey, gone, by=manager)
    merging.undo(made, because="two_households", by=manager)
    page = at.browser.get(f"{PAGE}?state=done&way=out").text
    assert "Wren" in page and "Gone" in page and "Ash" not in page
    assert "No transfer of yours matches." in at.browser.get(f"{PAGE}?state=done&q=Ash").text


def test_the_form_of_the_notice_opens_with_where_they_said_that_they_go(at: Desk) -> None:
    home = leaving(at)
    form = at.browser.get(f"/households/{at.reference(home)}/journeys/1/record/notice-received").text
    assert 'value="other_la"' in next(each for each in form.split("<input") if " checked" in each)


def test_who_stays_after_all_waits_for_nothing(at: Desk) -> None:
    leaving(at)
    one = path(at, "Wren")
    form = one.removesuffix("/transfer") + "/record/transfer-dropped"
    assert f'href="{form}"' in at.browser.get(one).text
    at.browser.fill_in(form, {"happened_on": TODAY}, form=form)
    assert "They stay with us" in at.browser.get(one).text and "Wren" not in at.browser.get(PAGE).text


def test_the_list_is_a_file_too_and_the_taking_is_on_record(at: Desk) -> None:
    form = f"{PAGE}/export?state=open"
    sent = at.browser.fill_in(PAGE, {"reason": "audit"}, form=form)
    _, row = csv.reader(io.StringIO(sent.get_data().decode("utf-8-sig")))
    assert row[4:9] == ["To us", "An independent fostering agency", "Sample Families", "2", "2021-12-31"]
    assert "CH-7" not in sent.text
    assert [reason for reason, _ in at.audited("household.export")] == ["audit"]
    assert at.browser.fill_in(PAGE, {"reason": ""}, form=form).status_code == 422


def test_no_transfer_of_another_council_is_shown_and_nothing_found_says_so(at: Desk) -> None:
    elsewhere = given.officer(given.agency("nottingham"))
    home = given.household(elsewhere.agency_ids[0], "Robin Elsewhere")
    given.journey(home, NOTICED, by=elsewhere, route=Route.TRANSFER_IN)
    assert "Robin" not in at.browser.get(f"{PAGE}?state=all").text
    assert "No transfer of yours matches." in at.browser.get(f"{PAGE}?q=nobody-at-all").text
    assert at.browser.get(f"{PAGE}?from=yesterday").status_code == 422
    assert (
        "There is no transfer on this journey"
        in at.browser.get(f"/households/{at.home()}/journeys/1/transfer").text
    )


@pytest.mark.parametrize(
    ("role", "opens"), [(Role.SOCIAL_WORKER, 200), (Role.DECISION_MAKER, 200), (Role.ANALYST, 403), (Role.HUB, 403)]
)
def test_who_may_open_it(desk: Callable[..., Desk], role: Role, opens: int) -> None:
    browser = desk(role).browser
    assert [browser.get(page).status_code for page in (PAGE, "/schemes")] == [opens, opens]


def _assessed(at: Desk) -> tuple[int, int]:
    """Carers who can be approved from 30 January 2022 on, when their approval elsewhere has ended."""
    home = given.household(at.officer.agency_ids[0], "Sam Example-Finch")
    begun = given.journey(home, date(2021, 5, 1), by=at.officer, route=Route.TRANSFER_IN)
    for number, step in enumerate(given.STEPS, start=2):
        given.record(home, begun, step(happened_on=date(2021, 5, number)), by=at.officer)
    given.record(home, begun, NOTICE, by=at.officer)
    there = ResignedElsewhere(happened_on=date(2022, 1, 2), ends_on=date(2022, 1, 30))
    given.record(home, begun, there, by=at.officer)
    return home, begun
