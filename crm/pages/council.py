"""Signing in by the council's own sign-in: out to it, and back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from crm import access, browser_session
from crm.commands import council as commands
from crm.errors import Refused
from crm.exchange import council
from crm.exchange.council import Begun
from crm.pages.sign_in import end_former, local, settings

blueprint = Blueprint("council", __name__)

_BEGUN = "council sign-in"
BACK = "/sign-in/council/back"


@blueprint.get("/sign-in/council")
@access.public
def out() -> Response:
    """To the council's sign-in. What must come back with the browser stays in its session."""
    wanted = local(request.args.get("next"))
    asked = settings().council
    if asked is None or current_user.is_authenticated:
        return redirect(url_for("sign_in.form", next=wanted))
    try:
        begun = council.begin(asked, _back_address())
    except Refused as refusal:
        return _refused(refusal.message)
    session[_BEGUN] = {"state": begun.state, "nonce": begun.nonce, "verifier": begun.verifier, "next": wanted}
    return redirect(begun.address)


@blueprint.get(BACK)
@access.public
def back() -> Response:
    """From the council's sign-in: begin a session for whoever it has proved."""
    asked, kept = settings().council, session.pop(_BEGUN, None)
    if asked is None:
        return redirect(url_for("sign_in.form"))
    if not isinstance(kept, dict):
        return _refused(council.NOT_FINISHED)
    begun = Begun("", str(kept["state"]), str(kept["nonce"]), str(kept["verifier"]))
    try:
        proved = council.finish(asked, _back_address(), begun, request.args)
        token = commands.sign_in(
            proved.issuer,
            proved.subject,
            proved.email,
            second_step=proved.second_step,
            agent=request.user_agent.string,
            second_factor_required=settings().second_factor_required,
        )
    except Refused as refusal:
        return _refused(refusal.message)
    end_former()
    browser_session.current().begin(token)
    return redirect(url_for("sign_in.form", next=local(kept.get("next"))))


def _back_address() -> str:
    return settings().base_url + BACK


def _refused(said: str) -> Response:
    flash(said, "error")
    return redirect(url_for("sign_in.form"))
