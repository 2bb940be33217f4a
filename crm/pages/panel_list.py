"""The list of panels: what its address asks for, and the list as a file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask import Response as Answer

from crm import access, clock, panel_words, words
from crm.exchange import sheets
from crm.forms.households import ExportForm
from crm.pages import filters
from crm.reads import choices, panel_lines
from crm.reads.panel_lines import Asked, PanelLine

blueprint = Blueprint("panel_list", __name__)

COLUMNS = ("Day", "Joint", "Households", "Most", "Heard", "Papers due", "Papers out", "Final minutes", "State")


@blueprint.post("/panel/export")
@access.allow("households.export")
def export() -> Answer:
    """The panels that the filters leave, as a file; the asking, and what for, goes on record (T44)."""
    wanted, problems = asked()
    form = _export_form(request.form)
    if problems or not form.validate():
        to_file = filters.address("/panel/export", _kept(wanted))
        return make_response(render_template("pages/panels/export.html", form=form, to_file=to_file), 422)
    rows = panel_lines.export(wanted, str(form.reason.data), access.current_actor())
    answer = make_response(sheets.as_csv([COLUMNS, *map(_cells, rows)]))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="panels.csv"'
    return answer


def asked() -> tuple[Asked, filters.Problems]:
    """What the address asks for; a state that there is not asks for all (T30)."""
    read, problems = filters.read(request.args, ("day",), sort="day")
    state = request.args.get("state", "")
    past = request.args.get("show") == "past"
    return Asked("past" if past else "ahead", state if state in panel_words.PANELS else "", read.q), problems


def about(wanted: Asked) -> dict[str, Any]:
    """What the page of the list needs beside its panels."""
    kept = _kept(wanted)
    shown = {name: value for name, value in kept.items() if name != "show"}
    return {
        "asked": wanted,
        "filtered": bool(shown),
        "states": [(code, text) for code, (text, _) in panel_words.PANELS.items()],
        "tabs_shown": [
            ("To come", filters.address("/panel", shown), wanted.when == "ahead"),
            ("Past", filters.address("/panel", shown, show="past"), wanted.when == "past"),
        ],
        "to_page": filters.address("/panel", kept, page=""),
        "to_file": filters.address("/panel/export", kept),
        "export": _export_form() if access.may("households.export") else None,
    }


def _kept(wanted: Asked) -> dict[str, str]:
    given = {"show": "past" if wanted.when == "past" else "", "state": wanted.state, "q": wanted.q}
    return {name: value for name, value in given.items() if value}


def _export_form(sent: Any = None) -> ExportForm:
    form = ExportForm(sent)
    form.reason.choices = choices.reasons("export_reasons", access.current_actor())
    return form


def _cells(line: PanelLine) -> tuple[Any, ...]:
    sent = clock.day_of(line.papers_sent_at) if line.papers_sent_at else None
    return (
        line.held_on,
        "joint" if line.joint else None,
        line.listed,
        line.capacity,
        line.heard,
        line.papers_due_on,
        sent,
        line.minutes_on,
        words.said({code: text for code, (text, _) in panel_words.PANELS.items()}, line.state),
    )
