"""The list of households: search, filters, sorting and pages, and the list as a file."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, make_response, render_template, request
from flask import Response as Answer

from crm import access, words
from crm.exchange import sheets
from crm.forms.households import ExportForm
from crm.journey.ranges import Population, Route
from crm.reads import choices, households
from crm.reads.households import SORTS, Filters, Listed
from crm.reads.searching import LONGEST

blueprint = Blueprint("households", __name__)

DESCENDING = "-desc"
COLUMNS = ("Reference", "Name", "Area", "Council", "Route", "Stage", "Since", "Enquired", "Places", "Last recorded")


@blueprint.get("/households")
@access.allow("households.view")
def listing() -> Answer:
    """The list; for htmx only the part of it that filters change (house decision 4)."""
    by = access.current_actor()
    filters, problems = _filters()
    found = households.listing(filters, by)
    fragment = request.headers.get("HX-Request") == "true"
    answer = make_response(
        render_template(
            f"pages/households/{'_results' if fragment else 'list'}.html",
            found=found,
            filters=filters,
            problems=problems,
            stage_choices=() if fragment else [(name, words.stage(name).text) for name in choices.stages(by)],
            population_choices=[(each.value, words.POPULATIONS[each]) for each in Population],
            agencies=choices.own_agencies(by) if found.several and not fragment else (),
            export=_export_form() if access.may("households.export") else None,
            **_addresses(filters),
        ),
        422 if problems else 200,
    )
    answer.headers["Vary"] = "HX-Request"
    return answer


@blueprint.post("/households/export")
@access.allow("households.export")
def export() -> Answer:
    """The households that the filters leave, as a file; the asking, and what for, goes on record (T44)."""
    filters, problems = _filters()
    form = _export_form(request.form)
    if problems or not form.validate():
        page = render_template("pages/households/export.html", form=form, **_addresses(filters))
        return make_response(page, 422)
    rows = households.export(filters, form.reason.data, access.current_actor())
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


def _filters() -> tuple[Filters, list[tuple[str, str | None]]]:
    """What the address asks for. A value that no filter knows asks for all (T30)."""
    given = request.args
    q = " ".join(given.get("q", "").split())
    problems: list[tuple[str, str | None]] = []
    if len(q) > LONGEST or not q.isprintable():
        problems.append((f"Search for at most {LONGEST} letters that can be printed", "#filter-q"))
        q = ""
    sort = given.get("sort", "last-desc")
    page = given.get("page", "1")
    filters = Filters(
        q=q,
        route=_known(given.get("route", ""), set(Route)),
        population=_known(given.get("population", ""), set(Population)),
        stage=given.get("stage", "")[:20],
        agency=given.get("agency", "")[:40],
        sort=_known(sort.removesuffix(DESCENDING), set(SORTS)) or "last",
        descending=sort.endswith(DESCENDING) or sort.removesuffix(DESCENDING) not in SORTS,
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
    )
    return filters, problems


def _known(value: str, known: set[Any]) -> str:
    return value if value in known else ""


def _addresses(filters: Filters) -> dict[str, str]:
    """The list's address, up to the number of a page, up to what it is sorted by, and for the file."""
    asked = {
        name: value for name in ("q", "route", "population", "stage", "agency") if (value := getattr(filters, name))
    }
    sorted_by = filters.sort + (DESCENDING if filters.descending else "")
    return {
        "to_page": "/households?" + urlencode({**asked, "sort": sorted_by, "page": ""}),
        "to_sort": "/households?" + urlencode({**asked, "sort": ""}),
        "to_file": "/households/export?" + urlencode({**asked, "sort": sorted_by}),
    }
