"""The children placed with a household, by reference: shown, recorded, ended, put right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock
from crm.commands import following
from crm.commands import placements as commands
from crm.commands.placements import OutsideTerms
from crm.commands.stays import FIELDS, Stay
from crm.errors import Refused, Stale
from crm.forms.govuk import Form
from crm.forms.placements import LeaveForm, PlaceForm, PlacementForm, StrikeOutForm
from crm.journey.ranges import Population
from crm.pages.both_sides import on_record
from crm.pages.household_head import head_of
from crm.pages.sent_once import sent_once
from crm.reads import placements as reads
from crm.reads.placements import PlacementSeen, PlacesSeen

blueprint = Blueprint("placements", __name__)

EMERGENCY = "emergency"  # the stay's field, and what is ticked
SAID = tuple(name for name in FIELDS if name != EMERGENCY)  # what has a question of its own
HERE = "/households/<reference>/placements"
PLACED = ("child", "offer", "from_on", "siblings", "born")  # what is asked of a child who comes
ONE = f"{HERE}/<int:placement>"
PUT_RIGHT = "Somebody has put this right since you opened the page. Nothing is lost: see below."


@blueprint.get(HERE)
@access.allow("households.placements")
def record(reference: str) -> str:
    """How the household's places are used now, will be, and were."""
    found = reads.places(reference, access.current_actor())
    head = head_of(found.household, "placements")
    return render_template("pages/households/placements.html", found=found, when=reads.when, **head)


@blueprint.get(f"{HERE}/new")
@access.allow("households.place")
def form(reference: str) -> Answer:
    """The form for a child who comes to live with them."""
    found = reads.places(reference, access.current_actor())
    drafted = {"from_on": _drafted_day(), "child": request.args.get("child", "")[:60]}
    return form_page(found, _placing(found, data=drafted), "Record a placement")


def _drafted_day() -> date:
    """The day that a link to the form names, or today."""
    try:
        return date.fromisoformat(request.args.get("from", ""))
    except ValueError:
        return clock.today()


@blueprint.post(f"{HERE}/new")
@access.allow("households.place")
def place(reference: str) -> Response:
    """Record it."""
    found = reads.places(reference, access.current_actor())
    asked = _placing(found, request.form)

    def do(home: int) -> str:
        stay = Stay(**{name: asked[name].data for name in PLACED}, emergency=_in_an_emergency(asked))
        commands.place(home, stay, anyway=_meant(asked), by=access.current_actor())
        return "The placement is on record."

    return send_form(found, asked, "Record a placement", do)


@blueprint.get(f"{ONE}/end")
@access.allow("households.place")
def leaving(reference: str, placement: int) -> Answer:
    """The form for a child who leaves."""
    found, one = _found(reference, placement)
    drafted: dict[str, Any] = {"to_on": clock.today()}
    if found.for_good is not None and one.from_on < found.for_good.ends_on:
        drafted = {"to_on": found.for_good.ends_on, "ended_how": found.for_good.way}
    asked = _leaving(found, data=drafted)
    return form_page(found, asked, "Record the end of a placement", about=one)


@blueprint.post(f"{ONE}/end")
@access.allow("households.place")
def end(reference: str, placement: int) -> Response:
    """Record it. Whoever stays put keeps the place: that is asked next (B-12)."""
    found, one = _found(reference, placement)
    asked = _leaving(found, request.form)

    def do(home: int) -> str:
        how = asked.ended_how.data or ""
        by, meant = access.current_actor(), bool(asked.anyway.data)
        commands.end(home, placement, to_on=asked.to_on.data, how=how, anyway=meant, by=by)
        return "The end of the placement is on record."

    listed = found.household.choices.every("placement_endings")
    stays = {each["code"] for each in listed if each.get("keeps_place")}
    then = "availability.staying" if asked.ended_how.data in stays else None
    return send_form(found, asked, "Record the end of a placement", do, about=one, then=then)


@blueprint.get(f"{ONE}/edit")
@access.allow("households.place")
def right_form(reference: str, placement: int) -> Answer:
    """The form that recorded it, with what it says."""
    found, one = _found(reference, placement)
    known = {name: getattr(one, name) for name in SAID} | {"anyway": [EMERGENCY] if one.emergency else []}
    return form_page(found, _righting(found, data=known), "Put a placement right", about=one)


@blueprint.post(f"{ONE}/edit")
@access.allow("households.place")
def put_right(reference: str, placement: int) -> Response:
    """Put what is right in its place."""
    found, one = _found(reference, placement)
    asked = _righting(found, request.form)

    def do(home: int) -> str:
        stay = Stay(**{name: asked[name].data for name in SAID}, emergency=_in_an_emergency(asked))
        by, because = access.current_actor(), asked.because.data
        commands.correct(home, placement, stay, because=because, anyway=_meant(asked), by=by)
        return "Put right. What it said before stays on record."

    return send_form(found, asked, "Put a placement right", do, about=one)


@blueprint.get(f"{ONE}/strike-out")
@access.allow("households.place")
def striking_out(reference: str, placement: int) -> Answer:
    """Why it never was."""
    found, one = _found(reference, placement)
    return form_page(found, striking(found), "Strike out a placement", about=one)


@blueprint.post(f"{ONE}/strike-out")
@access.allow("households.place")
def strike_out(reference: str, placement: int) -> Response:
    """Record that it was recorded by mistake."""
    found, one = _found(reference, placement)
    asked = striking(found, request.form)

    def do(home: int) -> str:
        commands.strike_out(home, placement, because=asked.because.data, by=access.current_actor())
        return "Struck out. That it was on record stays on record."

    return send_form(found, asked, "Strike out a placement", do, about=one)


def send_form(
    found: PlacesSeen,
    form: Any,
    what: str,
    act: Callable[[int], str],
    *,
    about: Any = None,
    then: str | None = None,
) -> Response:
    """Do what a form asks, once, and go back to the list, or on to another form; or say why not."""
    if not form.validate():
        return form_page(found, form, what, 422, about=about)

    def do() -> str:
        with following.heard() as followed:
            done = act(found.household.identity.id)
        flash(following.after(done, followed), "success")
        return url_for(then or "placements.record", reference=found.household.identity.reference)

    try:
        return sent_once(form, do)
    except Stale as overtaken:
        return _overtaken(found, form, what, overtaken, about)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        if isinstance(refusal, OutsideTerms):
            form.anyway.errors = [f"{refusal.message} Change it, or tick this"]
        return form_page(found, form, what, 422, about=about)


def _overtaken(found: PlacesSeen, form: Form, what: str, stale: Stale, about: Any) -> Answer:
    """What it says now, beside what was typed, which is sent to the row that stands now (T49)."""
    reference = found.household.identity.reference
    fresh = reads.places(reference, access.current_actor())
    now = fresh.as_put_right(about.id) if isinstance(about, PlacementSeen) else None
    if now is None or now.id == about.id:
        form.refuse(stale.message)
        return form_page(found, form, what, 409, about=about)
    form.refuse(PUT_RIGHT)
    differs = on_record(form, {name: getattr(now, name) for name in SAID})
    there = url_for(str(request.endpoint), reference=reference, placement=now.id)
    return form_page(fresh, form, what, 409, about=now, action=there, now=differs)


def form_page(
    found: PlacesSeen, form: Form, what: str, code: int = 200, *, about: Any = None, **shown: Any
) -> Answer:
    """The form, with its errors and what was typed; `about` is what it ends or puts right. `shown`: where it goes,
    if elsewhere than here, and what somebody else has put on record meanwhile, `now`."""
    if isinstance(form, PlaceForm | LeaveForm):
        form.leave_out_unasked()
    page = render_template(
        "pages/placements/form.html",
        seen=found.household,
        form=form,
        what=what,
        about=about,
        not_agreed=found.not_agreed if isinstance(form, PlaceForm) and about is None else None,
        **{"action": request.path, "now": None, **shown},
    )
    return make_response(page, code)


def striking(found: PlacesSeen, sent: Any = None) -> StrikeOutForm:
    """Why something is struck out, from the council's list."""
    form = StrikeOutForm(sent)
    form.because.choices = found.household.choices.correction_reasons("strike_out")
    return form


def _found(reference: str, placement: int) -> tuple[PlacesSeen, PlacementSeen]:
    found = reads.places(reference, access.current_actor())
    return found, found.placement(placement)


def _placing(found: PlacesSeen, sent: Any = None, **own: Any) -> PlaceForm:
    form = PlaceForm(sent, **own)
    form.offer.choices = found.household.choices.pairs("offers")
    _without_emergency(found, form)
    return form


def _leaving(found: PlacesSeen, sent: Any = None, **own: Any) -> LeaveForm:
    form = LeaveForm(sent, **own)
    form.ended_how.choices = found.household.choices.pairs("placement_endings")
    return form


def _righting(found: PlacesSeen, sent: Any = None, **own: Any) -> PlacementForm:
    form, choices = PlacementForm(sent, **own), found.household.choices
    form.offer.choices = choices.pairs("offers")
    form.ended_how.choices = choices.pairs("placement_endings")
    form.because.choices = choices.correction_reasons("correct")
    _without_emergency(found, form)
    return form


def _without_emergency(found: PlacesSeen, form: PlaceForm | PlacementForm) -> None:
    """Who hosts in supported lodgings is not asked about an emergency of fostering (KC-11, OA-2)."""
    approval = found.household.approval
    if approval is not None and approval.population is Population.SUPPORTED_LODGINGS:
        form.anyway.choices = tuple(each for each in form.anyway.choices if each[0] != EMERGENCY)


def _in_an_emergency(form: PlaceForm) -> bool:
    return EMERGENCY in (form.anyway.data or ())


def _meant(form: PlaceForm) -> bool:
    return bool(form.anyway.data)
