"""The words of kinship: how far a temporary approval has come."""

from __future__ import annotations

STATES = {
    "running": "Running",
    "alarm": "Past an alarm",
    "out": "Run out",
    "irm": "Until the IRM’s outcome",
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
    "approved": "green",
    "ended": "grey",
}
