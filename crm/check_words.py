"""How a check stands, and what may be done about it, in words."""

from __future__ import annotations

from crm.words import Label

STATES = {
    "to_do": Label("To do", "grey"),
    "requested": Label("Asked for", "blue"),
    "chased": Label("Chased", "yellow"),
    "received": Label("To be read", "purple"),
    "met": Label("In order", "green"),
    "not_settled": Label("Not settled", "orange"),
    "expired": Label("Out of date", "red"),
    "waived": Label("Waived", "grey"),
    "not_needed": Label("Does not apply", "grey"),
    "covered": Label("On record", "green"),
}
ACTS = {
    "requested": "Asked for",
    "chased": "Chased",
    "received": "Received",
    "judged": "Read, and judged",
    "waived": "Waived",
    "not_needed": "Does not apply",
}
# Which checks of all applications are shown.
TO_CHASE = {
    "overdue": "Overdue",
    "waiting": "Waited for",
    "expiring": "Expired or expiring",
    "read": "To be read or settled",
    "to_do": "Not asked for yet",
    "all": "All that are open",
}
# Preparation courses: whether somebody came, and how an applicant stands who still waits for one (S2-9).
ATTENDED = {
    "yes": "Attended",
    "part": "Attended in part",
    "no": "Did not attend",
}
PREPARATION = {
    "none": "No course yet",
    "missed": "Did not attend",
    "part": "Attended in part",
    "over": "Over, and nothing recorded",
    "booked": "Booked",
}
HINTS = {
    "received": "For some checks it has to be said what came of them, now or once it was read",
    "not_needed": "To this household. Not where the law asks for it of everybody",
    "waived": "What the council asks for itself. What the law asks for nobody waives",
}
