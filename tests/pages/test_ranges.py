"""A household's range at the browser: on any day, changed by its path, exemptions, and what its carers like."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from crm.actor import Role
from crm.commands import journeys, placements
from crm.commands.stays import Stay
from crm.extensions import db
from crm.journey.events import HouseholdApproved, TermsChanged
from crm.reads.ranges import range_on
from tests import given
from tests.filling import forms
from tests.pages.conftest import TODAY, Desk

pytestmark = pytest.mark.slow  # together they take seconds

SPACE = "\N{NO-BREAK SPACE}"
WIDER, REVIEWED = date(2021, 10, 4), date(2021, 11, 1)
PROPOSAL = {"cause": "terms", "siblings_extra": 1, "asked_by": "carer", "support": "A second cot"}


@pytest.fixture
def at(desk: Callable[..., Desk]) -> Desk:
    return desk()


def test_the_range_is_shown_as_it_was_on_any_day_with_its_history_and_its_beds(at: Desk) -> None:
    home = given.household(at.officer.agency_ids[0])
    journey_id, _ = given.approved(home, date(2021, 9, 1), 2, by=at.officer)
    journeys.record(home, journey_id, TermsChanged(happened_on=WIDER, places=3), by=at.officer)
    given.reviewed(home, journey_id, REVIEWED, by=at.officer)
    path = f"/households/{at.reference(home)}/range"
    before, first, later, today = (
        at.browser.get(f"{path}?on={day}").text for day in ("2021-08-31", "2021-10-03", "2021-10-04", "")
    )
    assert "was not approved on 31 August 2021" in before
    assert f"2{SPACE}approved places" in first and "at the end of 3 October 2021" in first
    assert "Approval continues on the same terms" not in later and f"3{SPACE}approved places" in later
    assert "Approval continues on the same terms" in today and "today, 31 January 2022" in today
    assert today.count("Wider terms") == 1
    wrong = at.browser.get(f"{path}?on=31/02/2021")
    assert wrong.status_code == 422 and "is not a day" in wrong.text


def test_a_change_is_proposed_by_the_worker_seen_beside_the_terms_and_settled_by_who_decides(
    desk: Callable[..., Desk],
) -> None:
    worker, manager = desk(Role.SOCIAL_WORKER), desk()
    reference = manager.approved()
    steps = f"/households/{reference}/journeys/1"
    propose = f"{steps}/record/revision-proposed"
    worker.browser.fill_in(propose, {"happened_on": date(2022, 1, 10), **PROPOSAL}, form=propose)
    page = worker.browser.get(f"/households/{reference}/range").text
    assert "A second cot" in page and "may answer until the end of 7 February 2022" in page
    assert "Record the change" not in page
    settle = f"{steps}/decide/terms-changed"
    early = manager.browser.fill_in(settle, {"happened_on": TODAY, "basis": "notice"}, form=settle)
    assert early.status_code == 422 and "The carer may answer until 7 February 2022 (RV-6)" in early.text
    manager.browser.fill_in(settle, {"happened_on": TODAY, "basis": "agreement"}, form=settle)
    after = manager.browser.get(f"/households/{reference}/range").text
    assert f"2{SPACE}approved places, or 3 if siblings" in after
    assert "agreed in writing (RV-7)" in after and "A change of terms is proposed" not in after
    assert manager.events(reference)[-2:] == [("revision_proposed", "2022-01-10"), ("terms_changed", "2022-01-31")]


def test_t49_who_settles_what_was_put_right_meanwhile_is_told_and_the_support_stays_with_it(at: Desk) -> None:
    reference = at.approved()
    steps = f"/households/{reference}/journeys/1"
    propose, settle = f"{steps}/record/revision-proposed", f"{steps}/decide/terms-changed"
    at.browser.fill_in(propose, {"happened_on": date(2022, 1, 10), **PROPOSAL}, form=propose)
    seen = next(each for each in forms(at.browser.get(settle).text) if each.action == settle)
    correct = f"{steps}/events/{len(at.events(reference))}/correct"
    at.browser.fill_in(correct, {"siblings_extra": 2, "why": "mistyped"}, form=correct)
    answers = {"happened_on": TODAY, "basis": "agreement"}
    stale = at.browser.post(settle, data=seen.filled(answers))
    assert stale.status_code == 422 and "put right after you had opened this page" in stale.text
    assert "A second cot" in at.browser.get(f"/households/{reference}/range").text
    seen = next(each for each in forms(at.browser.get(settle).text) if each.action == settle)
    right = HouseholdApproved(happened_on=date(2021, 9, 1), places=1)
    approval = [kind for kind, _ in at.events(reference)].index("household_approved") + 1
    journeys.correct(at.household_id(reference), approval, right, reason="mistyped", by=at.officer)
    moved = at.browser.post(settle, data=seen.filled(answers))
    assert moved.status_code == 422 and "was put right after you had opened this page" in moved.text
    told = re.findall(r"summary-list__(?:key|value)\">([^<]+)<", moved.text)
    assert told[:6] == [
        *("When you opened this page", f"2{SPACE}places"),
        *("Now", f"1{SPACE}place"),
        *("With this change", f"1{SPACE}place, or 3 if siblings"),
    ]
    again = next(each for each in forms(moved.text) if each.action == settle)
    at.browser.post(settle, data=again.filled(answers))
    assert "or 3 if siblings" in at.browser.get(f"/households/{reference}/range").text


def test_named_children_and_ages_are_taken_out_of_the_terms_by_a_change(
    at: Desk, desk: Callable[..., Desk]
) -> None:
    reference = at.approved()
    home = at.household_id(reference)
    first = TermsChanged(happened_on=date(2021, 9, 2), age_from=4, age_to=9, named_children=("C-1",))
    journeys.record(home, 1, first, by=at.officer)
    at_page = f"/households/{reference}/journeys/1"
    asked = {"happened_on": date(2022, 1, 10), "cause": "terms", "asked_by": "service", "support": "None"}
    both = asked | {"no_longer": ["ages", "named_children"], "age_to": "12"}
    page = at.browser.fill_in(f"{at_page}/record/revision-proposed", both)
    assert page.status_code == 422 and "Leave this empty, or do not tick" in page.text
    for wrong, rule in (({"age_from": 9, "age_to": 5}, "(DM-6)"), ({"places": 0}, "from 1 to 12, not 0 (B-1)")):
        page = at.browser.fill_in(f"{at_page}/record/revision-proposed", asked | wrong)
        assert page.status_code == 422 and rule in page.text
    page = at.browser.fill_in(f"{at_page}/record/revision-proposed", both | {"age_to": ""})
    assert "any age, for no named children any more" in page.text
    decides = desk(Role.DECISION_MAKER)
    settled = {"happened_on": date(2022, 1, 20), "basis": "agreement"}
    decides.browser.fill_in(f"{at_page}/decide/terms-changed", settled)
    (before, after) = (range_on(home, date(2022, 1, day)) for day in (19, 20))
    db.session.rollback()
    assert before and after
    assert (before.terms.age_from, before.terms.age_to, before.terms.named_children) == (4, 9, ("C-1",))
    assert (after.terms.age_from, after.terms.age_to, after.terms.named_children) == (None, None, ())
    assert after.terms.places == before.terms.places


def test_without_a_proposal_only_the_books_are_put_right(at: Desk) -> None:
    reference = at.approved()
    path = f"/households/{reference}/journeys/1/decide/terms-changed"
    (asked,) = (each for each in forms(at.browser.get(path).text) if each.action == path)
    assert "cause" not in asked.names
    answers = {"happened_on": TODAY, "places": 3}
    told = at.browser.post(path, data={**asked.filled(answers), "cause": "terms"})
    assert told.status_code == 422 and "Choose why the books had it wrong" in told.text
    sent = asked.filled(answers | {"wrong": "mistyped"})
    at.browser.post(path, data={**sent, "cause": "terms"})
    page = at.browser.get(f"/households/{reference}").text
    assert "The books were wrong" in page and "It was typed wrongly (B-19)" in page


def test_an_exemption_ends_the_warning_while_it_holds_and_is_refused_in_words(at: Desk) -> None:
    reference = at.approved(places=4)
    page, new = f"/households/{reference}/range", f"/households/{reference}/range/exemptions/new"
    warned = "The approval is for up to 4 at once, and the usual limit is 3"
    assert warned in at.browser.get(page).text
    answers = {"authority": "Sample Council", "children": "CH-1\nCH-2\nCH-3\nCH-4", "granted_on": date(2022, 1, 4)}
    for wrong, words in (
        ({"children": "Wren Example"}, "never a child&#39;s name"),
        ({"children": ""}, "Enter the references"),
        ({"granted_on": date(2022, 2, 1)}, "is in the future"),
        ({"ends_on": date(2022, 1, 4)}, "must end after it begins"),
    ):
        answer = at.browser.fill_in(new, {**answers, **wrong}, form=new)
        assert answer.status_code == 422 and words in answer.text
    at.browser.fill_in(new, answers, form=new)
    shown = at.browser.get(page).text
    assert warned not in shown and "CH-1, CH-2, CH-3, CH-4" in shown and "without an end" in shown
    assert warned in at.browser.get(f"{page}?on=2022-01-03").text
    end = f"{page}/exemptions/1/end"
    assert "enter a later day" in at.browser.fill_in(end, {"ends_on": date(2022, 1, 4)}, form=end).text
    at.browser.fill_in(end, {"ends_on": date(2022, 1, 20)}, form=end)
    assert [warned in at.browser.get(f"{page}?on=2022-01-{day}").text for day in (19, 20)] == [False, True]


def test_ul_3_an_exemption_is_for_the_children_that_it_names(at: Desk) -> None:
    reference = at.approved(places=4, agreed=True)
    home, page = at.household_id(reference), f"/households/{reference}/range"
    for number in (1, 2, 3, 4):
        stay = Stay(child=f"CH-{number}", offer=None, from_on=date(2022, 1, 5))
        placements.place(home, stay, anyway=True, by=at.officer)
    answers = {"authority": "Sample Council", "granted_on": date(2022, 1, 4)}
    at.browser.fill_in(
        f"{page}/exemptions/new", answers | {"children": "CH-1\nCH-2\nCH-3\nCH-5"}, form=f"{page}/exemptions/new"
    )
    shown = at.browser.get(page).text
    assert "4 children are placed" in shown and "1 is not named by an exemption in force" in shown
    at.browser.fill_in(f"{page}/exemptions/new", answers | {"children": "ch-4"}, form=f"{page}/exemptions/new")
    assert "4 children are placed" not in at.browser.get(page).text


def test_what_they_would_like_changes_no_terms_and_keeps_what_it_said(at: Desk) -> None:
    reference = at.approved()
    edit = f"/households/{reference}/range/wishes/edit"
    page = at.browser.fill_in(edit, {"wished_places": 1, "wished_from": 5, "wished_to": 9, "wishes": "A quiet one"})
    assert page.request.path == f"/households/{reference}/range"
    assert "A quiet one" in page.text and f"2{SPACE}approved places" in page.text
    stale = next(each for each in forms(at.browser.get(edit).text) if each.action == edit)
    more = {"wishes": "Two quiet ones", "nature": "changed"}
    at.browser.fill_in(edit, more)
    assert at.browser.post(edit, data=stale.filled(more)).status_code == 409
    assert "A quiet one" in at.browser.get(f"/households/{reference}/people/history").text
    wrong = at.browser.fill_in(edit, {"wished_from": 9, "wished_to": 5, "nature": "changed"})
    assert wrong.status_code == 422 and "Oldest age must be 9 or more" in wrong.text
