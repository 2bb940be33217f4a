"""Staying put: who lives with former foster carers after 18, until when, and which place is kept (OA-1, B-12)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask import Response as Answer

from crm import access, clock
from crm.pages import filters, registers
from crm.reads import staying_put as reads
from crm.reads.staying_put import NOW, OVER, PLACED, Asked, Stayer

blueprint = Blueprint("staying_put", __name__)

PATH = "/staying-put"
STATES = ((NOW, "Stay now"), (OVER, "Over"), ("all", "Both"), (PLACED, "Placed, and 18 within half a year"))
COLUMNS = (
    *("Reference", "Name", "Council", "Young person", "Stays since", "Until", "At the latest until"),
    *("A place is kept", "Stays now", "Placed, and 18 by"),
)


@blueprint.get(PATH)
@access.allow("staying_put.view")
def listing() -> Answer:
    """Who stays; for htmx only the part of it that filters change."""
    asked, problems = _read()
    return registers.page(
        "staying_put",
        PATH,
        _kept(asked),
        problems,
        found=reads.register(asked, access.current_actor()),
        asked=asked,
        today=clock.today(),
        states=STATES,
        to_placed=filters.address(PATH, _kept(asked), state=PLACED),
        filtered=bool(asked.q or asked.agency or asked.state != NOW),
    )


@blueprint.post(f"{PATH}/export")
@access.allow("households.export")
def export() -> Answer:
    """The list as a file; the asking, and what for, goes on record (T44)."""
    asked, problems = _read()
    form = registers.export_form(request.form)
    if problems or not form.validate():
        return registers.not_taken("staying_put", PATH, _kept(asked), form)
    every = reads.export(asked, form.reason.data, access.current_actor())
    return registers.file("staying-put", COLUMNS, (_cells(each) for each in every))


def _read() -> tuple[Asked, filters.Problems]:
    shared, problems = filters.read(request.args, (), sort="")
    state = request.args.get("state", NOW)
    known = state if state in dict(STATES) else NOW
    return Asked(known, q=shared.q, agency=shared.agency, page=shared.page), problems


def _kept(asked: Asked) -> dict[str, str]:
    given = {"q": asked.q, "state": asked.state, "agency": asked.agency}
    return {name: value for name, value in given.items() if value}


def _cells(each: Stayer) -> tuple[Any, ...]:
    found = each.found
    who = (each.reference, each.name, each.agency, each.person)
    if each.placed:
        return (*who, None, None, None, None, "no", found.since)
    return (
        *who,
        found.since,
        found.until,
        found.latest,
        "yes" if found.kept else "no",
        "yes" if each.now else "no",
        None,
    )
