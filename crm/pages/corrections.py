"""Putting right what was recorded: saying it anew, or that it did not happen. What was said stays on record."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock, words
from crm.actor import Actor
from crm.commands import assessors, decision_reasons, error_claims, following
from crm.errors import Refused
from crm.forms.govuk import Form
from crm.forms.records import ReasonForm, RecordForm
from crm.forms.who import OUTSIDE, WhoForm
from crm.journey.events import Event, JourneyClosed, JourneyReopened, NoticeReceived, StruckOut
from crm.pages import promise_words
from crm.pages.event_forms import assessor_of, form_for, may_record
from crm.pages.profiles import number_of
from crm.pages.sent_once import led, sent_once
from crm.reads import effects
from crm.reads.effects import EventSeen

blueprint = Blueprint("corrections", __name__)

CHANGED = "Somebody put this right after you had opened it. Look at what it says now, and send yours again."
WAITS = "{what}: it is on record as it would be put right, and counts so once a second person agrees."
PATH = "/households/<reference>/journeys/<int:number>/events/<int:seq>"


@blueprint.get(f"{PATH}/correct")
@access.allow("events.correct")
def form(reference: str, number: int, seq: int) -> Response:
    """The form that recorded the event, filled in with what it says."""
    found = _found(reference, number, seq)
    if found.visit_id is not None:
        return _at_the_visit(found)
    return _page(found, _asked(found), _why(found, "correct"))


@blueprint.post(f"{PATH}/correct")
@access.allow("events.correct")
def send(reference: str, number: int, seq: int) -> Response:
    """Put what is right in the place of what was said."""
    by = access.current_actor()
    found = _found(reference, number, seq)
    asked, why = _asked(found, request.form), _why(found, "correct", request.form)
    if found.newer:
        if where := led(asked):  # by this very form, pressed twice
            return redirect(where, 303)
        asked.refuse(
            "Somebody put this right after you had opened it. Compare what it says now, and send it again."
        )
        return _page(found, asked, why, 409)
    if not _both(asked, why):
        return _page(found, asked, why, 422)
    new = asked.corrected(found.line.now.event)

    def do() -> str:
        with following.heard() as followed:
            done = _correct(found, new, asked, why, by)
        if done:
            said = f"{words.EVENTS[found.line.kind]}: put right. What it said before stays on record."
            flash(following.after(said, followed), "success")
        else:
            flash(WAITS.format(what=words.EVENTS[found.line.kind]), "success")
        return _household(found)

    try:
        return sent_once(asked, do)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _page(found, asked, why, 422)


@blueprint.get(f"{PATH}/strike-out")
@access.allow("events.correct")
def striking_out(reference: str, number: int, seq: int) -> Response:
    """What striking the event out would change, before it is done."""
    found = _found(reference, number, seq)
    if found.visit_id is not None:
        return _at_the_visit(found)
    return _preview(found, _why(found, "strike_out"))


@blueprint.post(f"{PATH}/strike-out")
@access.allow("events.correct")
def strike_out(reference: str, number: int, seq: int) -> Response:
    """Record that the event did not happen."""
    by = access.current_actor()
    if where := led(ReasonForm(request.form)):  # pressed twice: nothing stands there any more
        return redirect(where, 303)
    found = _found(reference, number, seq)
    why = _why(found, "strike_out", request.form)
    if found.newer:
        why.refuse(CHANGED)
        return _preview(found, why, 409)
    if not why.validate():
        return _preview(found, why, 422)

    def do() -> str:
        calls = promise_words.standing(reference, by)
        mark = StruckOut(happened_on=clock.today())
        with following.heard() as followed:
            done = error_claims.put_right(found.household_id, found.event_id, mark, reason=why.why.data, by=by)
        if done:
            said = "{what}: struck out. It no longer counts, and stays on record."
            ends = isinstance(found.line.now.event, JourneyClosed | JourneyReopened)
            after = promise_words.standing(reference, by) if ends else calls
            told = promise_words.became(calls, after, again=True) if ends else ""
            flash(following.after(said.format(what=words.EVENTS[found.line.kind]) + told, followed), "success")
            return _household(found)
        if found.line.kind == NoticeReceived.kind:
            flash("It is on record that the notice was recorded in error, once a second person agrees.", "success")
            return url_for("ending.its_ending", reference=found.household.identity.reference)
        flash(WAITS.format(what=words.EVENTS[found.line.kind]), "success")
        return _household(found)

    try:
        return sent_once(why, do)
    except Refused as refusal:
        why.refuse(refusal.message)
        return _preview(found, why, 422)


def _correct(found: EventSeen, new: Event, asked: RecordForm, why: ReasonForm, by: Actor) -> bool:
    """Put the event right, and with it the reasons in words, where it has any; False where it takes a second."""
    told, which = (found.household_id, found.event_id, new), why.why.data or ""
    if "reasons" in asked:
        text = asked["reasons"].data or ""
        seen = number_of(asked.version.data or "")
        return decision_reasons.correct(*told, why=which, text=text, by=by, seen=seen)
    if isinstance(asked, WhoForm):
        who, seen = assessor_of(asked), number_of(asked.version.data or "")
        assessors.correct(*told[:2], new, why=which, assessor=who, by=by, seen=seen)
        return True
    return error_claims.put_right(*told, reason=which, by=by)


def _found(reference: str, number: int, seq: int) -> EventSeen:
    """The event; a decision, or what panel recommended, may only be put right by those who may record one."""
    found = effects.event(reference, number, seq, access.current_actor())
    if not may_record(found.line.kind):
        abort(403)
    return found


def _asked(found: EventSeen, sent: Any = None) -> RecordForm:
    line, assessed = found.line, next(iter(found.line.assessed), None)
    form = form_for(line.kind, found.household, line.journey, sent, line.now.event, found.endings, assessed)
    if isinstance(form, WhoForm) and sent is None:
        form.version.data = str(assessed.number) if assessed else "0"
        outside = assessed is not None and assessed.user_id is None
        form.assessor.data = OUTSIDE if outside else str(assessed.user_id) if assessed else None
        form.assessor_name.data = assessed.name if assessed and outside else None
    if not found.may_have_reasons:
        form.leave_out("reasons", "told_on")
    elif sent is None:
        stated = next(iter(found.line.reasons), None)
        form["reasons"].data, form.version.data = (stated.text, str(stated.number)) if stated else (None, "0")
    return form


def _why(found: EventSeen, act: str, sent: Any = None) -> ReasonForm:
    form = ReasonForm(sent)
    form.why.choices = found.household.choices.correction_reasons(act)
    return form


def _both(*forms: Form) -> bool:
    """Whether both are sound: each is asked, so that each shows what is wrong with it."""
    sound = [form.validate() for form in forms]
    return all(sound)


def _at_the_visit(found: EventSeen) -> Response:
    """To the visit that put a step on record: two answers to when it was would each be somebody's figure."""
    flash("A visit put this step on record. Put the visit right, and the step follows.", "success")
    reference = found.household.identity.reference
    return redirect(url_for("visits_put_right.form", reference=reference, visit=found.visit_id))


def _household(found: EventSeen) -> str:
    return url_for("household.record", reference=found.household.identity.reference)


def _page(found: EventSeen, asked: RecordForm, why: ReasonForm, code: int = 200) -> Answer:
    page = render_template(
        "pages/corrections/form.html",
        found=found,
        seen=found.household,
        line=found.line,
        form=asked,
        why=why,
        problems=[*asked.problems(), *why.problems()],
    )
    return make_response(page, code)


def _preview(found: EventSeen, why: ReasonForm, code: int = 200) -> Answer:
    page = render_template(
        "pages/corrections/strike_out.html", found=found, seen=found.household, line=found.line, form=why
    )
    return make_response(page, code)
