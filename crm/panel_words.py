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
HEARD_FOR = {"approval": "Approval", "representations": "Representations"}
SEATS = {"chair": "Chair", "vice_chair": "Vice-chair", "member": "Member"}
