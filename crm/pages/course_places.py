"""Staff put a carer on a course who has asked them, or take one off."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, skill_words
from crm.commands import course_places as commands
from crm.errors import NotFound, Refused
from crm.forms.courses import BookForForm, PlaceForm
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once
from crm.reads import course_sessions
from crm.reads import skills as reads
from crm.reads.skills import CarerSeen, SkillsSeen

blueprint = Blueprint("course_places", __name__)

PATH = "/households/<reference>/skills/<int:position>/course"
OFF = "/skills/courses/<int:course_session>/bookings/<int:course_booking>/take-off"


@blueprint.get(PATH)
@access.allow("skills.record")
def form(reference: str, position: int) -> Answer:
    """Which course, of those to come."""
    found, carer = _carer(reference, position)
    return _page(found, carer, _form())


@blueprint.post(PATH)
@access.allow("skills.record")
def book(reference: str, position: int) -> Response:
    """Put them on it, or on its waiting list."""
    found, carer = _carer(reference, position)
    asked, home = _form(request.form), found.household.identity
    if not asked.validate():
        return _page(found, carer, asked, 422)

    def do() -> str:
        number = number_of(asked.course.data or "")
        state = commands.book_for(home.id, carer.id, number, by=access.current_actor())
        flash("They have a place." if state == "booked" else "No place is free: they wait for one.", "success")
        return url_for("courses.record", course_session=number)

    try:
        return sent_once(asked, do)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _page(found, carer, asked, 422)


@blueprint.post(OFF)
@access.allow("skills.record")
def take_off(course_session: int, course_booking: int) -> Response:
    """Take a carer off; who waits longest gets the place. They can be put on it again."""
    found = course_sessions.one(course_session, access.current_actor())
    if course_booking not in {each.number for each in found.rows}:
        raise NotFound("There is no such booking")
    asked = PlaceForm(request.form)
    # The page has a button for each: each is an act of its own, though they carry the key of the page.
    asked.idempotency_key.data = f"{course_booking}-{asked.idempotency_key.data}"[:64]

    def do() -> str:
        commands.take_off(course_session, course_booking, by=access.current_actor())
        flash("They are off the list, and written to. You can book the course for them again.", "success")
        return url_for("courses.record", course_session=course_session)

    try:
        return sent_once(asked, do)
    except Refused as refusal:
        flash(refusal.message, "warning")
        return redirect(url_for("courses.record", course_session=course_session), 303)


def _carer(reference: str, position: int) -> tuple[SkillsSeen, CarerSeen]:
    found = reads.record(reference, None, access.current_actor())
    return found, found.carer(position)


def _form(sent: Any = None) -> BookForForm:
    asked = BookForForm(sent)
    asked.course.choices = tuple(
        (str(each.number), f"{each.title}, {each.on:%-d %B %Y}: {each.free or 'no'} free")
        for each in course_sessions.to_book(access.current_actor())
    )
    return asked


def _page(found: SkillsSeen, carer: CarerSeen, asked: BookForForm, code: int = 200) -> Answer:
    page = render_template(
        "pages/skills/form.html",
        seen=found.household,
        form=asked,
        what="Book a course for a carer",
        action=request.path,
        carer=carer,
        step=None,
        skill_words=skill_words,
    )
    return make_response(page, code)
