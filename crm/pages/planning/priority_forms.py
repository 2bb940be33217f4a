"""Setting a priority, changing and reviewing one, withdrawing one and setting it again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock, target_words
from crm.commands import priorities as commands
from crm.commands.priorities import Terms
from crm.errors import Refused
from crm.forms.govuk import Form
from crm.forms.priorities import PriorityForm, ReviewForm, WithdrawForm
from crm.forms.targets import ButtonForm
from crm.pages import both_sides
from crm.pages.planning.priorities import PATH
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once, sent_or_again
from crm.reads import choices
from crm.reads import priorities as reads
from crm.reads import targets as known_targets
from crm.reads.priorities import PrioritySeen
from crm.reports.period import KnownOn
from crm.words import POPULATIONS

blueprint = Blueprint("priority_forms", __name__)

ONE = f"{PATH}/<int:priority>"


@blueprint.get(f"{PATH}/new")
@access.allow("targets.set")
def new() -> Answer:
    """The form for another one."""
    return _new_page(_form(None))


@blueprint.post(f"{PATH}/new")
@access.allow("targets.set")
def send() -> Response:
    """Set it."""
    form, by = _form(request.form), access.current_actor()

    def do() -> str:
        number = commands.set_one(by.agency_ids[0], _terms(form), by=by)
        flash("The priority is set.", "success")
        return url_for("priorities.one", priority=number)

    return sent_or_again(form, do, lambda code, _: _new_page(form, code))


@blueprint.get(f"{ONE}/change")
@access.allow("targets.set")
def change_form(priority: int) -> Answer:
    """The form with what it says now."""
    found = _found(priority)
    return _page("change", found, _form(None, {**_known(found), "version": found.now.id}))


@blueprint.post(f"{ONE}/change")
@access.allow("targets.set")
def change(priority: int) -> Response:
    """Change it: what it said before stays on record."""
    found, form = _found(priority), _form(request.form)

    def do() -> str:
        commands.change(priority, _terms(form), version=_version(form), by=access.current_actor())
        flash("The priority is changed. What it said before stays in its history.", "success")
        return url_for("priorities.one", priority=priority)

    return sent_or_again(form, do, lambda code, stale: _page("change", found, form, code, stale=stale))


@blueprint.get(f"{ONE}/review")
@access.allow("priorities.review")
def reviewing(priority: int) -> Answer:
    """The form for what a review found."""
    found = _found(priority)
    known = {"on": clock.today(), "status": found.now.status, "version": found.now.id}
    return _page("review", found, _review_form(None, known))


@blueprint.post(f"{ONE}/review")
@access.allow("priorities.review")
def review(priority: int) -> Response:
    """Record the review; the next one is due so many months after it."""
    found, form = _found(priority), _review_form(request.form)

    def do() -> str:
        told = (form.on.data, form.status.data or "", form.note.data or "")
        commands.review(priority, *told, version=_version(form), by=access.current_actor())
        flash("The review is on record.", "success")
        return url_for("priorities.one", priority=priority)

    return sent_or_again(form, do, lambda code, stale: _page("review", found, form, code, stale=stale))


@blueprint.get(f"{ONE}/withdraw")
@access.allow("targets.set")
def withdrawing(priority: int) -> Answer:
    """What would go, before it goes."""
    found = _found(priority)
    return _page("withdraw", found, WithdrawForm(data={"version": found.now.id}))


@blueprint.post(f"{ONE}/withdraw")
@access.allow("targets.set")
def withdraw(priority: int) -> Response:
    """Take it back."""
    found, form = _found(priority), WithdrawForm(request.form)

    def do() -> str:
        commands.withdraw(priority, form.note.data or "", version=_version(form), by=access.current_actor())
        flash("The priority is withdrawn. You can set it again below.", "success")
        return url_for("priorities.one", priority=priority)

    return sent_or_again(form, do, lambda code, stale: _page("withdraw", found, form, code, stale=stale))


@blueprint.post(f"{ONE}/set-again")
@access.allow("targets.set")
def set_again(priority: int) -> Response:
    """Let it stand as it did."""
    found, form = _found(priority), ButtonForm(request.form)
    there = url_for("priorities.one", priority=found.id)

    def do() -> str:
        commands.set_again(priority, version=_version(form), by=access.current_actor())
        flash("The priority stands again as it did.", "success")
        return there

    try:
        return sent_once(form, do)
    except Refused as refusal:
        flash(refusal.message, "warning")
        return redirect(there, 303)


def _found(priority: int) -> PrioritySeen:
    return reads.one(priority, access.current_actor())


def _version(form: Form) -> int:
    return number_of(form.version.data or "")


def _terms(form: PriorityForm) -> Terms:
    kind, _, rest = (form.measure.data or "").partition(":")
    figure, _, population = rest.partition(":")
    return Terms(
        title=form.title.data or "",
        owner_id=int(form.owner.data or 0),
        due_on=form.due_on.data,
        status=form.status.data or "",
        target_id=int(rest) if kind == "target" else None,
        figure=figure if kind == "figure" else "",
        population=population if kind == "figure" else "",
        note=form.note.data or "",
    )


def _known(found: PrioritySeen) -> dict[str, Any]:
    now = found.now
    measure = f"figure:{now.figure}:{now.population}" if now.figure else ""
    return {
        "title": now.title,
        "owner": str(now.owner_id),
        "due_on": now.due_on,
        "status": now.status,
        "measure": f"target:{now.target_id}" if now.target_id else measure,
    }


def _form(sent: Any, known: dict[str, Any] | None = None) -> PriorityForm:
    form, by = PriorityForm(sent, data=known), access.current_actor()
    form.owner.choices = reads.owners(by.agency_ids[0])
    form.status.choices = choices.of_agency(by.agency_ids[0]).pairs("priority_statuses")
    today = KnownOn(clock.today())
    every = known_targets.every(known_targets.Wanted(), target_words.named, today, by)
    own = [each.progress for each in every if each.progress.council.id == by.agency_ids[0]]
    told = [
        (f"target:{each.target.id}", f"{_called(each.target)}: {each.entry.number:,}, {each.period.label}")
        for each in own
        if not each.entry.withdrawn or (known or {}).get("measure") == f"target:{each.target.id}"
    ]
    offered = [("Targets", told)]
    for population in ("mainstream", "all"):
        figures = [(f"figure:{name}:{population}", label) for name, label in target_words.MEASURES.items()]
        offered.append((f"Figures, {POPULATIONS[population].lower()}", figures))
    form.measure.offer(offered)
    return form


def _called(target: Any) -> str:
    return target_words.named(target.figure, target.population)


def _review_form(sent: Any, known: dict[str, Any] | None = None) -> ReviewForm:
    form = ReviewForm(sent, data=known)
    form.status.choices = choices.of_agency(access.current_actor().agency_ids[0]).pairs("priority_statuses")
    return form


def _new_page(form: PriorityForm, code: int = 200) -> Answer:
    return make_response(render_template("pages/priorities/new.html", form=form), code)


def _page(name: str, found: PrioritySeen, form: Form, code: int = 200, *, stale: bool = False) -> Answer:
    on_record: both_sides.Rows = []
    if stale:
        latest = _found(found.id)
        on_record, form.version.data = both_sides.on_record(form, _known(latest)), str(latest.now.id)
    page = f"pages/priorities/{name}.html"
    return make_response(render_template(page, found=found, form=form, on_record=on_record), code)
