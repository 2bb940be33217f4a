"""The sessions of an assessment: seen together, one recorded that was not booked; visits struck out and back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock
from crm.commands import assessments as commands
from crm.commands.assessments import Session
from crm.commands.pasted_addresses import LooksLikeAddress
from crm.errors import Refused
from crm.forms.assessments import SessionForm
from crm.forms.imports import ButtonForm
from crm.forms.records import ReasonForm
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once
from crm.reads import assessments, visits, workers
from crm.reads.assessments import Recording
from crm.reads.visits import VisitSeen

blueprint = Blueprint("assessments", __name__)

PATH = "/households/<reference>/sessions"
VISIT = "/households/<reference>/visits/<int:visit>"


@blueprint.get(PATH)
@access.allow("checks.view")
def listing(reference: str) -> Answer:
    """The sessions of a journey's assessment, or of the latest."""
    number = number_of(request.args.get("journey", ""))
    found = assessments.sessions(reference, number, access.current_actor())
    return make_response(render_template("pages/assessments/sessions.html", found=found, seen=found.household))


@blueprint.get(f"{PATH}/new")
@access.allow("households.contact")
def form(reference: str) -> Answer:
    """The form for a session that took place."""
    by = access.current_actor()
    found = assessments.recording(reference, by)
    identity = found.household.identity
    worker = identity.worker_id if identity.worker else by.user_id
    carers = tuple(key for key, _ in found.people if key.startswith("carer"))
    drafted = {"on": clock.today(), "worker": str(worker), "place": "home", "seen": carers}
    return _page(found, _asking(found, data=drafted))


@blueprint.post(f"{PATH}/new")
@access.allow("households.contact")
def send(reference: str) -> Response:
    """Record it."""
    by = access.current_actor()
    found = assessments.recording(reference, by)
    asked = _asking(found, request.form)
    if not asked.validate():
        return _page(found, asked, 422)
    home = found.household.identity
    session = Session(
        on=asked.on.data,
        worker_id=int(asked.worker.data or 0),
        place=str(asked.place.data),
        seen=tuple(asked.seen.data or ()) if "seen" in asked else (),
        note=asked.note.data or "",
        anyway=bool(asked.anyway.data),
    )

    def do() -> str:
        commands.record(home.id, session, by=by)
        flash("The session is on record.", "success")
        return url_for("assessments.listing", reference=home.reference)

    try:
        return sent_once(asked, do)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        if isinstance(refusal, LooksLikeAddress):
            asked.anyway.errors = ["Put it under People, or tick this to keep it here"]
        return _page(found, asked, 422)


@blueprint.get(f"{VISIT}/strike-out")
@access.allow("households.contact")
def striking_out(reference: str, visit: int) -> Response:
    """Ask why, before a visit that was held is struck out."""
    found = visits.visit(reference, visit, access.current_actor())
    if not found.visit.may_be_struck:
        return redirect(url_for("visits.record", reference=found.household.identity.reference, visit=visit))
    return _why_page(found, _why(found))


@blueprint.post(f"{VISIT}/strike-out")
@access.allow("households.contact")
def strike_out(reference: str, visit: int) -> Response:
    """Record that it did not take place."""
    by = access.current_actor()
    found = visits.visit(reference, visit, by)
    why = _why(found, request.form)
    if not why.validate():
        return _why_page(found, why, 422)

    def do() -> str:
        commands.strike_out(found.household.identity.id, visit, because=why.why.data or "", by=by)
        flash("Struck out. It counts no more, stays on record, and can be brought back.", "success")
        return url_for("visits.record", reference=found.household.identity.reference, visit=visit)

    try:
        return sent_once(why, do)
    except Refused as refusal:
        why.refuse(refusal.message, refusal.field)
        return _why_page(found, why, 422)


@blueprint.post(f"{VISIT}/bring-back")
@access.allow("households.contact")
def bring_back(reference: str, visit: int) -> Response:
    """Let it count again."""
    by = access.current_actor()
    found = visits.visit(reference, visit, by)
    where = url_for("visits.record", reference=found.household.identity.reference, visit=visit)

    def do() -> str:
        commands.bring_back(found.household.identity.id, visit, by=by)
        flash("It counts again.", "success")
        return where

    try:
        return sent_once(ButtonForm(request.form), do)
    except Refused as refusal:
        flash(refusal.message, "warning")
        return redirect(where, 303)


def _asking(found: Recording, sent: Any = None, **own: Any) -> SessionForm:
    asked = SessionForm(sent, **own)
    offered = workers.of_agency(found.household.identity.agency_id, access.current_actor())
    asked.worker.choices = tuple((str(number), name) for number, name in offered)
    asked.seen.choices = found.people
    if not found.people:
        del asked["seen"]
    return asked


def _page(found: Recording, asked: SessionForm, code: int = 200) -> Answer:
    asked.leave_out_unasked()
    page = render_template("pages/assessments/form.html", seen=found.household, form=asked)
    return make_response(page, code)


def _why(found: VisitSeen, sent: Any = None) -> ReasonForm:
    form = ReasonForm(sent)
    form.why.choices = found.household.choices.correction_reasons("strike_out")
    return form


def _why_page(found: VisitSeen, form: ReasonForm, code: int = 200) -> Answer:
    page = render_template("pages/assessments/strike_out.html", seen=found.household, visit=found.visit, form=form)
    return make_response(page, code)
