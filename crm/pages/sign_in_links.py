"""A carer signs in by a link that is sent by mail: asking for one, and using it."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, browser_session
from crm.commands import sign_in_links as commands
from crm.commands.attempts import TooManyAttempts
from crm.forms.imports import ButtonForm
from crm.forms.staff import ForgottenForm
from crm.pages import keys
from crm.pages.sign_in import end_former, later

blueprint = Blueprint("sign_in_links", __name__)

USE = "sign_in_links.opening"


@blueprint.get("/sign-in/link")
@access.public
def form() -> Answer:
    """Where the link is to go."""
    return _ask(ForgottenForm())


@blueprint.post("/sign-in/link")
@access.public
def ask() -> Response:
    """Have it sent, if there is such a carer. The answer is the same for everybody (T03)."""
    asked = ForgottenForm(request.form)
    if not asked.validate():
        return _ask(asked, 422)
    try:
        commands.ask(asked.email.data or "", address=request.remote_addr or "")
    except TooManyAttempts as refusal:
        asked.refuse(refusal.message)
        return later(_ask(asked, 429), refusal)
    return redirect(url_for("sign_in_links.sent"), 303)


@blueprint.get("/sign-in/link/sent")
@access.public
def sent() -> Answer:
    """What happens next, whoever asked."""
    return make_response(render_template("pages/sign_in/link_sent.html"))


@blueprint.get("/sign-in/by-link")
@access.public
def opening() -> Response:
    """One button: a mail scanner that opens the link presses none. It does not say whose it is."""
    return keys.opened(USE, commands.look, lambda _found: _button())


@blueprint.post("/sign-in/by-link")
@access.public
def use() -> Response:
    """Sign in, in place of whoever was signed in with this browser, under a new session (T05)."""
    token = commands.use(keys.key_of(USE), agent=request.user_agent.string)
    keys.let_go(USE)
    end_former()
    browser_session.current().begin(token)
    return redirect(url_for("sign_in.form"))


def _ask(asked: ForgottenForm, code: int = 200) -> Answer:
    return make_response(render_template("pages/sign_in/link.html", form=asked), code)


def _button() -> Answer:
    return make_response(render_template("pages/sign_in/by_link.html", form=ButtonForm()))
