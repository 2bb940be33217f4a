"""Parent and child: the households that can take both, how many weeks of it there were, and what that saved."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask import Response as Answer

from crm import access, clock
from crm.exchange import sheets
from crm.forms.households import ExportForm
from crm.journey import dates
from crm.pages import filters
from crm.reads import choices
from crm.reads import parent_and_child as reads
from crm.reads.parent_and_child import Asked, Home
from crm.reports.period import financial_year

blueprint = Blueprint("parent_and_child", __name__)

COLUMNS = (
    *("Reference", "Name", "Area", "Council", "From", "To", "Places for a parent with a child on the last day"),
    *("Days used", "Weeks used", "Saved, in pounds"),
)


@blueprint.get("/parent-and-child")
@access.allow("parent_and_child.view")
def listing() -> Answer:
    """The register; for htmx only the part of it that filters change (house decision 4)."""
    asked, problems = _read()
    by = access.current_actor()
    own = choices.own_agencies(by)
    kept = _kept(asked)
    fragment = request.headers.get("HX-Request") == "true"
    answer = make_response(
        render_template(
            f"pages/parent_and_child/{'_results' if fragment else 'list'}.html",
            found=reads.register(asked, by),
            asked=asked,
            problems=problems,
            agencies=own if len(own) > 1 else (),
            filtered=bool(asked.q or asked.agency),
            export=_export_form() if access.may("households.export") else None,
            to_page=filters.address("/parent-and-child", kept, page=""),
            to_file=filters.address("/parent-and-child/export", kept),
        ),
        422 if problems else 200,
    )
    answer.headers["Vary"] = "HX-Request"
    return answer


@blueprint.post("/parent-and-child/export")
@access.allow("households.export")
def export() -> Answer:
    """The register as a file; the asking, and what for, goes on record (T44)."""
    asked, problems = _read()
    form = _export_form(request.form)
    if problems or not form.validate():
        to_file = filters.address("/parent-and-child/export", _kept(asked))
        return make_response(render_template("pages/parent_and_child/export.html", form=form, to_file=to_file), 422)
    homes = reads.export(asked, form.reason.data, access.current_actor())
    answer = make_response(sheets.as_csv([COLUMNS, *(_cells(each, asked) for each in homes)]))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="parent-and-child.csv"'
    return answer


def _read() -> tuple[Asked, filters.Problems]:
    """What the address asks for; without days, the financial year until today. A wrong day is left out."""
    shared, problems = filters.read(request.args, (), sort="")
    today = clock.today()
    year = financial_year(today).first
    first, last = _day("from", year, problems), _day("to", today, problems)
    if last < first:
        problems.append(("The last day must not be before the first", "#filter-to"))
        first, last = year, today
    return Asked(first, last, q=shared.q, agency=shared.agency, page=shared.page), problems


def _day(name: str, otherwise: date, problems: filters.Problems) -> date:
    given = request.args.get(name, "").strip()
    if not given:
        return otherwise
    try:
        return dates.parse(given)
    except ValueError:
        problems.append(("Enter a day like 30/9/2026", f"#filter-{name}"))
        return otherwise


def _kept(asked: Asked) -> dict[str, str]:
    given = {"q": asked.q, "from": str(asked.first), "to": str(asked.last), "agency": asked.agency}
    return {name: value for name, value in given.items() if value}


def _export_form(sent: Any = None) -> ExportForm:
    form = ExportForm(sent)
    form.reason.choices = choices.reasons("export_reasons", access.current_actor())
    return form


def _cells(home: Home, asked: Asked) -> tuple[Any, ...]:
    who = (home.reference, home.name, home.area, home.agency)
    return (*who, asked.first, asked.last, home.places, home.used.days, str(home.used.weeks), str(home.used.saved))
