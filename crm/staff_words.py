"""What is said of staff's accounts: what a role is for, how an account or an invitation stands, and why."""

from __future__ import annotations

from crm import formatters
from crm.words import CHOICES, Label

ROLE_HINTS = {
    "officer": "Enquiries, visits and applications, up to panel",
    "social_worker": "Assessments and approved households",
    "manager": "Everything of the service, and its staff's accounts",
    "decision_maker": "Decides on approvals after panel",
    "panel": "The packs of their own panel",
    "analyst": "Reports, and no households",
    "governance": "Who looked at what",
}
ACCOUNTS = {
    "open": Label("Open", "green"),
    "unused": Label("Unused", "orange"),
    "left": Label("Closed: left", "grey"),
    "absent": Label("Closed: away", "grey"),
    "lapsed": Label("Closed: unused", "grey"),
    "ended": Label("Closed: fosters no more", "grey"),
    "applied": Label("Closed: application over", "grey"),
    "asked": Label("Closed: they asked", "grey"),
    "wrong": Label("Closed: a mistake", "grey"),
}
CLOSED_ACCOUNTS = {"left": "They have left", "absent": "They are away for a long time"}
CLOSED_CARERS = {
    "ended": "They foster here no more",
    "asked": "They have asked for it",
    "wrong": "It was opened by mistake, or somebody else uses it",
}
LOST_PHONES = {
    "lost_phone": "The phone is lost or broken",
    "new_phone": "They have another phone",
    "locked_out": "Its codes are refused",
}
EMERGENCIES = {
    "waiting": Label("Waits for a manager", "blue"),
    "open": Label("Open", "orange"),
    "over": Label("Over", "grey"),
    "ended": Label("Ended early", "grey"),
    "declined": Label("Refused", "grey"),
    "lapsed": Label("Not answered", "grey"),
}
INVITATIONS = {
    "open": Label("Waiting", "blue"),
    "expired": Label("Expired", "grey"),
}
# Accounts for the portal: whose they are, and how they stand.
PORTAL_KINDS = {"carer": "Carer", "applicant": "Applicant", "past": "Neither now"}
PORTAL_STATES = {
    "open": Label("Open", "green"),
    "invited": Label("Invited", "blue"),
    "expired": Label("Invitation expired", "grey"),
    "closed": Label("Closed", "grey"),
}
PORTAL_STATE_NAMES = {code: label.text for code, label in PORTAL_STATES.items()}


def morning_mail(own: str | None, settled: str) -> str:
    """When somebody has the morning mail: as they said themselves, or as their service has settled."""
    return CHOICES[own] if own else f"As the service has settled: {formatters.lower_first(CHOICES[settled])}"
