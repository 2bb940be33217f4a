"""One account of staff: its role, closing and opening it, a lost phone, and where it is signed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, formatters, staff_words, words
from crm.actor import Role
from crm.commands import staff as commands
from crm.errors import Refused, Stale
from crm.forms.staff import ReasonForm, RoleForm
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once
from crm.reads import staff
from crm.reads.staff import OneSeen

blueprint = Blueprint("staff_account", __name__)

REMOVED = "The phone is removed, and its owner is told by mail."
GIVEN = "The role is changed, and holds from the next sign-in."
GIVEN_BY_TWO = "They are a manager when another manager or the administrator agrees, who are told by mail."
ASKED = "The phone is removed when another manager or the administrator agrees, on the page of the staff."


@blueprint.get("/staff/<int:account>")
@access.allow("staff.view")
def record(account: int) -> Answer:
    """One account, and what may be done about it."""
    return make_response(render_template("pages/staff/record.html", seen=_seen(account), staff_words=staff_words))


@blueprint.get("/staff/<int:account>/role")
@access.allow("staff.roles")
def role(account: int) -> Answer:
    """Which role instead."""
    seen = _seen(account)
    return _role(seen, _role_asked(seen))


@blueprint.post("/staff/<int:account>/role")
@access.allow("staff.roles")
def send_role(account: int) -> Response:
    """Give another role; whoever was overtaken by somebody else's change sees it, and decides (T49)."""
    seen = _seen(account)
    asked = _role_asked(seen, request.form)
    if not asked.validate():
        return _role(seen, asked, 422)
    by = access.current_actor()

    def once() -> str:
        version = number_of(asked.version.data or "")
        given = commands.change_role(account, Role(asked.role.data), version=version, by=by)
        flash(GIVEN if given else GIVEN_BY_TWO, "success")
        return url_for("staff_account.record", account=account)

    try:
        return sent_once(asked, once)
    except Stale:
        now = words.ROLES[seen.account.role]
        asked.version.data = str(seen.account.version)
        asked.refuse(f"Somebody changed this account after you had opened it. The role is now: {now}.")
        return _role(seen, asked, 409)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _role(seen, asked, 422)


@blueprint.get("/staff/<int:account>/close")
@access.allow("staff.accounts")
def close(account: int) -> Answer:
    """Why the account is closed, and what that does."""
    return _reason(_seen(account), "close", _reason_asked(staff_words.CLOSED_ACCOUNTS))


@blueprint.post("/staff/<int:account>/close")
@access.allow("staff.accounts")
def send_close(account: int) -> Response:
    """Close the account; whoever uses it is out at once."""
    asked = _reason_asked(staff_words.CLOSED_ACCOUNTS, request.form)

    def do(why: str) -> str:
        left = _seen(account).homes
        commands.close(account, reason=why, by=access.current_actor())
        said = "The account is closed, and signed out everywhere."
        return f"{said} {formatters.count(left, 'household')} to be handed over: see Caseload." if left else said

    return _with_reason(account, "close", asked, do)


@blueprint.get("/staff/<int:account>/phone")
@access.allow("staff.accounts")
def phone(account: int) -> Answer:
    """Why the phone is removed, and what that does."""
    return _reason(_seen(account), "phone", _reason_asked(staff_words.LOST_PHONES))


@blueprint.post("/staff/<int:account>/phone")
@access.allow("staff.accounts")
def send_phone(account: int) -> Response:
    """Remove the phone; its owner is told, and adds another at the next sign-in."""
    asked = _reason_asked(staff_words.LOST_PHONES, request.form)

    def do(why: str) -> str:
        removed = commands.remove_phone(account, reason=why, by=access.current_actor())
        return REMOVED if removed else ASKED

    return _with_reason(account, "phone", asked, do)


@blueprint.post("/staff/<int:account>/open")
@access.allow("staff.accounts")
def reopen(account: int) -> Response:
    """Open a closed account again."""
    commands.reopen(account, by=access.current_actor())
    return _done(account, "The account is open again, with the password that it had.")


@blueprint.post("/staff/<int:account>/sign-out")
@access.allow("staff.accounts")
def sign_out(account: int) -> Response:
    """Sign somebody out everywhere."""
    commands.end_sessions(account, by=access.current_actor())
    return _done(account, "They are signed out everywhere.")


def _seen(account: int) -> OneSeen:
    return staff.one(account, access.current_actor())


def _done(account: int, said: str) -> Response:
    flash(said, "success")
    return redirect(url_for("staff_account.record", account=account), 303)


def _role_asked(seen: OneSeen, sent: object = None) -> RoleForm:
    asked = RoleForm(sent, data={"role": seen.account.role, "version": seen.account.version})
    offered = seen.may_give or staff.may_give(access.current_actor())
    asked.role.choices = tuple((each.value, words.ROLES[each]) for each in offered)
    asked.role.hints = staff_words.ROLE_HINTS
    return asked


def _role(seen: OneSeen, asked: RoleForm, code: int = 200) -> Answer:
    return make_response(render_template("pages/staff/role.html", seen=seen, form=asked), code)


def _reason_asked(reasons: Mapping[str, str], sent: object = None) -> ReasonForm:
    asked = ReasonForm(sent)
    asked.reason.choices = tuple(reasons.items())
    return asked


def _with_reason(account: int, what: str, asked: ReasonForm, do: Callable[[str], str]) -> Response:
    if not asked.validate():
        return _reason(_seen(account), what, asked, 422)
    try:
        said = do(asked.reason.data or "")
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _reason(_seen(account), what, asked, 422)
    return _done(account, said)


def _reason(seen: OneSeen, what: str, asked: ReasonForm, code: int = 200) -> Answer:
    return make_response(render_template("pages/staff/reason.html", seen=seen, what=what, form=asked), code)
