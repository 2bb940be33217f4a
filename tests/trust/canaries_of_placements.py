"""The markers of a council's placements: a child's reference, and a place that cannot be used."""

from __future__ import annotations

from datetime import date

from crm import clock
from crm.actor import Actor
from crm.commands import availability, contacts, placements
from crm.commands.availability import Closed
from crm.commands.stays import Stay


def placed(home: int, mark: str, by: Actor) -> dict[str, int]:
    """A child placed with the household, and a place that cannot be used; their numbers."""
    stay = Stay(child=f"{mark}PLACED-7", offer=None, from_on=date(2021, 7, 1))
    closed = Closed(places=1, reason="break", from_on=date(2021, 7, 1))
    return {
        "placement": placements.place(home, stay, anyway=True, by=by),
        "closure": availability.close(home, closed, by=by),
    }


def a_note(home: int, mark: str, by: Actor) -> int:
    """A note about the household; its number."""
    return contacts.log(
        home, kind="note", direction=None, outcome=None, happened_at=clock.now(), text=f"{mark}SAID", by=by
    )
