"""Evenings about fostering: anybody looks, and books a place, without an account and without script."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import evening_places as commands
from crm.commands.drafts import TooMany
from crm.commands.evening_places import Guest
from crm.errors import Refused
from crm.forms.evenings import GuestForm
from crm.reads import evenings as reads
from crm.reads.evenings import EveningSeen

blueprint = Blueprint("evenings", __name__)

PATH = "/evenings"
LARGEST = 64 * 1024  # bytes of what is typed


@blueprint.url_value_preprocessor
def _small(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Nobody needs more than this to book a place."""
    request.max_content_length = LARGEST


@blueprint.get(PATH)
@access.public
def listing() -> Answer:
    """Those that can be booked."""
    g.front_door = "Fostering"
    found = reads.to_come(request.args.get("agency", "")[:40])
    return make_response(render_template("pages/evenings/list.html", found=found))


@blueprint.get(f"{PATH}/<evening_key>")
@access.public
def show(evening_key: str) -> Answer:
    """One of them, with the form."""
    return _page(reads.public(evening_key), GuestForm())


@blueprint.post(f"{PATH}/<evening_key>")
@access.public
def book(evening_key: str) -> Response:
    """Take a place, or one on the waiting list; the mail says which."""
    found, form = reads.public(evening_key), GuestForm(request.form)
    if not form.validate():
        return _page(found, form, 422)
    told = form.name.data or "", form.email.data or "", form.phone.data, bool(form.wants_call.data)
    try:
        commands.book(evening_key, Guest(*told), address=request.remote_addr or "")
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        return _page(found, form, 429 if isinstance(refusal, TooMany) else 422)
    return redirect(url_for(".booked", evening_key=evening_key), 303)


@blueprint.get(f"{PATH}/<evening_key>/booked")
@access.public
def booked(evening_key: str) -> Answer:
    """The same for everybody, whoever has booked before: the mail alone says how it stands (T03)."""
    found = reads.public(evening_key)
    g.front_door = f"{found.council} fostering"
    return make_response(render_template("pages/evenings/booked.html", seen=found))


def _page(found: EveningSeen, form: GuestForm, code: int = 200) -> Answer:
    g.front_door = f"{found.council} fostering"
    return make_response(render_template("pages/evenings/one.html", seen=found, form=form), code)
