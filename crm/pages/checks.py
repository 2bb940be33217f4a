"""The checks of an application: all of a journey, one of them, and what is noted about several at once."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, check_words, clock
from crm.commands import checks as commands
from crm.commands.checks import Step
from crm.errors import Refused, Stale
from crm.forms.checks import ManyStepsForm, ResultsReasonForm, StepForm
from crm.forms.imports import ButtonForm
from crm.journey.saying import said
from crm.pages.household_head import head_of
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once
from crm.reads import checks
from crm.reads.checks import ChecksSeen, LineSeen

blueprint = Blueprint("checks", __name__)

PATH = "/households/<reference>/checks"
OF_JOURNEY = "/households/<reference>/journeys/<int:number>/checks"
ONE = f"{OF_JOURNEY}/<code>/<who>"
CHANGED = "Somebody noted something of this check after you had opened the page. Look at it, and send yours again."
SHOWN = ("all", "missing")


@blueprint.get(PATH)
@access.allow("checks.view")
def listing(reference: str) -> Answer:
    """Every check of the journey that speaks for the household."""
    return _page(checks.checks(reference, None, access.current_actor()))


@blueprint.get(OF_JOURNEY)
@access.allow("checks.view")
def of_journey(reference: str, number: int) -> Answer:
    """The same of a certain journey."""
    return _page(checks.checks(reference, number, access.current_actor()))


@blueprint.get(f"{OF_JOURNEY}/results")
@access.allow("checks.results")
def hidden(reference: str, number: int) -> Response:
    """They are shown only where they were just asked for: back to where one can ask."""
    return redirect(url_for("checks.of_journey", reference=reference, number=number))


@blueprint.post(f"{OF_JOURNEY}/results")
@access.allow("checks.results")
def show_results(reference: str, number: int) -> Answer:
    """What came of them, this once."""
    by = access.current_actor()
    found = checks.checks(reference, number, by)
    form = _why(found, request.form)
    if not form.validate():
        return _page(found, why=form, code=422)
    return _page(checks.with_results(reference, number, form.why.data, by))


@blueprint.post(OF_JOURNEY)
@access.allow("checks.record")
def note_many(reference: str, number: int) -> Response:
    """Note one step of several checks."""
    found = checks.checks(reference, number, access.current_actor())
    form = _many(found, request.form)
    if not form.validate():
        return _page(found, many=form, code=422)

    def do() -> str:
        outcome = form.outcome.data if "outcome" in form else None
        reason = form.reason.data if "reason" in form else None
        slots = [(code, who) for code, _, who in (each.partition(":") for each in form.lines.data)]
        _note(found, slots, Step(form.act.data, form.on.data, outcome=outcome, reason=reason), form.version.data)
        return url_for("checks.of_journey", reference=found.household.identity.reference, number=number)

    try:
        return sent_once(form, do)
    except Refused as refusal:
        form.refuse(CHANGED if isinstance(refusal, Stale) else refusal.message, refusal.field)
        now = checks.checks(reference, number, access.current_actor())
        form.version.data = str(now.version)
        return _page(now, many=form, code=409 if isinstance(refusal, Stale) else 422)


@blueprint.get(ONE)
@access.allow("checks.record")
def one(reference: str, number: int, code: str, who: str) -> Answer:
    """A check: what was done about it, and what was done now."""
    found = checks.checks(reference, number, access.current_actor())
    return _one_page(found, found.line(code, who))


@blueprint.post(ONE)
@access.allow("checks.record")
def note(reference: str, number: int, code: str, who: str) -> Response:
    """Note what was done."""
    found = checks.checks(reference, number, access.current_actor())
    line = found.line(code, who)
    form = _step(found, line, request.form)
    if not form.validate():
        return _one_page(found, line, form, 422)

    def do() -> str:
        step = Step(
            act=form.act.data,
            on=form.on.data,
            outcome=form.answer("outcome"),
            number=form.answer("number"),
            note=form.answer("note"),
            expires_on=form.answer("expires_on"),
            document_id=number_of(form.answer("document") or "") or None,
            reason=form.answer("reason"),
        )
        _note(found, [(code, who)], step, form.version.data)
        return url_for("checks.of_journey", reference=found.household.identity.reference, number=number)

    try:
        return sent_once(form, do)
    except Refused as refusal:
        form.refuse(CHANGED if isinstance(refusal, Stale) else refusal.message, refusal.field)
        now = checks.checks(reference, number, access.current_actor())
        form.version.data = str(now.version)
        return _one_page(now, now.line(code, who), form, 409 if isinstance(refusal, Stale) else 422)


@blueprint.post(f"{OF_JOURNEY}/entries/<int:entry>/take-back")
@access.allow("checks.record")
def take_back(reference: str, number: int, entry: int) -> Response:
    """Take back a step that was noted in error."""
    by = access.current_actor()
    found = checks.checks(reference, number, by)

    def do() -> None:
        commands.take_back(found.household.identity.id, entry, by=by)
        flash("Taken back. It stays in the check's history.", "success")

    return _press(found, number, do)


@blueprint.post(f"{OF_JOURNEY}/stage-one")
@access.allow("checks.record")
def complete_stage_one(reference: str, number: int) -> Response:
    """Record that Stage 1 is complete, on the day on which the last of its information came (S1-D2)."""
    by = access.current_actor()
    found = checks.checks(reference, number, by)

    def do() -> None:
        commands.complete_stage_one(found.household.identity.id, found.journey_id, by=by)
        flash("Stage 1 is complete, and on record.", "success")

    return _press(found, number, do)


def _press(found: ChecksSeen, number: int, act: Any) -> Response:
    """Do what a button says, once; a refusal is said on the page of the checks."""
    where = url_for("checks.of_journey", reference=found.household.identity.reference, number=number)

    def do() -> str:
        act()
        return where

    try:
        return sent_once(ButtonForm(request.form), do)
    except Refused as refusal:
        flash(refusal.message, "warning")
        return redirect(where, 303)


def _note(found: ChecksSeen, slots: list[tuple[str, str]], step: Step, version: str | None) -> None:
    home, by = found.household.identity.id, access.current_actor()
    commands.record(home, found.journey_id, slots, step, by=by, version=number_of(version or ""))
    what = f"{len(slots)} checks" if len(slots) > 1 else found.line(*slots[0]).standing.line.label
    flash(f"{what}: {check_words.ACTS[step.act].lower()}, {said(step.on)}.", "success")


def _many(found: ChecksSeen, sent: Any = None) -> ManyStepsForm:
    form = ManyStepsForm(sent, data={"on": clock.today(), "version": found.version})
    every = [line for _, lines in found.groups for line in lines]
    form.lines.choices = tuple(
        (each.slot, each.standing.line.label) for each in every if not each.standing.line.event
    )
    _offer(form, found)
    return form


def _step(found: ChecksSeen, line: LineSeen, sent: Any = None) -> StepForm:
    form = StepForm(sent, data={"on": clock.today(), "version": found.version})
    form.document.choices = tuple((str(number), name) for number, name in found.documents)
    _offer(form, found)
    _spare(form, found, line)
    return form


def _spare(form: StepForm, found: ChecksSeen, line: LineSeen) -> None:
    """Do not ask what would be refused: of a check that nobody reads, that all need, or that nobody waives."""
    asked, route = line.standing.line, found.household.numbered(found.number or 0).route
    not_offered = {
        *(() if asked.judged else ("judged",)),
        *(("waived",) if asked.law else ()),
        *(() if asked.may_not_apply(route) else ("not_needed",)),
    }
    form.act.choices = tuple(each for each in form.act.choices if each[0] not in not_offered)
    left_out = () if asked.judged else ("outcome", "number", "note")
    spared = not_offered >= {"waived", "not_needed"}
    for name in (*left_out, *(("reason",) if spared else ())):
        if name in form:
            del form[name]


def _offer(form: StepForm | ManyStepsForm, found: ChecksSeen) -> None:
    if not access.may("checks.results"):
        form.only_ticks()
    else:
        form.outcome.choices = found.household.choices.pairs("check_outcomes")


def _why(found: ChecksSeen, sent: Any = None) -> ResultsReasonForm:
    form = ResultsReasonForm(sent)
    form.why.choices = found.household.choices.pairs("special_reasons")
    return form


def _page(
    found: ChecksSeen, *, many: ManyStepsForm | None = None, why: ResultsReasonForm | None = None, code: int = 200
) -> Answer:
    shown = request.args.get("show", "all")
    many = many or (_many(found) if found.number is not None and access.may("checks.record") else None)
    page = render_template(
        "pages/households/checks.html",
        found=found,
        shown=shown if shown in SHOWN else "all",
        many=many,
        form=many if many and many.problems() else why,
        why=why or _why(found),
        key=ButtonForm().idempotency_key.data,
        check_words=check_words,
        **head_of(found.household, "checks"),
    )
    return make_response(page, code)


def _one_page(found: ChecksSeen, line: LineSeen, form: StepForm | None = None, code: int = 200) -> Answer:
    page = render_template(
        "pages/checks/check.html",
        found=found,
        seen=found.household,
        line=line,
        form=form or _step(found, line),
        check_words=check_words,
        key=ButtonForm().idempotency_key.data,
    )
    return make_response(page, code)
