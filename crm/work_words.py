"""The words of what is to be done: parts of the page of today, buttons, and what was done."""

from __future__ import annotations

PARTS = {
    "overdue": "Overdue",
    "today": "Due today",
    "new": "New",
    "soon": "Coming up",
    "nobody": "With nobody",
    "nothing": "Without a next step",
}
# What a part says above its lines, where its title does not say it all.
HINTS = {
    "new": "They have just asked, and there is still time for the first contact.",
    "nobody": "Their journey goes on, and nobody works with them.",
    "nothing": "Their journey goes on, and nobody has said what comes next.",
}
TASKS = {"clock": "A step", "step": "Next step", "call_back": "Call back", "keep_warm": "Ask again"}
TASKS |= {"message": "A message from a carer"}

# What one says was done when a clock that ends by hand is done, by the clock's name in the settings.
DONE = {
    "screening": "Screened",
    "visit_offered": "Visit offered",
    "visit_outcome": "Outcome told",
    "invitation_chased": "Chased",
    "invitation_chased_again": "Chased",
}
STARTED = {
    "enquiry_received": "enquired",
    "first_contact_made": "first contact",
    "visit_completed": "visited",
    "invitation_sent": "invited",
    "visit_fell_through": "not visited",
    "journey_reopened": "taken up again",
    "application_received": "applied",
    "assessment_started": "assessment began",
    "panel_recommended": "panel recommended",
    "stage_one_completed": "Stage 1 done",
    "minutes_received": "minutes received",
    "refusal_proposed": "proposed",
    "household_approved": "approved",
    "approval_refused": "decided",
    "irm_notified": "the IRM wrote",
    "review_completed": "reviewed",
    "revision_proposed": "proposed",
    "termination_proposed": "proposed",
    "unannounced_visit_made": "last visited",
    "guardianship_noticed": "notice given",
    "notice_received": "notice received",
    "household_deregistered": "de-registered",
    "hold_started": "on hold",
    "temporarily_approved": "approved for a time",
    "temporary_approval_extended": "extended",
    "transfer_noticed": "notice of a transfer",
    "resigned_elsewhere": "resigned there",
}

# How near the next thing is, as lists are filtered by it.
NEAR = {
    "late": "Overdue",
    "today": "Due today",
    "week": "Due within 7 days",
    "later": "Due later",
    "none": "Nothing comes next",
}
# How near a clock is, in the list of what is at risk.
AT_RISK = {
    "late": "Late",
    "today": "Due today",
    "week": "Within 7 days",
    "month": "Within 30 days",
    "later": "Later",
    "silent": "Nothing on record",
    "all": "Any time",
}
# Those who may be asked again: today, from a later day on, or all of them.
WARM = {"due": "To be asked now", "later": "From a later day on", "all": "All"}
# How something that was to be done ended.
ENDED = {
    "done": "Done",
    "answered": "They answered",
    "no_answer": "No answer",
    "moved": "Put off to another day",
    "dropped": "Not wanted any more",
    "taken_back": "Done",
}
