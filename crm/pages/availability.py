"""Approved places that cannot be used: recorded with why, opened again, put right."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock
from crm.commands import availability as commands
from crm.commands.availability import Closed
from crm.forms.placements import CloseForm, ClosureForm, ReopenForm
from crm.pages.placements import form_page, send_form, striking
from crm.reads import placements as reads
from crm.reads.placements import ClosureSeen, PlacesSeen
from crm.reads.staying_put import drafted

blueprint = Blueprint("availability", __name__)

HERE = "/households/<reference>/availability"
ONE = f"{HERE}/<int:closure>"
CLOSE = "Record places that cannot be used"


@blueprint.get(f"{HERE}/new")
@access.allow("households.place")
def form(reference: str) -> Answer:
    """The form for places that cannot be used."""
    found = reads.places(reference, access.current_actor())
    return form_page(found, _closing(found, data={"places": 1, "from_on": clock.today()}), CLOSE)


@blueprint.get(f"{HERE}/staying-put")
@access.allow("households.place")
def staying(reference: str) -> Answer:
    """The same for whoever was in care, is 18 and stays: the place stays approved, and cannot be used (B-12)."""
    found = reads.places(reference, access.current_actor())
    known = {"places": 1, "reason": "staying_put", **drafted(found)}
    return form_page(found, _closing(found, data=known), "The young person keeps the place")


@blueprint.post(f"{HERE}/new")
@blueprint.post(f"{HERE}/staying-put")
@access.allow("households.place")
def close(reference: str) -> Response:
    """Record it."""
    found = reads.places(reference, access.current_actor())
    asked = _closing(found, request.form)

    def do(home: int) -> str:
        commands.close(home, _closed(asked), by=access.current_actor())
        return "It is on record that they cannot be used."

    return send_form(found, asked, CLOSE, do)


@blueprint.get(f"{ONE}/end")
@access.allow("households.place")
def reopening(reference: str, closure: int) -> Answer:
    """The form for places that can be used again."""
    found, one = _found(reference, closure)
    return form_page(found, ReopenForm(data={"to_on": clock.today()}), "Places can be used again", about=one)


@blueprint.post(f"{ONE}/end")
@access.allow("households.place")
def reopen(reference: str, closure: int) -> Response:
    """Record it."""
    found, one = _found(reference, closure)
    asked = ReopenForm(request.form)

    def do(home: int) -> str:
        commands.reopen(home, closure, to_on=asked.to_on.data, by=access.current_actor())
        return "It is on record from when they can be used again."

    return send_form(found, asked, "Places can be used again", do, about=one)


@blueprint.get(f"{ONE}/edit")
@access.allow("households.place")
def right_form(reference: str, closure: int) -> Answer:
    """The form that recorded it, with what it says."""
    found, one = _found(reference, closure)
    known = {name: getattr(one, name) for name in ("places", "reason", "from_on", "to_on")}
    return form_page(found, _righting(found, data=known), "Put right which places cannot be used", about=one)


@blueprint.post(f"{ONE}/edit")
@access.allow("households.place")
def put_right(reference: str, closure: int) -> Response:
    """Put what is right in its place."""
    found, one = _found(reference, closure)
    asked = _righting(found, request.form)

    def do(home: int) -> str:
        by, because = access.current_actor(), asked.because.data
        commands.correct(home, closure, _closed(asked), because=because, by=by)
        return "Put right. What it said before stays on record."

    return send_form(found, asked, "Put right which places cannot be used", do, about=one)


@blueprint.get(f"{ONE}/strike-out")
@access.allow("households.place")
def striking_out(reference: str, closure: int) -> Answer:
    """Why it never was."""
    found, one = _found(reference, closure)
    return form_page(found, striking(found), "Strike out that places cannot be used", about=one)


@blueprint.post(f"{ONE}/strike-out")
@access.allow("households.place")
def strike_out(reference: str, closure: int) -> Response:
    """Record that it was recorded by mistake."""
    found, one = _found(reference, closure)
    asked = striking(found, request.form)

    def do(home: int) -> str:
        commands.strike_out(home, closure, because=asked.because.data, by=access.current_actor())
        return "Struck out. That it was on record stays on record."

    return send_form(found, asked, "Strike out that places cannot be used", do, about=one)


def _found(reference: str, closure: int) -> tuple[PlacesSeen, ClosureSeen]:
    found = reads.places(reference, access.current_actor())
    return found, found.closure(closure)


def _closing(found: PlacesSeen, sent: Any = None, **own: Any) -> CloseForm:
    form = CloseForm(sent, **own)
    form.reason.choices = _reasons(found)
    return form


def _righting(found: PlacesSeen, sent: Any = None, **own: Any) -> ClosureForm:
    form = ClosureForm(sent, **own)
    form.reason.choices = _reasons(found)
    form.because.choices = found.household.choices.correction_reasons("correct")
    return form


def _reasons(found: PlacesSeen) -> tuple[tuple[str, str], ...]:
    """What somebody can say: what follows from the approval is counted by itself."""
    listed = found.household.choices.entries("not_available_reasons")
    return tuple((each["code"], each["label"]) for each in listed if not each.get("follows"))


def _closed(form: CloseForm) -> Closed:
    return Closed(
        places=form.places.data or 0,
        reason=form.reason.data or "",
        from_on=form.from_on.data,
        to_on=form.to_on.data,
    )
