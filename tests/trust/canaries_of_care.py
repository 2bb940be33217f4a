"""What is recorded of an approved household, with a council's markers: views for its review."""

from __future__ import annotations

from datetime import date

from crm.actor import Actor
from crm.commands import review_lines
from crm.commands.review_lines import Told

MARKED = ("VOICE",)


def cared(home: int, mark: str, by: Actor) -> dict[str, int]:
    """A child's views for the next review; the numbers of what is recorded."""
    review_lines.tell(home, Told("child", f"{mark}VOICE-7", date(2021, 7, 1), None), by=by)
    return {}
