"""The status of an employer: recorded, and taken back where it was wrong."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock
from crm.commands import employers as commands
from crm.errors import Refused
from crm.forms.employers import ButtonForm, StatusForm
from crm.pages.employers.shown import ONE, found, offered, page
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once, sent_or_again

blueprint = Blueprint("employer_statuses", __name__)


@blueprint.get(f"{ONE}/status")
@access.allow("employers.manage")
def ask(employer: int) -> Answer:
    """Which status it has, and since when."""
    one = found(employer)
    return page("status", one, _form(None, {"version": one.seen.row.version, "since": clock.today()}))


@blueprint.post(f"{ONE}/status")
@access.allow("employers.manage")
def record(employer: int) -> Response:
    """Record it; what it was before stays in its history."""
    one, form = found(employer), _form(request.form)

    def do() -> str:
        version, by = number_of(form.version.data or "") or 0, access.current_actor()
        commands.set_status(employer, form.status.data or "", form.since.data, version=version, by=by)
        flash("The status is on record.", "success")
        return url_for("employers.one", employer=employer)

    def again(code: int, stale: bool) -> Answer:
        if stale:
            form.version.data = str(found(employer).seen.row.version)
        return page("status", found(employer) if stale else one, form, code)

    return sent_or_again(form, do, again)


@blueprint.post(f"{ONE}/statuses/<int:employer_status>/take-back")
@access.allow("employers.manage")
def take_back(employer: int, employer_status: int) -> Response:
    """Take back one that was wrong; it stays in the history, struck through."""
    form = ButtonForm(request.form)

    def do() -> str:
        version, by = number_of(form.version.data or "") or 0, access.current_actor()
        commands.take_back_status(employer, employer_status, version=version, by=by)
        flash("The status is taken back. It stays in the history.", "success")
        return url_for("employers.one", employer=employer)

    try:
        return sent_once(form, do)
    except Refused as refusal:
        flash(refusal.message, "warning")
        return redirect(url_for("employers.one", employer=employer), 303)


def _form(sent: Any, known: dict[str, Any] | None = None) -> StatusForm:
    form = StatusForm(sent, data=known)
    form.status.choices = offered("employer_statuses")
    return form
