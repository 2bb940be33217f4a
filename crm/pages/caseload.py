"""Caseload by worker, and handing all of one worker's households to another."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, words
from crm.commands import assignments
from crm.errors import Refused
from crm.forms.work import HandOverForm
from crm.pages.sent_once import sent_once
from crm.reads import caseload, choices, workers
from crm.reads.caseload import Held

blueprint = Blueprint("caseload", __name__)


@blueprint.get("/caseload")
@access.allow("today.view")
def listing() -> str:
    """How much each has."""
    by = access.current_actor()
    loads = caseload.caseload(by)
    there = {name for load in loads for name in load.stages}
    stages = [(name, words.stage(name).text) for name in choices.stages(by) if name in there]
    return render_template("pages/caseload/list.html", loads=loads, stages=stages)


@blueprint.get("/caseload/<int:account>/hand-over")
@access.allow("households.hand_over")
def form(account: int) -> Answer:
    """To whom, and how many households go."""
    found = caseload.held_by(account, access.current_actor())
    return _page(found, _asked(found))


@blueprint.post("/caseload/<int:account>/hand-over")
@access.allow("households.hand_over")
def send(account: int) -> Response:
    """Hand all of them over, or none."""
    by = access.current_actor()
    found = caseload.held_by(account, by)
    asked = _asked(found, request.form)
    if not asked.validate():
        return _page(found, asked, 422)

    def do() -> str:
        moved = assignments.assign(found.household_ids, int(asked.worker.data), by=by)
        to = dict(asked.worker.choices)[asked.worker.data]
        flash(f"{len(moved)} {'household is' if len(moved) == 1 else 'households are'} now with {to}.", "success")
        return url_for("caseload.listing")

    try:
        return sent_once(asked, do)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _page(found, asked, 422)


def _asked(found: Held, sent: Any = None) -> HandOverForm:
    asked = HandOverForm(sent)
    staff = workers.workers(access.current_actor())
    asked.worker.choices = tuple((str(number), name) for number, name in staff if number != found.worker_id)
    return asked


def _page(found: Held, asked: HandOverForm, code: int = 200) -> Answer:
    return make_response(render_template("pages/caseload/hand_over.html", found=found, form=asked), code)
