"""What each kind of event is called: as something that happened, as something to record, and as a figure."""

from __future__ import annotations

EVENTS = {
    "enquiry_received": "Enquiry received",
    "first_contact_made": "First contact made",
    "visit_completed": "Initial visit completed",
    "application_received": "Application received",
    "stage_one_completed": "Stage 1 completed",
    "assessment_started": "Stage 2 assessment started",
    "report_completed": "Assessment report completed",
    "panel_recommended": "Panel made its recommendation",
    "household_approved": "Household approved",
    "approval_refused": "Decision not to approve",
    "terms_changed": "Terms of approval changed",
    "notice_received": "Notice of resignation received",
    "household_deregistered": "Household de-registered",
    "journey_closed": "Journey closed",
    "journey_reopened": "Journey reopened",
    "hold_started": "Put on hold",
    "hold_ended": "Hold ended",
    "struck_out": "Struck out",
    "withdrawn": "Import undone",
}

# --- What a person does to put an event on record: a menu's entry, a page's heading, a button.
RECORD = {
    "enquiry_received": "Record the enquiry",
    "first_contact_made": "Record first contact",
    "visit_completed": "Record the initial visit",
    "application_received": "Record the application",
    "stage_one_completed": "Record the end of Stage 1",
    "assessment_started": "Record the start of Stage 2",
    "report_completed": "Record the assessment report",
    "panel_recommended": "Record panel's recommendation",
    "household_approved": "Record the approval",
    "approval_refused": "Record the decision not to approve",
    "terms_changed": "Change the terms of approval",
    "notice_received": "Record notice of resignation",
    "household_deregistered": "Record de-registration",
    "journey_closed": "Close this journey",
    "journey_reopened": "Reopen this journey",
    "hold_started": "Put this journey on hold",
    "hold_ended": "End the hold",
}

# --- What counts of a journey, as a figure names it.
COUNTED = {
    "enquiry_received": "Enquiries",
    "enquiry_repeated": "Enquiries that repeat an earlier one, and are not counted",
    "first_contact_made": "First contacts",
    "visit_completed": "Initial visits",
    "application_received": "Applications",
    "stage_one_completed": "Stage 1 completed",
    "assessment_started": "Stage 2 started",
    "report_completed": "Reports completed",
    "panel_recommended": "Panel recommendations",
    "household_approved": "Decisions to approve",
    "approval_refused": "Decisions not to approve",
    "terms_changed": "Changes of terms",
    "notice_received": "Notices of resignation",
    "household_deregistered": "De-registrations recorded",
    "journey_closed": "Journeys closed",
    "journey_reopened": "Journeys reopened",
    "hold_started": "Journeys put on hold",
    "hold_ended": "Holds ended",
}
