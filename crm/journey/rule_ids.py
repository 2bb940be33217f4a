"""Which rule a kind of event is refused by, where something that it needs is not there (reference/rules.md)."""

from __future__ import annotations

from collections.abc import Mapping

_RULES: Mapping[str, str] = {
    "application_received": "ST-5",
    "stage_one_completed": "S1-D2",
    "assessment_started": "ST-5",
    "report_completed": "S2-7",
    "panel_recommended": "PN-5",
    "minutes_received": "DM-3",
    "household_approved": "DM-2",
    "refusal_proposed": "DM-7",
    "answer_received": "DM-7",
    "irm_notified": "DM-9",
    "irm_papers_sent": "DM-9",
    "irm_recommended": "DM-8",
    "approval_refused": "DM-8",
    "applicant_told": "DM-4",
    "agreement_signed": "DM-6",
    "review_completed": "RV-1",
    "revision_proposed": "RV-6",
    "revision_answered": "RV-6",
    "revision_dropped": "RV-6",
    "terms_changed": "B-5",
    "notice_received": "RV-8",
    "termination_proposed": "RV-6",
    "carer_left": "B-18",
    "household_deregistered": "B-4",
}


def rule(kind: str) -> str:
    """' (DM-2)' for the end of a sentence; nothing where no rule of the sheet speaks of the kind."""
    return f" ({_RULES[kind]})" if kind in _RULES else ""
