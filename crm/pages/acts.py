"""Acts on many journeys: those of late, what became of each, and taking one back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, act_words
from crm.commands import acts as commands
from crm.errors import Refused
from crm.forms.acts import UndoForm
from crm.pages.sent_once import sent_once
from crm.reads import acts, choices
from crm.reads.acts import ActSeen

blueprint = Blueprint("acts", __name__)


@blueprint.get("/pipeline/acts")
@access.allow("pipeline.acts")
def listing() -> str:
    """What was done to many journeys at once, the latest first."""
    return render_template("pages/acts/list.html", found=acts.recent(access.current_actor()), said=act_words)


@blueprint.get("/pipeline/acts/<int:act>")
@access.allow("pipeline.acts")
def act(act: int) -> Answer:
    """How far it is, and what became of each journey; for htmx only that part."""
    by = access.current_actor()
    found = acts.act(act, by)
    fragment = request.headers.get("HX-Request") == "true"
    answer = make_response(
        render_template(
            f"pages/acts/{'_act' if fragment else 'act'}.html",
            found=found,
            said=_said(found),
            words_of=act_words,
            far=commands.how_far(act, by=by),
        )
    )
    answer.headers["Vary"] = "HX-Request"
    return answer


@blueprint.get("/pipeline/acts/<int:act>/undo")
@access.allow("pipeline.acts")
def undoing(act: int) -> Answer:
    """Ask why it is taken back, and say what that does."""
    return _page(acts.act(act, access.current_actor()), _asked())


@blueprint.post("/pipeline/acts/<int:act>/undo")
@access.allow("pipeline.acts")
def undo(act: int) -> Response:
    """Take it back."""
    by = access.current_actor()
    form = _asked(request.form)
    found = acts.act(act, by)
    if not form.validate():
        return _page(found, form, 422)

    def do() -> str:
        commands.ask_undo(act, reason=form.why.data, by=by)
        flash("It is taken back. What was done stays on record, with why.", "success")
        return url_for("acts.act", act=act)

    try:
        return sent_once(form, do)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        return _page(found, form, 422)


def _asked(sent: Any = None) -> UndoForm:
    form = UndoForm(sent)
    listed = choices.of_agency(access.current_actor().agency_ids[0]).correction_reasons("strike_out")
    form.why.choices = listed
    return form


def _said(found: ActSeen) -> act_words.Kind:
    return act_words.KINDS[found.kind]


def _page(found: ActSeen, form: UndoForm, code: int = 200) -> Answer:
    return make_response(render_template("pages/acts/undo.html", found=found, form=form, said=_said(found)), code)
