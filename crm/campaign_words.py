"""Words for campaigns: how each stands, and what a list of them can show."""

from __future__ import annotations

RUNNING, AHEAD, ENDED = "running", "ahead", "ended"
# How it stands: text and colour.
STATES = {RUNNING: ("Running", "green"), AHEAD: ("To come", "blue"), ENDED: ("Ended", "grey")}
KINDS = {"joint": "Joint", "own": "One council's own"}
AGREED = "agreed"  # spending that is shared as agreed
FIELDS = {
    "name": "Name",
    "spellings": "Also written as",
    "channel": "Channel",
    "starts_on": "First day",
    "ends_on": "Last day",
    "about": "About it",
    "shares": "Shares",
}
# What the audit calls what was done.
ACTIONS = {
    "campaign.add": "Put a campaign on record",
    "campaign.change": "Changed a campaign",
    "campaign.link": "Made a link for a campaign",
    "campaign.spend": "Recorded what a campaign cost",
    "campaign.take_back": "Took back what a campaign cost",
    "campaign.put_back": "Put back what a campaign cost",
    "evening.offered": "Offered an evening about fostering",
    "evening.called_off": "Called an evening off",
    "evening.put_back": "Put back an evening that was called off",
    "evening.attendance": "Recorded who came to an evening",
    "evening.list": "Saw who booked an evening",
    "evening.book": "Booked an evening on its public page",
}
