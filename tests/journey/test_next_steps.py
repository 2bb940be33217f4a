"""What may be recorded next, as the rules and the route's plan have it."""

from __future__ import annotations

from datetime import date
from typing import Any

from crm.journey import events
from crm.journey.next_steps import Step, next_steps, unusual, why_not
from crm.journey.ranges import Route
from crm.journey.routes import Rulebook, plan_from
from tests.journey.histories import RULES, History, day

STAGES: list[dict[str, Any]] = [
    {"name": "enquiry", "entered_by": "enquiry_received"},
    {"name": "contact", "entered_by": "first_contact_made", "needs": ["enquiry_received"]},
    {"name": "visit", "entered_by": "visit_completed", "needs": ["enquiry_received"]},
    {"name": "application", "entered_by": "application_received", "needs": ["visit_completed"]},
    {"name": "decision", "entered_by": "panel_recommended", "needs": ["application_received"]},
    {"name": "approved", "entered_by": "household_approved", "needs": ["panel_recommended"]},
]
BOOK = Rulebook(RULES, {route: ((day("2011-04-01"), plan_from(route, STAGES)),) for route in Route})
TODAY = day("2021-09-01")


def steps(history: History) -> dict[str, Step]:
    household = history.household()
    return {each.kind: each for each in next_steps(household, household.journeys[-1], BOOK, TODAY)}


def possible(history: History) -> set[str]:
    return {kind for kind, step in steps(history).items() if step.refused is None}


def enquired() -> History:
    history = History()
    history.tell(events.EnquiryReceived(happened_on=day("2021-05-01")))
    return history


def test_after_an_enquiry_come_contact_and_visit_and_the_journey_can_be_closed() -> None:
    adopters = "adopter_approved_for_child"  # they need nothing of this journey (KC-10)
    assert possible(enquired()) == {"first_contact_made", "visit_completed", "journey_closed", adopters}


def test_what_is_not_yet_possible_says_what_it_lacks() -> None:
    assert steps(enquired())["application_received"].refused == ("The application needs the visit first.")


def test_what_is_recorded_already_is_to_be_corrected_and_not_recorded_again() -> None:
    found = steps(enquired())["enquiry_received"]
    assert found.recorded
    assert found.refused == "The enquiry is on record already, on 1 May 2021: correct it instead."


def test_a_stage_that_was_passed_over_can_still_be_recorded_and_is_said_to_be_late() -> None:
    history = enquired()
    history.tell(events.VisitCompleted(happened_on=day("2021-05-20")))
    found = steps(history)
    assert found["first_contact_made"].passed and found["first_contact_made"].refused is None
    assert not found["application_received"].passed


def test_news_from_before_the_closing_can_be_recorded_up_to_that_day() -> None:
    history = enquired()
    history.tell(events.JourneyClosed(happened_on=day("2021-06-01")))
    found = steps(history)
    assert found["visit_completed"].refused is None
    assert found["visit_completed"].by == date(2021, 6, 1)
    assert found["journey_reopened"].refused is None


def test_after_approval_terms_notice_and_leaving_are_possible_and_closing_is_not() -> None:
    history = enquired()
    for kind in (events.VisitCompleted, events.ApplicationReceived, events.PanelRecommended):
        history.tell(kind(happened_on=day("2021-06-01")))
    history.tell(events.HouseholdApproved(happened_on=day("2021-07-01"), places=2))
    assert {"terms_changed", "notice_received", "household_deregistered"} <= possible(history)
    assert "journey_closed" not in possible(history)
    assert "approval_refused" not in possible(history)


def test_after_notice_nothing_brings_the_approval_back() -> None:
    history = enquired()
    for kind in (events.VisitCompleted, events.ApplicationReceived, events.PanelRecommended):
        history.tell(kind(happened_on=day("2021-06-01")))
    history.tell(events.HouseholdApproved(happened_on=day("2021-07-01"), places=2))
    history.tell(events.NoticeReceived(happened_on=day("2021-08-20"), ends_on=day("2021-09-17")))
    assert not possible(history) & {"notice_received", "journey_reopened", "household_approved"}


def test_what_next_steps_offers_is_what_why_not_lets_through() -> None:
    history = enquired()
    household = history.household()
    journey = household.journeys[0]
    for kind, step in steps(history).items():
        if kind in events.NEEDS_DATA:
            continue
        event = events.KINDS[kind](happened_on=step.by or TODAY)
        assert (why_not(household, journey, event, BOOK) is None) == (step.refused is None), kind


def test_a_step_out_of_order_or_years_late_is_asked_about_twice() -> None:
    history = enquired()
    history.tell(events.ApplicationReceived(happened_on=day("2021-06-01")))
    (journey,) = history.household().journeys
    plan = BOOK.plan(Route.MAINSTREAM, TODAY)

    def concerns(event: events.Event) -> list[str]:
        return list(unusual(journey, event, plan, 36))

    assert concerns(events.VisitCompleted(happened_on=day("2021-05-10"))) == []
    assert concerns(events.VisitCompleted(happened_on=day("2021-06-10"))) == [
        "The visit on 10 June 2021 would be after the application on 1 June 2021."
    ]
    assert concerns(events.PanelRecommended(happened_on=day("2024-06-02"))) == [
        "2 June 2024 is a long time after the application on 1 June 2021."
    ]
