"""Signing in and out."""

from __future__ import annotations

import math
import re

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from crm import access, browser_session, clock
from crm.commands import sign_in as commands
from crm.commands.attempts import TooManyAttempts
from crm.config import Settings
from crm.errors import Refused
from crm.forms.sign_in import SignInForm

blueprint = Blueprint("sign_in", __name__)

# A path of ours and nothing that a browser reads as another host: no '//', no backslash, no control character.
_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*", re.ASCII)


@blueprint.get("/sign-in")
@access.public
def form() -> Response:
    """The form; whoever is signed in already goes on, and whoever has a step to go is led to it."""
    if current_user.is_authenticated:
        return redirect(_next())
    found = browser_session.current().found
    if found is not None and found.waits_for is not None:
        return redirect(url_for(f"second_step.{found.waits_for}", next=local(request.args.get("next"))))
    return _page(SignInForm())


@blueprint.post("/sign-in")
@access.public
def send() -> Response:
    """Sign in, in place of whoever was signed in with this browser, under a new session (T05)."""
    asked = SignInForm(request.form)
    if not asked.validate():
        return _page(asked, 422)
    try:
        token = commands.sign_in(
            asked.email.data,
            asked.password.data,
            address=request.remote_addr or "",
            agent=request.user_agent.string,
            second_factor_required=settings().second_factor_required,
        )
    except TooManyAttempts as refusal:
        asked.refuse(refusal.message)
        return later(_page(asked, 429), refusal)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _page(asked, 422)
    end_former()
    browser_session.current().begin(token)
    # Where to go depends on the role, which the next request knows.
    return redirect(url_for("sign_in.form", next=local(request.args.get("next"))))


@blueprint.post("/sign-out")
@access.allow("account.own")
def sign_out() -> Response:
    """End the session for good, and have the browser forget what it was shown (T06, T36)."""
    end_former()
    return leave("You are signed out.")


def leave(said: str) -> Response:
    """After the session was ended: have the browser forget what it was shown, and ask to sign in."""
    browser_session.current().forget()
    flash(said)
    answer = redirect(url_for("sign_in.form"))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def later(answer: Response, refusal: TooManyAttempts) -> Response:
    """Say in the headers too when to try again (T01)."""
    seconds = (refusal.until - clock.now()).total_seconds()
    answer.headers["Retry-After"] = str(max(1, math.ceil(seconds)))
    return answer


def settings() -> Settings:
    """What the surroundings decide."""
    found: Settings = current_app.config["HEARTH"]
    return found


def end_former() -> None:
    """End the session that this browser had, for good."""
    token = browser_session.current().token
    if token is not None:
        commands.sign_out(token, by=access.current_actor())
        browser_session.current().forget()


def _page(asked: SignInForm, code: int = 200) -> Response:
    action = url_for("sign_in.send", next=local(request.args.get("next")))
    council = url_for("council.out", next=local(request.args.get("next"))) if settings().council else None
    dead = browser_session.current().dead
    over = commands.ended_elsewhere(dead) if dead else None
    kept = (local(request.args.get("next")) or "").startswith("/account/typed/")
    return make_response(
        render_template(
            "pages/sign_in/form.html", form=asked, action=action, council=council, over=over, kept=kept
        ),
        code,
    )


def _next() -> str:
    """The page that was asked for before sign-in, if the person may open it; else where their role begins."""
    wanted = local(request.args.get("next"))
    if wanted is None or not access.opens(wanted.split("?")[0].split("#")[0]):
        return access.landing()
    return wanted


def local(given: str | None) -> str | None:
    """A path of this very service, or nothing (T31)."""
    return given if given and len(given) <= 2000 and _LOCAL.fullmatch(given) else None
