"""Courses that a council offers its carers: the list, adding and changing one, calling it off, who attended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, skill_words
from crm.commands import course_attendance, course_sessions
from crm.commands.course_sessions import Offered
from crm.errors import Refused, Stale
from crm.forms.courses import AttendanceForm, CourseForm, PlaceForm
from crm.forms.govuk import Form
from crm.pages import filters, registers
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once
from crm.reads import choices
from crm.reads import course_sessions as reads
from crm.reads.course_sessions import COMING, WHEN, OneSession, SessionSeen

blueprint = Blueprint("courses", __name__)

PATH = "/skills/courses"
ONE = f"{PATH}/<int:course_session>"
COLUMNS = (
    "Day",
    "Last day",
    "Begins",
    "Minutes",
    "Course",
    "Where",
    "Place",
    "Places",
    "Booked",
    "Waiting",
    "Came",
    "Called off",
    "Run by",
    "Shared",
)


@blueprint.get(PATH)
@access.allow("skills.view")
def listing() -> Answer:
    """Those to come, or those that are over; for htmx only the part of it that filters change."""
    q, when, page, problems = _read()
    return registers.page(
        "courses",
        PATH,
        _kept(q, when),
        problems,
        found=reads.listed(q, when, page, access.current_actor()),
        q=q,
        when=when,
        filtered=bool(q) or when != COMING,
        whens=tuple(skill_words.WHEN.items()),
    )


@blueprint.post(f"{PATH}/export")
@access.allow("households.export")
def export() -> Answer:
    """The list as a file. It names no carer."""
    q, when, _, problems = _read()
    form = registers.export_form(request.form)
    if problems or not form.validate():
        return registers.not_taken("skills", PATH, _kept(q, when), form, back=PATH)
    rows = reads.export(q, when, form.reason.data or "", access.current_actor())
    return registers.file("courses", COLUMNS, map(_cells, rows))


@blueprint.get(f"{PATH}/new")
@access.allow("skills.record")
def new() -> Answer:
    """The form for another one."""
    return _form_page(_form(None, None), None)


@blueprint.post(f"{PATH}/new")
@access.allow("skills.record")
def offer() -> Response:
    """Put it on the list."""
    form = _form(None, request.form)

    def do() -> str:
        by = access.current_actor()
        number = course_sessions.offer(by.agency_ids[0], _asked(form), by=by)
        flash("The course is on the list, and carers can book it.", "success")
        return url_for(".record", course_session=number)

    return _send(form, do, lambda code: _form_page(form, None, code))


@blueprint.get(ONE)
@access.allow("skills.view")
def record(course_session: int) -> Answer:
    """A course, and who is on it."""
    return _page(reads.one(course_session, access.current_actor()))


@blueprint.get(f"{ONE}/edit")
@access.allow("skills.record")
def edit(course_session: int) -> Answer:
    """The form that changes it."""
    found = reads.own(course_session, access.current_actor()).session
    return _form_page(_form(found, None), found)


@blueprint.post(f"{ONE}/edit")
@access.allow("skills.record")
def change(course_session: int) -> Response:
    """Change it; whoever is on it is written to where it matters to them."""
    found = reads.own(course_session, access.current_actor()).session
    form = _form(found, request.form)

    def do() -> str:
        version, by = number_of(form.version.data or "") or 0, access.current_actor()
        course_sessions.change(course_session, _asked(form), version=version, by=by)
        flash("The course is changed.", "success")
        return url_for(".record", course_session=course_session)

    return _send(form, do, lambda code: _form_page(form, found, code))


@blueprint.get(f"{ONE}/call-off")
@access.allow("skills.record")
def calling_off(course_session: int) -> Answer:
    """Who would be written to, before it is called off."""
    return _off_page(reads.own(course_session, access.current_actor()), PlaceForm())


@blueprint.post(f"{ONE}/call-off")
@access.allow("skills.record")
def call_off(course_session: int) -> Response:
    """Call it off."""
    found, form = reads.own(course_session, access.current_actor()), PlaceForm(request.form)

    def do() -> str:
        course_sessions.call_off(course_session, by=access.current_actor())
        flash("The course is called off, and whoever was on it is written to. It can be put back.", "success")
        return url_for(".record", course_session=course_session)

    return _send(form, do, lambda code: _off_page(found, form, code))


@blueprint.post(f"{ONE}/put-back")
@access.allow("skills.record")
def put_back(course_session: int) -> Response:
    """Let it take place after all."""
    found, form = reads.own(course_session, access.current_actor()), PlaceForm(request.form)

    def do() -> str:
        course_sessions.put_back(course_session, by=access.current_actor())
        flash("The course takes place after all, and whoever was on it is written to.", "success")
        return url_for(".record", course_session=course_session)

    return _send(form, do, lambda code: _page(found, form, code))


@blueprint.post(f"{ONE}/attendance")
@access.allow("skills.record")
def attend(course_session: int) -> Response:
    """Record who came."""
    found = reads.to_attend(course_session, access.current_actor())
    form = _attendance(found, request.form)

    def do() -> str:
        came = {int(each) for each in form.came.data}
        missed = {each.number for each in found.rows if each.open} - came
        course_attendance.record(course_session, came, missed, by=access.current_actor())
        flash("Who came is on record, in their training logs too.", "success")
        return url_for(".record", course_session=course_session)

    return _send(form, do, lambda code: _page(found, form, code))


def _send(form: Form, do: Callable[[], str], again: Callable[[int], Answer]) -> Response:
    """Do it once; refused, the page says why and keeps what was typed."""
    if not form.validate():
        return again(422)
    try:
        return sent_once(form, do)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        return again(409 if isinstance(refusal, Stale) else 422)


def _asked(form: CourseForm) -> Offered:
    return Offered(
        course=form.course.data,
        title=form.title.data or "",
        on_day=form.on.data,
        last_day=form.last.data or form.on.data,
        open_to_hub=bool(form.shared) and form.shared.data == "hub",
        begins_at=form.at.data,
        minutes=form.minutes.data,
        online=form.where.data == "online",
        place=form.place.data or "",
        places=form.places.data,
    )


def _form(found: SessionSeen | None, sent: Any) -> CourseForm:
    agency_id = found.agency_id if found else access.current_actor().agency_ids[0]
    offered = choices.of_agency(agency_id).pairs("training_courses")
    known: dict[str, Any] = {"shared": "own"}
    if found:
        own = found.title if found.title != dict(offered).get(found.course) else ""
        where, begins = "online" if found.online else "place", time.fromisoformat(found.begins_at)
        known = {"course": found.course, "title": own, "on": found.on, "at": begins, "minutes": found.minutes}
        known |= {"last": found.last if found.last != found.on else None}
        known |= {"shared": "hub" if found.shared else "own"}
        known |= {"where": where, "place": found.place, "places": found.places, "version": str(found.version)}
    form = CourseForm(sent, data=known)
    form.course.choices = offered
    if not reads.may_share(agency_id):
        del form.shared
    return form


def _attendance(found: OneSession, sent: Any = None) -> AttendanceForm:
    form = AttendanceForm(sent)
    form.came.choices = tuple(
        (str(each.number), f"{each.name}, {each.reference or each.council}") for each in found.rows if each.open
    )
    return form


def _page(found: OneSession, form: Form | None = None, code: int = 200) -> Answer:
    page = render_template(
        "pages/courses/record.html",
        found=found,
        seen=found.session,
        form=form,
        attendance=form if isinstance(form, AttendanceForm) else _attendance(found),
        putting=form if isinstance(form, PlaceForm) else PlaceForm(),
        words=skill_words,
    )
    return make_response(page, code)


def _off_page(found: OneSession, form: Form, code: int = 200) -> Answer:
    return make_response(
        render_template("pages/courses/off.html", found=found, seen=found.session, form=form), code
    )


def _form_page(form: Form, found: SessionSeen | None, code: int = 200) -> Answer:
    return make_response(render_template("pages/courses/form.html", form=form, seen=found), code)


def _read() -> tuple[str, str, int, filters.Problems]:
    asked, problems = filters.read(request.args, (), sort="")
    when = request.args.get("when", "")
    return asked.q, when if when in WHEN else COMING, asked.page, problems


def _kept(q: str, when: str) -> dict[str, str]:
    return {name: value for name, value in {"q": q, "when": when if when != COMING else ""}.items() if value}


def _cells(row: SessionSeen) -> tuple[Any, ...]:
    where = "Online" if row.online else "At a place"
    return (
        *(row.on, row.last, row.begins_at, row.minutes, row.title, where, row.place, row.places),
        *(row.booked, row.waiting, row.came, "Yes" if row.off else ""),
        *(row.agency, "Yes" if row.shared else ""),
    )
