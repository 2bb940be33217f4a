"""One's own account: who one is here, the password, and the sessions that are open."""

from __future__ import annotations

from flask import Blueprint, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from flask_login import current_user
from werkzeug.wrappers import Response

from crm import access, browser_session, words
from crm.commands import own_account as commands
from crm.commands.attempts import TooManyAttempts
from crm.errors import Refused, Stale
from crm.forms.account import PasswordForm, WorkPhoneForm
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once
from crm.pages.sign_in import later, leave
from crm.reads import accounts

blueprint = Blueprint("account", __name__)


@blueprint.get("/account")
@access.allow("account.own")
def record() -> str:
    """Who is signed in, where, in which role, and in which browsers."""
    session = browser_session.current().found
    return render_template(
        "pages/account/record.html",
        person=current_user,
        role=words.ROLES[current_user.role],
        own=accounts.own(access.current_actor()),
        this_one=session.id_hash if session else "",
    )


@blueprint.get("/account/session")
@access.allow("account.own", polled=True)
def left() -> Answer:
    """In how many seconds this session ends by itself. A page asks this, so it keeps nothing alive (T07)."""
    return jsonify(seconds=access.seconds_left(used_now=False))


@blueprint.post("/account/session")
@access.allow("account.own")
def stay() -> Response:
    """Go on with this session: whoever is there has said so."""
    return redirect(url_for("account.left"), 303)


@blueprint.get("/account/password")
@access.allow("account.own")
def password() -> Answer:
    """The form for a new password."""
    return _page(PasswordForm())


@blueprint.post("/account/password")
@access.allow("account.own")
def send_password() -> Response:
    """Change the password; this browser goes on in a new session, every other is signed out."""
    asked = PasswordForm(request.form)
    if not asked.validate():
        return _page(asked, 422)
    try:
        token = commands.change_password(
            asked.current_password.data or "",
            asked.chosen_password.data or "",
            by=access.current_actor(),
            address=request.remote_addr or "",
            agent=request.user_agent.string,
        )
    except TooManyAttempts as refusal:
        asked.refuse(refusal.message)
        return later(_page(asked, 429), refusal)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _page(asked, 422)
    browser_session.current().begin(token)
    flash("Your password is changed. Every other browser is signed out.", "success")
    return redirect(url_for("account.record"), 303)


@blueprint.get("/account/work-phone")
@access.allow("account.phone")
def work_phone() -> Answer:
    """The form for the number on which staff can be called."""
    own = accounts.own(access.current_actor())
    return _phone_page(WorkPhoneForm(data={"work_phone": own.work_phone or "", "version": str(own.version)}))


@blueprint.post("/account/work-phone")
@access.allow("account.phone")
def send_work_phone() -> Response:
    """Keep the number."""
    by, asked = access.current_actor(), WorkPhoneForm(request.form)
    if not asked.validate():
        return _phone_page(asked, 422)

    def do() -> str:
        version = number_of(asked.version.data or "")
        commands.say_phone(asked.work_phone.data or "", version=version, by=by)
        flash("Your work telephone number is saved.", "success")
        return url_for("account.record")

    try:
        return sent_once(asked, do)
    except Refused as refusal:
        if isinstance(refusal, Stale):
            asked.version.data = str(accounts.own(by).version)
        asked.refuse(refusal.message, refusal.field)
        return _phone_page(asked, 422)


@blueprint.post("/account/sessions/end")
@access.allow("account.own")
def end_session() -> Response:
    """Sign one other browser out."""
    commands.end_session(request.form.get("session", ""), by=access.current_actor())
    flash("That browser is signed out.", "success")
    return redirect(url_for("account.record"), 303)


@blueprint.post("/account/sessions/end-all")
@access.allow("account.own")
def end_all() -> Response:
    """Sign out everywhere, here too."""
    commands.end_all_sessions(by=access.current_actor())
    return leave("You are signed out everywhere.")


def _phone_page(asked: WorkPhoneForm, code: int = 200) -> Answer:
    return make_response(render_template("pages/account/work_phone.html", form=asked), code)


def _page(asked: PasswordForm, code: int = 200) -> Answer:
    email = accounts.own(access.current_actor()).email
    return make_response(render_template("pages/account/password.html", form=asked, email=email), code)
