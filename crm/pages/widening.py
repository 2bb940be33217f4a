"""Which carers could offer more: whom to ask, each with the plain rule why, and asking them (issue 7, point 9)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, widening_words
from crm.commands import widening as commands
from crm.commands.pasted_addresses import LooksLikeAddress
from crm.errors import Refused
from crm.formatters import count
from crm.forms.widening_ask import WideningAskForm
from crm.journey.ranges import Terms
from crm.journey.saying import said
from crm.journey.widening import REASONS, Reason
from crm.pages import filters
from crm.pages.carers import Listing
from crm.pages.sent_once import sent_once
from crm.reads import choices, could_widen
from crm.reads.could_widen import SHOWN, Candidate
from crm.reads.widening_page import Asking, asking

blueprint = Blueprint("widening", __name__)

PATH = "/carers/widening"
TO_ASK = "Ask whether they could offer more"
LONGEST = 200  # characters of a task
COLUMNS = (
    *("Reference", "Name", "Area", "Council", "Places", "Ages from", "Ages to", "Beds if they did"),
    *("Why", "Asked on", "Worker"),
)
KNOWN = {"reason": REASONS, "show": SHOWN}
LISTING = Listing(PATH, "who could offer more", COLUMNS, KNOWN, ("q", "worker", "agency"))


@blueprint.get(PATH)
@access.allow("widening.view")
def listing() -> Answer:
    """Who would bring most beds first; for htmx only the part of the page that filters change."""
    asked = LISTING.read()
    found = asked.of(could_widen.listing)
    return LISTING.page(
        asked,
        found,
        drawn=[(row, [in_words(each, row.terms) for each in row.reasons]) for row in found.rows],
        shown=asked.more["show"],
        words_of=widening_words,
        worker_choices=filters.workers(access.current_actor()),
    )


@blueprint.post(f"{PATH}/export")
@access.allow("households.export")
def export() -> Answer:
    """The list as a file; the asking, and what for, goes on record (T44)."""
    return LISTING.file("who-could-offer-more", could_widen.export, _cells)


@blueprint.get(f"{PATH}/<reference>")
@access.allow("widening.view")
def record(reference: str) -> Answer:
    """Why one might ask them, what it would come to, and the ways to ask."""
    found = asking(reference, access.current_actor())
    if found.candidate is None:
        return make_response(render_template("pages/carers/widening/nobody.html", seen=found.household))
    about = ", ".join(widening_words.TO_ASK[each.code] for each in found.candidate.reasons)
    return _page(found, WideningAskForm(data={"what": f"{TO_ASK}{': ' * bool(about)}{about}"[:LONGEST]}))


@blueprint.post(f"{PATH}/<reference>")
@access.allow("widening.ask")
def ask(reference: str) -> Response:
    """Put it among the things to do."""
    by = access.current_actor()
    found = asking(reference, by)
    if found.candidate is None:
        return make_response(render_template("pages/carers/widening/nobody.html", seen=found.household), 422)
    candidate = found.candidate
    form = WideningAskForm(request.form)
    if not form.validate():
        return _page(found, form, 422)

    def do() -> str:
        codes = [each.code for each in candidate.reasons]
        commands.ask(
            found.household.identity.id,
            codes,
            what=form.what.data or "",
            due_on=form.due_on.data,
            by=by,
            anyway=bool(form.anyway.data),
        )
        flash(f"It is on the list for {said(form.due_on.data)}, and they count as asked.", "success")
        return url_for(".listing")

    try:
        return sent_once(form, do)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        if isinstance(refusal, LooksLikeAddress):
            form.anyway.errors = ["Put it under People, or tick this to keep it here"]
        return _page(found, form, 422)


def in_words(reason: Reason, terms: Terms) -> str:
    """What was found, in words."""
    youngest, oldest = reason.ages or (0, 0)
    labels = dict(choices.labels("offers", access.current_actor()))
    text = widening_words.FOUND[reason.code].format(
        day=said(reason.since) if reason.since else "",
        rooms=count(reason.count, "spare bedroom"),
        wished=count(reason.count, "child", "children"),
        places=count(terms.places, "place"),
        youngest=youngest,
        oldest=oldest,
        ages=_ages(terms),
        kinds=", ".join(labels.get(kind, kind) for kind in reason.kinds).lower(),
    )
    return f"{text}."


def _ages(terms: Terms) -> str:
    if terms.age_from is None and terms.age_to is None:
        return "any age"
    if terms.age_to is None:
        return f"ages from {terms.age_from}"
    return f"ages {terms.age_from or 0} to {terms.age_to}"


def _page(found: Asking, form: WideningAskForm, code: int = 200) -> Answer:
    form.leave_out_unasked()
    row = found.candidate
    page = render_template(
        "pages/carers/widening/record.html",
        seen=found.household,
        row=row,
        lines=[in_words(each, row.terms) for each in row.reasons] if row else [],
        form=form,
        letter=found.letter,
        reached=found.reached,
    )
    return make_response(page, code)


def _cells(row: Candidate) -> tuple[Any, ...]:
    home, terms = row.home, row.terms
    why = " ".join(in_words(each, terms) for each in row.reasons)
    return (
        *(home.reference, home.name, home.area, home.agency, terms.places, terms.age_from, terms.age_to),
        *(row.beds, why, row.asked.on if row.asked else None, home.worker),
    )
