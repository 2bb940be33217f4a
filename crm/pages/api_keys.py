"""Keys for other programs: making one, and revoking one. A key is shown once, when it is made."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.api_words import KEY_SCOPE_TAGS, KEY_SCOPES
from crm.commands import api_keys as commands
from crm.commands.api_keys import KeyScope
from crm.errors import Refused
from crm.forms.api_keys import KeyForm
from crm.reads import api_keys

blueprint = Blueprint("api_keys", __name__)


@blueprint.get("/api-keys")
@access.allow("api_keys.view")
def listing() -> Answer:
    """The keys that there are, and a form for another."""
    return _page(_form())


@blueprint.post("/api-keys")
@access.allow("api_keys.change")
def make() -> Answer:
    """Make a key, and show it this once."""
    asked = _form(request.form)
    if not asked.validate():
        return _page(asked, 422)
    try:
        scope = KeyScope(asked.scope.data)
        made = commands.make(asked.name.data or "", scope, by=access.current_actor())
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _page(asked, 422)
    shown = {"made": made, "name": asked.name.data, "scope": scope, "does": KEY_SCOPES[scope]}
    return make_response(render_template("pages/api_keys/made.html", **shown))


@blueprint.post("/api-keys/<int:api_key>/revoke")
@access.allow("api_keys.change")
def revoke(api_key: int) -> Response:
    """Let a key open nothing any more, at once."""
    name = commands.revoke(api_key, by=access.current_actor())
    flash(f"The key '{name}' is revoked: whatever comes with it is refused from now on.", "success")
    return redirect(url_for(".listing"), 303)


def _form(sent: Any = None) -> KeyForm:
    form = KeyForm(sent)
    offered = commands.offered(access.current_actor())
    form.scope.choices = tuple((scope.value, KEY_SCOPES[scope]) for scope in offered)
    return form


def _page(asked: KeyForm, code: int = 200) -> Answer:
    found = api_keys.every(access.current_actor())
    shown = {"form": asked, "found": found, "scopes": KEY_SCOPES, "tags": KEY_SCOPE_TAGS}
    return make_response(render_template("pages/api_keys/list.html", **shown), code)
