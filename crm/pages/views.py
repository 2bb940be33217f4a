"""Saving a view of the pipeline, the quarter grid or the report for the team, renaming one, and removing one."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, flash, make_response, render_template, request
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import views
from crm.commands.views import NameTaken
from crm.errors import NotFound, Refused, Stale
from crm.forms.pipeline import LONGEST, ButtonForm, RenameForm, ViewForm
from crm.pages import filters, report_copies, report_views
from crm.pages.pipeline import ASKED, FIRST
from crm.pages.planning import grid_asked
from crm.pages.reports import given_in
from crm.pages.sent_once import sent_once
from crm.reads import views as reads
from crm.reads.under_way import SORTS
from crm.reads.views import GRID, PAGES, PIPELINE, REPORT, View
from crm.reports import asking
from crm.reports.asking import Question

blueprint = Blueprint("views", __name__)

NAMES = {PIPELINE: "Pipeline", GRID: "By quarter", REPORT: "Quarterly report"}
REMOVED = "removed"  # the name of the view that was there until now, which can be put back


@blueprint.get("/pipeline/views/new")
@access.allow("pipeline.share")
def form() -> Answer:
    """Ask what to call the filters in the address."""
    return _page(ViewForm())


@blueprint.post("/pipeline/views/new")
@access.allow("pipeline.share")
def save() -> Response:
    """Save the filters in the address under a name."""
    return _save(PIPELINE, _query())


@blueprint.get("/reports/grid/views/new")
@access.allow("reports.share")
def grid_form() -> Answer:
    """Ask what to call the question that the address puts to the quarter grid."""
    return _page(ViewForm(), page=GRID, query=_grid_query())


@blueprint.post("/reports/grid/views/new")
@access.allow("reports.share")
def save_grid() -> Response:
    """Save the question that the address puts to the quarter grid under a name."""
    return _save(GRID, _grid_query())


@blueprint.get("/reports/quarterly/views/new")
@access.allow("reports.share")
def report_form() -> Answer:
    """Ask what to call the report that the address asks for."""
    return _page(ViewForm(), page=REPORT, query=_report_query())


@blueprint.post("/reports/quarterly/views/new")
@access.allow("reports.share")
def save_report() -> Response:
    """Save the question that the address puts to the quarterly report under a name."""
    return _save(REPORT, _report_query())


def _save(page: str, query: str) -> Response:
    by = access.current_actor()
    asked = ViewForm(request.form)
    if not asked.validate():
        return _page(asked, 422, page=page, query=query)

    def do() -> str:
        views.save(asked.name.data or "", query, by=by, instead=bool(asked.instead.data), page=page)
        flash(f"'{asked.name.data}' is a view of your team now.", "success")
        return f"{PAGES[page]}?{query}"

    try:
        return sent_once(asked, do)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        if isinstance(refusal, NameTaken):
            asked.instead.errors = ["Give it another name, or tick this"]
        return _page(asked, 422, page=page, query=query)


@blueprint.get("/pipeline/views/<int:view>/rename")
@access.allow("reports.share")
def rename_form(view: int) -> Answer:
    """Ask for another name."""
    found = _one(view)
    return _rename_page(found, RenameForm(data={"name": found.name, "version": found.name}))


@blueprint.post("/pipeline/views/<int:view>/rename")
@access.allow("reports.share")
def rename(view: int) -> Response:
    """Give it another name, for everybody in the team."""
    by = access.current_actor()
    found = _one(view)
    asked = RenameForm(request.form)
    if not asked.validate():
        return _rename_page(found, asked, 422)

    def do() -> str:
        was = views.rename(view, asked.name.data or "", seen=asked.version.data or "", by=by)
        flash(f"'{was}' is called '{asked.name.data}' now, for everybody in your team.", "success")
        return found.href

    try:
        return sent_once(asked, do)
    except Stale as stale:
        asked.refuse(stale.message)
        asked.version.data = found.name
        return _rename_page(found, asked, 409)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _rename_page(found, asked, 422)


@blueprint.get("/pipeline/views/<int:view>/remove")
@access.allow("reports.share")
def removing(view: int) -> Answer:
    """What is removed with a view, and what is not, before it is."""
    found = _one(view)
    page = render_template(
        "pages/pipeline/remove_view.html", form=ButtonForm(), found=found, name=NAMES[found.page]
    )
    return make_response(page)


@blueprint.post("/pipeline/views/<int:view>/remove")
@access.allow("reports.share")
def remove(view: int) -> Response:
    """Remove a view, for everybody in the team, and offer to put it back."""
    by = access.current_actor()
    form = ButtonForm(request.form)

    def do() -> str:
        found = _one(view)
        name = views.remove(view, by=by)
        flash(f"The view '{name}' is removed. What it showed is where it was.", "success")
        return f"{found.where}/views/new?{found.query}&{urlencode({REMOVED: name})}"

    return sent_once(form, do)


def _one(view: int) -> View:
    """A view of one's team, of a page that one may open. NotFound for any other."""
    found = reads.one(view, access.current_actor())
    if found.page == PIPELINE and not access.may("pipeline.share"):
        raise NotFound("There is no such view")
    return found


def _query() -> str:
    """The filters that the address asks for, and nothing else that stands in it."""
    asked, _ = filters.read(request.args, SORTS, sort=FIRST)
    return urlencode(asked.asked(*ASKED))


def _rename_page(found: View, asked: RenameForm, code: int = 200) -> Answer:
    page = render_template("pages/pipeline/rename_view.html", form=asked, found=found, name=NAMES[found.page])
    return make_response(page, code)


def _grid_query() -> str:
    """The question of the grid that the address puts. Refused by it, there is nothing to save."""
    asked = grid_asked.read(request.args)
    return urlencode(asked.query) if asked.question else ""


def _report_query() -> str:
    """The question of the report that the address puts. Refused by it, there is nothing to save."""
    asked = _report_asked()
    return report_views.query_of(asked) if asked else ""


def _report_asked() -> Question | None:
    return report_copies.check(asking.read(given_in(request.args), access.current_actor())).question


def _page(asked: ViewForm, code: int = 200, *, page: str = PIPELINE, query: str | None = None) -> Answer:
    query = _query() if query is None else query
    asked.leave_out_unasked()
    removed = request.args.get(REMOVED, "")[:LONGEST]
    if removed and code == 200:
        asked.name.data = removed
    question = _report_asked() if page == REPORT and query else None
    shown = render_template(
        "pages/pipeline/save_view.html",
        form=asked,
        query=query,
        where=PAGES[page],
        name=NAMES[page],
        removed=removed,
        moves=report_views.moves(question) if question else "",
    )
    return make_response(shown, code)
