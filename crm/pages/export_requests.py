"""Files that take two people: what is asked for, a second person's answer, and the file once agreed to (T19)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, export_words
from crm.actor import Actor
from crm.commands import export_requests as commands
from crm.errors import Refused, TakesTwo
from crm.pages import errors, filters
from crm.pages.settled import settled
from crm.reads import large_files

blueprint = Blueprint("export_requests", __name__)

PATH = "/exports"


@blueprint.get(PATH)
@access.allow("exports.view")
def listing() -> Answer:
    """Those that wait, or what is asked for."""
    state = request.args.get("state", "")
    state = state if state in export_words.STATES else ""
    page = request.args.get("page", "1")
    found = large_files.listing(
        state, int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1, _by()
    )
    shown = render_template(
        "pages/exports/list.html",
        found=found,
        state=state,
        words=export_words,
        states=[(each, label.text) for each, label in export_words.STATES.items()],
        to_page=filters.address(PATH, {"state": state}, page=""),
    )
    return make_response(shown)


@blueprint.post(f"{PATH}/<int:export_request>/agree")
@access.allow("exports.settle")
def agree(export_request: int) -> Response:
    """The file can be taken by whoever asked."""
    said = "You have agreed. Whoever asked is told by mail, and can take the file for a time."
    return _settled(lambda: commands.agree(export_request, by=_by()), said)


@blueprint.post(f"{PATH}/<int:export_request>/decline")
@access.allow("exports.settle")
def decline(export_request: int) -> Response:
    """No file leaves."""
    return _settled(lambda: commands.decline(export_request, by=_by()), "No file leaves. The list stays as it is.")


@blueprint.app_errorhandler(TakesTwo)
def ask_instead(error: TakesTwo) -> Response:
    """In place of a file of too many households: it is asked for, and the page of such files says so."""
    try:
        commands.ask(error.households, by=_by())
    except Refused as refusal:
        return errors.page(409, refusal.message)
    flash(
        f"The file holds {error.households:,} households. More than {error.alone:,} take two people: it is asked "
        "for, and another manager or somebody of governance is told by mail. When they agree, you take it here.",
        "success",
    )
    return redirect(url_for("export_requests.listing"), 303)


def _by() -> Actor:
    return access.current_actor()


def _settled(do: Callable[[], None], said: str) -> Response:
    return settled(do, said, url_for("export_requests.listing"))
