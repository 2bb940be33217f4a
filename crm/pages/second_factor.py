"""The second step of one's own sign-in: adding a phone, new recovery codes, and taking it away."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, browser_session
from crm.actor import Actor
from crm.commands import second_factor as commands
from crm.commands.attempts import TooManyAttempts
from crm.errors import NotFound, Refused
from crm.forms.account import CodeForm, EnrolForm
from crm.pages import phone
from crm.pages.sign_in import later, leave
from crm.reads import accounts

blueprint = Blueprint("second_factor", __name__)

ASKED = {
    "codes": ("New recovery codes", "Make new codes", False),
    "remove": ("Remove your phone", "Remove the phone", True),
}


@blueprint.get("/account/phone")
@access.allow("account.own")
def enrol() -> Response:
    """The square for a phone."""
    if accounts.own(access.current_actor()).phone_since is not None:
        return redirect(url_for("account.record"))
    return _enrol_page(EnrolForm())


@blueprint.post("/account/phone")
@access.allow("account.own")
def send_enrol() -> Response:
    """Take the phone's first code, and show the recovery codes this once."""
    asked = EnrolForm(request.form)
    if not asked.validate():
        return _enrol_page(asked, 422)
    try:
        done = commands.enrol(
            phone.secret(), asked.code.data or "", user_id=_user_id(), agent=request.user_agent.string
        )
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _enrol_page(asked, 422)
    browser_session.current().begin(done.token)
    return phone.codes_page(done.recovery_codes, onward=url_for("account.record"))


@blueprint.get("/account/phone/codes")
@access.allow("account.own")
def codes() -> Answer:
    """What new recovery codes mean, and the question for a code."""
    return _code_page(CodeForm(), "codes")


@blueprint.post("/account/phone/codes")
@access.allow("account.own")
def send_codes() -> Response:
    """New recovery codes, shown this once."""

    def do(code: str) -> Response:
        made = commands.renew_codes(code, user_id=_user_id(), address=request.remote_addr or "")
        return phone.codes_page(made, onward=url_for("account.record"))

    return _with_code("codes", do)


@blueprint.get("/account/phone/remove")
@access.allow("account.own")
def remove() -> Answer:
    """What taking the phone away means, and the question for a code."""
    return _code_page(CodeForm(), "remove")


@blueprint.post("/account/phone/remove")
@access.allow("account.own")
def send_remove() -> Response:
    """Take the phone away; one signs in anew, everywhere."""

    def do(code: str) -> Response:
        commands.remove(code, user_id=_user_id(), address=request.remote_addr or "")
        return leave("Your phone is removed. Sign in again: you can then add another.")

    return _with_code("remove", do)


def _with_code(what: str, do: Callable[[str], Response]) -> Response:
    asked = CodeForm(request.form)
    if not asked.validate():
        return _code_page(asked, what, 422)
    try:
        return do(asked.code.data or "")
    except TooManyAttempts as refusal:
        asked.refuse(refusal.message)
        return later(_code_page(asked, what, 429), refusal)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _code_page(asked, what, 422)


def _user_id() -> int:
    by: Actor = access.current_actor()
    if by.user_id is None:
        raise NotFound("Nobody in particular has an account")
    return by.user_id


def _enrol_page(asked: EnrolForm, status: int = 200) -> Answer:
    email = accounts.own(access.current_actor()).email
    action = url_for("second_factor.send_enrol")
    return phone.enrolling(asked, action=action, email=email, code=status, at_sign_in=False)


def _code_page(asked: CodeForm, what: str, status: int = 200) -> Answer:
    title, submit, danger = ASKED[what]
    page = render_template(
        "pages/account/code.html", form=asked, what=what, heading=title, submit=submit, danger=danger
    )
    return make_response(page, status)
