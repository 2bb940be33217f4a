"""Around a decision at the browser: minutes, the proposal not to approve and its one answer, and who was told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from crm.actor import Role
from crm.journey.decision_events import RefusalProposed
from crm.journey.ranges import Route
from tests import given
from tests.filling import forms
from tests.pages.conftest import Desk
from tests.pages.test_records import STEPS, dated, path_of

pytestmark = pytest.mark.slow  # together they take seconds


def test_DM7_and_DM2_a_decision_not_to_approve_is_proposed_first_and_final_when_nobody_answered(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    reference = at.home()
    for step, answers in STEPS[:8]:
        path = path_of(reference, step)
        at.browser.fill_in(path, {**dated(at, step, date(2021, 6, 1)), **answers}, form=path)
    maker = desk(Role.DECISION_MAKER).browser
    path = path_of(reference, "decide/approval-refused")
    assert "needs the proposal not to approve first" in maker.get(path).text
    proposal = path_of(reference, "decide/refusal-proposed")
    sent: dict[str, object] = {"happened_on": date(2021, 6, 2)}
    bare = maker.fill_in(proposal, sent, form=proposal)
    assert bare.status_code == 422 and "the notice gives the reasons" in bare.text
    sent["reasons"] = "The rooms are not theirs for long."
    check = maker.fill_in(proposal, sent, form=proposal)
    assert "Panel recommended approval. The decision may be another" in check.text
    asked = next(form for form in forms(check.text) if form.action == proposal)
    page = maker.post(proposal, data={**asked.values, "confirmed": "yes"}, follow_redirects=True)
    assert "Until 30 June 2021 they may make representations or apply to the IRM" in page.text
    assert "The rooms are not theirs for long." in page.text
    early = maker.fill_in(path, {"happened_on": date(2021, 6, 30)}, form=path)
    assert early.status_code == 422 and "Until 30 June 2021 the applicant may" in early.text
    page = maker.fill_in(path, {"happened_on": date(2021, 7, 1)}, form=path)
    assert "Decision not to approve" in page.text
    assert at.events(reference)[-1] == ("approval_refused", "2021-07-01")


def test_DM1_only_of_whoever_transfers_in_is_asked_when_the_other_approval_ended(desk: Callable[..., Desk]) -> None:
    at, maker = desk(), desk(Role.DECISION_MAKER).browser
    for route, asked in ((Route.TRANSFER_IN, True), (Route.MAINSTREAM, False)):
        home = given.household(at.officer.agency_ids[0])
        begun = given.journey(home, date(2021, 5, 1), by=at.officer, route=route)
        for number, step in enumerate(given.STEPS, start=2):
            given.record(home, begun, step(happened_on=date(2021, 5, number)), by=at.officer)
        given.checked(home, begun, date(2021, 5, 2))
        given.minuted(home, date(2021, 5, 20), by=at.officer)
        path = path_of(at.reference(home), "decide/household-approved")
        assert ("The approval there ended on" in maker.get(path).text) is asked
        if asked:
            on = {"happened_on": date(2021, 6, 1), "places": 2}
            early = maker.fill_in(path, on | {"left_there_on": date(2021, 6, 2)}, form=path)
            assert early.status_code == 422 and "until 2 June 2021: approve on that day or later" in early.text
            done = maker.fill_in(path, on | {"left_there_on": date(2021, 6, 1)}, form=path)
            assert "The approval there ended on 1 June 2021 (DM-1)." in done.text


def test_dm_7_an_answer_that_came_in_time_is_recorded_after_the_time_has_ended(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home()
    for step, answers in STEPS[:8]:
        path = path_of(reference, step)
        at.browser.fill_in(path, {**dated(at, step, date(2021, 6, 1)), **answers}, form=path)
    (journey,) = given.fold(at.household_id(reference)).journeys
    proposed = RefusalProposed(happened_on=date(2021, 6, 2), answer_by=date(2021, 6, 30))
    given.record(at.household_id(reference), journey.id, proposed, by=at.officer)
    path = path_of(reference, "record/answer-received")
    assert f'href="{path}"' in at.browser.get(f"/households/{reference}").text
    assert "a day up to 30 June 2021 can still be recorded" in at.browser.get(path).text
    answers = {"happened_on": date(2021, 7, 1), "answer": "representations"}
    late = at.browser.fill_in(path, answers, form=path)
    assert late.status_code == 422 and "The time to answer the proposal ended on 30 June 2021" in late.text
    at.browser.fill_in(path, answers | {"happened_on": date(2021, 6, 30)}, form=path)
    assert at.events(reference)[-1] == ("answer_received", "2021-06-30")


def test_dm_3_an_approval_waits_for_panel_s_final_minutes_and_says_so_before_anything_is_typed(
    desk: Callable[..., Desk],
) -> None:
    at, maker = desk(), desk(Role.DECISION_MAKER).browser
    home = given.household(at.officer.agency_ids[0])
    begun = given.journey(home, date(2021, 5, 1), by=at.officer)
    for number, step in enumerate(given.STEPS, start=2):
        given.record(home, begun, step(happened_on=date(2021, 5, number)), by=at.officer)
    given.checked(home, begun, date(2021, 5, 2))
    reference = at.reference(home)
    path, minutes = path_of(reference, "decide/household-approved"), path_of(reference, "record/minutes-received")
    told = "record the receipt of panel&#39;s minutes first"
    assert told in maker.get(path).text
    at.browser.fill_in(minutes, {"happened_on": date(2021, 5, 20)}, form=minutes)
    early = maker.fill_in(path, {"happened_on": date(2021, 5, 19), "places": 2}, form=path)
    assert early.status_code == 422 and told in early.text and given.fold(home).approvals == ()
    assert "Approved for 2" in maker.fill_in(path, {"happened_on": date(2021, 5, 20), "places": 2}, form=path).text
