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
