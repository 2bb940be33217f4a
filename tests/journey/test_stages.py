"""The stage where a journey is follows from what happened last in the order of its route."""

from __future__ import annotations

from datetime import date

import pytest

from crm.journey.events import (
    ApplicationReceived,
    ApprovalRefused,
    AssessmentStarted,
    EnquiryReceived,
    Event,
    HouseholdApproved,
    JourneyClosed,
    JourneyReopened,
    PanelRecommended,
    ReportCompleted,
    StageOneCompleted,
)
from crm.journey.ranges import Route
from crm.journey.routes import Plan, Stage, stage_of
from tests.journey.histories import History

PLAN = Plan(
    Route.MAINSTREAM,
    (
        Stage("enquiry", "enquiry_received"),
        Stage("application", "application_received"),
        Stage("stage1", "stage_one_completed"),
        Stage("stage2", "assessment_started"),
        Stage("panel", "report_completed"),
        Stage("decision", "panel_recommended"),
        Stage("approved", "household_approved"),
    ),
)
DAY = date(2026, 3, 2)
ASKED = EnquiryReceived(happened_on=DAY)
APPLIED = ApplicationReceived(happened_on=DAY)
HEARD = PanelRecommended(happened_on=DAY)
LATER = date(2026, 4, 1)


@pytest.mark.parametrize(
    ("events", "stage"),
    [
        ([ASKED], "enquiry"),
        ([ASKED, APPLIED], "application"),
        ([ASKED, APPLIED, AssessmentStarted(happened_on=DAY)], "stage2"),
        ([ASKED, APPLIED, AssessmentStarted(happened_on=DAY), StageOneCompleted(happened_on=LATER)], "stage2"),
        ([ASKED, APPLIED, ReportCompleted(happened_on=DAY)], "panel"),
        ([ASKED, APPLIED, HEARD], "decision"),
        ([ASKED, APPLIED, HEARD, HouseholdApproved(happened_on=LATER, places=1)], "approved"),
        ([ASKED, APPLIED, HEARD, ApprovalRefused(happened_on=LATER)], "closed"),
        ([ASKED, JourneyClosed(happened_on=DAY)], "closed"),
        ([ASKED, JourneyClosed(happened_on=DAY), JourneyReopened(happened_on=LATER)], "enquiry"),
    ],
)
def test_a_journey_is_at_the_last_stage_that_something_entered(events: list[Event], stage: str) -> None:
    history = History()
    for event in events:
        history.tell(event)
    household = history.household()
    assert stage_of(household.journeys[0], household, PLAN)[0] == stage


def test_a_refused_journey_is_closed_since_the_decision() -> None:
    history = History()
    for event in (ASKED, APPLIED, HEARD, ApprovalRefused(happened_on=LATER)):
        history.tell(event)
    household = history.household()
    assert stage_of(household.journeys[0], household, PLAN) == ("closed", LATER)
