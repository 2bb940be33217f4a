"""Employers as they were typed in enquiries, which wait to be linked to the register."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import employer_links as commands
from crm.errors import Refused
from crm.forms.employers import ButtonForm, LinkForm
from crm.pages import filters, registers
from crm.pages.employers.shown import PATH, page
from crm.pages.sent_once import sent_once, sent_or_again
from crm.reads import employers as reads
from crm.reads import typed_employers
from crm.reads.typed_employers import Typed

blueprint = Blueprint("employer_unlinked", __name__)

QUEUE = f"{PATH}/unlinked"
NONE = "none"  # what is chosen where a name stands for no employer


@blueprint.get(QUEUE)
@access.allow("employers.manage")
def listing() -> Answer:
    """The names that wait, and what was said of others."""
    asked, problems = filters.read(request.args, (), sort="")
    kept = {"q": asked.q} if asked.q else {}
    found = typed_employers.queue(asked.q, asked.page, access.current_actor())
    return registers.page("employers/unlinked", QUEUE, kept, problems, found=found, q=asked.q, button=ButtonForm())


@blueprint.get(f"{QUEUE}/link")
@access.allow("employers.manage")
def ask() -> Response:
    """For which employer a name stands, those that are spelt alike first."""
    if not request.args.get("which"):
        return redirect(url_for(".listing"))
    found = _typed(request.args.get("which", ""))
    return page("unlinked/link", None, _form(found, None), typed=found)


@blueprint.post(f"{QUEUE}/link")
@access.allow("employers.manage")
def link() -> Response:
    """Link it, or say that it names no employer."""
    found = _typed(request.args.get("which", ""))
    form, by = _form(found, request.form), access.current_actor()

    def do() -> str:
        chosen = form.employer.data or NONE
        number = None if chosen == NONE else int(chosen)
        commands.link(by.agency_ids[0], found.written, number, by=by)
        what = "It names no employer" if number is None else "It is linked"
        flash(f"{what}. You can take it back below.", "success")
        return url_for(".listing")

    return sent_or_again(form, do, lambda code, _: page("unlinked/link", None, form, code, typed=found))


@blueprint.post(f"{QUEUE}/<int:employer_spelling>/take-back")
@access.allow("employers.manage")
def take_back(employer_spelling: int) -> Response:
    """Take back what was said: the name waits again."""
    form = ButtonForm(request.form)

    def do() -> str:
        commands.unlink(employer_spelling, by=access.current_actor())
        flash("It is taken back, and the name waits again to be linked.", "success")
        return url_for(".listing")

    try:
        return sent_once(form, do)
    except Refused as refusal:
        flash(refusal.message, "warning")
        return redirect(url_for(".listing"), 303)


def _typed(which: str) -> Typed:
    return typed_employers.one(which, access.current_actor())


def _form(found: Typed, sent: Any) -> LinkForm:
    form = LinkForm(sent, data={"employer": str(found.alike[0].number) if found.alike else ""})
    rest = reads.every(access.current_actor())
    named = {str(each.number): each.row.name for each in (*found.alike, *rest)}
    form.employer.choices = (*named.items(), (NONE, "None: this names no employer"))
    return form
