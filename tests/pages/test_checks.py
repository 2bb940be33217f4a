"""The checks of an application at the browser: noted one by one and together, and results shown to who says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from crm.actor import Role
from crm.commands import documents, journeys
from crm.extensions import db
from crm.journey import events
from crm.people.tables import Household
from tests import given
from tests.doors import CheckingClient
from tests.filling import forms
from tests.pages.test_profiles import audited, main
from tests.sample_documents import PDF

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
APPLIED, TODAY = date(2026, 3, 2), date(2026, 6, 1)
DBS = "/journeys/1/checks/dbs/carer-1"


@pytest.fixture
def home(app: Flask, clock_at: Callable[[date], None]) -> str:
    """The address of a household that applied on 2 March 2026, and has a document; it is 1 June."""
    clock_at(TODAY)
    by = given.officer(given.agency())
    made = given.household(by.agency_ids[0])
    given.journey(made, APPLIED, by=by)
    for step in (events.VisitCompleted, events.ApplicationReceived):
        journeys.record(made, 1, step(happened_on=APPLIED), by=by)
    documents.add(made, name="Letter of the referee", kind="pdf", content=PDF, by=by)
    reference = db.session.get_one(Household, made).reference
    db.session.rollback()
    return f"/households/{reference}"


def row(page: str, *texts: str) -> str:
    """The row of a table that has all of these."""
    (found,) = [each for each in main(page).split("<tr")[1:] if all(text in each for text in texts)]
    return found


def test_a_check_is_noted_with_its_evidence_and_what_came_of_it_is_shown_only_to_whoever_says_why(
    home: str, sign_in: SignIn
) -> None:
    worker = sign_in(Role.SOCIAL_WORKER)
    there = f"{home}/journeys/1/checks"
    answers = {
        "act": "received",
        "on": date(2026, 4, 1),
        "outcome": "weighed",
        "note": "CNRY-FOUND",
        "document": "1",
    }
    page = worker.fill_in(f"{home}{DBS}", answers | {"number": "CNRY-NUMBER"}, form=f"{home}{DBS}")
    told = row(page.text, "Enhanced disclosure (DBS)")
    assert "In order" in told and "1 Apr 2026" in told and "holds until 1 Apr 2029" in told
    assert "Letter of the referee" in told
    manager = sign_in(Role.MANAGER)
    for path in (there, f"{home}{DBS}", home, f"{home}/looks"):
        assert "CNRY-" not in manager.get(path).text, path
    page = worker.fill_in(there, {}, form=f"{there}/results")
    assert page.status_code == 422 and "CNRY-" not in page.text
    page = worker.fill_in(there, {"why": "assessment"}, form=f"{there}/results")
    assert "CNRY-FOUND" in page.text and "CNRY-NUMBER" in page.text
    assert "Something in it, weighed and accepted" in page.text
    assert "CNRY-" not in worker.get(there).text, "hidden again when the page is loaded again"
    assert audited("check.show") == [(["check results"], "assessment")]


def test_an_officer_ticks_what_came_and_is_asked_for_no_result(home: str, sign_in: SignIn) -> None:
    officer = sign_in(Role.OFFICER)
    form = officer.get(f"{home}{DBS}").text
    assert "What came of it?" not in form and "Waived" not in form and 'value="received"' in form
    assert "Show what came of them" not in officer.get(f"{home}/checks").text
    assert officer.get(f"{home}/journeys/1/checks/results").status_code == 403
    page = officer.fill_in(f"{home}{DBS}", {"act": "received", "on": TODAY}, form=f"{home}{DBS}")
    assert "To be read" in row(page.text, "Enhanced disclosure (DBS)")


def test_several_are_noted_together_and_what_cannot_be_keeps_what_was_chosen(home: str, sign_in: SignIn) -> None:
    worker = sign_in(Role.SOCIAL_WORKER)
    there = f"{home}/journeys/1/checks"
    chosen = ["dbs:carer-1", "medical:carer-1"]

    def note(answers: dict[str, object], lines: list[str]) -> TestResponse:
        """The boxes stand in the table above the form, and belong to it."""
        asked = next(each for each in forms(worker.get(there).text) if each.action == there)
        return worker.post(there, data={**asked.filled(answers), "lines": lines}, follow_redirects=True)

    nothing = note({"act": "requested"}, [])
    assert nothing.status_code == 422 and "Choose at least one check" in nothing.text
    page = note({"act": "waived", "reason": "Haste"}, chosen)
    assert page.status_code == 422 and "nobody may waive it" in page.text
    assert 'value="dbs:carer-1" form="note-many" checked' in page.text
    page = note({"act": "requested"}, chosen)
    assert "2 checks: asked for, 1 June 2026." in page.text
    assert "Asked for" in row(page.text, "Health, with a medical report")


def test_a_step_that_was_noted_in_error_is_taken_back_and_stays_in_the_history(home: str, sign_in: SignIn) -> None:
    worker = sign_in(Role.SOCIAL_WORKER)
    worker.fill_in(f"{home}{DBS}", {"act": "requested", "on": TODAY}, form=f"{home}{DBS}")
    page = worker.fill_in(f"{home}{DBS}", {}, form=f"{home}/journeys/1/checks/entries/1/take-back")
    assert "To do" in row(page.text, "Enhanced disclosure (DBS)")
    assert "Taken back 1 June 2026" in main(worker.get(f"{home}{DBS}").text)


def test_t49_a_check_that_somebody_noted_in_the_meantime_is_not_noted_over(home: str, sign_in: SignIn) -> None:
    worker, other = sign_in(Role.SOCIAL_WORKER), sign_in(Role.MANAGER)
    token = worker.get(f"{home}{DBS}").text.split('name="csrf_token" value="')[1].split('"')[0]
    other.fill_in(f"{home}{DBS}", {"act": "requested", "on": TODAY}, form=f"{home}{DBS}")
    sent = {"csrf_token": token, "version": "0", "act": "received", "on-day": "1", "on-month": "6"}
    answer = worker.post(f"{home}{DBS}", data=sent | {"on-year": "2026", "note": "My own words"})
    assert answer.status_code == 409
    assert "My own words" in answer.text and "Somebody noted something of this check" in answer.text


def test_s1_d2_the_end_of_stage_1_is_offered_on_the_day_on_which_the_last_information_came(
    home: str, sign_in: SignIn
) -> None:
    worker = sign_in(Role.SOCIAL_WORKER)
    page = worker.get(f"{home}/checks")
    assert "Waits for <bdi>Full name, address and date of birth (S1-1): Rowan Example-Finch</bdi>" in page.text
    given.checked(1, 1, date(2026, 5, 28))
    offered = "Record that Stage 1 was complete on 28 May 2026"
    assert offered in worker.get(f"{home}/checks").text
    assert "The last day to refuse is 11 June 2026 (S1-D2)" in main(worker.get(f"{home}/checks").text)
    page = worker.fill_in(f"{home}/checks", {}, form=f"{home}/journeys/1/checks/stage-one")
    assert "Complete on 28 May 2026." in page.text and offered not in page.text
    assert "The last day to refuse at Stage 1 is 11 June 2026 (S1-D2)" in page.text
    assert "no representations to panel and no review, only a complaint (S1-D4)" in page.text


def test_s1_d3_once_the_ten_working_days_are_over_the_page_leads_to_stage_2_and_refuses_a_refusal(
    home: str, sign_in: SignIn, clock_at: Callable[[date], None]
) -> None:
    given.record(1, 1, events.StageOneCompleted(happened_on=date(2026, 5, 28)), by=given.officer(1))
    clock_at(date(2026, 6, 12))
    worker = sign_in(Role.SOCIAL_WORKER)
    page = worker.get(f"{home}/checks").text
    assert "The last day to refuse at Stage 1 was 11 June 2026: it goes to Stage 2 (S1-D3)." in page
    assert f"{home}/journeys/1/record/assessment-started" in page
    path = f"{home}/journeys/1/record/journey-closed"
    answers = {"stage": "stage1", "initiator": "service", "reason": "unsuitable_dbs", "again": "no"}
    refused = worker.fill_in(path, answers | {"happened_on": date(2026, 6, 12)}, form=path)
    assert refused.status_code == 422 and "goes to Stage 2 (S1-D3)" in refused.text
    told = {"happened_on": date(2026, 6, 11), "told_on": date(2026, 6, 11), "reasons": "The disclosure."}
    done = worker.fill_in(path, answers | told, form=path)
    assert done.status_code == 200, "what was done in time can be recorded later"


def test_a_manager_approves_without_a_check_for_a_reason_and_a_decision_maker_is_not_asked_for_one(
    home: str, sign_in: SignIn
) -> None:
    for number, step in enumerate(given.STEPS[3:]):
        given.record(1, 1, step(happened_on=date(2026, 5, 1) + timedelta(days=number)), by=given.officer(1))
    given.minuted(1, date(2026, 5, 8), by=given.officer(1))
    path = f"{home}/journeys/1/decide/household-approved"
    asked = {"happened_on": TODAY, "places": "2"}
    maker, manager = sign_in(Role.DECISION_MAKER), sign_in(Role.MANAGER)
    page = maker.fill_in(path, asked, form=path)
    assert page.status_code == 422
    assert "The approval waits for Full name, address and date of birth (S1-1): Rowan Example-Finch" in page.text
    assert "Why approve although something is missing?" not in page.text
    page = manager.fill_in(path, asked | {"override": "All of it is in the paper file"}, form=path)
    assert page.status_code == 200 and "Approved for 2" in page.text
    told = main(manager.get(f"{home}/checks").text)
    assert "in spite of 28\N{NO-BREAK SPACE}missing checks: <bdi>All of it is in the paper file</bdi>" in told


def test_before_the_application_and_for_supported_lodgings_the_page_says_why_it_is_empty(
    home: str, sign_in: SignIn
) -> None:
    other = given.household(1, "Ash Specimen")
    given.journey(other, APPLIED, by=given.officer(1))
    reference = db.session.get_one(Household, other).reference
    db.session.rollback()
    assert "Checks begin with the application." in sign_in(Role.MANAGER).get(f"/households/{reference}/checks").text
