"""Recording by hand at the browser: each event by its form, refusals in words at the answer, and nothing twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from crm.actor import Role
from tests import given, panelling
from tests.filling import forms
from tests.pages.conftest import ENQUIRED, TODAY, Desk

pytestmark = pytest.mark.slow  # together they take seconds

INDEPENDENT = {"assessor": "outside", "assessor_name": "Jude Example-Assessor"}
CHILDREN = "C-1042\nC-1043"
STEPS: list[tuple[str, dict[str, object]]] = [
    ("record/first-contact-made", {}),
    ("record/visit-completed", {}),
    ("record/application-received", {}),
    ("record/assessment-started", {}),
    ("record/stage-one-completed", {"override": given.UNCHECKED}),
    ("record/report-completed", {"report": "full", **INDEPENDENT}),
    ("panel", {"recommendation": "approve", "reasons": "They are steady."}),
    ("record/minutes-received", {}),
    (
        "decide/household-approved",
        {"places": 2, "age_from": 5, "age_to": 11, "offers": ["short_term", "respite"], "named_children": CHILDREN},
    ),
    ("panel", {"recommendation": "revise", "reasons": "They may do more."}),
    ("record/review-completed", {"outcome": "revise", "wider": "not_now"}),
    (
        "record/revision-proposed",
        {"cause": "capital_scheme", "places": 3, "asked_by": "carer", "support": "None needed"},
    ),
    ("decide/terms-changed", {"basis": "agreement"}),
    ("decide/household-deregistered", {"reason": "deceased", "destination": "none"}),
]


def path_of(reference: str, step: str) -> str:
    return f"/households/{reference}/journeys/1/{step}"


def dated(at: Desk, step: str, day: date) -> dict[str, object]:
    """The day of a step, and for panel's who sat: five of a central list that is made for the first."""
    if step != "panel":
        return {"happened_on": day}
    sitting = panelling.on_list() or panelling.members(at.officer.agency_ids[0], at.officer)
    return {"held_on": day, "members": [str(each) for each in sitting]}


def test_every_event_of_a_journey_is_recorded_through_its_form(desk: Callable[..., Desk]) -> None:
    at, decider = desk(), desk(Role.DECISION_MAKER).browser
    reference = at.home()
    for number, (step, answers) in enumerate(STEPS, start=1):
        path = path_of(reference, step)
        day = ENQUIRED + timedelta(days=number)
        if step == "decide/household-approved":
            given.checked(at.household_id(reference), 1, day)
        browser = decider if step == "decide/household-approved" else at.browser
        page = browser.fill_in(path, {**dated(at, step, day), **answers}, form=path)
        if "Is that right?" in page.text:  # no views and no report are on record for the review
            asked = next(each for each in forms(page.text) if each.action == path)
            page = browser.post(path, data={**asked.values, "confirmed": "yes"}, follow_redirects=True)
        assert page.request.path == f"/households/{reference}", (step, page.text)
        assert "is on record" in page.text
    steps = [step.split("/")[-1].replace("-", "_") for step, _ in STEPS]
    recorded = ["panel_recommended" if step == "panel" else step for step in steps]
    assert [kind for kind, _ in at.events(reference)] == ["enquiry_received", *recorded]
    shown = at.browser.get(f"/households/{reference}").text
    assert "Approved for 2\N{NO-BREAK SPACE}places, ages 5 to 11, short term and respite" in shown
    assert "Home extended or adapted. Now: 3\N{NO-BREAK SPACE}places." in shown
    assert "Reason: deceased. Going to: left fostering." in shown


def test_a_journey_is_closed_with_its_reason_and_reopened(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home()
    path = path_of(reference, "record/journey-closed")
    answers = {"stage": "enquiry", "initiator": "applicant", "reason": "changed_mind"}
    page = at.browser.fill_in(path, {"happened_on": TODAY, **answers}, form=path)
    assert "Ended at the stage enquiry, by the applicant." in page.text
    assert "changed their mind" in page.text
    path = path_of(reference, "record/journey-reopened")
    at.browser.fill_in(path, {"happened_on": TODAY}, form=path)
    assert [kind for kind, _ in at.events(reference)][1:] == ["journey_closed", "journey_reopened"]


def test_a_journey_is_closed_where_it_is_and_not_where_the_household_s_latest_one_is(
    desk: Callable[..., Desk],
) -> None:
    at = desk()
    reference = at.home()
    path = path_of(reference, "record/visit-completed")
    at.browser.fill_in(path, {"happened_on": date(2021, 6, 1)}, form=path)
    given.journey(at.household_id(reference), date(2021, 12, 1), by=at.officer)
    path = path_of(reference, "record/journey-closed")
    asked = next(each for each in forms(at.browser.get(path).text) if each.action == path)
    assert asked.values["stage"] == ["visit"]


def test_notice_says_when_the_approval_ends_before_it_is_recorded(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.approved()
    path = path_of(reference, "record/notice-received")
    check = at.browser.fill_in(path, {"happened_on": date(2022, 1, 10), "reason": "retired"}, form=path)
    assert "The approval will end on 7 February 2022. Notice cannot be withdrawn" in check.text
    assert "notice_received" not in dict(at.events(reference))
    asked = next(each for each in forms(check.text) if each.action == path)
    done = at.browser.post(path, data={**asked.values, "confirmed": "yes"}, follow_redirects=True)
    assert "The approval ends on 7 February 2022." in done.text
    assert at.events(reference)[-1] == ("notice_received", "2022-01-10")


def test_answers_can_be_changed_after_they_were_checked(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.approved()
    path = path_of(reference, "record/notice-received")
    check = at.browser.fill_in(path, {"happened_on": date(2022, 1, 10), "reason": "retired"}, form=path)
    asked = next(each for each in forms(check.text) if each.action == path)
    back = at.browser.post(path, data={**asked.values, "change": "yes"})
    again = next(each for each in forms(back.text) if each.action == path)
    assert (again.values["happened_on-day"], again.values["reason"]) == (["10"], ["retired"])


def test_what_is_out_of_order_is_asked_about_twice(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home()
    for step in ("visit-completed", "application-received"):
        path = path_of(reference, f"record/{step}")
        at.browser.fill_in(path, {"happened_on": date(2021, 6, 1)}, form=path)
    path = path_of(reference, "record/first-contact-made")
    check = at.browser.fill_in(path, {"happened_on": date(2021, 6, 5)}, form=path)
    message = "The first contact on 5 June 2021 would be after the application on 1 June 2021. Is that right?"
    assert message in check.text
    assert len(at.events(reference)) == 3
    asked = next(each for each in forms(check.text) if each.action == path)
    at.browser.post(path, data={**asked.values, "confirmed": "yes"})
    assert at.events(reference)[-1] == ("first_contact_made", "2021-06-05")


@pytest.mark.parametrize(
    ("step", "answers", "words", "field"),
    [
        (
            "record/application-received",
            {"happened_on": date(2021, 6, 1)},
            "The application needs the visit, on or before 1 June 2021 (ST-5).",
            "happened_on-day",
        ),
        (
            "record/visit-completed",
            {"happened_on": date(2021, 4, 30)},
            "The visit needs the enquiry, on or before 30 April 2021.",
            "happened_on-day",
        ),
        (
            "record/visit-completed",
            {"happened_on": TODAY + timedelta(days=1)},
            "1 February 2022 is in the future: record the visit when it has happened.",
            "happened_on-day",
        ),
        ("record/visit-completed", {}, "Enter the date of the visit", "happened_on-day"),
        ("record/journey-closed", {"happened_on": TODAY}, "Choose who ended it", "initiator"),
    ],
)
def test_a_refusal_stands_at_the_answer_in_words_with_what_was_typed_kept(
    desk: Callable[..., Desk], step: str, answers: dict[str, object], words: str, field: str
) -> None:
    at = desk()
    reference = at.home()
    path = path_of(reference, step)
    # What is not possible yet has no form to fill in, so what was typed is sent as a browser would have.
    page = at.browser.get(path_of(reference, "record/visit-completed"))
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    sent: dict[str, object] = {"csrf_token": token}
    day = answers.get("happened_on")
    if isinstance(day, date):
        sent |= {f"happened_on-{part}": getattr(day, part) for part in ("day", "month", "year")}
    answer = at.browser.post(path, data=sent)
    assert answer.status_code == 422
    assert f'<a href="#{field}">{words}</a>' in answer.text
    assert answer.text.count(words) == 2
    assert "<title>Error: " in answer.text
    if isinstance(day, date):
        assert f'value="{day.year}"' in answer.text
    assert len(at.events(reference)) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("places", "words"),
    [
        ("", "Enter the number of places"),
        ("0", "Places must be a whole number from 1 to 12, not 0 (B-1)."),
        ("-1", "Places must be a whole number of 1 or more, up to what your service allows (B-1)"),
        ("1_0", "Places must be a whole number of 1 or more, up to what your service allows (B-1)"),
        ("\u0663", "Places must be a whole number of 1 or more, up to what your service allows (B-1)"),
        ("2.5", "Places must be a whole number of 1 or more, up to what your service allows (B-1)"),
        ("13", "Places must be a whole number from 1 to 12, not 13 (B-1)."),
    ],
)
def test_places_are_whole_numbers_that_terms_may_hold(desk: Callable[..., Desk], places: str, words: str) -> None:
    at = desk()
    reference = at.home()
    for step, answers in STEPS[:8]:
        path = path_of(reference, step)
        day = date(2021, 6, 1)
        at.browser.fill_in(path, {**dated(at, step, day), **answers}, form=path)
    path = path_of(reference, "decide/household-approved")
    answers = {"happened_on": date(2021, 6, 2), "places": places}
    page = desk(Role.DECISION_MAKER).browser.fill_in(path, answers, form=path)
    assert page.status_code == 422
    assert f'<a href="#places">{words}</a>' in page.text


def test_a_name_of_a_child_is_not_taken_for_a_reference(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.approved()
    path = path_of(reference, "decide/terms-changed")
    answers = {"happened_on": TODAY, "named_children": "Wren Example"}
    page = at.browser.fill_in(path, answers, form=path)
    assert page.status_code == 422
    assert "never a child&#39;s name" in page.text


def test_a_double_click_records_once(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home()
    path = path_of(reference, "record/visit-completed")
    asked = next(each for each in forms(at.browser.get(path).text) if each.action == path)
    sent = asked.filled({"happened_on": date(2021, 6, 1)})
    first, second = (at.browser.post(path, data=sent) for _ in range(2))
    assert (
        (first.status_code, first.location)
        == (second.status_code, second.location)
        == (303, f"/households/{reference}")
    )
    assert at.events(reference) == [("enquiry_received", "2021-05-01"), ("visit_completed", "2021-06-01")]


def test_a_form_without_its_token_records_nothing(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home()
    sent = {"happened_on-day": "1", "happened_on-month": "6", "happened_on-year": "2021"}
    answer = at.browser.post(path_of(reference, "record/visit-completed"), data=sent)
    assert answer.status_code == 400
    assert len(at.events(reference)) == 1


def test_what_a_form_does_not_ask_cannot_be_sent_with_it(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home()
    path = path_of(reference, "record/visit-completed")
    asked = next(each for each in forms(at.browser.get(path).text) if each.action == path)
    sent = asked.filled({"happened_on": date(2021, 6, 1)})
    more = {
        "agency_id": "2",
        "recorded_at": "1999-01-01",
        "journey_id": "9",
        "kind": "household_approved",
        "id": "1",
    }
    at.browser.post(path, data={**sent, **more})
    assert at.events(reference)[-1] == ("visit_completed", "2021-06-01")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SOCIAL_WORKER])
@pytest.mark.parametrize(
    "step", ["household-approved", "terms-changed", "household-deregistered", "approval-refused"]
)
def test_only_those_who_decide_record_decisions(desk: Callable[..., Desk], role: Role, step: str) -> None:
    at = desk(role)
    reference = at.approved()
    before = at.events(reference)
    token = _token(at)
    assert at.browser.get(path_of(reference, f"decide/{step}")).status_code == 403
    assert at.browser.post(path_of(reference, f"decide/{step}"), data={"csrf_token": token}).status_code == 403
    assert at.browser.get(path_of(reference, f"record/{step}")).status_code == 404
    assert at.browser.post(path_of(reference, f"record/{step}"), data={"csrf_token": token}).status_code == 404
    assert at.events(reference) == before


def test_a_form_about_another_agencys_household_is_answered_like_one_about_none(desk: Callable[..., Desk]) -> None:
    at = desk()
    stranger = given.officer(given.agency("nottingham"))
    foreign = Desk(at.browser, stranger).home("Robin Elsewhere")
    token = _token(at)
    sent = {"csrf_token": token, "happened_on-day": "1", "happened_on-month": "6", "happened_on-year": "2021"}
    for reference in (foreign, "DER-000000"):
        for step in ("record/visit-completed", "events/1/strike-out", "events/1/correct"):
            assert at.browser.post(path_of(reference, step), data=sent).status_code == 404
    assert len(at.events(foreign)) == 1


def _token(at: Desk) -> str:
    return at.browser.get("/account").text.split('name="csrf_token" value="')[1].split('"')[0]
