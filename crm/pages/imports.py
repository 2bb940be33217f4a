"""Loading a tracker: upload, look at what would happen, load, see the result, take it back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response

from crm import access
from crm.commands import uploads
from crm.commands.uploads import UploadState
from crm.errors import Refused
from crm.exchange import sheets
from crm.exchange.tracker import columns
from crm.exchange.tracker import uploads as tracker
from crm.forms.imports import ButtonForm, UploadForm
from crm.pages.sent_once import sent_once
from crm.reads import choices, imports

blueprint = Blueprint("imports", __name__)

FINDINGS = ("Row", "Column", "Value", "What is wrong, and what was expected")
SHOWN = 100  # findings on the page; all of them in the file


@blueprint.get("/imports")
@access.allow("imports.view")
def listing() -> Answer:
    """What was loaded, what waits, and the form for a file."""
    return _listing(UploadForm())


@blueprint.post("/imports")
@access.allow("imports.preview")
def upload() -> Response:
    """Take a file, and have it checked."""
    return take(UploadForm(CombinedMultiDict([request.files, request.form])), uploads.TRACKER, _listing)


def take(form: Any, kind: str, page: Callable[[Any, int], Answer]) -> Response:
    """Take the file of a form, as what it is said to be; or show the form's page again, with why not."""
    by = access.current_actor()
    if not form.validate():
        return page(form, 422)
    sent = form.file.data
    with sent.stream as stream:
        content = stream.read(uploads.MOST_BYTES + 1)

    def do() -> str:
        number = uploads.take(
            choices.agency_id(None, by),
            file_name=_name(sent.filename or ""),
            content=content,
            kind=kind,
            by=by,
        )
        return url_for("imports.file", upload=number)

    try:
        return sent_once(form, do)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        return page(form, 422)


@blueprint.get("/imports/files/<int:upload>")
@access.allow("imports.preview")
def file(upload: int) -> Answer:
    """How a file stands: being checked, what would happen, being loaded, or what happened."""
    return _file("file", uploads.state(upload, by=access.current_actor()))


@blueprint.get("/imports/files/<int:upload>/progress")
@access.allow("imports.preview", polled=True)
def progress(upload: int) -> Response:
    """The same, for a page that asks again by itself."""
    if request.headers.get("HX-Request") != "true":
        return redirect(url_for("imports.file", upload=upload))
    return _file("_file", uploads.state(upload, by=access.current_actor()))


@blueprint.post("/imports/files/<int:upload>/load")
@access.allow("imports.load")
def load(upload: int) -> Response:
    """Have the good rows loaded."""
    return _do(upload, lambda: uploads.ask_to_load(upload, by=access.current_actor()))


@blueprint.post("/imports/files/<int:upload>/erase")
@access.allow("imports.preview")
def erase(upload: int) -> Response:
    """Throw the file away."""
    by = access.current_actor()
    state = uploads.state(upload, by=by)
    try:
        uploads.throw_away(upload, by=by)
    except Refused as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("imports.file", upload=upload), 303)
    flash(f"{state.file_name}: erased, with what was found in it.", "success")
    return redirect(url_for("imports.listing"), 303)


@blueprint.get("/imports/files/<int:upload>/problems.csv")
@access.allow("imports.preview")
def problems(upload: int) -> Answer:
    """Everything that is wrong with the file, or should be looked at."""
    by = access.current_actor()
    state = uploads.state(upload, by=by)
    found = [*state.said.get("problems", []), *state.said.get("warnings", [])]
    uploads.note_file(upload, len(found), "of what is wrong", by=by)
    return _download("problems.csv", sheets.as_csv([FINDINGS, *found]))


@blueprint.get("/imports/files/<int:upload>/refused.csv")
@access.allow("imports.preview")
def refused(upload: int) -> Answer:
    """The rows that cannot be loaded, as a file to put right and upload again."""
    by = access.current_actor()
    name, content = tracker.refused_rows(upload, by=by)
    rows = len({each[0] for each in uploads.state(upload, by=by).said.get("problems", [])})
    uploads.note_file(upload, rows, "that cannot be loaded", by=by)
    return _download(_name(name), content)


def _do(upload: int, command: object) -> Response:
    """Carry out a button of a file's page, once, and go back to the page."""
    form = ButtonForm(request.form)
    here = url_for("imports.file", upload=upload)

    def do() -> str:
        assert callable(command)  # noqa: S101 - the views above pass one
        command()
        return here

    try:
        return sent_once(form, do)
    except Refused as refusal:
        flash(refusal.message, "error")
        return redirect(here, 303)


def _listing(form: UploadForm, code: int = 200) -> Answer:
    by = access.current_actor()
    page = render_template(
        "pages/imports/list.html",
        form=form,
        batches=imports.listing(by),
        waiting=uploads.waiting(by=by),
        columns=columns,
    )
    return make_response(page, code)


def _file(template: str, state: UploadState) -> Answer:
    answer = make_response(
        render_template(
            f"pages/imports/{template}.html",
            file=state,
            button=ButtonForm(),
            shown=SHOWN,
            may_load=access.may("imports.load"),
        )
    )
    answer.headers["Vary"] = "HX-Request"
    return answer


def _name(given: str) -> str:
    """A file's name as it may be shown: without folders and control characters, 200 characters at most."""
    name = unicodedata.normalize("NFC", re.split(r"[\\/]", given)[-1])
    return "".join(each for each in name if each.isprintable()).strip()[-200:] or "tracker"


def _download(name: str, content: bytes) -> Answer:
    answer = make_response(content)
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    answer.headers["Content-Disposition"] = f'attachment; filename="{plain}"'
    return answer
