"""Words for pay for skills: what was done, on what a fee goes, and why an amount is not known."""

from __future__ import annotations

ACTS = {
    "asked": "Level asked for",
    "decided": "Level decided",
    "called_wrong": "Said to be decided wrongly",
    "turned_down": "Request turned down",
    "met": "Shown",
    "trained": "Course attended",
    "struck_out": "Struck out",
}
BASES = {"child": "for the child", "household": "for the household", "carer": "for the carer"}
WHICH = {"any": "", "first": "first child", "later": "later child"}
