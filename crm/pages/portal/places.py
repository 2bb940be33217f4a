"""Carers say when their places can be used: a break, its end, and that there is room now. It holds at once."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock
from crm.commands import carer_places as commands
from crm.commands import usable_ages
from crm.commands.availability import Closed
from crm.commands.carer_places import Room
from crm.commands.usable_ages import Ages
from crm.errors import Refused
from crm.forms.carer_places import AgesForm, BreakForm, EndBreakForm, RoomForm
from crm.forms.govuk import Form
from crm.forms.imports import ButtonForm
from crm.pages.sent_once import sent_once
from crm.reads import own_places
from crm.reads.own_places import Break, OwnPlaces

blueprint = Blueprint("portal_places", __name__)

PATH = "/portal/places"
TOLD = "Your worker has it among the things to do today. Your approval stays as it is."


@blueprint.get(PATH)
@access.allow("portal.view")
def record() -> Response:
    """How the places are used, and what was said of them."""
    found = _found()
    if found is None:
        return _home()
    key = ButtonForm().idempotency_key.data
    return make_response(render_template("pages/portal/places.html", found=found, key=key))


@blueprint.get(f"{PATH}/break")
@access.allow("portal.view")
def breaking() -> Response:
    """A break: how many places, from when, until when, and why."""
    found = _found()
    if found is None:
        return _home()
    return _break(found, _asked(found, data={"places": found.terms.places, "from_on": clock.today()}))


@blueprint.post(f"{PATH}/break")
@access.allow("portal.ask")
def take_break() -> Response:
    """Say it."""
    found = _found()
    if found is None:
        return _home()
    form = _asked(found, request.form)

    def do() -> None:
        closed = Closed(
            places=form.places.data,
            reason=form.reason.data or "",
            from_on=form.from_on.data,
            to_on=form.to_on.data,
        )
        commands.take_break(closed, by=access.current_actor())

    return _send(form, do, f"Your break is on record. {TOLD}", lambda: _break(found, form, 422))


@blueprint.get(f"{PATH}/breaks/<int:portal_break>/end")
@access.allow("portal.view")
def ending(portal_break: int) -> Response:
    """From when the places can be used again."""
    found = _found()
    if found is None:
        return _home()
    return _end(found.one(portal_break), EndBreakForm(data={"to_on": clock.today()}))


@blueprint.post(f"{PATH}/breaks/<int:portal_break>/end")
@access.allow("portal.ask")
def end_break(portal_break: int) -> Response:
    """Say it."""
    found = _found()
    if found is None:
        return _home()
    one, form = found.one(portal_break), EndBreakForm(request.form)

    def do() -> None:
        commands.end_break(portal_break, on=form.to_on.data, by=access.current_actor())

    return _send(form, do, f"It is on record. {TOLD}", lambda: _end(one, form, 422))


@blueprint.get(f"{PATH}/room")
@access.allow("portal.view")
def room() -> Response:
    """That there is room now, for how many and of which ages."""
    found = _found()
    if found is None:
        return _home()
    terms = found.terms
    known = {"children": found.free or None, "age_from": terms.age_from or 0}
    known["age_to"] = terms.age_to if terms.age_to is not None else 17
    return _room(found, RoomForm(data=known))


@blueprint.post(f"{PATH}/room")
@access.allow("portal.ask")
def offer() -> Response:
    """Say it."""
    found = _found()
    if found is None:
        return _home()
    form = RoomForm(request.form)

    def do() -> None:
        now = Room(form.children.data, form.age_from.data, form.age_to.data)
        commands.offer(now, by=access.current_actor())

    return _send(form, do, f"Thank you. {TOLD}", lambda: _room(found, form, 422))


@blueprint.get(f"{PATH}/ages")
@access.allow("portal.view")
def some_ages() -> Response:
    """Which ages can come for a while."""
    found = _found()
    return _ages(found, AgesForm(data={"from_on": clock.today()})) if found else _home()


@blueprint.post(f"{PATH}/ages")
@access.allow("portal.ask")
def say_ages() -> Response:
    """Say it."""
    found = _found()
    if found is None:
        return _home()
    form = AgesForm(request.form)

    def do() -> None:
        ages = Ages(form.age_from.data, form.age_to.data, form.from_on.data, form.to_on.data)
        usable_ages.say(ages, by=access.current_actor())

    return _send(form, do, f"It is on record. {TOLD}", lambda: _ages(found, form, 422))


@blueprint.post(f"{PATH}/ages/end")
@access.allow("portal.ask")
def all_ages() -> Response:
    """All the ages of the approval again."""
    found, form = _found(), ButtonForm(request.form)
    if found is None:
        return _home()

    def again() -> Answer:
        page = render_template("pages/portal/places.html", found=found, form=form, key=form.idempotency_key.data)
        return make_response(page, 422)

    return _send(form, lambda: usable_ages.end(by=access.current_actor()), f"It is on record. {TOLD}", again)


def _found() -> OwnPlaces | None:
    return own_places.own_places(access.current_actor())


def _home() -> Response:
    return redirect(url_for("portal.home"))


def _send(form: Form, do: Callable[[], None], said: str, again: Callable[[], Answer]) -> Response:
    """Do it once, and show the places; refused, the form says why and keeps what was typed."""
    if not form.validate():
        return again()

    def once() -> str:
        do()
        flash(said, "success")
        return url_for(".record")

    try:
        return sent_once(form, once)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        return again()


def _asked(found: OwnPlaces, sent: object = None, data: dict[str, object] | None = None) -> BreakForm:
    form = BreakForm(sent, data=data or {})
    form.reason.choices = found.reasons
    return form


def _break(found: OwnPlaces, form: Form, code: int = 200) -> Answer:
    return make_response(render_template("pages/portal/break.html", found=found, form=form), code)


def _end(one: Break, form: Form, code: int = 200) -> Answer:
    return make_response(render_template("pages/portal/end_break.html", one=one, form=form), code)


def _ages(found: OwnPlaces, form: Form, code: int = 200) -> Answer:
    return make_response(render_template("pages/portal/some_ages.html", found=found, form=form), code)


def _room(found: OwnPlaces, form: Form, code: int = 200) -> Answer:
    return make_response(render_template("pages/portal/room.html", found=found, form=form), code)
