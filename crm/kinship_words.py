"""The words of kinship: viability, adopters who foster, and how far a temporary approval has come."""

from __future__ import annotations

VIABILITY = {"positive": "Positive", "negative": "Negative"}
ADOPTER_ENDS = {
    "placement_ended": "The placement ended",
    "no_adopter": "They are no longer approved to adopt",
    "adoption_placement": "The child is placed for adoption",
    "notice": "They gave notice, of 28 days",
}
STATES = {
    "running": "Running",
    "alarm": "Past an alarm",
    "out": "Run out",
    "irm": "Until the IRM’s outcome",
    "for_adoption": "Fostering for adoption",
    "extended": "Extended",
    "approved": "Approved since",
    "ended": "Ended without an approval",
    "all": "All, with what is over",
}
COLOURS = {
    "running": "blue",
    "alarm": "orange",
    "out": "red",
    "irm": "purple",
    "for_adoption": "teal",
    "approved": "green",
    "ended": "grey",
}
# Why a kinship approval ended well, inside a sentence.
PERMANENCE = {
    "sgo": "special guardianship order",
    "child_arrangements": "child arrangements order",
    "adoption": "adoption",
    "returned_to_parents": "return to parents",
    "turned_18": "turned 18",
    "staying_put_only": "staying put",
    "supported_lodgings": "supported lodgings",
}
ORDERS = {"sgo": "Special guardianship order", "child_arrangements": "Child arrangements order"}
SUPPORT_STATES = {
    "contact": "Contact is due",
    "review": "Review of the plan is due",
    "no_plan": "Order made, no support recorded",
    "over": "Support is over",
    "all": "All",
}
# How a child left care, as a line of the table of exits.
EXITS = {
    "went_home": "Went home",
    "sgo": "Special guardianship order",
    "child_arrangements": "Child arrangements order",
}
