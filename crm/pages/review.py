"""A household's next review: what is gathered for it, whether the range can be wider, and the terms made wider."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock
from crm.commands import ranges, review_lines
from crm.commands.review_lines import Told
from crm.errors import Refused
from crm.forms.govuk import Form
from crm.forms.review_lines import OTHER, REPORT, ReviewLineForm
from crm.forms.widening import WideningForm
from crm.pages.household_head import head_of
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once
from crm.reads import recording, review_page
from crm.reads.recording import JourneyHeld
from crm.reads.review_page import ReviewSeen

blueprint = Blueprint("review", __name__)

PATH = "/households/<reference>/review"
VIEWS, WIDER = "Record views or the report", "Widen the terms"


@blueprint.get(PATH)
@access.allow("reviews.view")
def record(reference: str) -> str:
    """When it is due, whose views are asked and have come, and what is short today."""
    found = review_page.review(reference, access.current_actor())
    return render_template("pages/review/record.html", found=found, **head_of(found.household, "review"))


@blueprint.get(f"{PATH}/views")
@access.allow("households.record")
def form(reference: str) -> Answer:
    """The form for somebody's views; an address may say whose."""
    found = review_page.review(reference, access.current_actor())
    whose = request.args.get("whose", "")
    known = next((each for each in found.voices if f"{each.kind}:{each.who}" == whose), None)
    days = {"asked_on": known.asked_on, "received_on": known.received_on} if known else {}
    if whose == REPORT:
        days = {"asked_on": None, "received_on": found.report_on or clock.today()}
    return _page(found, _asking(found, data={"whose": whose, "version": found.version, **days}), VIEWS)


@blueprint.post(f"{PATH}/views")
@access.allow("households.record")
def send(reference: str) -> Response:
    """Record it."""
    found = review_page.review(reference, access.current_actor())
    asked = _asking(found, request.form)

    def do() -> None:
        kind, _, who = (asked.whose.data or "").partition(":")
        who = who or (asked.other.data or "" if asked.whose.data == OTHER else "")
        told = Told(kind, who or None, asked.asked_on.data, asked.received_on.data)
        shown = number_of(asked.version.data or "")
        review_lines.tell(found.household.identity.id, told, by=access.current_actor(), version=shown)
        flash("It is on record for the review.", "success")

    return _send(found, asked, VIEWS, do)


@blueprint.get(f"{PATH}/wider")
@access.allow("households.decide")
def widening(reference: str) -> Answer:
    """The terms as they are, to be made wider with the carer's written agreement (RV-7)."""
    found = review_page.review(reference, access.current_actor())
    data = WideningForm.of(found.terms, clock.today()) if found.terms else {}
    return _page(found, _widening(found, data=data), WIDER)


@blueprint.post(f"{PATH}/wider")
@access.allow("households.decide")
def widen(reference: str) -> Response:
    """Change the terms: proposed and agreed on the same day, with the support that the carer needs."""
    found = review_page.review(reference, access.current_actor())
    asked = _widening(found, request.form)

    def do() -> None:
        if found.terms is None or found.journey is None:
            raise Refused(
                "This household is not approved today, so it has no terms to widen. Record the approval first, or, "
                "if its end is on record by mistake, put that right on the timeline."
            )
        event = asked.change(found.terms)
        if event is None:
            raise Refused("Change what becomes wider: places, ages or kinds of fostering", field="places")
        by = access.current_actor()
        held: JourneyHeld = recording.journey(reference, found.journey, by)
        ranges.widen(held.household_id, held.journey.id, event, support=asked.support.data or "", by=by)
        flash("The terms are wider, with the carer’s written agreement (RV-7).", "success")

    return _send(found, asked, WIDER, do)


def _asking(found: ReviewSeen, sent: Any = None, **own: Any) -> ReviewLineForm:
    form = ReviewLineForm(sent, **own)
    voices = [(f"{each.kind}:{each.who}", each.label) for each in found.voices]
    form.whose.choices = (*voices, (OTHER, "Another council"), (REPORT, "The written report (RV-3)"))
    return form


def _widening(found: ReviewSeen, sent: Any = None, **own: Any) -> WideningForm:
    form = WideningForm(sent, **own)
    form.offer("offers", found.household.choices.pairs("offers"))
    return form


def _send(found: ReviewSeen, asked: Form, title: str, do: Callable[[], None]) -> Response:
    if not asked.validate():
        return _page(found, asked, title, 422)

    def once() -> str:
        do()
        return url_for("review.record", reference=found.household.identity.reference)

    try:
        return sent_once(asked, once)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _page(found, asked, title, 422)


def _page(found: ReviewSeen, asked: Form, title: str, code: int = 200) -> Answer:
    page = render_template(
        "pages/review/form.html",
        seen=found.household,
        found=found,
        form=asked,
        title=title,
        action=request.path,
    )
    return make_response(page, code)
