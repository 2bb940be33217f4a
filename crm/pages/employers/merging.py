"""Two entries of the register that are one employer: merged, with a preview, and parted again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import employer_links as commands
from crm.errors import Refused
from crm.forms.employers import ButtonForm, MergeForm
from crm.pages.employers.shown import ONE, found, page
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once, sent_or_again
from crm.reads import employers as reads
from crm.reads.employers import OneEmployer

blueprint = Blueprint("employer_merging", __name__)


@blueprint.get(f"{ONE}/merge")
@access.allow("employers.manage")
def ask(employer: int) -> Answer:
    """Into which other one, those that are spelt alike first; and what would follow."""
    one = found(employer)
    known = {"version": one.seen.row.version, "into": request.args.get("into", "")}
    return page("merge", one, _form(one, None, known))


@blueprint.post(f"{ONE}/merge")
@access.allow("employers.manage")
def merge(employer: int) -> Response:
    """Merge it; it can be parted again on the page of either."""
    one = found(employer)
    form = _form(one, request.form)

    def do() -> str:
        version, into = number_of(form.version.data or "") or 0, int(form.into.data or 0)
        commands.merge(employer, into, version=version, by=access.current_actor())
        flash(f"{one.seen.row.name} is merged into this employer. You can part the two again below.", "success")
        return url_for("employers.one", employer=into)

    def again(code: int, stale: bool) -> Answer:
        if stale:
            form.version.data = str(found(employer).seen.row.version)
        return page("merge", one, form, code)

    return sent_or_again(form, do, again)


@blueprint.post(f"{ONE}/part")
@access.allow("employers.manage")
def part(employer: int) -> Response:
    """Undo the merge."""
    form, one = ButtonForm(request.form), found(employer)

    def do() -> str:
        version = number_of(form.version.data or "") or 0
        commands.part(employer, version=version, by=access.current_actor())
        flash(f"{one.seen.row.name} stands for itself again.", "success")
        return url_for("employers.one", employer=employer)

    try:
        return sent_once(form, do)
    except Refused as refusal:
        flash(refusal.message, "warning")
        return redirect(url_for("employers.one", employer=employer), 303)


def _form(one: OneEmployer, sent: Any, known: dict[str, Any] | None = None) -> MergeForm:
    form, by = MergeForm(sent, data=known), access.current_actor()
    first = reads.alike(one.seen.row.name, by, besides=one.seen.number)
    rest = [each for each in reads.every(by) if each.row.agency_id == one.seen.row.agency_id]
    others = {each.number: each.row.name for each in (*first, *rest) if each.number != one.seen.number}
    form.into.choices = tuple((str(number), name) for number, name in others.items())
    return form
