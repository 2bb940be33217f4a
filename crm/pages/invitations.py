"""Accepting an invitation, and choosing a new password by a link: pages for whoever holds one (T09, T10)."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, words
from crm.commands import invitations, new_passwords
from crm.commands.attempts import TooManyAttempts
from crm.commands.invitations import Invited
from crm.errors import Gone, Refused
from crm.forms.account import NewPasswordForm
from crm.forms.staff import AcceptForm, ForgottenForm
from crm.pages import keys
from crm.pages.sign_in import end_former, later

blueprint = Blueprint("invitations", __name__)

ACCEPT, CHOOSE = "invitations.accepting", "invitations.choosing"


@blueprint.get("/invitation")
@access.public
def accepting() -> Response:
    """What one is invited to, and the questions that open the account."""
    return keys.opened(
        ACCEPT, invitations.look, lambda found: _accept(found, AcceptForm(data={"name": found.name}))
    )


@blueprint.post("/invitation")
@access.public
def accept() -> Response:
    """Open the account; whoever has it then signs in, with the second step where that is required."""
    key = keys.key_of(ACCEPT)
    found = invitations.look(key)
    asked = AcceptForm(request.form)
    if not asked.validate():
        return _accept(found, asked, 422)
    try:
        invitations.accept(key, name=asked.name.data or "", password=asked.password.data or "")
    except Gone:
        raise
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _accept(found, asked, 422)
    return _to_sign_in(ACCEPT, f"Your account is open. Sign in with {found.email} and your password.")


@blueprint.get("/forgotten-password")
@access.public
def forgotten() -> Answer:
    """Whose password was forgotten."""
    return _forgotten(ForgottenForm())


@blueprint.post("/forgotten-password")
@access.public
def ask() -> Response:
    """Have a link sent, if there is such an account. The answer is the same for everybody (T03)."""
    asked = ForgottenForm(request.form)
    if not asked.validate():
        return _forgotten(asked, 422)
    try:
        new_passwords.ask(asked.email.data or "", address=request.remote_addr or "")
    except TooManyAttempts as refusal:
        asked.refuse(refusal.message)
        return later(_forgotten(asked, 429), refusal)
    return redirect(url_for("invitations.asked"), 303)


@blueprint.get("/forgotten-password/sent")
@access.public
def asked() -> Answer:
    """What happens next, whoever asked."""
    return make_response(render_template("pages/sign_in/asked.html"))


@blueprint.get("/new-password")
@access.public
def choosing() -> Response:
    """The question for a new password. It does not say whose."""
    return keys.opened(CHOOSE, new_passwords.look, lambda _found: _choose(NewPasswordForm()))


@blueprint.post("/new-password")
@access.public
def choose() -> Response:
    """Put the new password in place."""
    key = keys.key_of(CHOOSE)
    new_passwords.look(key)
    asked = NewPasswordForm(request.form)
    if not asked.validate():
        return _choose(asked, 422)
    try:
        new_passwords.choose(key, asked.password.data or "")
    except Gone:
        raise
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _choose(asked, 422)
    return _to_sign_in(CHOOSE, "Your password is changed. Sign in with it.")


def _to_sign_in(endpoint: str, said: str) -> Response:
    """Whoever was signed in with this browser is not any more: somebody else may have opened the link."""
    keys.let_go(endpoint)
    end_former()
    flash(said, "success")
    return redirect(url_for("sign_in.form"), 303)


def _accept(found: Invited, asked: AcceptForm, code: int = 200) -> Answer:
    page = render_template("pages/sign_in/invitation.html", form=asked, found=found, role=words.ROLES[found.role])
    return make_response(page, code)


def _forgotten(asked: ForgottenForm, code: int = 200) -> Answer:
    return make_response(render_template("pages/sign_in/forgotten.html", form=asked), code)


def _choose(asked: NewPasswordForm, code: int = 200) -> Answer:
    return make_response(render_template("pages/sign_in/new_password.html", form=asked), code)
