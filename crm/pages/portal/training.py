"""A carer's own training: courses to book and cancel, the waiting list, and the log with hours."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock, skill_words
from crm.commands import course_places as commands
from crm.errors import Refused
from crm.forms.courses import PlaceForm
from crm.forms.govuk import Form
from crm.journey.saying import said
from crm.pages import registers
from crm.pages.portal import lists
from crm.pages.sent_once import sent_once
from crm.reads import own_training
from crm.reads.own_training import OwnCourse
from crm.reads.searched import part

blueprint = Blueprint("portal_training", __name__)

PATH = "/portal/training"
ONE = f"{PATH}/<int:course_session>"
COLUMNS = ("Course", "Day", "Minutes", "Holds until", "With a certificate")
BOOKED = "You have a place on the course."
WAITING = (
    "The last place is taken, so you are on the waiting list. If a place comes free you get it, in the order in "
    "which people asked, and we write to you."
)


@blueprint.get(PATH)
@access.allow("portal.view")
def record() -> Answer:
    """What is booked, what can be, and what was attended."""
    return _page(PlaceForm())


@blueprint.get(f"{PATH}/log.csv")
@access.allow("portal.view")
def save() -> Answer:
    """One's own log as a file."""
    found = own_training.own_training(access.current_actor(), export=True)
    rows = (
        (each.what, each.on, each.minutes, each.lapses, "Yes" if each.certificate else None)
        for each in (found.log if found else ())
    )
    return registers.file("training-log", COLUMNS, rows)


@blueprint.post(f"{ONE}/book")
@access.allow("portal.ask")
def book(course_session: int) -> Response:
    """Take a place, or wait for one."""

    def do() -> str:
        state = commands.book(course_session, by=access.current_actor())
        flash(BOOKED if state == "booked" else WAITING, "success" if state == "booked" else "warning")
        return url_for(".record")

    return _once(course_session, do)


@blueprint.get(f"{ONE}/cancel")
@access.allow("portal.view")
def cancelling(course_session: int) -> Response:
    """What is given up, before it is."""
    found = own_training.own_training(access.current_actor())
    if found is None:
        return redirect(url_for(".record"))
    one = found.one(course_session)
    page = render_template("pages/portal/cancel_course.html", one=one, form=PlaceForm(), words=skill_words)
    return make_response(page)


@blueprint.post(f"{ONE}/cancel")
@access.allow("portal.ask")
def cancel(course_session: int) -> Response:
    """Give it up."""

    def do() -> str:
        commands.give_up(course_session, by=access.current_actor())
        flash("It is cancelled. If somebody was waiting, they get your place.", "success")
        return url_for(".record")

    return _once(course_session, do)


def _once(number: int, do: Callable[[], str]) -> Response:
    form = PlaceForm(request.form)
    # The page has a button for each course: each is an act of its own, though they carry the key of the page.
    form.idempotency_key.data = f"{number}-{form.idempotency_key.data}"[:64]
    try:
        return sent_once(form, do)
    except Refused as refusal:
        form.refuse(refusal.message)
        return _page(form, 422)


def _said(each: OwnCourse) -> str:
    """What a course is searched by: what it is called, where it is, and its day."""
    return f"{each.title} {'online' if each.online else each.place} {said(each.on)}"


def _page(form: Form, code: int = 200) -> Answer:
    found, q = own_training.own_training(access.current_actor()), lists.words()
    page = render_template(
        "pages/portal/training.html",
        found=found,
        offered=part(found.offered if found else (), _said, q, lists.page()),
        log=part(found.log if found else (), lambda each: each.what, "", lists.page("log")),
        q=q,
        to_page=lists.to_page(PATH),
        to_log=lists.to_page(PATH, "log"),
        form=form,
        today=clock.today(),
        words=skill_words,
    )
    return make_response(page, code)
