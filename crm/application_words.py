"""How applicants read of their own application: its steps, what became of it, and the visits that are booked."""

from __future__ import annotations

# By the kind of event that a stage of the agency's plan is entered by: what was done, and what is to come.
DONE = {
    "enquiry_received": "You asked us about fostering",
    "first_contact_made": "We talked for the first time",
    "visit_completed": "We visited you",
    "application_received": "You applied",
    "stage_one_completed": "Stage 1 is done: checks and references",
    "assessment_started": "Stage 2 began: your assessment",
    "report_completed": "Your assessment report is written",
    "panel_recommended": "Panel met about your application",
    "household_approved": "The decision",
}
TO_COME = {
    "enquiry_received": "You ask us about fostering",
    "first_contact_made": "We talk for the first time",
    "visit_completed": "We visit you",
    "application_received": "You apply",
    "stage_one_completed": "Stage 1: checks and references",
    "assessment_started": "Stage 2: your assessment begins",
    "report_completed": "Your worker writes the assessment report, and you read it",
    "panel_recommended": "Panel meets about your application, and you can come",
    "household_approved": "Our decision",
}
VISITS = {"initial": "Our first visit", "assessment": "A talk for your assessment", "other": "A visit"}
PLACES = {"home": "at your home", "office": "at our office", "phone": "by telephone", "video": "by video call"}
# How far a check has come. What came of it is told by nobody here.
CHECKS = {"asked": "asked on", "chased": "asked again on", "again": "to be done again", "to_come": "to come"}
