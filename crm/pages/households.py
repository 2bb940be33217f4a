"""The list of households: search, filters, sorting and pages, and the list as a file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask import Response as Answer

from crm import access, words, work_words
from crm.exchange import sheets
from crm.forms.households import ExportForm
from crm.journey.ranges import Population
from crm.pages import filters
from crm.reads import choices, households
from crm.reads.filters import Filters
from crm.reads.households import SORTS
from crm.reads.listed import Listed

blueprint = Blueprint("households", __name__)

ASKED = ("q", "worker", "clock", "route", "population", "stage", "agency")
FIRST = "last-desc"  # how the list is sorted before one chooses
COLUMNS = ("Reference", "Name", "Area", "Council", "Route", "Stage", "Since", "Enquired", "Places", "Last recorded")


@blueprint.get("/households")
@access.allow("households.view")
def listing() -> Answer:
    """The list; for htmx only the part of it that filters change (house decision 4)."""
    by = access.current_actor()
    asked, problems = filters.read(request.args, SORTS, sort=FIRST)
    fragment = request.headers.get("HX-Request") == "true"
    # Before the list: the look that it is ends the transaction, and another would have to be begun for these.
    stages = () if fragment else [(name, words.stage(name).text) for name in choices.stages(by)]
    export_form = _export_form() if access.may("households.export") else None
    found = households.listing(asked, by, holders=not fragment)
    answer = make_response(
        render_template(
            f"pages/households/{'_results' if fragment else 'list'}.html",
            found=found,
            filters=asked,
            problems=problems,
            stage_choices=stages,
            worker_choices=filters.whose(found.holders, by),
            near=work_words.NEAR.items(),
            filtered=bool(asked.asked(*ASKED)),
            population_choices=[(each.value, words.POPULATIONS[each]) for each in Population],
            agencies=choices.own_agencies(by) if found.several and not fragment else (),
            export=export_form,
            **_addresses(asked),
        ),
        422 if problems else 200,
    )
    answer.headers["Vary"] = "HX-Request"
    return answer


@blueprint.post("/households/export")
@access.allow("households.export")
def export() -> Answer:
    """The households that the filters leave, as a file; the asking, and what for, goes on record (T44)."""
    asked, problems = filters.read(request.args, SORTS, sort=FIRST)
    form = _export_form(request.form)
    if problems or not form.validate():
        page = render_template("pages/households/export.html", form=form, **_addresses(asked))
        return make_response(page, 422)
    rows = households.export(asked, form.reason.data, access.current_actor())
    answer = make_response(sheets.as_csv([COLUMNS, *map(_cells, rows)]))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="households.csv"'
    return answer


def _export_form(sent: Any = None) -> ExportForm:
    form = ExportForm(sent)
    form.reason.choices = choices.reasons("export_reasons", access.current_actor())
    return form


def _cells(row: Listed) -> tuple[Any, ...]:
    return (
        row.reference,
        row.name,
        row.area,
        row.agency,
        words.said(words.ROUTES, row.route) if row.route else None,
        words.stage(row.stage).text if row.stage else None,
        row.since,
        row.enquired_on,
        row.places if row.approved else None,
        row.last_on,
    )


def _addresses(asked: Filters) -> dict[str, str]:
    """The list's address, up to the number of a page, up to what it is sorted by, and for the file."""
    kept = asked.asked(*ASKED)
    by = filters.sorted_by(asked)
    return {
        "to_page": filters.address("/households", kept, sort=by, page=""),
        "to_sort": filters.address("/households", kept, sort=""),
        "to_file": filters.address("/households/export", kept, sort=by),
    }
