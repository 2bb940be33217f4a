"""What somebody had typed when they were signed out: sent now, or thrown away (T07)."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from crm import access, typed
from crm.commands import kept_forms as commands
from crm.pages.labels import labels_of

blueprint = Blueprint("kept_forms", __name__)


@blueprint.get("/account/typed/<key>")
@access.allow("account.own")
def record(key: str) -> str:
    """What was typed, with a button that sends it to where it was going."""
    kept = commands.look(key, by=access.current_actor())
    forget = url_for("kept_forms.throw_away", key=key)
    shown = typed.shown(kept.answers, labels_of(kept.path, [name for name, _ in kept.answers]).of)
    return render_template("pages/account/typed.html", kept=kept, shown=shown, forget=forget)


@blueprint.post("/account/typed/<key>/forget")
@access.allow("account.own")
def throw_away(key: str) -> Response:
    """Throw it away."""
    commands.forget(key, by=access.current_actor())
    flash("What you had typed is thrown away.", "success")
    return redirect(access.landing(), 303)
