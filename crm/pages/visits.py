"""The visits of a household: booked, moved, called off, recorded; and the invitation as a file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock, contact_words
from crm.commands import visit_letters
from crm.commands import visits as commands
from crm.commands.pasted_addresses import LooksLikeAddress
from crm.commands.visits import Appointment, Clash
from crm.errors import NotFound, Refused
from crm.exchange import calendar
from crm.forms.visits_booked import BookForm, CallOffForm, HeldForm
from crm.journey.events import JourneyClosed
from crm.journey.saying import said
from crm.pages import promise_words
from crm.pages.event_forms import may_record, where
from crm.pages.sent_once import sent_once
from crm.reads import consent, household, visits, workers
from crm.reads.household import HouseholdSeen
from crm.reads.visits import VisitSeen

blueprint = Blueprint("visits", __name__)

PATH = "/households/<reference>/visits/<int:visit>"
ENDED_BY = {
    commands.UNSUITABLE: "service",
    commands.WITHDREW: "applicant",
}  # who ends it, by what came of the visit
PAST = "This visit is past, and nothing was sent. Say what came of it, or that it did not take place."
LETTERS = {"we_cancelled": visit_letters.CANCELLED, "they_cancelled": visit_letters.CALLED_OFF}


@blueprint.get("/households/<reference>/visits/new")
@access.allow("households.contact")
def form(reference: str) -> Answer:
    """The form for a new visit, for whoever works with the household, or whoever asks."""
    by = access.current_actor()
    seen = household.household(reference, "record", by)
    wanted = request.args.get("purpose")
    purpose = wanted if wanted in commands.BOOKED_FOR else "supervision" if seen.approval else "initial"
    drafted: dict[str, Any] = {"purpose": purpose, "place": "home", "minutes": 90, "tell": ("yes",)}
    worker = seen.identity.worker_id if seen.identity.worker else by.user_id
    return _book_page(seen, BookForm(data=drafted | {"worker": str(worker)}), None)


@blueprint.post("/households/<reference>/visits/new")
@access.allow("households.contact")
def book(reference: str) -> Response:
    """Book a visit, and tell the household if that was asked for."""
    seen = household.household(reference, "record", access.current_actor())
    return _booked(seen, None)


@blueprint.get(PATH)
@access.allow("households.contact")
def record(reference: str, visit: int) -> Answer:
    """One visit: when, where and by whom, what became of it, and what may be done."""
    return _page(visits.visit(reference, visit, access.current_actor()), HeldForm(), CallOffForm())


@blueprint.get(f"{PATH}/move")
@access.allow("households.contact")
def move_form(reference: str, visit: int) -> Answer:
    """The form for another time, showing what was meant."""
    found = visits.visit(reference, visit, access.current_actor())
    shown = found.visit
    begins = shown.starts_at.astimezone(clock.LONDON)
    drafted = {"purpose": shown.purpose, "place": shown.place, "minutes": shown.minutes, "tell": ("yes",)}
    drafted |= {"on": begins.date(), "at": begins.time()}
    return _book_page(found.household, BookForm(data=drafted | {"worker": str(shown.worker_id)}), found)


@blueprint.post(f"{PATH}/move")
@access.allow("households.contact")
def move(reference: str, visit: int) -> Response:
    """Book it anew at another time."""
    found = visits.visit(reference, visit, access.current_actor())
    return _booked(found.household, found)


@blueprint.post(f"{PATH}/held")
@access.allow("households.contact")
def held(reference: str, visit: int) -> Response:
    """Record that it took place, and what came of it."""
    by = access.current_actor()
    found = visits.visit(reference, visit, by)
    asked = _holding(found, HeldForm(request.form))
    if not asked.validate():
        return _page(found, asked, CallOffForm(), 422)
    home = found.household.identity

    def do() -> str:
        calls = promise_words.standing(reference, by)
        made = commands.held(
            home.id,
            visit,
            outcome=asked.outcome.data if "outcome" in asked else None,
            report=asked.report.data or "",
            anyway=bool(asked.anyway.data),
            seen=tuple(asked.seen.data or ()) if "seen" in asked else (),
            again_on=asked.again_on.data if "again_on" in asked else None,
            by=by,
        )
        told = promise_words.off(calls, promise_words.standing(reference, by))
        step = ", and so is the journey's step" if made else ""
        flash(f"The visit is on record{step}.{told}", "success")
        outcome = asked.outcome.data if found.visit.purpose == "initial" else None
        if "again_on" in asked and asked.again_on.data:
            flash(f"You are reminded to call them on {said(asked.again_on.data)}.", "notice")
        return _next(found.household, outcome) or url_for("household.record", reference=home.reference)

    try:
        return sent_once(asked, do)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        if isinstance(refusal, LooksLikeAddress):
            asked.anyway.errors = ["Put it under People, or tick this to keep it here"]
        return _page(found, asked, CallOffForm(), 422)


@blueprint.post(f"{PATH}/call-off")
@access.allow("households.contact")
def call_off(reference: str, visit: int) -> Response:
    """Record that it does not take place, or did not; and offer to book another."""
    by = access.current_actor()
    found = visits.visit(reference, visit, by)
    asked = CallOffForm(request.form)
    if not asked.validate():
        return _page(found, HeldForm(), asked, 422)
    home, how = found.household.identity, str(asked.how.data)

    def do() -> str:
        commands.call_off(home.id, visit, how, by=by)
        if asked.tell.data and how in LETTERS:
            _tell(home.id, visit, LETTERS[how])
        flash(
            f"{contact_words.VISIT_ENDINGS[how]}: on record. Book another visit here if they want one.", "success"
        )
        return url_for("visits.form", reference=home.reference)

    try:
        return sent_once(asked, do)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _page(found, HeldForm(), asked, 422)


@blueprint.get(f"{PATH}/invitation.ics")
@access.allow("households.contact")
def file(reference: str, visit: int) -> Answer:
    """The visit as a file for a calendar. It holds no address and no name."""
    found = visits.visit(reference, visit, access.current_actor())
    invited = visit_letters.invitation(found.visit.id)
    if invited is None:
        raise NotFound("There is no such visit")
    answer = make_response(calendar.invitation(invited))
    answer.headers["Content-Type"] = calendar.TYPE
    answer.headers["Content-Disposition"] = f'attachment; filename="visit-{visit}.ics"'
    return answer


def _booked(seen: HouseholdSeen, moved: VisitSeen | None) -> Response:
    by = access.current_actor()
    asked = BookForm(request.form)
    _offer_workers(asked, seen)
    if not asked.validate() or asked.moment is None:
        return _book_page(seen, asked, moved, 422)
    wanted = Appointment(
        starts_at=asked.moment,
        minutes=asked.minutes.data,
        worker_id=int(asked.worker.data or 0),
        purpose=str(asked.purpose.data),
        place=str(asked.place.data),
    )
    home, anyway = seen.identity, bool(asked.anyway.data)

    def do() -> str:
        if moved is None:
            visit = commands.book(home.id, wanted, anyway=anyway, by=by)
        else:
            visit = commands.move(home.id, moved.visit.id, wanted, anyway=anyway, by=by)
        if wanted.starts_at <= clock.now():
            flash(PAST, "notice")
            return url_for("visits.record", reference=home.reference, visit=visit)
        flash("The visit is booked." if moved is None else "The visit is moved.", "success")
        if asked.tell.data:
            _tell(home.id, visit, visit_letters.BOOKED)
        return url_for("household.record", reference=home.reference)

    try:
        return sent_once(asked, do)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        if isinstance(refusal, Clash):
            asked.anyway.errors = ["Choose another time, or tick this"]
        return _book_page(seen, asked, moved, 422)


def _next(seen: HouseholdSeen, outcome: str | None) -> str | None:
    """Where what came of an initial visit is carried out: each outcome has its next step."""
    reference = seen.identity.reference
    if outcome == commands.INVITED:
        flash("Send them the invitation to apply: this is how it reads.", "notice")
        return url_for("letters.form", reference=reference, letter="apply")
    if outcome == commands.ANOTHER:
        flash("Book the other visit here.", "notice")
        return url_for("visits.form", reference=reference, purpose="initial")
    ended_by = ENDED_BY.get(outcome or "")
    if ended_by and may_record(JourneyClosed.kind) and seen.current:
        flash("Tell them how it ends, and close the journey with its reason.", "notice")
        return f"{where(JourneyClosed.kind, reference, seen.current.number)}?initiator={ended_by}"
    return None


def _tell(household_id: int, visit: int, letter: str) -> None:
    """Have a letter sent; where it cannot be, say why, and the visit is booked all the same."""
    why = visit_letters.tell(household_id, visit, letter, by=access.current_actor())
    flash(contact_words.NOT_TOLD[why] if why else "A letter is on its way to them.", "notice" if why else "success")


def _offer_workers(asked: BookForm, seen: HouseholdSeen) -> None:
    offered = workers.of_agency(seen.identity.agency_id, access.current_actor())
    asked.worker.choices = tuple((str(number), name) for number, name in offered)


def _book_page(seen: HouseholdSeen, asked: BookForm, moved: VisitSeen | None, code: int = 200) -> Answer:
    _offer_workers(asked, seen)
    asked.leave_out_unasked()
    if consent.want_none(seen.identity.id):
        del asked["tell"]
    page = render_template("pages/visits/book.html", seen=seen, form=asked, moved=moved.visit if moved else None)
    return make_response(page, code)


def _holding(found: VisitSeen, form: HeldForm) -> HeldForm:
    """The form with what may have come of the visit, or who was seen; of supervision it asks neither."""
    if "outcome" in form:
        listed = found.household.choices.entries("visit_outcomes")
        fit = [each for each in listed if found.visit.purpose not in each.get("except", ())]
        form.outcome.choices = tuple((each["code"], each["label"]) for each in fit)
        if found.visit.purpose in commands.DECIDES_NOTHING:
            del form["outcome"]
        if found.visit.purpose != "initial" and "again_on" in form:
            del form["again_on"]
    if "seen" in form:
        form.seen.choices = found.people
        if found.visit.purpose != commands.ASSESSMENT or not found.people:
            del form["seen"]
    return form


def _page(found: VisitSeen, held_form: HeldForm, off_form: CallOffForm, code: int = 200) -> Answer:
    _holding(found, held_form).leave_out_unasked()
    none = consent.want_none(found.household.identity.id)
    if found.visit.is_due or none:
        del off_form["tell"]
    if not found.visit.is_due:
        off_form.how.choices = tuple(each for each in off_form.how.choices if each[0] != "no_show")
    page = render_template(
        "pages/visits/record.html",
        seen=found.household,
        visit=found.visit,
        told_nothing=none,
        held=held_form,
        off=off_form,
        problems=held_form.problems() + off_form.problems(),
    )
    return make_response(page, code)
