"""Recording by hand: a form for each kind of event, on the journey that it happened on.

What the decision maker decides has an address of its own, because fewer people may record it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock, words
from crm.actor import Actor
from crm.commands import assessors, closings, decision_reasons, ended_with, following, permanence, ranges
from crm.errors import Refused
from crm.forms.endings import ClosingForm
from crm.forms.ranges import RevisionForm, SettlingForm
from crm.forms.records import RecordForm
from crm.forms.who import WhoForm
from crm.journey.checks import Missing
from crm.journey.decision_events import RefusalProposed
from crm.journey.ending_events import TerminationProposed
from crm.journey.events import (
    ApprovalRefused,
    Event,
    HouseholdApproved,
    HouseholdDeregistered,
    JourneyClosed,
    JourneyReopened,
    NoticeReceived,
    ReviewCompleted,
    RevisionProposed,
    StageOneCompleted,
)
from crm.journey.household import Journey, changed
from crm.journey.next_steps import Step
from crm.journey.ranges import Terms
from crm.journey.saying import said
from crm.pages import promise_words
from crm.pages.event_forms import DECISIONS, assessor_of, form_for, kind_of
from crm.pages.household_head import record_label
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once
from crm.reads import checks, recording
from crm.reads.recording import JourneyHeld
from crm.reads.review_page import COULD_BE

blueprint = Blueprint("records", __name__)

# What ends an approval, or proposes to: whoever lives there has to move first (B-4).
ENDS = frozenset({NoticeReceived.kind, HouseholdDeregistered.kind, TerminationProposed.kind})
# What is decided on an assessment: who assessed is said beside it.
ON_ASSESSMENT = frozenset({HouseholdApproved.kind, RefusalProposed.kind, ApprovalRefused.kind})
PATH = "/households/<reference>/journeys/<int:number>"


@blueprint.get(f"{PATH}/record/<step>")
@access.allow("households.record")
def form(reference: str, number: int, step: str) -> Answer:
    """The form for a step."""
    return _ask(reference, number, _recorded(step))


@blueprint.post(f"{PATH}/record/<step>")
@access.allow("households.record")
def send(reference: str, number: int, step: str) -> Response:
    """Record a step."""
    return _record(reference, number, _recorded(step))


@blueprint.get(f"{PATH}/decide/<step>")
@access.allow("households.decide")
def decision_form(reference: str, number: int, step: str) -> Answer:
    """The form for what a decision maker decided."""
    return _ask(reference, number, _decided(step))


@blueprint.post(f"{PATH}/decide/<step>")
@access.allow("households.decide")
def send_decision(reference: str, number: int, step: str) -> Response:
    """Record what a decision maker decided."""
    return _record(reference, number, _decided(step))


def _recorded(step: str) -> str:
    kind = kind_of(step)
    return abort(404) if kind in DECISIONS else kind


def _decided(step: str) -> str:
    kind = kind_of(step)
    return kind if kind in DECISIONS else abort(404)


def _ask(reference: str, number: int, kind: str) -> Answer:
    held = recording.journey(reference, number, access.current_actor())
    asked, _ = _asked(held, kind)
    return _page(held, asked, kind)


def _record(reference: str, number: int, kind: str) -> Response:
    by = access.current_actor()
    held = recording.journey(reference, number, by)
    asked, override = _asked(held, kind, request.form)
    if not asked.validate() or "change" in request.form:
        return _page(held, asked, kind, 422 if asked.problems() else 200)
    event = asked.event()
    concerns = held.concerns(event, _ended(held, asked, event)[0])
    twice = (concerns or isinstance(event, NoticeReceived)) and held.possible(event)
    if twice and event.happened_on <= clock.today() and "confirmed" not in request.form:
        return _check(held, asked, kind, event, concerns)

    def do() -> str:
        calls = promise_words.standing(reference, by)
        with following.heard() as followed:
            _carry_out(held, asked, event, override, by)
        after, ends = promise_words.standing(reference, by), isinstance(event, JourneyClosed | JourneyReopened)
        told = promise_words.became(calls, after, again=isinstance(event, JourneyReopened)) if ends else ""
        done = f"{words.EVENTS[kind]}, {said(event.happened_on)}, is on record.{told}"
        flash(following.after(done, followed), "success")
        return url_for(_next_page(event), reference=held.household.identity.reference)

    try:
        return sent_once(asked, do)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _page(held, asked, kind, 422, before=_read_anew(held, asked))


def _next_page(event: Event) -> str:
    """Where one goes on: a review that said that the range could be wider leads to making it so."""
    could_be = isinstance(event, ReviewCompleted) and event.wider == COULD_BE
    return "review.record" if could_be and access.may("reviews.view") else "household.record"


def _carry_out(held: JourneyHeld, asked: RecordForm, event: Event, override: str | None, by: Actor) -> None:
    """Record the event by the command of its kind: some do more than record it."""
    where = held.household_id, held.journey.id
    if isinstance(asked, ClosingForm) and isinstance(event, JourneyClosed):
        closings.close(*where, event, reasons=_reasons(asked), again_on=asked.asked_again_on, by=by)
    elif isinstance(asked, RevisionForm) and isinstance(event, RevisionProposed):
        ranges.propose(*where, event, support=asked.support.data or "", by=by)
    elif isinstance(asked, SettlingForm):
        seen, _, beside = (asked.version.data or "").partition(" ")
        ranges.settle(
            *where,
            on=event.happened_on,
            basis=asked.basis.data or "",
            seen=number_of(seen),
            beside=beside,
            by=by,
        )
    elif isinstance(event, HouseholdDeregistered):
        ended, live_on = _ended(held, asked, event)
        permanence.end(*where, event, ended=ended, live_on=live_on, reasons=_reasons(asked), by=by)
    elif isinstance(asked, WhoForm):
        assessors.record(*where, event, assessor_of(asked), by=by)
    else:
        decision_reasons.record(*where, event, reasons=_reasons(asked), by=by, override=override)


def _ended(held: JourneyHeld, asked: RecordForm, event: Event) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The placements that end with an approval, those that were ticked, and the others; none by other reasons."""
    if not isinstance(event, HouseholdDeregistered) or "ended" not in asked:
        return (), ()
    if not ended_with.ways_of_ending(held.household.identity.agency_id).get(event.reason or ""):
        return (), ()
    ticked = tuple(number_of(each) for each in asked["ended"].data or ())
    return ticked, tuple(each.id for each in held.ending if each.id not in ticked)


def _reasons(asked: RecordForm) -> str:
    """The reasons in words, where they were asked for."""
    return (asked["reasons"].data or "") if "reasons" in asked else ""


def _asked(held: JourneyHeld, kind: str, sent: Any = None) -> tuple[RecordForm, str | None]:
    """The form, and why to go on although checks are missing: asked only where any are."""
    asked = form_for(kind, held.household, held.number, sent, ends=held.endings)
    if isinstance(asked, SettlingForm):
        asked.version.data = asked.version.data or held.read
    if not held.may_have_reasons(kind):
        asked.leave_out("reasons", "told_on")
    if not _lacking(held, kind, asked):
        asked.leave_out("override")
    _offer_placements(held, asked, sent)
    return asked, asked["override"].data if "override" in asked else None


def _offer_placements(held: JourneyHeld, asked: RecordForm, sent: Any) -> None:
    """Offer to end what a kinship approval covers with it, all of it ticked, to whoever may know who is placed."""
    if "ended" not in asked:
        return
    if not held.ending:
        asked.leave_out("ended")
        return
    asked.offer("ended", [(str(each.id), f"{each.child}, since {said(each.from_on)}") for each in held.ending])
    if sent is None:
        asked["ended"].data = tuple(str(each.id) for each in held.ending)


def _lacking(held: JourneyHeld, kind: str, asked: RecordForm) -> tuple[Missing, ...]:
    """The checks that an approval, or the end of Stage 1, still waits for on its day."""
    if kind not in (HouseholdApproved.kind, StageOneCompleted.kind):
        return ()
    on = asked["happened_on"].data or clock.today()
    return checks.missing(held.household_id, held.journey.id, on, stage_one=kind == StageOneCompleted.kind)


def _read_anew(held: JourneyHeld, asked: RecordForm) -> Terms | None:
    """The terms as the page had told them that was sent, if they are others by now; from here on it tells those."""
    if not isinstance(asked, SettlingForm):
        return None
    before, asked.version.data = held.read_before(asked.version.data or ""), held.read
    return before


def _page(held: JourneyHeld, asked: RecordForm, kind: str, code: int = 200, before: Terms | None = None) -> Answer:
    step = next((each for each in held.household.numbered(held.number).steps if each.kind == kind), None)
    page = render_template(
        "pages/records/form.html",
        seen=held.household,
        number=held.number,
        form=asked,
        kind=kind,
        label=record_label(kind, held.household.numbered(held.number)),
        action=request.path,
        so_far=so_far(held.journey),
        refused=_refused(held, step) if step and code == 200 and request.method == "GET" else None,
        by_day=step.by if step else None,
        minutes=bool(
            step and not step.refused and held.waits_for_minutes(kind) and access.may("households.record")
        ),
        lacking=_lacking(held, kind, asked),
        placed=held.placed if kind in ENDS else 0,
        assessed=held.assessed if kind in ON_ASSESSMENT else None,
        terms=_terms(held, asked, before),
    )
    return make_response(page, code)


def _terms(held: JourneyHeld, asked: RecordForm, before: Terms | None) -> list[tuple[str, Terms]]:
    """What a proposal would make of the terms, and what they are; and were, where they were put right meanwhile."""
    if not isinstance(asked, SettlingForm) or held.terms is None:
        return []
    then = changed(held.terms, asked.proposed)
    first = [("When you opened this page", before)] if before else []
    return [*first, ("Now", held.terms), ("With this change", then)]


def _refused(held: JourneyHeld, step: Step) -> str | None:
    """Why a step cannot be recorded at all today, said before anything is typed."""
    return step.refused or held.waits_for_minutes(step.kind) or held.waits_for_its_day(step.kind)


def _check(held: JourneyHeld, asked: RecordForm, kind: str, event: Event, concerns: tuple[str, ...]) -> Answer:
    """Ask once more about what is unusual, or cannot be taken back, with everything that was answered."""
    page = render_template(
        "pages/records/check.html",
        seen=held.household,
        number=held.number,
        kind=kind,
        asked=asked,
        concerns=concerns,
        action=request.path,
        ends_on=event.ends_on if isinstance(event, NoticeReceived) else None,
        unseen=_unseen(),
    )
    return make_response(page)


def so_far(journey: Journey) -> list[tuple[str, date]]:
    """What stands on a journey, for comparing days."""
    return [(words.EVENTS[row.event.kind], row.event.happened_on) for row in journey.rows]


def _unseen() -> list[tuple[str, Any]]:
    """What was sent, to be sent again unchanged."""
    sent = [(name, value) for name, values in request.form.lists() for value in values]
    return [(name, value) for name, value in sent if name not in ("csrf_token", "confirmed", "change")]
