"""Supervision: who is due for a visit, as a list and a file; and a visit that took place, put on record."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, care_words, clock
from crm.commands import supervision as commands
from crm.commands.pasted_addresses import LooksLikeAddress
from crm.commands.supervision import Made
from crm.errors import Refused
from crm.forms.supervision import SupervisionForm
from crm.pages import filters
from crm.pages.carers import Listing
from crm.pages.sent_once import sent_once
from crm.reads import household, supervision, workers
from crm.reads.household import HouseholdSeen
from crm.reads.supervision import ALL, STATES, SURPRISE, Supervised

blueprint = Blueprint("supervision", __name__)

PATH = "/carers/supervision"
COLUMNS = (
    *("Reference", "Name", "Area", "Council", "Last visit", "Next by", "Booked for", "State"),
    *("Unannounced visit by", "Unannounced visit late", "Worker"),
)
FILTERED = ("q", "worker", "route", "agency")
LISTING = Listing(PATH, "supervision", COLUMNS, {"state": (*STATES, SURPRISE, ALL)}, FILTERED)


@blueprint.get(PATH)
@access.allow("supervision.view")
def listing() -> Answer:
    """Who is overdue, due soon or booked; or what is asked for."""
    asked = LISTING.read()
    return LISTING.page(
        asked,
        asked.of(supervision.listing),
        today=clock.today(),
        states=care_words.SUPERVISION,
        worker_choices=filters.workers(access.current_actor()),
    )


@blueprint.post(f"{PATH}/export")
@access.allow("households.export")
def export() -> Answer:
    """The list as a file; the asking, and what for, goes on record (T44)."""
    return LISTING.file("supervision", supervision.export, _cells)


@blueprint.get("/households/<reference>/visits/supervision")
@access.allow("households.contact")
def form(reference: str) -> Answer:
    """The form for a supervision visit that took place."""
    by = access.current_actor()
    seen = household.household(reference, "record", by)
    worker = seen.identity.worker_id if seen.identity.worker else by.user_id
    drafted = {"on": clock.today(), "worker": str(worker), "unannounced": "no"}
    return _page(seen, _asking(seen, data=drafted))


@blueprint.post("/households/<reference>/visits/supervision")
@access.allow("households.contact")
def send(reference: str) -> Response:
    """Record it."""
    by = access.current_actor()
    seen = household.household(reference, "record", by)
    asked = _asking(seen, request.form)
    if not asked.validate():
        return _page(seen, asked, 422)
    made = Made(
        on=asked.on.data,
        worker_id=int(asked.worker.data or 0),
        unannounced=asked.unannounced.data == "yes",
        note=asked.note.data or "",
        anyway=bool(asked.anyway.data),
    )

    def do() -> str:
        commands.visited(seen.identity.id, made, by=by)
        flash("The visit is on record.", "success")
        return url_for("household.record", reference=seen.identity.reference)

    try:
        return sent_once(asked, do)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        if isinstance(refusal, LooksLikeAddress):
            asked.anyway.errors = ["Put it under People, or tick this to keep it here"]
        return _page(seen, asked, 422)


def _asking(seen: HouseholdSeen, sent: Any = None, **own: Any) -> SupervisionForm:
    asked = SupervisionForm(sent, **own)
    offered = workers.of_agency(seen.identity.agency_id, access.current_actor())
    asked.worker.choices = tuple((str(number), name) for number, name in offered)
    return asked


def _page(seen: HouseholdSeen, asked: SupervisionForm, code: int = 200) -> Answer:
    asked.leave_out_unasked()
    return make_response(render_template("pages/visits/supervision.html", seen=seen, form=asked), code)


def _cells(row: Supervised) -> tuple[Any, ...]:
    home = row.home
    return (
        *(home.reference, home.name, home.area, home.agency, row.last_on, row.due_on, row.planned_on),
        *(care_words.SUPERVISION[row.state], row.unannounced_by, "yes" if row.unannounced_late else "no"),
        home.worker,
    )
