"""Words for pay for skills: what was done, on what a fee goes, and why an amount is not known."""

from __future__ import annotations

ACTS = {
    "asked": "Level asked for",
    "decided": "Level decided",
    "called_wrong": "Said to be decided wrongly",
    "turned_down": "Request turned down",
    "withdrawn": "Request taken back",
    "offered": "Paper sent by the carer",
    "taken_back": "Paper taken back",
    "not_enough": "Paper does not show it",
    "met": "Shown",
    "trained": "Course attended",
    "struck_out": "Struck out",
}
BASES = {"child": "for the child", "household": "for the household", "carer": "for the carer"}
WHICH = {"any": "", "first": "first child", "later": "later child"}
# How a carer reads what became of a level that was asked for, and of a paper: text and colour.
REQUESTS = {
    "waits": ("With your service", "yellow"),
    "decided": ("Agreed", "green"),
    "turned_down": ("Not agreed", "grey"),
    "withdrawn": ("Taken back", "grey"),
}
PAPERS = {
    "waits": ("To be looked at", "yellow"),
    "accepted": ("Accepted", "green"),
    "not_enough": ("Not enough", "red"),
    "taken_back": ("Taken back", "grey"),
}
# Courses that a council offers: how somebody stands on one, for staff and for the carer; and which a list shows.
BOOKINGS = {
    "booked": ("Has a place", "green"),
    "waiting": ("Waits for a place", "yellow"),
    "given_up": ("Cancelled", "grey"),
    "attended": ("Came", "blue"),
    "missed": ("Did not come", "grey"),
}
WHEN = {"coming": "To come", "over": "Over", "all": "All"}


def hours(minutes: int) -> str:
    """'2 hours 30 minutes'."""
    whole, rest = divmod(minutes, 60)
    said = [(whole, "hour"), (rest, "minute")]
    return " ".join(f"{many} {what}{'' if many == 1 else 's'}" for many, what in said if many) or "0 minutes"
