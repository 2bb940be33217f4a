"""Keys for other websites: making one, and revoking one. A key is shown once, when it is made."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import api_keys as commands
from crm.errors import Refused
from crm.forms.api_keys import KeyForm
from crm.reads import api_keys

blueprint = Blueprint("api_keys", __name__)


@blueprint.get("/api-keys")
@access.allow("api_keys.view")
def listing() -> Answer:
    """The keys that there are, and a form for another."""
    return _page(KeyForm())


@blueprint.post("/api-keys")
@access.allow("api_keys.change")
def make() -> Answer:
    """Make a key, and show it this once."""
    asked = KeyForm(request.form)
    if not asked.validate():
        return _page(asked, 422)
    try:
        made = commands.make(asked.name.data or "", by=access.current_actor())
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _page(asked, 422)
    return make_response(render_template("pages/api_keys/made.html", made=made, name=asked.name.data))


@blueprint.post("/api-keys/<int:api_key>/revoke")
@access.allow("api_keys.change")
def revoke(api_key: int) -> Response:
    """Let a key open nothing any more, at once."""
    name = commands.revoke(api_key, by=access.current_actor())
    flash(f"The key '{name}' is revoked: what is sent with it is refused from now on.", "success")
    return redirect(url_for(".listing"), 303)


def _page(asked: KeyForm, code: int = 200) -> Answer:
    found = api_keys.every(access.current_actor())
    return make_response(render_template("pages/api_keys/list.html", form=asked, found=found), code)
