"""Reviews of approvals: the list of those that come due, with filters and as a file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, care_words, clock, words
from crm.pages import carers, filters, registers
from crm.reads import reviews
from crm.reads.filters import Filters
from crm.reads.reviews import ALL, FIRST, LATER, STATES, Review

blueprint = Blueprint("reviews", __name__)

PATH = "/carers/reviews"
ASKED = ("q", "worker", "route", "agency")
COLUMNS = (
    *("Reference", "Name", "Area", "Council", "Route", "Approved", "Which review", "Since", "Due", "State"),
    *("Whose views are asked (RV-2)", "Views received", "Report ready", "Worker"),
)


@blueprint.get("/carers")
@access.allow("reviews.view")
def index() -> Response:
    """The lists of approved households begin with their reviews."""
    return redirect(PATH)


@blueprint.get(PATH)
@access.allow("reviews.view")
def listing() -> Answer:
    """What is overdue, and what comes due within 90 days; or what is asked for."""
    asked, state, which, problems = _read()
    kept = _kept(asked, state, which)
    by = access.current_actor()
    return carers.page(
        PATH,
        kept,
        problems,
        found=reviews.listing(asked, state, which, by),
        filters=asked,
        state=state,
        which=which,
        today=clock.today(),
        states=care_words.REVIEWS,
        worker_choices=filters.workers(by),
        to_state=filters.address(PATH, kept, state=""),
    )


@blueprint.post(f"{PATH}/export")
@access.allow("households.export")
def export() -> Answer:
    """The list as a file; the asking, and what for, goes on record (T44)."""
    asked, state, which, problems = _read()
    form = registers.export_form(request.form)
    if problems or not form.validate():
        return carers.not_taken(PATH, _kept(asked, state, which), form, "reviews")
    rows = reviews.export(asked, state, which, form.reason.data or "", access.current_actor())
    return registers.file("reviews", COLUMNS, map(_cells, rows))


def _read() -> tuple[Filters, str, str, filters.Problems]:
    """What the address asks for; a state that there is not asks for what is due (T30)."""
    asked, problems = filters.read(request.args, (), sort="")
    state, which = request.args.get("state", ""), request.args.get("which", "")
    return (
        asked,
        state if state in (*STATES, ALL) else "",
        which if which in (FIRST, LATER) else "",
        problems,
    )


def _kept(asked: Filters, state: str, which: str) -> dict[str, str]:
    more = {"state": state, "which": which}
    return asked.asked(*ASKED) | {name: value for name, value in more.items() if value}


def _cells(row: Review) -> tuple[Any, ...]:
    home = row.home
    return (
        *(home.reference, home.name, home.area, home.agency, words.said(words.ROUTES, home.route)),
        *(home.approved_on, "First" if row.first else "Later", row.since, row.due_on),
        *(care_words.REVIEWS[row.state], row.asked, row.views, row.report_on, home.worker),
    )
