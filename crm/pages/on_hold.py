"""What is on hold, journeys and places: a list with filters, and a file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask import Response as Answer

from crm import access, care_words, clock
from crm.actor import Role
from crm.commands.availability import OLD_HOLD, ON_HOLD
from crm.pages import filters
from crm.pages.carers import Listing
from crm.reads import on_hold
from crm.reads.on_hold import JOURNEY, STATES, Held

blueprint = Blueprint("on_hold", __name__)

PATH = "/carers/holds"
COLUMNS = (
    *("Reference", "Name", "Area", "Council", "On hold", "Places", "Why", "Since", "Look again on"),
    *("Can be used again from", "Recorded by", "Worker"),
)
FILTERED = ("q", "worker", "route", "agency")
LISTING = Listing(PATH, "what is on hold", COLUMNS, {"state": STATES}, FILTERED)


@blueprint.get(PATH)
@access.allow("holds.view")
def listing() -> Answer:
    """The longest first; for htmx only the part of the page that filters change."""
    asked = LISTING.read()
    found = asked.of(on_hold.listing)
    return LISTING.page(
        asked,
        found,
        drawn=[(row, why(row), _lets_go(row)) for row in found.rows],
        states=care_words.HOLDS,
        today=clock.today(),
        worker_choices=filters.workers(access.current_actor()),
    )


@blueprint.post(f"{PATH}/export")
@access.allow("households.export")
def export() -> Answer:
    """The list as a file; the asking, and what for, goes on record (T44)."""
    return LISTING.file("on-hold", on_hold.export, _cells)


def why(row: Held) -> str:
    """Why it is on hold, in the council's words: of what was raised they say nothing."""
    return row.choices.said("hold_reasons" if row.kind == JOURNEY else "not_available_reasons", row.reason)


def _lets_go(row: Held) -> str | None:
    """Where the person says that it is over; None where another has to."""
    home = f"/households/{row.reference}"
    if row.kind == JOURNEY:
        return f"{home}/journeys/{row.number}/record/hold-ended" if access.may("households.record") else None
    own = row.reason not in (ON_HOLD, OLD_HOLD) or access.current_actor().role is Role.MANAGER
    ends = own and row.look_on is None and access.may("households.place")
    return f"{home}/availability/{row.number}/end" if ends else None


def _cells(row: Held) -> tuple[Any, ...]:
    journey = row.kind == JOURNEY
    return (
        *(
            row.reference,
            row.name,
            row.area,
            row.agency,
            care_words.HELD[row.kind],
            row.places,
            why(row),
            row.since,
        ),
        *(row.look_on if journey else None, None if journey else row.look_on, row.by, row.worker),
    )
