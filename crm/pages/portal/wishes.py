"""Carers say whom they would most like to look after. It holds at once, and binds nobody."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import carer_wishes as commands
from crm.errors import Refused, Stale
from crm.forms.wishes import OwnWishesForm, as_asked
from crm.pages.both_sides import Rows, on_record
from crm.pages.sent_once import sent_once
from crm.reads import own_wishes
from crm.reads.own_wishes import OwnWishes

blueprint = Blueprint("portal_wishes", __name__)

PATH = "/portal/wishes"
SAVED = "Thank you. Whoever looks for a home for a child sees it from now on. Your approval stays as it is."


@blueprint.get(PATH)
@access.allow("portal.view")
def form() -> Answer:
    """What they would like, with what they are approved for above it."""
    found = own_wishes.own_wishes(access.current_actor())
    return _page(found, _asked(found))


@blueprint.post(PATH)
@access.allow("portal.ask")
def say() -> Response:
    """Say it."""
    by = access.current_actor()
    found = own_wishes.own_wishes(by)
    asked = _asked(found, request.form)
    if not asked.validate():
        return _page(found, asked, 422)

    def do() -> str:
        commands.say(asked.values(), shown=asked.version.data or "", by=by)
        flash(SAVED, "success")
        return url_for("portal.home")

    try:
        return sent_once(asked, do)
    except Stale as stale:  # what was typed stays, beside what is on record by now
        found = own_wishes.own_wishes(by)
        rows = on_record(asked, as_asked(found.values))
        asked.version.data = found.version
        asked.refuse(stale.message)
        return _page(found, asked, 409, now=rows)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _page(found, asked, 422)


def _asked(found: OwnWishes, sent: Any = None) -> OwnWishesForm:
    asked = OwnWishesForm(sent, data={**as_asked(found.values), "version": found.version})
    asked.wished_offers.choices = found.choices.pairs("offers")
    del asked["nature"], asked["since"]  # carers say what holds from today on
    return asked


def _page(found: OwnWishes, asked: OwnWishesForm, code: int = 200, now: Rows | None = None) -> Answer:
    return make_response(render_template("pages/portal/wishes.html", found=found, form=asked, now=now or []), code)
