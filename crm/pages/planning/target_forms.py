"""Setting a target, changing one, withdrawing one and setting it again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock, target_words
from crm.commands import targets as commands
from crm.commands.targets import Terms
from crm.errors import Refused
from crm.forms.govuk import Form
from crm.forms.targets import ButtonForm, ChangeTargetForm, TargetForm, WithdrawForm
from crm.pages import both_sides
from crm.pages.planning.targets import PATH
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once, sent_or_again
from crm.reads import targets as reads
from crm.reads.targets import TargetSeen
from crm.reports.figures import MEMBERS
from crm.reports.period import DAY, KnownOn, financial_year
from crm.words import POPULATIONS

blueprint = Blueprint("target_forms", __name__)

ONE = f"{PATH}/<int:target>"


@blueprint.get(f"{PATH}/new")
@access.allow("targets.set")
def new() -> Answer:
    """The form for another one; the year to come or this one is filled in."""
    year = financial_year(clock.today())
    known = {"figure": request.args.get("figure", ""), "first": year.first, "last": year.last}
    return _new_page(_form(None, known))


@blueprint.post(f"{PATH}/new")
@access.allow("targets.set")
def send() -> Response:
    """Set it."""
    form, by = _form(request.form), access.current_actor()

    def do() -> str:
        number = commands.set_one(
            by.agency_ids[0], form.figure.data or "", form.population.data or "", _terms(form), by=by
        )
        flash("The target is set.", "success")
        return url_for("targets.one", target=number)

    return sent_or_again(form, do, lambda code, _: _new_page(form, code))


@blueprint.get(f"{ONE}/change")
@access.allow("targets.set")
def change_form(target: int) -> Answer | Response:
    """The form with what it says now."""
    found = _found(target)
    if found.progress.entry.withdrawn:
        flash("This target is withdrawn. Set it again first.", "warning")
        return redirect(url_for("targets.one", target=target))
    return _change_page(found, _filled(found))


@blueprint.post(f"{ONE}/change")
@access.allow("targets.set")
def change(target: int) -> Response:
    """Change it: what it said before stays on record."""
    found, form = _found(target), ChangeTargetForm(request.form)

    def do() -> str:
        version = number_of(form.version.data or "") or 0
        commands.change(target, _terms(form), version=version, by=access.current_actor())
        flash("The target is changed. What it said before stays in its history.", "success")
        return url_for("targets.one", target=target)

    return sent_or_again(form, do, lambda code, stale: _change_page(found, form, code, stale=stale))


@blueprint.get(f"{ONE}/withdraw")
@access.allow("targets.set")
def withdrawing(target: int) -> Answer | Response:
    """What would go, before it goes."""
    found = _found(target)
    if found.progress.entry.withdrawn:
        return redirect(url_for("targets.one", target=target))
    return _withdraw_page(found, WithdrawForm(data={"version": found.progress.entry.id}))


@blueprint.post(f"{ONE}/withdraw")
@access.allow("targets.set")
def withdraw(target: int) -> Response:
    """Take it back."""
    found, form = _found(target), WithdrawForm(request.form)

    def do() -> str:
        version = number_of(form.version.data or "") or 0
        commands.withdraw(target, form.note.data or "", version=version, by=access.current_actor())
        flash("The target is withdrawn. You can set it again below.", "success")
        return url_for("targets.one", target=target)

    return sent_or_again(form, do, lambda code, stale: _withdraw_page(found, form, code, stale=stale))


@blueprint.post(f"{ONE}/set-again")
@access.allow("targets.set")
def set_again(target: int) -> Response:
    """Let it stand as it did."""
    found, form = _found(target), ButtonForm(request.form)
    there = url_for("targets.one", target=target)

    def do() -> str:
        version = number_of(form.version.data or "") or 0
        commands.set_again(target, version=version, by=access.current_actor())
        flash("The target stands again as it did.", "success")
        return there

    try:
        return sent_once(form, do)
    except Refused as refusal:
        flash(refusal.message, "warning")
        return redirect(url_for("targets.one", target=found.id), 303)


def _found(target: int) -> TargetSeen:
    return reads.one(target, KnownOn(clock.today()), access.current_actor())


def _terms(form: Any) -> Terms:
    return Terms(
        number=form.number.data or 0, first=form.first.data, last=form.last.data, note=form.note.data or ""
    )


def _form(sent: Any, known: dict[str, Any] | None = None) -> TargetForm:
    form = TargetForm(sent, data=known)
    form.figure.choices = tuple(target_words.MEASURES.items())
    form.population.choices = tuple((name, POPULATIONS[name]) for name in MEMBERS)
    return form


def _filled(found: TargetSeen) -> ChangeTargetForm:
    entry = found.progress.entry
    known = {"number": entry.number, "first": entry.first, "last": entry.last, "version": entry.id}
    return ChangeTargetForm(data=known)


def _new_page(form: TargetForm, code: int = 200) -> Answer:
    year = financial_year(financial_year(clock.today()).last + DAY)
    return make_response(render_template("pages/targets/new.html", form=form, next_year=year), code)


def _change_page(found: TargetSeen, form: ChangeTargetForm, code: int = 200, *, stale: bool = False) -> Answer:
    shown: dict[str, Any] = {"on_record": ()}
    if stale:
        entry = _found(found.id).progress.entry
        known = {"number": entry.number, "first": entry.first, "last": entry.last}
        shown["on_record"], form.version.data = both_sides.on_record(form, known), str(entry.id)
    return _page("change", found, form, code, **shown)


def _withdraw_page(found: TargetSeen, form: WithdrawForm, code: int = 200, *, stale: bool = False) -> Answer:
    if stale:
        form.version.data = str(_found(found.id).progress.entry.id)
    return _page("withdraw", found, form, code)


def _page(name: str, found: TargetSeen, form: Form, code: int, **shown: Any) -> Answer:
    page = render_template(
        f"pages/targets/{name}.html",
        found=found,
        progress=found.progress,
        form=form,
        target_words=target_words,
        called=target_words.named(found.progress.target.figure, found.progress.target.population),
        **shown,
    )
    return make_response(page, code)
