"""What is said of panels: their states, what they hear, who sits, and what follows their recommendation."""

from __future__ import annotations

ANSWERS = {
    "representations": "Representations to the service",
    "irm": "An application to the Independent Review Mechanism (IRM)",
}
IRM_RECOMMENDATIONS = {"approve": "Approve", "not_approve": "Do not approve"}
TOLD = {"orally": "Orally", "in_writing": "In writing"}

# A state, and the colour of its tag.
PANELS = {
    "planned": ("Planned", "grey"),
    "papers": ("Papers out", "blue"),
    "met": ("Met", "purple"),
    "minutes": ("Minutes final", "green"),
    "called_off": ("Called off", "grey"),
}
# What a panel waits for.
WAITS = {
    "papers": "Send the papers to members (PN-6)",
    "recommendations": "Enter what panel recommended",
    "minutes": "Record the final minutes (DM-3)",
}
HEARD_FOR = {
    "approval": "Approval",
    "representations": "Representations",
    "first_review": "First review (RV-4)",
    "termination": "Representations against the end of the approval",
    "revision": "Representations against a change of terms",
}
# What panel recommends of an application, and of an approval (PN-9).
OF_APPLICATIONS = {
    "approve": "Approve",
    "not_approve": "Do not approve",
    "defer": "Defer",
    "further_report": "Ask for a further report",
}
OF_APPROVALS = {
    "continue": "Continue the approval",
    "revise": "Continue it with revised terms",
    "terminate": "End the approval",
    "defer": "Defer",
}
RECOMMENDATIONS = OF_APPLICATIONS | OF_APPROVALS
SEATS = {"chair": "Chair", "vice_chair": "Vice-chair", "member": "Member"}
