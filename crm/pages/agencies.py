"""The councils and hubs of this installation, for its administrator."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import agencies as commands
from crm.errors import Refused, Unusable
from crm.forms.agencies import AgencyForm, NewAgencyForm
from crm.pages.sent_once import sent_once
from crm.reads import agencies

blueprint = Blueprint("agencies", __name__)


@blueprint.get("/councils")
@access.allow("agencies.view")
def listing() -> str:
    """Each council with its hub."""
    q = request.args.get("q", "")[:100]
    return render_template("pages/agencies/list.html", found=agencies.listing(q), q=q)


@blueprint.get("/councils/new")
@access.allow("agencies.change")
def new() -> Answer:
    """The form for a new council."""
    return _page("Add a council", NewAgencyForm())


@blueprint.post("/councils/new")
@access.allow("agencies.change")
def add() -> Response:
    """Add a council, with the national settings."""
    asked = NewAgencyForm(request.form)
    by = access.current_actor()

    def do() -> str:
        commands.add(asked.slug.data or "", asked.name.data or "", hub=asked.hub.data, by=by)
        flash(f"{asked.name.data}: added. It follows the national settings until it makes its own.", "success")
        return url_for("agencies.listing")

    return _done("Add a council", asked, do)


@blueprint.get("/councils/<slug>/change")
@access.allow("agencies.change")
def form(slug: str) -> Answer:
    """The form for a council, with what it is called now."""
    seen = agencies.one(slug)
    return _page(seen.name, AgencyForm(data={"name": seen.name, "hub": seen.hub}))


@blueprint.post("/councils/<slug>/change")
@access.allow("agencies.change")
def change(slug: str) -> Response:
    """Change a council's name or hub."""
    seen = agencies.one(slug)
    asked = AgencyForm(request.form)
    by = access.current_actor()

    def do() -> str:
        changed = commands.change(slug, asked.name.data or "", hub=asked.hub.data, by=by)
        flash(f"{asked.name.data}: {'changed' if changed else 'nothing was different'}.", "success")
        return url_for("agencies.listing")

    return _done(seen.name, asked, do)


def _done(title: str, asked: AgencyForm, do: Any) -> Response:
    if not asked.validate():
        return _page(title, asked, 422)
    try:
        return sent_once(asked, do)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
    except Unusable as wrong:
        asked.refuse(str(wrong), "slug" if isinstance(asked, NewAgencyForm) else "hub")
    return _page(title, asked, 422)


def _page(title: str, asked: AgencyForm, code: int = 200) -> Answer:
    page = render_template("pages/agencies/form.html", title=title, form=asked, problems=asked.problems())
    return make_response(page, code)
