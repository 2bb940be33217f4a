"""Kinship: relatives and friends who are approved for a time, day by day, and as a file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask import Response as Answer

from crm import access, clock, kinship_words
from crm.exchange import sheets
from crm.forms.households import ExportForm
from crm.pages import filters
from crm.reads import choices
from crm.reads import kinship as reads
from crm.reads.kinship import Asked, Kin

blueprint = Blueprint("kinship", __name__)

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


@blueprint.get("/kinship")
@access.allow("kinship.view")
def listing() -> Answer:
    """The register; for htmx only the part of it that filters change (house decision 4)."""
    asked, problems = _read()
    by = access.current_actor()
    own = choices.own_agencies(by)
    kept = _kept(asked)
    fragment = request.headers.get("HX-Request") == "true"
    answer = make_response(
        render_template(
            f"pages/kinship/{'_results' if fragment else 'list'}.html",
            found=reads.register(asked, by),
            asked=asked,
            today=clock.today(),
            problems=problems,
            words=kinship_words,
            agencies=own if len(own) > 1 else (),
            filtered=bool(asked.q or asked.agency or asked.state),
            export=_export_form() if access.may("households.export") else None,
            to_page=filters.address("/kinship", kept, page=""),
            to_file=filters.address("/kinship/export", kept),
        ),
        422 if problems else 200,
    )
    answer.headers["Vary"] = "HX-Request"
    return answer


@blueprint.post("/kinship/export")
@access.allow("households.export")
def export() -> Answer:
    """The register as a file; the asking, and what for, goes on record (T44)."""
    asked, problems = _read()
    form = _export_form(request.form)
    if problems or not form.validate():
        to_file = filters.address("/kinship/export", _kept(asked))
        return make_response(render_template("pages/kinship/export.html", form=form, to_file=to_file), 422)
    found = reads.export(asked, form.reason.data, access.current_actor())
    answer = make_response(sheets.as_csv([COLUMNS, *map(_cells, found)]))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="temporary-approvals.csv"'
    return answer


def _read() -> tuple[Asked, filters.Problems]:
    """What the address asks for; a state that there is not asks for those of which nothing was decided."""
    shared, problems = filters.read(request.args, (), sort="")
    state = request.args.get("state", "")
    known = state if state in kinship_words.STATES else ""
    return Asked(known, q=shared.q, agency=shared.agency, page=shared.page), problems


def _kept(asked: Asked) -> dict[str, str]:
    given = {"q": asked.q, "state": asked.state, "agency": asked.agency}
    return {name: value for name, value in given.items() if value}


def _export_form(sent: Any = None) -> ExportForm:
    form = ExportForm(sent)
    form.reason.choices = choices.reasons("export_reasons", access.current_actor())
    return form


def _cells(kin: Kin) -> tuple[Any, ...]:
    who = (kin.reference, kin.name, kin.area, kin.agency, kin.worker)
    days = (kin.since, kin.gone, kin.length, "yes" if kin.extended else "no", kin.alarm_on, kin.last_day)
    return (*who, kin.children, kin.there, *days, kinship_words.STATES[kin.state])
