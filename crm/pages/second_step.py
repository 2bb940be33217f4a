"""The step after the password: a code from the phone, or enrolling a phone first (T08).

Whoever has got no further than the password is nobody yet: these pages are public, and ask the session itself.
"""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, browser_session
from crm.commands import second_factor
from crm.commands import sign_in as commands
from crm.commands.attempts import TooManyAttempts
from crm.errors import Refused
from crm.forms.account import CodeForm, EnrolForm
from crm.pages import phone
from crm.pages.sign_in import later, local

blueprint = Blueprint("second_step", __name__)


@blueprint.get("/sign-in/code")
@access.public
def code() -> Response:
    """The question for a code."""
    return _code_page(CodeForm()) if _user_id(commands.CODE) else _back()


@blueprint.post("/sign-in/code")
@access.public
def send_code() -> Response:
    """Take the code, and begin the session in which everything opens (T05)."""
    user_id = _user_id(commands.CODE)
    if user_id is None:
        return _back()
    asked = CodeForm(request.form)
    if not asked.validate():
        return _code_page(asked, 422)
    try:
        token = commands.pass_code(
            browser_session.current().token or "",
            asked.code.data or "",
            user_id=user_id,
            address=request.remote_addr or "",
            agent=request.user_agent.string,
        )
    except TooManyAttempts as refusal:
        asked.refuse(refusal.message)
        return later(_code_page(asked, 429), refusal)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _code_page(asked, 422)
    browser_session.current().begin(token)
    return _back()


@blueprint.get("/sign-in/phone")
@access.public
def enrol() -> Response:
    """The square for a phone, where staff must have a second step and have none yet."""
    return _enrol_page(EnrolForm()) if _user_id(commands.ENROL) else _back()


@blueprint.post("/sign-in/phone")
@access.public
def send_enrol() -> Response:
    """Take the phone's first code; show the recovery codes this once, in the session that then begins."""
    user_id = _user_id(commands.ENROL)
    if user_id is None:
        return _back()
    asked = EnrolForm(request.form)
    if not asked.validate():
        return _enrol_page(asked, 422)
    try:
        done = second_factor.enrol(
            phone.secret(), asked.code.data or "", user_id=user_id, agent=request.user_agent.string
        )
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _enrol_page(asked, 422)
    browser_session.current().begin(done.token)
    return phone.codes_page(done.recovery_codes, onward=_onward())


@blueprint.post("/sign-in/again")
@access.public
def again() -> Response:
    """Let go of what was begun, and ask for the password anew."""
    if _user_id(commands.CODE) or _user_id(commands.ENROL):
        commands.sign_out(browser_session.current().token or "", by=access.current_actor())
        browser_session.current().forget()
    return _back()


def _user_id(step: str) -> int | None:
    """Whose session waits for this very step, if this browser's does."""
    found = browser_session.current().found
    return found.user_id if found is not None and found.waits_for == step else None


def _code_page(asked: CodeForm, status: int = 200) -> Answer:
    page = render_template("pages/sign_in/code.html", form=asked, action=_here("send_code"))
    return make_response(page, status)


def _enrol_page(asked: EnrolForm, status: int = 200) -> Answer:
    found = browser_session.current().found
    email = second_factor.email_of(found.user_id) if found else ""
    return phone.enrolling(asked, action=_here("send_enrol"), email=email, code=status, at_sign_in=True)


def _here(view: str) -> str:
    return url_for(f"second_step.{view}", next=local(request.args.get("next")))


def _onward() -> str:
    return url_for("sign_in.form", next=local(request.args.get("next")))


def _back() -> Response:
    """To the page that knows where to go: to the password, to the step that waits, or on."""
    return redirect(_onward())
