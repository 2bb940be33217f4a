"""Who works with a household: given to one of the staff, or to nobody."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import assignments
from crm.errors import Refused, Stale
from crm.forms.work import WorkerForm
from crm.pages.sent_once import sent_once
from crm.reads import household, workers
from crm.reads.household import HouseholdSeen

blueprint = Blueprint("assignments", __name__)

NOBODY = "nobody"


@blueprint.get("/households/<reference>/worker")
@access.allow("households.record")
def form(reference: str) -> Answer:
    """Who instead."""
    seen = household.household(reference, "record", access.current_actor())
    return _page(seen, _asked(seen))


@blueprint.post("/households/<reference>/worker")
@access.allow("households.record")
def send(reference: str) -> Response:
    """Give the household to somebody, or to nobody."""
    by = access.current_actor()
    seen = household.household(reference, "record", by)
    asked = _asked(seen, request.form)
    if not asked.validate():
        return _page(seen, asked, 422)
    worker_id = None if asked.worker.data == NOBODY else int(asked.worker.data)

    def do() -> str:
        assignments.assign([seen.identity.id], worker_id, by=by, expected={seen.identity.id: _was(asked)})
        whose = dict(asked.worker.choices)[asked.worker.data]
        flash(f"{reference} is now with {whose if worker_id else 'nobody'}.", "success")
        return url_for("household.record", reference=reference)

    try:
        return sent_once(asked, do)
    except Stale as overtaken:
        asked.version.data = str(seen.identity.worker_id or 0)
        asked.refuse(overtaken.message)
        return _page(seen, asked, 409)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _page(seen, asked, 422)


def _asked(seen: HouseholdSeen, sent: Any = None) -> WorkerForm:
    whose = seen.identity.worker_id
    form = WorkerForm(sent, data={"worker": str(whose) if seen.identity.worker else None, "version": whose or 0})
    staff = workers.of_agency(seen.identity.agency_id, access.current_actor())
    form.worker.choices = (*((str(number), name) for number, name in staff), (NOBODY, "Nobody for now"))
    return form


def _was(asked: WorkerForm) -> int | None:
    """Whose it was when the page was opened."""
    given = asked.version.data or ""
    return int(given) or None if given.isascii() and given.isdigit() and len(given) < 10 else None


def _page(seen: HouseholdSeen, asked: WorkerForm, code: int = 200) -> Answer:
    return make_response(render_template("pages/tasks/worker.html", seen=seen, form=asked), code)
