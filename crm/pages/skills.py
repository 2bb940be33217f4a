"""A household's pay for skills: shown on any day; levels asked for and decided, needs shown, courses attended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock, skill_words
from crm.commands import skills as commands
from crm.commands import training
from crm.commands.skills import Decision, UnmetNeeds
from crm.errors import NotFound, Refused, Stale
from crm.forms.govuk import Form
from crm.forms.skills import DecideForm
from crm.journey import dates
from crm.pages.filters import Problems
from crm.pages.household_head import head_of
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once
from crm.pages.skill_forms import asking, deciding, evidence, form_of_training, needing, striking, why
from crm.reads import skills as reads
from crm.reads.skills import CarerSeen, SkillsSeen, StepSeen

blueprint = Blueprint("skills", __name__)

HERE = "/households/<reference>/skills"
CARER = f"{HERE}/<int:position>"
STEP = f"{HERE}/steps/<int:skill>"
ASKED = "Level asked for or recommended"


@blueprint.get(HERE)
@access.allow("skills.view")
def record(reference: str) -> Answer:
    """What a week comes to, today or on another day; each carer's level, and what the next one needs."""
    problems: Problems = []
    found = _found(reference, problems)
    head = head_of(found.household, "skills")
    page = render_template(
        "pages/households/skills.html", found=found, problems=problems, skill_words=skill_words, **head
    )
    return make_response(page, 422 if problems else 200)


@blueprint.get(f"{CARER}/ask")
@access.allow("skills.record")
def ask_form(reference: str, position: int) -> Answer:
    """The form for a carer who asks for a level."""
    found, carer = _carer(reference, position)
    return _page(found, asking(found, carer, data={"on": clock.today(), "level": carer.following}), ASKED, carer)


@blueprint.post(f"{CARER}/ask")
@access.allow("skills.record")
def ask(reference: str, position: int) -> Response:
    """Record it; another person decides."""
    found, carer = _carer(reference, position)
    form = asking(found, carer, request.form)

    def do(home: int) -> str:
        by, because = access.current_actor(), form.because.data
        commands.ask(home, carer.id, level=form.level.data, on=form.on.data, because=because, by=by)
        return "The request is on record. Another person decides it."

    return _send(found, form, ASKED, do, carer)


@blueprint.get(f"{CARER}/decide")
@access.allow("skills.decide")
def decide_form(reference: str, position: int) -> Answer:
    """The form that decides a carer's level."""
    found, carer = _carer(reference, position)
    asked = carer.asked
    own = {"on": clock.today(), "level": asked.what if asked else carer.following, "version": carer.version}
    own["because"] = asked.because if asked else None
    return _page(found, deciding(found, carer, data=own), "Decide the level", carer)


@blueprint.post(f"{CARER}/decide")
@access.allow("skills.decide")
def decide(reference: str, position: int) -> Response:
    """Decide it: the fee changes on its day."""
    found, carer = _carer(reference, position)
    form = deciding(found, carer, request.form)

    def do(home: int) -> str:
        chosen = Decision(
            level=form.level.data, on=form.on.data, evidence=evidence(form), because=form.because.data
        )
        by, version = access.current_actor(), number_of(form.version.data or "")
        commands.decide(home, carer.id, chosen, anyway=bool(form.anyway.data), version=version, by=by)
        return "The level is on record. The fee changes on its day."

    return _send(found, form, "Decide the level", do, carer)


@blueprint.get(f"{CARER}/need")
@access.allow("skills.record")
def need_form(reference: str, position: int) -> Answer:
    """The form for something that a level needs."""
    found, carer = _carer(reference, position)
    return _page(found, needing(found, data={"on": clock.today()}), "Record what a level needs", carer)


@blueprint.post(f"{CARER}/need")
@access.allow("skills.record")
def need(reference: str, position: int) -> Response:
    """Record it, with what shows it."""
    found, carer = _carer(reference, position)
    form = needing(found, request.form)

    def do(home: int) -> str:
        by = access.current_actor()
        training.show(home, carer.id, need=form.need.data, on=form.on.data, evidence=evidence(form), by=by)
        return "On record."

    return _send(found, form, "Record what a level needs", do, carer)


@blueprint.get(f"{HERE}/training")
@access.allow("skills.record")
def training_form(reference: str) -> Answer:
    """The form for a course."""
    found = _found(reference)
    return _page(found, form_of_training(found, data={"on": clock.today()}), "Record a course")


@blueprint.post(f"{HERE}/training")
@access.allow("skills.record")
def attend(reference: str) -> Response:
    """Record who attended it."""
    found = _found(reference)
    form = form_of_training(found, request.form)

    def do(home: int) -> str:
        people = [found.carer(number_of(each) or 0).id for each in form.carers.data]
        told = {"course": form.course.data, "on": form.on.data, "minutes": form.minutes.data}
        document = number_of(form.document.data or "") or None
        training.train(home, people, **told, document_id=document, by=access.current_actor())
        return "The course is on record."

    return _send(found, form, "Record a course", do)


@blueprint.get(f"{STEP}/turn-down")
@access.allow("skills.decide")
def turning_down(reference: str, skill: int) -> Answer:
    """The form that turns a request down."""
    found = _found(reference)
    return _page(found, why(found), "Turn a request down", step=_step(found, skill, "asked"))


@blueprint.post(f"{STEP}/turn-down")
@access.allow("skills.decide")
def turn_down(reference: str, skill: int) -> Response:
    """Turn it down, with why."""
    found = _found(reference)
    step, form = _step(found, skill, "asked"), why(found, request.form)

    def do(home: int) -> str:
        commands.turn_down(home, skill, because=form.because.data, by=access.current_actor())
        return "The request is turned down. Tell the carer in writing."

    return _send(found, form, "Turn a request down", do, step=step)


@blueprint.get(f"{STEP}/strike-out")
@access.allow("skills.record")
def striking_out(reference: str, skill: int) -> Answer:
    """Why it never was."""
    found = _found(reference)
    return _page(found, striking(found), "Strike out a step", step=_step(found, skill))


@blueprint.post(f"{STEP}/strike-out")
@access.allow("skills.record")
def strike_out(reference: str, skill: int) -> Response:
    """Record that it was recorded by mistake."""
    found = _found(reference)
    step, form = _step(found, skill), striking(found, request.form)

    def do(home: int) -> str:
        commands.strike_out(home, skill, because=form.because.data, by=access.current_actor())
        if step.first_of_two:
            return "On record as wrong. It counts until another person, a manager, strikes it out."
        return "Struck out. That it was on record stays on record."

    return _send(found, form, "Strike out a step", do, step=step)


def _found(reference: str, problems: Problems | None = None) -> SkillsSeen:
    """The household on the day that the address asks for; a wrong one is left out, and said."""
    if problems is None:
        return reads.record(reference, None, access.current_actor())
    day, known_on = _day("on", problems), _day("known_on", problems)
    return reads.record(reference, day, access.current_actor(), known_on)


def _day(name: str, problems: Problems) -> date | None:
    text = request.args.get(name, "").strip()
    try:
        return dates.parse(text) if text else None
    except ValueError:
        problems.append((f"'{text[:20]}' is not a day, like 2026-03-31", f"#filter-{name}"))
        return None


def _carer(reference: str, position: int) -> tuple[SkillsSeen, CarerSeen]:
    found = _found(reference)
    return found, found.carer(position)


def _step(found: SkillsSeen, number: int, act: str | None = None) -> StepSeen:
    step = found.step(number)
    if act is not None and step.act != act:
        raise NotFound("There is no such request")
    return step


def _send(
    found: SkillsSeen,
    form: Any,
    what: str,
    act: Callable[[int], str],
    carer: CarerSeen | None = None,
    step: StepSeen | None = None,
) -> Response:
    """Do what a form asks, once, and go back to the page; or say why not."""
    if not form.validate():
        return _page(found, form, what, carer, step, 422)

    def do() -> str:
        flash(act(found.household.identity.id), "success")
        return url_for("skills.record", reference=found.household.identity.reference)

    try:
        return sent_once(form, do)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        if isinstance(refusal, UnmetNeeds):
            form.anyway.errors = [f"{refusal.message} Record it first, or tick this"]
        return _page(found, form, what, carer, step, 409 if isinstance(refusal, Stale) else 422)


def _page(
    found: SkillsSeen,
    form: Form,
    what: str,
    carer: CarerSeen | None = None,
    step: StepSeen | None = None,
    code: int = 200,
) -> Answer:
    if isinstance(form, DecideForm):
        form.leave_out_unasked()
    page = render_template(
        "pages/skills/form.html",
        seen=found.household,
        form=form,
        what=what,
        action=request.path,
        carer=carer,
        step=step,
        skill_words=skill_words,
    )
    return make_response(page, code)
