"""The words of priorities of the strategy."""

from __future__ import annotations

STATES = {"open": "Under way", "due": "Review due", "ended": "Over", "withdrawn": "Withdrawn"}
HISTORY = {
    "set": "Set",
    "change": "Changed",
    "review": "Reviewed",
    "withdraw": "Withdrawn",
    "again": "Set again",
}
