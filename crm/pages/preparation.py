"""Preparation courses: recorded for each applicant, and a list of who still waits for one (S2-9)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, check_words
from crm.commands import preparation as commands
from crm.commands.preparation import Course
from crm.errors import Refused
from crm.forms.imports import ButtonForm
from crm.forms.preparation import OPEN, AttendedForm, CourseForm
from crm.forms.records import ReasonForm
from crm.pages import filters, registers
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once
from crm.pages.work_lines import worker_of
from crm.reads import preparation
from crm.reads.filters import Filters
from crm.reads.preparation import STATES, CourseSeen, PreparationSeen, Waiting

blueprint = Blueprint("preparation", __name__)

LIST = "/checks/preparation"
ASKED = ("q", "worker", "route", "agency")
PATH = "/households/<reference>/journeys/<int:number>/preparation"
ONE = f"{PATH}/<int:attendance>"
COLUMNS = ("Reference", "Name", "Applicant", "Applied", "How they stand", "Course", "Where", "Worker")


@blueprint.get(LIST)
@access.allow("checks.chase")
def listing() -> Answer:
    """Who waits for a course; for htmx only the part that filters change (house decision 4)."""
    asked, state, problems = _read()
    kept, by = _kept(asked, state), access.current_actor()
    return registers.page(
        LIST.strip("/"),
        LIST,
        kept,
        problems,
        found=preparation.listing(asked, state, by),
        filters=asked,
        state=state,
        filtered=bool(kept),
        states=check_words.PREPARATION,
        worker_of=worker_of,
        worker_choices=filters.workers(by),
        to_state=filters.address(LIST, kept, state=""),
    )


@blueprint.post(f"{LIST}/export")
@access.allow("households.export")
def export() -> Answer:
    """The list as a file; the asking, and what for, goes on record (T44)."""
    asked, state, problems = _read()
    form = registers.export_form(request.form)
    if problems or not form.validate():
        kept = _kept(asked, state)
        return registers.not_taken("carers", LIST, kept, form, back=LIST, title="who waits for a course")
    rows = preparation.export(asked, state, form.reason.data or "", access.current_actor())
    return registers.file("preparation", COLUMNS, map(_cells, rows))


@blueprint.get(PATH)
@access.allow("checks.view")
def of_household(reference: str, number: int) -> Answer:
    """The courses of a journey's applicants, and the form for another."""
    found = preparation.of_household(reference, number, access.current_actor())
    return _page(found, _asking(found))


@blueprint.post(PATH)
@access.allow("checks.record")
def send(reference: str, number: int) -> Response:
    """Record one."""
    by = access.current_actor()
    found = preparation.of_household(reference, number, by)
    asked = _asking(found, request.form)
    if not asked.validate():
        return _page(found, asked, 422)
    attended = asked.attended.data
    course = Course(
        starts_on=asked.starts_on.data,
        ends_on=asked.ends_on.data,
        place=asked.place.data or "",
        attended=None if attended == OPEN else attended,
    )

    def do() -> str:
        home, carer = found.household.identity.id, number_of(asked.carer.data or "")
        commands.record(home, found.journey_id, carer, course, by=by)
        flash("The course is on record.", "success")
        return _where(found)

    try:
        return sent_once(asked, do)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _page(found, asked, 422)


@blueprint.get(ONE)
@access.allow("checks.record")
def one(reference: str, number: int, attendance: int) -> Answer:
    """A place on a course: whether they came, or that it was recorded in error."""
    found = preparation.of_household(reference, number, access.current_actor())
    return _one_page(found, found.course(attendance))


@blueprint.post(ONE)
@access.allow("checks.record")
def settle(reference: str, number: int, attendance: int) -> Response:
    """Say whether they came."""
    by = access.current_actor()
    found = preparation.of_household(reference, number, by)
    course, asked = found.course(attendance), AttendedForm(request.form)
    if not asked.validate():
        return _one_page(found, course, asked, code=422)

    def do() -> str:
        commands.settle(found.household.identity.id, attendance, str(asked.attended.data), by=by)
        flash(f"{course.who}: {check_words.ATTENDED[str(asked.attended.data)].lower()}.", "success")
        return _where(found)

    try:
        return sent_once(asked, do)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _one_page(found, course, asked, code=422)


@blueprint.post(f"{ONE}/strike-out")
@access.allow("checks.record")
def strike_out(reference: str, number: int, attendance: int) -> Response:
    """Record that it was wrong."""
    by = access.current_actor()
    found = preparation.of_household(reference, number, by)
    course, why = found.course(attendance), _why(found, request.form)
    if not why.validate():
        return _one_page(found, course, why=why, code=422)

    def do() -> str:
        commands.strike_out(found.household.identity.id, attendance, because=why.why.data or "", by=by)
        flash("Struck out. It counts no more, stays on record, and can be brought back.", "success")
        return _where(found)

    try:
        return sent_once(why, do)
    except Refused as refusal:
        why.refuse(refusal.message, refusal.field)
        return _one_page(found, course, why=why, code=422)


@blueprint.post(f"{ONE}/bring-back")
@access.allow("checks.record")
def bring_back(reference: str, number: int, attendance: int) -> Response:
    """Let it count again."""
    by = access.current_actor()
    found = preparation.of_household(reference, number, by)
    found.course(attendance)

    def do() -> str:
        commands.bring_back(found.household.identity.id, attendance, by=by)
        flash("It counts again.", "success")
        return _where(found)

    try:
        return sent_once(ButtonForm(request.form), do)
    except Refused as refusal:
        flash(refusal.message, "warning")
        return redirect(_where(found), 303)


def _where(found: PreparationSeen) -> str:
    return url_for("preparation.of_household", reference=found.household.identity.reference, number=found.number)


def _asking(found: PreparationSeen, sent: Any = None) -> CourseForm:
    asked = CourseForm(sent)
    asked.carer.choices = tuple((str(key), name) for key, name, _ in found.applicants)
    return asked


def _why(found: PreparationSeen, sent: Any = None) -> ReasonForm:
    form = ReasonForm(sent)
    form.why.choices = found.household.choices.correction_reasons("strike_out")
    return form


def _page(found: PreparationSeen, asked: CourseForm, code: int = 200) -> Answer:
    page = render_template(
        "pages/preparation/household.html",
        found=found,
        seen=found.household,
        form=asked,
        check_words=check_words,
        key=ButtonForm().idempotency_key.data,
    )
    return make_response(page, code)


def _one_page(
    found: PreparationSeen,
    course: CourseSeen,
    asked: AttendedForm | None = None,
    *,
    why: ReasonForm | None = None,
    code: int = 200,
) -> Answer:
    page = render_template(
        "pages/preparation/one.html",
        found=found,
        seen=found.household,
        course=course,
        settling=asked or AttendedForm(),
        why=why or _why(found),
        problems=[*(asked.problems() if asked else ()), *(why.problems() if why else ())],
        check_words=check_words,
    )
    return make_response(page, code)


def _read() -> tuple[Filters, str, filters.Problems]:
    """What the address asks for; a state that is none asks for all who wait (T30)."""
    asked, problems = filters.read(request.args, (), sort="")
    state = request.args.get("state", "")
    return asked, state if state in STATES else "", problems


def _kept(asked: Filters, state: str) -> dict[str, str]:
    return asked.asked(*ASKED) | ({"state": state} if state else {})


def _cells(row: Waiting) -> tuple[Any, ...]:
    stands = check_words.PREPARATION[row.state]
    days = row.applied_on or "", stands, row.starts_on or ""
    return (row.home.reference, row.home.name or "", row.who, *days, row.place or "", worker_of(row.home))
