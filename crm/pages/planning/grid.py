"""The quarter grid: last year, each quarter and the year side by side; as a page, CSV or a workbook."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from crm import access, target_words, words
from crm.errors import Unusable
from crm.exchange import sheets
from crm.exchange.quarterly import marks
from crm.pages import narrowing
from crm.pages.downloads import file
from crm.pages.filters import address
from crm.pages.planning import grid_asked, grid_tables
from crm.pages.planning.grid_asked import PATH, Asked
from crm.reads import views
from crm.reports import quarterly, quarters, since
from crm.reports import scope as scopes
from crm.reports.asking import Question
from crm.reports.figures import MEMBERS
from crm.reports.period import Period

blueprint = Blueprint("grid", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {
    "financial": "Financial year, by quarter",
    "calendar": "Calendar year, by quarter",
    "rolling": "Twelve months that end on a day",
    "days": "Any two days, or since a day",
}


@blueprint.get(PATH)
@access.allow("reports.view")
def show() -> Response:
    """The grid that the address asks for; without a question, that of this financial year."""
    ticked = [each for each in request.args.getlist("agencies") if each]
    asked = grid_asked.read(request.args, ticked)
    if (ticked or request.args.get("of")) and asked.question is not None:
        return redirect(asked.href)
    if asked.question is None:
        return make_response(render_template("pages/grid/question.html", **_form(asked)), 400)
    question = asked.question
    columns = quarterly.columns(question.scope, [each.period for each in asked.spans], question.known_on)
    if name := request.args.get("format"):
        return _file(name, asked, question, columns)
    empty = not any(any(each.values.values()) for each in columns)
    return make_response(
        render_template(
            "pages/grid/grid.html",
            **_form(asked),
            question=question,
            narrowed=_narrowed(question),
            headings=grid_tables.headings(asked, question),
            blocks=grid_tables.blocks(asked, question, columns),
            gaps=[gap for column in columns for gap in column.gaps],
            wrong_sums=list(quarters.gaps(columns)),
            begun=columns[-1].begun,
            empty=empty,
            known_now=address(PATH, {name: value for name, value in asked.query.items() if name != "known_on"}),
            first_known=since.first_record(question.scope) if empty else None,
            **_views(asked),
            files={each: address(PATH, asked.query, format=each) for each in ("csv", "xlsx")},
            report=_report(question, asked.spans[-1].period),
        )
    )


def _file(name: str, asked: Asked, question: Question, columns: list[Any]) -> Response:
    rows = grid_tables.sheet(asked, question, columns)
    called = f"grid-{question.scope.filed}-{question.period.first}-to-{question.period.last}.{name}"
    if name == "csv":
        return file(sheets.as_csv(rows), "text/csv; charset=utf-8", called)
    if name == "xlsx":
        return file(sheets.as_xlsx({"Grid": rows, "About": _about(asked, question)}), XLSX, called)
    raise Unusable(f"the grid cannot be written as '{name[:20]}': choose csv or xlsx")


def _about(asked: Asked, question: Question) -> list[tuple[Any, ...]]:
    return [
        ("Report", "Quarter grid"),
        ("Scope", question.scope.name),
        ("Population", words.POPULATIONS[asked.population]),
        ("Route", grid_tables.route_of(question)),
        ("From", question.period.first),
        ("To", question.period.last),
        ("As known on", question.known_on.day),
        *([("Narrowed", told)] if (told := _narrowed(question)) else []),
    ]


def _narrowed(question: Question) -> str:
    """Of which journeys it is, where it is not of all."""
    return marks.narrowed(question.scope.narrowing) if question.scope.narrowing else ""


def _views(asked: Asked) -> dict[str, Any]:
    """The team's views as tabs, the one that is shown, and where this question can be saved as one."""
    every = views.saved(access.current_actor(), views.GRID)
    known = [each for each in every if grid_asked.may_open(each.query)]
    query = urlencode(asked.query)
    current = next((each for each in known if each.query == query), None)
    return {
        "views": [(each.name, each.href, each is current) for each in known],
        "current_view": current,
        "to_save": f"{PATH}/views/new?{query}" if len(access.current_actor().agency_ids) == 1 else None,
    }


def _report(question: Question, period: Period) -> str:
    asked = {**question.scope.parameters, "from": str(period.first), "to": str(period.last)}
    return address("/reports/quarterly", asked, known_on=question.known_on.day.isoformat())


def _form(asked: Asked) -> dict[str, Any]:
    """What the form shows: what there is to choose from, what was given, and what is wrong with it."""
    every = scopes.choices(access.current_actor())
    single = [each for each in every if not each.is_hub]
    scope = asked.question.scope.whole if asked.question else None
    wrong = dict(asked.problems)
    return {
        "asked": asked,
        "given": asked.given,
        "wrong": wrong,
        "problems": [(problem, f"#{name.replace('_', '-')}") for name, problem in asked.problems],
        "scopes": every,
        "single": [(each.slug, each.name) for each in single] if len(single) > 1 else [],
        "ticked": [each.slug for each in scope.councils] if scope and scope not in every else [],
        "chosen": f"{scope.parameter}:{scope.slug}" if scope in every and scope else "",
        "kinds": list(KINDS.items()),
        "years": grid_asked.years(asked),
        "populations": [(name, words.POPULATIONS[name]) for name in MEMBERS],
        "narrows": narrowing.choices(asked.given, books=True),
        "target_words": target_words,
        "words": words,
    }
