"""Kinship: relatives and friends who are approved for a time, day by day, and as a file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask import Response as Answer

from crm import access, clock, kinship_words
from crm.pages import filters, registers
from crm.reads import kinship as reads
from crm.reads.kinship import Asked, Kin

blueprint = Blueprint("kinship", __name__)

PATH = "/kinship"
COLUMNS = (
    *(
        "Reference",
        "Name",
        "Area",
        "Council",
        "Worker",
        "Named children",
        "Placed today",
        "Temporarily approved on",
    ),
    *("Days gone", "Days in all", "Extended", "Next alarm", "Last day", "State"),
)


@blueprint.get(PATH)
@access.allow("kinship.view")
def listing() -> Answer:
    """The register; for htmx only the part of it that filters change."""
    asked, problems = _read()
    return registers.page(
        "kinship",
        PATH,
        _kept(asked),
        problems,
        found=reads.register(asked, access.current_actor()),
        asked=asked,
        today=clock.today(),
        words=kinship_words,
        filtered=bool(asked.q or asked.agency or asked.state),
    )


@blueprint.post(f"{PATH}/export")
@access.allow("households.export")
def export() -> Answer:
    """The register as a file; the asking, and what for, goes on record (T44)."""
    asked, problems = _read()
    form = registers.export_form(request.form)
    if problems or not form.validate():
        return registers.not_taken("kinship", PATH, _kept(asked), form)
    found = reads.export(asked, form.reason.data, access.current_actor())
    return registers.file("temporary-approvals", COLUMNS, map(_cells, found))


def _read() -> tuple[Asked, filters.Problems]:
    """What the address asks for; a state that there is not asks for those of which nothing was decided."""
    shared, problems = filters.read(request.args, (), sort="")
    state = request.args.get("state", "")
    known = state if state in kinship_words.STATES else ""
    return Asked(known, q=shared.q, agency=shared.agency, page=shared.page), problems


def _kept(asked: Asked) -> dict[str, str]:
    given = {"q": asked.q, "state": asked.state, "agency": asked.agency}
    return {name: value for name, value in given.items() if value}


def _cells(kin: Kin) -> tuple[Any, ...]:
    who = (kin.reference, kin.name, kin.area, kin.agency, kin.worker)
    days = (kin.since, kin.gone, kin.length, "yes" if kin.extended else "no", kin.alarm_on, kin.last_day)
    return (*who, kin.children, kin.there, *days, kinship_words.STATES[kin.state])
