"""What is on hold, journeys and places: a list with filters, and a file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask import Response as Answer

from crm import access, care_words, clock
from crm.actor import Role
from crm.commands.availability import OLD_HOLD, ON_HOLD
from crm.pages import carers, filters, registers
from crm.reads import on_hold
from crm.reads.filters import Filters
from crm.reads.on_hold import JOURNEY, STATES, Held

blueprint = Blueprint("on_hold", __name__)

PATH = "/carers/holds"
ASKED = ("q", "worker", "route", "agency")
COLUMNS = (
    *("Reference", "Name", "Area", "Council", "On hold", "Places", "Why", "Since", "Look again on"),
    *("Can be used again from", "Recorded by", "Worker"),
)


@blueprint.get(PATH)
@access.allow("holds.view")
def listing() -> Answer:
    """The longest first; for htmx only the part of the page that filters change."""
    asked, state, problems = _read()
    kept = _kept(asked, state)
    by = access.current_actor()
    found = on_hold.listing(asked, state, by)
    return carers.page(
        PATH,
        kept,
        problems,
        found=found,
        drawn=[(row, why(row), _lets_go(row)) for row in found.rows],
        filters=asked,
        state=state,
        states=care_words.HOLDS,
        today=clock.today(),
        worker_choices=filters.workers(by),
        to_state=filters.address(PATH, kept, state=""),
    )


@blueprint.post(f"{PATH}/export")
@access.allow("households.export")
def export() -> Answer:
    """The list as a file; the asking, and what for, goes on record (T44)."""
    asked, state, problems = _read()
    form = registers.export_form(request.form)
    if problems or not form.validate():
        return carers.not_taken(PATH, _kept(asked, state), form, "what is on hold")
    rows = on_hold.export(asked, state, form.reason.data or "", access.current_actor())
    return registers.file("on-hold", COLUMNS, map(_cells, rows))


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


def _read() -> tuple[Filters, str, filters.Problems]:
    asked, problems = filters.read(request.args, (), sort="")
    state = request.args.get("state", "")
    return asked, state if state in STATES else "", problems


def _kept(asked: Filters, state: str) -> dict[str, str]:
    return asked.asked(*ASKED) | ({"state": state} if state else {})


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
