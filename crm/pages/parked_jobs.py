"""Jobs that were given up: the list, one of them, trying it again, and giving it up for good."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, job_words
from crm.commands import parked_jobs as commands
from crm.commands.parked_jobs import ParkedJob
from crm.errors import Refused
from crm.forms.imports import ButtonForm
from crm.pages import registers
from crm.pages.filters import page_of
from crm.pages.sent_once import sent_once
from crm.reads.names import names_of
from crm.reads.paging import PAGE, Paged
from crm.reads.paging import page_of as within

blueprint = Blueprint("parked_jobs", __name__)

PATH = "/jobs"
COLUMNS = ("Number", "What", "Asked for", "By", "Given up", "Times tried", "Why")
HEARTH = "Hearth itself"


@dataclass(frozen=True, slots=True)
class Listing(Paged):
    """A page of the list, and how many there are in all."""

    rows: tuple[ParkedJob, ...]
    total: int
    page: int
    pages: int


@blueprint.get(PATH)
@access.allow("jobs.view")
def listing() -> Answer:
    """The list, the latest first; for htmx only the part of it that the filter changes."""
    kind = _kind()
    jobs = commands.every(kind, by=access.current_actor())
    page, pages = within(page_of(request.args), len(jobs))
    shown = jobs[(page - 1) * PAGE : page * PAGE]
    return registers.page(
        "jobs",
        PATH,
        _kept(kind),
        [],
        exported="jobs.mend",
        found=Listing(shown, len(jobs), page, pages),
        names=_names(shown),
        kind=kind,
        kinds=job_words.JOBS,
        why=job_words.why,
    )


@blueprint.post(f"{PATH}/export")
@access.allow("jobs.mend")
def export() -> Answer:
    """The list as a file. It holds nothing of any household."""
    kind = _kind()
    form = registers.export_form(request.form)
    if not form.validate():
        return registers.not_taken("jobs", PATH, _kept(kind), form)
    found = commands.taken(kind, str(form.reason.data), by=access.current_actor())
    names = _names(found)
    return registers.file("jobs", COLUMNS, (_cells(each, names) for each in found))


@blueprint.get(f"{PATH}/<int:parked>")
@access.allow("jobs.view")
def one(parked: int) -> Answer:
    """What it was to do, why it was given up, and what can be done about it."""
    return _page(commands.one(parked, by=access.current_actor()))


@blueprint.post(f"{PATH}/<int:parked>/again")
@access.allow("jobs.mend")
def again(parked: int) -> Response:
    """Try it again."""
    return _done(parked, commands.try_again, "It is tried again now. If it fails once more, it comes back here.")


@blueprint.post(f"{PATH}/<int:parked>/give-up")
@access.allow("jobs.mend")
def give_up(parked: int) -> Response:
    """Leave it undone for good."""
    return _done(parked, commands.give_up, "It is given up, and not done any more. That you said so is on record.")


def _done(parked: int, command: Callable[..., None], told: str) -> Response:
    by = access.current_actor()
    form = ButtonForm(request.form)

    def do() -> str:
        command(parked, by=by)
        flash(told, "success")
        return url_for("parked_jobs.listing")

    try:
        return sent_once(form, do)
    except Refused as refusal:
        flash(refusal.message, "warning")
        return redirect(url_for("parked_jobs.listing"), 303)


def _page(found: ParkedJob) -> Answer:
    page = render_template(
        "pages/jobs/one.html",
        found=found,
        what=job_words.JOBS.get(found.kind, found.kind),
        why=job_words.why(found.error),
        by_mail=found.kind in job_words.BY_MAIL,
        asked_by=_names([found])[found.id],
        again=ButtonForm(),
        give_up=ButtonForm(),
    )
    return make_response(page)


def _kind() -> str:
    """The kind that is asked for; one that there is not asks for all (T30)."""
    asked = request.args.get("kind", "")
    return asked if asked in job_words.JOBS else ""


def _kept(kind: str) -> dict[str, str]:
    return {"kind": kind} if kind else {}


def _names(jobs: Sequence[ParkedJob]) -> dict[int, str]:
    """Who asked for each of these jobs, by its number."""
    names = names_of(job.asked_by for job in jobs)
    return {job.id: HEARTH if job.asked_by is None else names[job.asked_by] for job in jobs}


def _cells(job: ParkedJob, names: dict[int, str]) -> tuple[Any, ...]:
    what, why = job_words.JOBS.get(job.kind, job.kind), job_words.why(job.error)
    return (job.id, what, job.asked_at, names[job.id], job.parked_at, job.attempts, why)
