"""A carer sends a paper that shows what a level needs, or a course: a photo of a certificate, most often."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response

from crm import access
from crm.commands import skill_papers as commands
from crm.commands.skill_papers import Paper
from crm.errors import Refused
from crm.exchange.documents import MOST_BYTES, cleaned
from crm.forms.own_skills import PaperForm
from crm.pages.sent_once import sent_once
from crm.reads import own_skills
from crm.reads.own_skills import OwnSkills

blueprint = Blueprint("portal_skill_papers", __name__)

PATH = "/portal/skills/papers"
SENT = "Your paper is sent. Your service looks at it, and you are written to when it has."


@blueprint.get(PATH)
@access.allow("portal.view")
def asking() -> Response:
    """Which paper, and what it shows: the line from which one came is chosen already."""
    found = own_skills.own_skills(access.current_actor())
    if found is None:
        return redirect(url_for("portal_skills.record"))
    return _page(_form(found, data={"shows": request.args.get("for", "")}))


@blueprint.post(PATH)
@access.allow("portal.ask")
def send() -> Response:
    """Send it, once it was looked into."""
    by = access.current_actor()
    found = own_skills.own_skills(by)
    if found is None:
        return redirect(url_for("portal_skills.record"))
    form = _form(found, CombinedMultiDict([request.files, request.form]))
    if not form.validate():
        return _page(form, 422)
    with form.file.data.stream as stream:
        content = stream.read(MOST_BYTES + 1)

    def do() -> str:
        clean = cleaned(content)
        told = {"shows": form.shows.data, "on": form.on.data, "name": form.name.data or ""}
        told["minutes"] = form.hours.data * 60 if form.hours.data else None
        commands.send(Paper(**told, kind=clean.kind, content=clean.content), by=by)
        flash(SENT, "success")
        return url_for("portal_skills.record")

    try:
        return sent_once(form, do)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        return _page(form, 422)


def _form(found: OwnSkills, sent: Any = None, data: dict[str, object] | None = None) -> PaperForm:
    form = PaperForm(sent, data=data or {})
    form.shows.choices = found.offered
    return form


def _page(form: PaperForm, code: int = 200) -> Answer:
    return make_response(render_template("pages/portal/paper.html", form=form), code)
