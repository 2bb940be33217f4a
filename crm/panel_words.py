"""What is said of panels: their states, what they hear, what follows their recommendation."""

from __future__ import annotations

ANSWERS = {
    "representations": "Representations to the service",
    "irm": "An application to the Independent Review Mechanism (IRM)",
}
IRM_RECOMMENDATIONS = {"approve": "Approve", "not_approve": "Do not approve"}
TOLD = {"orally": "Orally", "in_writing": "In writing"}
