"""Saving a view of the pipeline for the team, renaming one, and removing one."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import views
from crm.commands.views import NameTaken
from crm.errors import Refused, Stale
from crm.forms.pipeline import ButtonForm, RenameForm, ViewForm
from crm.pages import filters
from crm.pages.pipeline import ASKED, FIRST
from crm.pages.sent_once import sent_once
from crm.reads import views as reads
from crm.reads.under_way import SORTS
from crm.reads.views import View

blueprint = Blueprint("views", __name__)


@blueprint.get("/pipeline/views/new")
@access.allow("pipeline.share")
def form() -> Answer:
    """Ask what to call the filters in the address."""
    return _page(ViewForm())


@blueprint.post("/pipeline/views/new")
@access.allow("pipeline.share")
def save() -> Response:
    """Save the filters in the address under a name."""
    by = access.current_actor()
    asked = ViewForm(request.form)
    if not asked.validate():
        return _page(asked, 422)

    def do() -> str:
        views.save(asked.name.data or "", _query(), by=by, instead=bool(asked.instead.data))
        flash(f"'{asked.name.data}' is a view of your team now.", "success")
        return f"/pipeline?{_query()}"

    try:
        return sent_once(asked, do)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        if isinstance(refusal, NameTaken):
            asked.instead.errors = ["Give it another name, or tick this"]
        return _page(asked, 422)


@blueprint.get("/pipeline/views/<int:view>/rename")
@access.allow("pipeline.share")
def rename_form(view: int) -> Answer:
    """Ask for another name."""
    found = reads.one(view, access.current_actor())
    return _rename_page(found, RenameForm(data={"name": found.name, "version": found.name}))


@blueprint.post("/pipeline/views/<int:view>/rename")
@access.allow("pipeline.share")
def rename(view: int) -> Response:
    """Give it another name, for everybody in the team."""
    by = access.current_actor()
    found = reads.one(view, by)
    asked = RenameForm(request.form)
    if not asked.validate():
        return _rename_page(found, asked, 422)

    def do() -> str:
        was = views.rename(view, asked.name.data or "", seen=asked.version.data or "", by=by)
        flash(f"'{was}' is called '{asked.name.data}' now, for everybody in your team.", "success")
        return f"/pipeline?{found.query}"

    try:
        return sent_once(asked, do)
    except Stale as stale:
        asked.refuse(stale.message)
        asked.version.data = found.name
        return _rename_page(found, asked, 409)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _rename_page(found, asked, 422)


@blueprint.post("/pipeline/views/<int:view>/remove")
@access.allow("pipeline.share")
def remove(view: int) -> Response:
    """Remove a view, for everybody in the team."""
    by = access.current_actor()
    form = ButtonForm(request.form)

    def do() -> str:
        flash(f"The view '{views.remove(view, by=by)}' is removed. Its journeys are where they were.", "success")
        return url_for("pipeline.view")

    return sent_once(form, do)


def _query() -> str:
    """The filters that the address asks for, and nothing else that stands in it."""
    asked, _ = filters.read(request.args, SORTS, sort=FIRST)
    return urlencode(asked.asked(*ASKED))


def _rename_page(found: View, asked: RenameForm, code: int = 200) -> Answer:
    return make_response(render_template("pages/pipeline/rename_view.html", form=asked, found=found), code)


def _page(asked: ViewForm, code: int = 200) -> Answer:
    query = _query()
    asked.leave_out_unasked()
    page = render_template("pages/pipeline/save_view.html", form=asked, query=query)
    return make_response(page, code)
