"""Reviews at the browser: the list of those that come due, what is gathered, and the terms made wider."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest

from crm.actor import Role
from crm.commands import placements
from crm.commands.stays import Stay
from crm.reads.ranges import range_on
from tests import given
from tests.filling import forms
from tests.pages.conftest import Desk

pytestmark = pytest.mark.slow  # together they take seconds

LIST = "/carers/reviews"
APPROVED = date(2021, 3, 1)  # its first review is due on 1 March 2022
ALL = f"{LIST}?state=all"
TODAY = date(2022, 1, 31)


@pytest.fixture
def at(desk: Callable[..., Desk]) -> Desk:
    return desk()


def fostering(at: Desk, name: str = "Rowan Example-Finch", on: date = APPROVED, places: int = 2) -> tuple[str, int]:
    """An approved household; its reference, and its journey."""
    home = given.household(at.officer.agency_ids[0], name)
    journey_id, _ = given.approved(home, on, places, by=at.officer, agreed=True)
    return at.reference(home), journey_id


def test_rv_5_what_is_due_in_90_days_or_overdue_is_on_the_list_and_the_rest_is_asked_for(at: Desk) -> None:
    due, _ = fostering(at)
    late, _ = fostering(at, "Ash Overdue-Specimen", date(2021, 1, 30))
    far, _ = fostering(at, "Bryn Later-Specimen", date(2021, 12, 1))
    page = at.browser.get(LIST).text
    assert due in page and late in page and far not in page
    assert "1\N{NO-BREAK SPACE}first review overdue." in page and "First, to panel" in page
    assert far in at.browser.get(ALL).text
    assert late not in at.browser.get(f"{LIST}?state=due_30").text
    assert due in at.browser.get(f"{LIST}?state=due_30").text  # 29 days
    assert "No review of yours matches." in at.browser.get(f"{ALL}&q=nobody-at-all").text
    assert "No review of yours matches." in at.browser.get(f"{ALL}&which=later").text


def test_a_first_review_that_is_late_stands_on_the_page_of_today(at: Desk) -> None:
    late, _ = fostering(at, "Ash Overdue-Specimen", date(2021, 1, 30))
    page = at.browser.get("/?whose=all&part=overdue").text
    assert late in page and "Review of the approval" in page


def test_the_list_is_a_file_too_and_the_taking_is_on_record(at: Desk) -> None:
    due, _ = fostering(at)
    sent = at.browser.fill_in(ALL, {"reason": "audit"}, form=f"{LIST}/export?state=all")
    _, row = csv.reader(io.StringIO(sent.get_data().decode("utf-8-sig")))
    assert row[0] == due and row[6:10] == ["First", "2021-03-01", "2022-03-01", "Due in 30 days"]
    assert [reason for reason, _ in at.audited("household.export")] == ["audit"]
    assert at.browser.fill_in(ALL, {"reason": ""}, form=f"{LIST}/export?state=all").status_code == 422


def test_rv_2_views_are_asked_of_the_carer_each_child_and_the_council_that_placed(at: Desk) -> None:
    reference, _ = fostering(at)
    stay = Stay(child="CH-1042", offer=None, from_on=date(2021, 6, 1))
    placements.place(at.household_id(reference), stay, by=at.officer)
    page, views = f"/households/{reference}/review", f"/households/{reference}/review/views"
    shown = at.browser.get(page).text
    assert "First review by 1 March 2022" in shown and "it is on no agenda yet" in shown
    for whose in ("Rowan Example-Finch", "Child CH-1042", "Derby"):
        assert f"the views of {whose}" in shown
    asked = {"whose": "child:CH-1042", "asked_on": date(2022, 1, 10)}
    at.browser.fill_in(views, asked)
    at.browser.fill_in(f"{views}?whose=child:CH-1042", {"received_on": date(2022, 1, 20)})  # the rest is kept
    at.browser.fill_in(views, {"whose": "authority:", "other": "Sample County", "asked_on": date(2022, 1, 11)})
    at.browser.fill_in(views, {"whose": "report:", "received_on": date(2022, 1, 28)})
    shown = at.browser.get(page).text
    assert "20 Jan 2022" in shown and "28 Jan 2022" in shown and "Sample County" in shown
    assert shown.count("Not yet") == 5 and shown.count("the views of") == 4
    assert "1 of 4\N{NO-BREAK SPACE}views" in at.browser.get(ALL).text
    assert "What was said before" in shown and "asked for 10 Jan 2022. Recorded" in shown
    assert [fields for _, fields in at.audited("review.line")] == [["child"], ["child"], ["authority"], ["report"]]


def test_t49_views_that_somebody_else_recorded_meanwhile_are_not_written_over(at: Desk) -> None:
    reference, _ = fostering(at)
    views = f"/households/{reference}/review/views"
    opened = {"whose": "carer:1", "version": "0"}
    at.browser.fill_in(views, opened | {"asked_on": date(2022, 1, 10)})
    over = at.browser.fill_in(views, opened | {"asked_on": date(2022, 1, 12)})
    assert over.status_code == 422 and "Somebody has recorded this since you opened the page" in over.text
    at.browser.fill_in(views, {"whose": "carer:1", "asked_on": date(2022, 1, 12)})
    assert "12 Jan 2022" in at.browser.get(f"/households/{reference}/review").text


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"whose": "carer:1"}, "Enter the day on which they were asked for"),
        ({"whose": "report:", "asked_on": date(2022, 1, 3)}, "Enter the day on which the report was ready (RV-3)"),
        ({"whose": "carer:1", "asked_on": date(2022, 2, 1)}, "1 February 2022 is in the future"),
        ({"whose": "carer:1", "asked_on": APPROVED}, "is not after the approval or the last review"),
        (
            {"whose": "carer:1", "asked_on": date(2022, 1, 4), "received_on": date(2022, 1, 3)},
            "They cannot have come before they were asked for",
        ),
        ({"whose": "authority:", "asked_on": date(2022, 1, 4)}, "Enter which council"),
    ],
)
def test_what_cannot_be_said_of_views_is_refused_in_words(at: Desk, answers: dict[str, object], says: str) -> None:
    reference, _ = fostering(at)
    answer = at.browser.fill_in(f"/households/{reference}/review/views", answers)
    assert answer.status_code == 422 and says in answer.text


def test_rv_1_a_review_before_the_approval_is_refused_and_nothing_is_on_record(at: Desk) -> None:
    reference = at.home()
    answer = at.browser.get(f"/households/{reference}/journeys/1/record/review-completed")
    assert "needs an approval on this journey first" in answer.text
    assert "There is none to review." in at.browser.get(f"/households/{reference}/review").text
    views = f"/households/{reference}/review/views"
    answer = at.browser.fill_in(views, {"whose": "report:", "received_on": TODAY})
    assert answer.status_code == 422 and "Record the approval first" in answer.text
    assert [kind for kind, _ in at.events(reference)] == ["enquiry_received"]


def test_whoever_goes_on_is_asked_about_the_range_and_could_be_wider_is_three_clicks_from_wider(at: Desk) -> None:
    reference, journey_id = fostering(at)
    home = at.household_id(reference)
    given.reviewed(home, journey_id, date(2022, 1, 20), by=at.officer)
    review = f"/households/{reference}/journeys/1/record/review-completed"
    unasked = at.browser.fill_in(review, {"happened_on": TODAY, "outcome": "continue"}, form=review)
    assert unasked.status_code == 422 and "Choose whether the range can be wider" in unasked.text
    answers = {"happened_on": TODAY, "outcome": "revise", "wider": "could_be"}
    alone = at.browser.fill_in(review, answers, form=review)
    assert "The one view that is asked for a review is not on record by then (RV-2). Is that right?" in alone.text
    assert "The written report is not on record by then (RV-3). Is that right?" in alone.text
    views = f"/households/{reference}/review/views"
    at.browser.fill_in(views, {"whose": "carer:1", "received_on": TODAY})
    at.browser.fill_in(views, {"whose": "report:", "received_on": TODAY})
    led = at.browser.fill_in(review, answers, form=review)
    assert led.request.path == f"/households/{reference}/review"
    wider = f"/households/{reference}/review/wider"
    assert f'href="{wider}"' in led.text  # the first click
    same = at.browser.fill_in(wider, {"support": "None needed"})
    assert same.status_code == 422 and "Change what becomes wider" in same.text
    less = at.browser.fill_in(wider, {"places": 1, "support": "None needed"})
    assert less.status_code == 422 and "narrower: fewer places than now" in less.text and "(RV-6)" in less.text
    done = at.browser.fill_in(wider, {"places": 3, "support": "A second cot"})  # the second
    assert done.request.path == f"/households/{reference}/review" and "The terms are wider" in done.text
    assert f'href="{wider}"' not in done.text and "Could be wider" in done.text
    found = range_on(home, TODAY)
    assert found is not None and found.terms.places == 3
    assert at.events(reference)[-2:] == [("revision_proposed", "2022-01-31"), ("terms_changed", "2022-01-31")]


def test_what_is_short_today_and_not_in_their_range_comes_with_the_fewest_free_first(at: Desk) -> None:
    reference, _ = fostering(at)
    page = f"/households/{reference}/review"
    assert "nobody knows which places are free" in at.browser.get(page).text
    fostering(at, "Wren Free-Specimen", places=3)
    stay = Stay(child="CH-1", offer=None, from_on=date(2021, 6, 1))
    placements.place(at.household_id(reference), stay, by=at.officer)
    shown = at.browser.get(page).text
    assert "Ages 11 to 15" not in shown  # no youngest and no oldest: all of them
    assert "Remand" in shown and "Two brothers or sisters" not in shown


@pytest.mark.parametrize(
    ("role", "opens"), [(Role.SOCIAL_WORKER, 200), (Role.DECISION_MAKER, 200), (Role.ANALYST, 403), (Role.HUB, 403)]
)
def test_who_may_open_it(desk: Callable[..., Desk], role: Role, opens: int) -> None:
    assert desk(role).browser.get(LIST).status_code == opens


def test_another_council_s_reviews_are_not_on_the_list(at: Desk) -> None:
    elsewhere = given.officer(given.agency("nottingham"))
    home = given.household(elsewhere.agency_ids[0], "Robin Elsewhere")
    given.approved(home, APPROVED, 1, by=elsewhere)
    assert "Robin" not in at.browser.get(ALL).text
    assert at.browser.get(f"/households/{at.reference(home)}/review").status_code == 404


def test_b_13_who_is_to_take_a_parent_with_a_child_has_a_place_for_them(at: Desk) -> None:
    reference, _ = fostering(at)
    home, wider = at.household_id(reference), f"/households/{reference}/review/wider"
    (form,) = (each for each in forms(at.browser.get(wider).text) if each.action == wider)
    assert form.filled({})["parent_and_child"] == [""]
    offered = {"offers": ["parent_and_child", "short_term"], "support": "A cot"}
    none = at.browser.fill_in(wider, offered | {"parent_and_child": "0"})
    assert none.status_code == 422 and "Enter 1 or more, because they offer parent and child" in none.text
    assert given.fold(home).approvals[0].terms_on(TODAY).parent_and_child == 0
    at.browser.fill_in(wider, offered)  # left empty, as the form opens: it is one, as its hint says
    assert given.fold(home).approvals[0].terms_on(TODAY).parent_and_child == 1
    at.browser.fill_in(wider, {"places": "4", "parent_and_child": "", "support": "None needed"})
    assert given.fold(home).approvals[0].terms_on(TODAY).parent_and_child == 1
