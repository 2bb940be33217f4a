"""Around a decision at the browser: minutes, the proposal not to approve and its one answer, and who was told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from crm.actor import Role
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
    for step, answers in STEPS[:7]:
        path = path_of(reference, step)
        at.browser.fill_in(path, {**dated(at, step, date(2021, 6, 1)), **answers}, form=path)
    maker = desk(Role.DECISION_MAKER).browser
    path = path_of(reference, "decide/approval-refused")
    assert "needs the proposal not to approve first" in maker.get(path).text
    proposal, sent = path_of(reference, "decide/refusal-proposed"), {"happened_on": date(2021, 6, 2)}
    check = maker.fill_in(proposal, sent, form=proposal)
    assert "Panel recommended approval. The decision may be another" in check.text
    asked = next(form for form in forms(check.text) if form.action == proposal)
    page = maker.post(proposal, data={**asked.values, "confirmed": "yes"}, follow_redirects=True)
    assert "Until 30 June 2021 they may make representations or apply to the IRM" in page.text
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
        path = path_of(at.reference(home), "decide/household-approved")
        assert ("The approval there ended on" in maker.get(path).text) is asked
        if asked:
            on = {"happened_on": date(2021, 6, 1), "places": 2}
            early = maker.fill_in(path, on | {"left_there_on": date(2021, 6, 2)}, form=path)
            assert early.status_code == 422 and "until 2 June 2021: approve on that day or later" in early.text
            done = maker.fill_in(path, on | {"left_there_on": date(2021, 6, 1)}, form=path)
            assert "The approval there ended on 1 June 2021 (DM-1)." in done.text
