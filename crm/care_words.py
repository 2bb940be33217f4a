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
# What is on hold, and which of it a list shows.
HELD = {"journey": "A journey", "places": "Places"}
HOLDS = {
    "journey": "Holds of journeys",
    "places": "Holds of places",
    "late": "To be looked at again",
    "open": "Without an end",
    "ahead": "Begin later",
    "all": "All",
}
# What may be raised about a household that fosters.
CONCERNS = {
    "allegation": "An allegation",
    "complaint": "A complaint",
    "standards_of_care": "Standards of care",
}
CONCERN_STATES = {"closed": "Closed", "all": "Open and closed", "struck": "Struck out"}
CONCERN_FIELDS = {
    "kind": "What was raised",
    "received_on": "Received",
    "outcome": "What came of it",
    "closed_on": "On",
}
# Signs that a household may leave: what was found, in words, and what one would do next.
SIGNS = {
    "unmet_support": "Support asked for and not settled",
    "late_review": "Review late",
    "no_visit": "No supervision visit for long",
    "no_placement": "No child placed for long",
    "on_hold": "On hold for long",
    "raised": "Something was raised",
    "no_standards": "Training standards late",
    "lapsed_training": "Training lapsed",
}
SIGNS_SINCE = {
    "unmet_support": "Support asked for on {day} is not settled",
    "late_review": "The review was due on {day}",
    "no_visit": "The last supervision visit was on {day}",
    "no_visit_ever": "No supervision visit is on record since the approval on {day}",
    "no_placement": "No child has lived here since {day}",
    "on_hold": "On hold since {day}",
    "raised": "Open concerns: {count}",
    "no_standards": "Training standards were due on {day}",
    "lapsed_training": "A course holds no longer since {day}",
}
# What one would do next, in words that tell nothing to whoever reads them on a list of tasks.
SIGNS_NEXT = {
    "unmet_support": "Settle the support that they asked for",
    "late_review": "Agree a day for the review",
    "no_visit": "Visit them",
    "no_placement": "Ring them: what would they like to be asked for?",
    "on_hold": "Ring them: how are they?",
    "raised": "Ring them: how are they?",
    "no_standards": "Agree how the training standards are evidenced",
    "lapsed_training": "Book the course anew",
}
