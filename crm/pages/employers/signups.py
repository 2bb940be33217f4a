"""Employers that have put themselves forward on the public page: the list, one of them, and the answer to it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import employer_signups as commands
from crm.errors import Refused
from crm.forms.employers import AcceptForm, ButtonForm
from crm.pages import filters, registers
from crm.pages.employers.shown import PATH, labels, page
from crm.pages.sent_once import sent_once, sent_or_again
from crm.reads import choices
from crm.reads import employer_signups as reads
from crm.reads.employer_signups import SignupSeen

blueprint = Blueprint("employer_signups", __name__)

LIST = f"{PATH}/sign-ups"
ONE = f"{LIST}/<int:employer_signup>"
NEW = "new"  # what is chosen where it is on no register yet
STATES = {"all": "All"}


@blueprint.get(LIST)
@access.allow("employers.manage")
def listing() -> Answer:
    """Those that wait, who came first before who came later; or all."""
    asked, problems = filters.read(request.args, (), sort="")
    state = "all" if request.args.get("state") == "all" else ""
    kept = {name: value for name, value in {"q": asked.q, "state": state}.items() if value}
    by = access.current_actor()
    found = reads.listed(asked.q, asked.page, by, every=bool(state))
    own = choices.own_agencies(by)
    return registers.page(
        "employers/sign_ups", LIST, kept, problems, found=found, q=asked.q, state=state, states=STATES.items(),
        labels=labels(), slug=own[0][0] if own else "",
    )  # fmt: skip


@blueprint.get(ONE)
@access.allow("employers.manage")
def one(employer_signup: int) -> Answer:
    """What it said, the employers that it may be, and how to answer."""
    found = _found(employer_signup)
    return _page(found, _form(found, None))


@blueprint.post(f"{ONE}/accept")
@access.allow("employers.manage")
def accept(employer_signup: int) -> Response:
    """Put it on the register, or beside an employer that is there."""
    found = _found(employer_signup)
    form = _form(found, request.form)

    def do() -> str:
        chosen = form.employer.data or NEW
        number = commands.accept(employer_signup, None if chosen == NEW else int(chosen), by=access.current_actor())
        flash("It is on the register. Get in touch with them, and give them their kit.", "success")
        return url_for("employers.one", employer=number)

    return sent_or_again(form, do, lambda code, _: _page(_found(employer_signup), form, code))


@blueprint.post(f"{ONE}/decline")
@access.allow("employers.manage")
def decline(employer_signup: int) -> Response:
    """Leave it off the register."""
    return _done(employer_signup, commands.decline, "It is declined. You can put it back below.")


@blueprint.post(f"{ONE}/put-back")
@access.allow("employers.manage")
def put_back(employer_signup: int) -> Response:
    """Let it wait again."""
    return _done(employer_signup, commands.put_back, "It waits again to be answered.")


def _done(number: int, command: Any, told: str) -> Response:
    form, by, there = ButtonForm(request.form), access.current_actor(), url_for(".one", employer_signup=number)

    def do() -> str:
        command(number, by=by)
        flash(told, "success")
        return there

    try:
        return sent_once(form, do)
    except Refused as refusal:
        flash(refusal.message, "warning")
        return redirect(there, 303)


def _found(number: int) -> SignupSeen:
    return reads.one(number, access.current_actor())


def _form(found: SignupSeen, sent: Any) -> AcceptForm:
    form = AcceptForm(sent, data={"employer": "" if found.alike else NEW})
    form.employer.choices = (
        *((str(each.number), each.row.name) for each in found.alike),
        (NEW, "One that is not on the register yet"),
    )
    return form


def _page(found: SignupSeen, form: AcceptForm, code: int = 200) -> Answer:
    return page("sign_ups/one", None, form, code, found=found, row=found.row, button=ButtonForm())
