"""A batch of loaded rows: what it brought, and taking it back."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import jobs
from crm.commands.jobs import JobState
from crm.errors import NotFound
from crm.forms.imports import ButtonForm
from crm.pages.sent_once import sent_once
from crm.reads import imports

blueprint = Blueprint("batches", __name__)

UNDO = "imports.undo"


@blueprint.get("/imports/batches/<int:batch>")
@access.allow("imports.view")
def batch(batch: int) -> Answer:
    """One batch, and how far its taking back is."""
    return _page("batch", batch)


@blueprint.get("/imports/batches/<int:batch>/progress")
@access.allow("imports.view", polled=True)
def progress(batch: int) -> Response:
    """The same, for a page that asks again by itself."""
    if request.headers.get("HX-Request") != "true":
        return redirect(url_for("batches.batch", batch=batch, job=request.args.get("job")))
    return _page("_batch", batch)


@blueprint.get("/imports/batches/<int:batch>/undo")
@access.allow("imports.undo")
def undoing(batch: int) -> Answer:
    """What taking the batch back would do, and which of its rows were touched since."""
    by = access.current_actor()
    return make_response(
        render_template(
            "pages/imports/undo.html",
            seen=imports.batch(batch, by),
            touched=imports.touched(batch, by),
            shown=imports.MOST_TOUCHED,
            button=ButtonForm(),
        )
    )


@blueprint.post("/imports/batches/<int:batch>/undo")
@access.allow("imports.undo")
def undo(batch: int) -> Response:
    """Have the batch taken back."""
    by = access.current_actor()
    agency_id = imports.batch(batch, by).batch.agency_id
    form = ButtonForm(request.form)

    def do() -> str:
        job = jobs.ask(UNDO, {"batch": batch}, by=by, agency_id=agency_id)
        return url_for("batches.batch", batch=batch, job=job)

    return sent_once(form, do)


def _page(template: str, batch: int) -> Answer:
    answer = make_response(
        render_template(
            f"pages/imports/{template}.html",
            seen=imports.batch(batch, access.current_actor()),
            job=_job(),
            may_undo=access.may("imports.undo"),
        )
    )
    answer.headers["Vary"] = "HX-Request"
    return answer


def _job() -> tuple[str, JobState] | None:
    """The job that takes the batch back, for whoever asked for it; its number travels in the address."""
    number = request.args.get("job", "")
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        return None
    try:
        state = jobs.state(int(number), by=access.current_actor())
    except NotFound:
        return None
    return (number, state) if state.kind == UNDO else None
