"""What is said of approved households: reviews, visits, support, what was raised, and signs of leaving."""

from __future__ import annotations

# Whether the range of an approval can be wider, as a review answers it.
WIDER = {
    "could_be": "Could be wider: the terms change next",
    "not_now": "Not now: there is a reason to leave it",
    "widest": "It is as wide as it can be",
}
# How near a review is (RV-5).
REVIEWS = {
    "overdue": "Overdue",
    "due_30": "Due in 30 days",
    "due_60": "Due in 60 days",
    "due_90": "Due in 90 days",
    "later": "Due later",
    "silent": "Nothing on record",
    "all": "All",
}
# How near a supervision visit is.
SUPERVISION = {
    "overdue": "Overdue",
    "soon": "Due within days",
    "planned": "Booked",
    "later": "Due later",
    "silent": "Nothing on record",
    "unannounced": "Unannounced visit overdue",
    "all": "All",
}
# What may be raised about a household that fosters.
CONCERNS = {
    "allegation": "An allegation",
    "complaint": "A complaint",
    "standards_of_care": "Standards of care",
}
CONCERN_STATES = {"closed": "Closed", "all": "Open and closed"}
