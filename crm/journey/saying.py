"""How the rules speak of what happens, and of days, in the middle of a sentence."""

from __future__ import annotations

from datetime import date

SAID = {
    "enquiry_received": "the enquiry",
    "first_contact_made": "the first contact",
    "visit_completed": "the visit",
    "application_received": "the application",
    "stage_one_completed": "the end of Stage 1",
    "assessment_started": "the start of Stage 2",
    "report_completed": "the assessment report",
    "panel_recommended": "panel's recommendation",
    "household_approved": "the approval",
    "approval_refused": "the decision not to approve",
    "review_completed": "the review",
    "revision_proposed": "the proposed change of terms",
    "revision_answered": "the answer to the proposed change",
    "revision_dropped": "the dropping of a proposed change",
    "terms_changed": "the change of terms",
    "notice_received": "the notice",
    "household_deregistered": "the de-registration",
    "journey_closed": "the closing",
    "journey_reopened": "the reopening",
    "hold_started": "the hold",
    "hold_ended": "the end of the hold",
    "minutes_received": "the receipt of panel's minutes",
    "refusal_proposed": "the proposal not to approve",
    "answer_received": "the answer to the proposal",
    "irm_notified": "the IRM's notification",
    "irm_papers_sent": "the papers for the IRM",
    "irm_recommended": "the IRM's recommendation",
    "applicant_told": "telling the applicant",
    "agreement_signed": "the foster care agreement",
    "unannounced_visit_made": "the unannounced visit",
    "standards_evidenced": "the evidence of the standards",
    "guardianship_noticed": "the notice of special guardianship",
    "kin_referred": "the referral for a child",
    "viability_assessed": "the assessment of viability",
    "adopter_approved_for_child": "the approval of adopters for a named child",
    "adopter_approval_ended": "the end of the approval of adopters",
    "temporarily_approved": "the temporary approval",
    "temporary_approval_extended": "its extension",
    "transfer_noticed": "the written notice of a transfer",
    "transfer_meeting_held": "the meeting about a transfer",
    "transfer_officer_told": "telling the reviewing officer of a transfer",
    "transfer_reference_passed": "the reference for a transfer",
    "resigned_elsewhere": "the notice to the other service",
    "transfer_dropped": "the end of a transfer",
    "temporary_approval_kept": "its extension until the outcome of the IRM",
    "carer_left": "the leaving of a carer",
    "termination_proposed": "the proposal to end the approval",
    "termination_answered": "the answer to that proposal",
    "termination_dropped": "the decision that the approval goes on",
    "exit_interview_offered": "the offer of an exit interview",
    "exit_interview_closed": "what came of the exit interview",
}


def said(day: date) -> str:
    """A day in words: 4 March 2026."""
    return f"{day.day} {day:%B %Y}"


def sentence(text: str) -> str:
    """The text with a capital at its start and nothing else changed."""
    return text[:1].upper() + text[1:]
