"""Enquiries: a household's first, and those of a household that is known and comes back."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock, words
from crm.commands import enquiries, journeys
from crm.commands.enquiries import Details, NewCarer, NewHousehold
from crm.commands.once import do_once
from crm.errors import Refused
from crm.forms.enquiries import JourneyForm, NewEnquiryForm
from crm.journey.ranges import Route
from crm.reads import choices, household
from crm.reads.household import HouseholdSeen

blueprint = Blueprint("enquiries", __name__)


@blueprint.get("/enquiries")
@access.allow("households.view")
def listing() -> Response:
    """The households that are at their enquiry, newest first."""
    return redirect(url_for("households.listing", stage="enquiry", sort="enquired-desc"))


@blueprint.get("/enquiries/new")
@access.allow("households.create")
def form() -> Answer:
    """Log an enquiry of a household that is not known yet."""
    return _page(_asked())


@blueprint.post("/enquiries/new")
@access.allow("households.create")
def send() -> Response:
    """Make the household and begin its first journey: both, or neither."""
    by = access.current_actor()
    asked = _asked(request.form)
    if not asked.validate():
        return _page(asked, 422)

    def do() -> str:
        logged = enquiries.log_enquiry(
            choices.agency_id(_agency(asked, by.agency_ids), by),
            people=NewHousehold(
                carers=tuple(_carers(asked)), address=asked.address.data, postcode=asked.postcode.data
            ),
            details=_details(asked),
            received_on=asked.happened_on.data,
            by=by,
        )
        flash(f"The enquiry is on record. The household's reference is {logged.reference}.", "success")
        return url_for("household.record", reference=logged.reference)

    try:
        return redirect(do_once(asked.idempotency_key.data or "", do, by=by), 303)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _page(asked, 422)


@blueprint.get("/households/<reference>/journeys/new")
@access.allow("households.record")
def journey_form(reference: str) -> Answer:
    """A new enquiry of a household that is known."""
    seen = household.household(reference, "record", access.current_actor())
    return _journey_page(seen, _asked_of(seen))


@blueprint.post("/households/<reference>/journeys/new")
@access.allow("households.record")
def send_journey(reference: str) -> Response:
    """Begin another journey of a household."""
    by = access.current_actor()
    seen = household.household(reference, "record", by)
    asked = _asked_of(seen, request.form)
    if not asked.validate():
        return _journey_page(seen, asked, 422)

    def do() -> str:
        journeys.begin(seen.identity.id, route=Route(asked.route.data), first=asked.event(), by=by)
        flash("A new journey has begun.", "success")
        return url_for("household.record", reference=seen.identity.reference)

    try:
        return redirect(do_once(asked.idempotency_key.data or "", do, by=by), 303)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _journey_page(seen, asked, 422)


def _asked(sent: Any = None) -> NewEnquiryForm:
    by = access.current_actor()
    own = choices.own_agencies(by)
    form = NewEnquiryForm(sent, data={"happened_on": clock.today()})
    form.offer("agency", own)
    form.offer("source", choices.reasons("sources", by))
    if len(own) == 1:
        form.leave_out("agency")
    return form


def _agency(asked: NewEnquiryForm, agency_ids: tuple[int, ...]) -> str | None:
    return asked.agency.data if len(agency_ids) > 1 else None


def _carers(asked: NewEnquiryForm) -> list[NewCarer]:
    first = NewCarer(asked.name.data or "", asked.email.data, asked.phone.data)
    return [first, NewCarer(asked.second_name.data)] if asked.second_name.data else [first]


def _details(asked: NewEnquiryForm) -> Details:
    names = ("source", "employer", "campaign")
    return Details(route=Route(asked.route.data), **{name: asked[name].data for name in names})


def _asked_of(seen: HouseholdSeen, sent: Any = None) -> JourneyForm:
    form = JourneyForm(sent, data={"happened_on": clock.today()})
    form.offer("source", seen.choices.pairs("sources"))
    return form


def _earlier(seen: HouseholdSeen) -> list[tuple[str, date]]:
    """The enquiries with which the household's journeys began."""
    began = [(words.ROUTES[each.route], each.enquired_on) for each in reversed(seen.journeys)]
    return [(f"{route}: enquired", day) for route, day in began if day]


def _page(asked: NewEnquiryForm, code: int = 200) -> Answer:
    return make_response(render_template("pages/enquiries/new.html", form=asked), code)


def _journey_page(seen: HouseholdSeen, asked: JourneyForm, code: int = 200) -> Answer:
    return make_response(
        render_template("pages/enquiries/journey.html", seen=seen, form=asked, so_far=_earlier(seen)), code
    )
