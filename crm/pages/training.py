"""The training log: whose standards are late, and which courses hold no longer; the same as a file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask import Response as Answer

from crm import access, clock
from crm.pages import filters, registers
from crm.reads import training as reads
from crm.reads.training import STATES, Asked, Lapse, Trained

blueprint = Blueprint("training", __name__)

HERE = "/skills/training"
SAID = {
    "standards": "Standards late",
    "lapsed": "A course has lapsed",
    "near": "A course lapses soon",
    "silent": "Standards not on record",
    "every": "Every carer",
}
COLUMNS = (
    *("Reference", "Carer", "Standards evidenced", "Standards due", "Courses on record"),
    *("Lapsed", "Lapses soon"),
)


@blueprint.get(HERE)
@access.allow("skills.view")
def listing() -> Answer:
    """Carers who need something; for htmx only the part that filters change (house decision 4)."""
    asked, problems = _read()
    return registers.page(
        "training",
        HERE,
        _kept(asked),
        problems,
        found=reads.log(asked, access.current_actor()),
        asked=asked,
        states=tuple(SAID.items()),
        filtered=bool(asked.q or asked.state),
    )


@blueprint.post(f"{HERE}/export")
@access.allow("households.export")
def export() -> Answer:
    """The log as a file; the asking, and what for, goes on record (T44)."""
    asked, problems = _read()
    form = registers.export_form(request.form)
    if problems or not form.validate():
        return registers.not_taken("skills", HERE, _kept(asked), form, back=HERE)
    rows = reads.export(asked, form.reason.data, access.current_actor())
    return registers.file("training", COLUMNS, (_cells(each) for each in rows))


def _read() -> tuple[Asked, filters.Problems]:
    """What the address asks for; a state that is none asks for all who need something."""
    shared, problems = filters.read(request.args, (), sort="")
    state = request.args.get("state", "")
    return Asked(clock.today(), shared.q, state if state in STATES else "", shared.page), problems


def _kept(asked: Asked) -> dict[str, str]:
    return {name: value for name, value in {"q": asked.q, "state": asked.state}.items() if value}


def _cells(row: Trained) -> tuple[Any, ...]:
    standards = row.standards_on or "", row.due_on or ""
    return (row.reference, row.name, *standards, row.attended, _said(row.lapsed), _said(row.near))


def _said(found: tuple[Lapse, ...]) -> str:
    return "; ".join(f"{each.course.label}, {each.lapses.isoformat()}" for each in found)
