"""Exits from care: who went home or has an order, by quarter against the council's target, and as a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask import Response as Answer

from crm import access, clock, kinship_words
from crm.exchange import sheets
from crm.forms.households import ExportForm
from crm.pages import filters
from crm.reads import choices
from crm.reads import exits as reads
from crm.reads.exits import Asked
from crm.reports.period import YEAR_BEGINS, financial_year

blueprint = Blueprint("exits", __name__)

LIST = "/kinship/exits"
COLUMNS = ("Reference", "Name", "Council", "How", "On")
YEARS = 8  # financial years that can be asked for, this one among them


@blueprint.get(LIST)
@access.allow("kinship.view")
def listing() -> Answer:
    """The year; for htmx only the part of it that filters change (house decision 4)."""
    asked, problems = _read()
    by = access.current_actor()
    own, kept = choices.own_agencies(by), _kept(asked)
    this = financial_year(clock.today()).first.year
    fragment = request.headers.get("HX-Request") == "true"
    page = render_template(
        f"pages/kinship/{'_exits' if fragment else 'exits'}.html",
        found=reads.exits(asked, by),
        asked=asked,
        problems=problems,
        words=kinship_words,
        years=[(year, f"{year}/{(year + 1) % 100:02}") for year in range(this, this - YEARS, -1)],
        agencies=own if len(own) > 1 else (),
        filtered=bool(asked.q or asked.agency or asked.way),
        export=_export_form() if access.may("households.export") else None,
        to_page=filters.address(LIST, kept, page=""),
        to_file=filters.address(f"{LIST}/export", kept),
    )
    answer = make_response(page, 422 if problems else 200)
    answer.headers["Vary"] = "HX-Request"
    return answer


@blueprint.post(f"{LIST}/export")
@access.allow("households.export")
def export() -> Answer:
    """The year's exits as a file; the asking, and what for, goes on record (T44)."""
    asked, problems = _read()
    form = _export_form(request.form)
    if problems or not form.validate():
        to_file = filters.address(f"{LIST}/export", _kept(asked))
        return make_response(render_template("pages/kinship/exits_export.html", form=form, to_file=to_file), 422)
    found = reads.export(asked, form.reason.data, access.current_actor())
    cells = ((each.reference, each.name, each.agency, kinship_words.EXITS[each.way], each.on) for each in found)
    answer = make_response(sheets.as_csv([COLUMNS, *cells]))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="exits-from-care.csv"'
    return answer


def _read() -> tuple[Asked, filters.Problems]:
    """What the address asks for; a year or a way that there is not asks for this year, or for all."""
    shared, problems = filters.read(request.args, (), sort="")
    this = financial_year(clock.today()).first.year
    given = request.args.get("year", "")
    known = [year for year in range(this, this - YEARS, -1) if str(year) == given] or [this]
    way = request.args.get("way", "")
    year = date(known[0], YEAR_BEGINS, 1)
    return Asked(year, way if way in kinship_words.EXITS else "", shared.q, shared.agency, shared.page), problems


def _kept(asked: Asked) -> dict[str, str]:
    given = {"year": str(asked.year.year), "q": asked.q, "way": asked.way, "agency": asked.agency}
    return {name: value for name, value in given.items() if value}


def _export_form(sent: Any = None) -> ExportForm:
    form = ExportForm(sent)
    form.reason.choices = choices.reasons("export_reasons", access.current_actor())
    return form
