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
