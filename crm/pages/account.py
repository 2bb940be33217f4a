"""One's own account: who one is here, the password, and the sessions that are open."""

from __future__ import annotations

from flask import Blueprint, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from flask_login import current_user
from werkzeug.wrappers import Response

from crm import access, browser_session, formatters, staff_words, words
from crm.commands import morning_mails
from crm.commands import own_account as commands
from crm.commands.attempts import TooManyAttempts
from crm.errors import Refused, Stale
from crm.forms.account import MorningMailForm, PasswordForm, WorkPhoneForm
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once
from crm.pages.sign_in import later, leave
from crm.reads import accounts
from crm.reads.accounts import OwnAccount

blueprint = Blueprint("account", __name__)


@blueprint.get("/account")
@access.allow("account.own")
def record() -> str:
    """Who is signed in, where, in which role, and in which browsers."""
    session = browser_session.current().found
    own = accounts.own(access.current_actor())
    return render_template(
        "pages/account/record.html",
        person=current_user,
        role=words.ROLES[current_user.role],
        own=own,
        morning_mail=staff_words.morning_mail(own.morning_mail, own.morning_settled),
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


@blueprint.get("/account/morning-mail")
@access.allow("account.morning_mail")
def morning_mail() -> Answer:
    """The form for when one wants the mail that says how much is due."""
    own = accounts.own(access.current_actor())
    now = own.morning_mail or morning_mails.AS_SETTLED
    return _morning_page(MorningMailForm(data={"morning_mail": now, "version": str(own.version)}), own)


@blueprint.post("/account/morning-mail")
@access.allow("account.morning_mail")
def send_morning_mail() -> Response:
    """Keep when it is wanted."""
    by, asked = access.current_actor(), MorningMailForm(request.form)
    own = accounts.own(by)
    asked.morning_mail.choices = _choices(own)
    if not asked.validate():
        return _morning_page(asked, own, 422)

    def do() -> str:
        version = number_of(asked.version.data or "")
        morning_mails.choose(asked.morning_mail.data or "", version=version, by=by)
        flash("When you have the morning mail is saved.", "success")
        return url_for("account.record")

    try:
        return sent_once(asked, do)
    except Refused as refusal:
        said = refusal.message
        if isinstance(refusal, Stale):
            own = accounts.own(by)
            asked.version.data = str(own.version)
            now = staff_words.morning_mail(own.morning_mail, own.morning_settled)
            said = f"{said} The morning mail: {formatters.lower_first(now)}."
        asked.refuse(said, refusal.field)
        return _morning_page(asked, own, 422)


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


def _choices(own: OwnAccount) -> tuple[tuple[str, str], ...]:
    as_settled = (morning_mails.AS_SETTLED, staff_words.morning_mail(None, own.morning_settled))
    return as_settled, *((each, words.CHOICES[each]) for each in morning_mails.WHEN)


def _morning_page(asked: MorningMailForm, own: OwnAccount, code: int = 200) -> Answer:
    asked.morning_mail.choices = _choices(own)
    page = render_template("pages/account/morning_mail.html", form=asked, hour=own.morning_hour)
    return make_response(page, code)


def _page(asked: PasswordForm, code: int = 200) -> Answer:
    email = accounts.own(access.current_actor()).email
    return make_response(render_template("pages/account/password.html", form=asked, email=email), code)
