"""What carers ask to change: the queue, a request with its effect on beds, and its answer (B-5, RV-7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, request_words
from crm.clock import day_of
from crm.commands import range_requests as commands
from crm.errors import Refused
from crm.forms.govuk import Form
from crm.forms.range_asking import DeclineForm, OfferForm
from crm.pages.carers import Listing
from crm.pages.sent_once import sent_once
from crm.reads import range_requests
from crm.reads.range_requests import STATES, Line, RequestSeen

blueprint = Blueprint("range_requests", __name__)

PATH = "/carers/requests"
ONE = f"{PATH}/<int:range_request>"
COLUMNS = (
    *("Reference", "Name", "Council", "Asked on", "State", "Places", "More for siblings", "Parent and child"),
    *("Youngest age", "Oldest age", "Offers more", "Offers no longer", "Worker"),
)
LISTING = Listing(PATH, "range requests", COLUMNS, {"state": STATES})


@blueprint.get(PATH)
@access.allow("range_requests.view")
def listing() -> Answer:
    """Those that wait for an answer, or what is asked for."""
    asked = LISTING.read()
    return LISTING.page(asked, asked.of(range_requests.queue), request_words=request_words)


@blueprint.post(f"{PATH}/export")
@access.allow("households.export")
def export() -> Answer:
    """The list as a file; the asking, and what for, goes on record (T44)."""
    return LISTING.file("range-requests", range_requests.export, _cells)


@blueprint.get(ONE)
@access.allow("range_requests.view")
def record(range_request: int) -> Answer:
    """A request: now, as asked, what it would do to beds, and its answer."""
    found = range_requests.one(range_request, access.current_actor())
    version = {"version": str(found.asked.version)}
    return _page(found, OfferForm(data=version), DeclineForm(data=version))


@blueprint.post(f"{ONE}/offer")
@access.allow("range_requests.answer")
def offer(range_request: int) -> Response:
    """Offer it, with the statement of support."""
    found = range_requests.one(range_request, access.current_actor())
    form = OfferForm(request.form)

    def do(version: int) -> None:
        by = access.current_actor()
        commands.offer(range_request, version=version, support=form.support.data or "", by=by)

    done = "It is offered. The carers agree in their portal; without that, they have 28 days to answer first."
    return _send(found, form, do, done, lambda: _page(found, form, _declining(found), 422))


@blueprint.post(f"{ONE}/decline")
@access.allow("range_requests.answer")
def decline(range_request: int) -> Response:
    """Decline it, for a reason that the carers read."""
    found = range_requests.one(range_request, access.current_actor())
    form = DeclineForm(request.form)

    def do(version: int) -> None:
        by = access.current_actor()
        commands.decline(range_request, version=version, because=form.because.data or "", by=by)

    again = OfferForm(data={"version": str(found.asked.version)})
    return _send(found, form, do, "It is declined. The carers read why.", lambda: _page(found, again, form, 422))


def _send(
    found: RequestSeen, form: Form, do: Callable[[int], None], said: str, again: Callable[[], Answer]
) -> Response:
    if not form.validate():
        return again()
    text = form.version.data or ""
    version = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def once() -> str:
        do(version)
        flash(said, "success")
        return url_for(".record", range_request=found.asked.number)

    try:
        return sent_once(form, once)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        return again()


def _declining(found: RequestSeen) -> DeclineForm:
    return DeclineForm(data={"version": str(found.asked.version)})


def _page(found: RequestSeen, offering: OfferForm, declining: DeclineForm, code: int = 200) -> Answer:
    page = render_template(
        "pages/carers/requests/record.html",
        found=found,
        seen=found.household,
        asked=found.asked,
        offering=offering,
        declining=declining,
        problems=[*offering.problems(), *declining.problems()],
        words=request_words,
    )
    return make_response(page, code)


def _cells(row: Line) -> tuple[Any, ...]:
    wish = row.wish
    return (
        *(row.reference, row.name, row.agency, day_of(row.sent_at), request_words.STATES[row.state].text),
        *(wish.places, wish.siblings_extra, wish.parent_and_child, wish.age_from, wish.age_to),
        *(", ".join(wish.more), ", ".join(wish.fewer), row.worker),
    )
