"""Enquiries: a household's first, and those of a household that is known and comes back."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock, words
from crm.commands import enquiries as commands
from crm.commands.enquiries import Details, NewHousehold
from crm.errors import Refused
from crm.forms.enquiries import JourneyForm
from crm.journey.ranges import Route
from crm.pages.household_head import head_of
from crm.pages.log_enquiry import TEXTS, refuse, said_of
from crm.pages.sent_once import sent_once
from crm.reads import choices, enquiries, household
from crm.reads.household import HouseholdSeen

blueprint = Blueprint("enquiries", __name__)


@blueprint.get("/households/<reference>/enquiries")
@access.allow("households.view")
def of_household(reference: str) -> str:
    """What a household said each time it asked."""
    found = enquiries.of_household(reference, access.current_actor())
    head = head_of(found.household, "enquiries")
    return render_template("pages/enquiries/of_household.html", found=found, **head)


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
        logged = commands.log_enquiry(
            seen.identity.agency_id,
            people=NewHousehold(),
            details=_details(asked),
            received_on=asked.happened_on.data,
            by=by,
            household_id=seen.identity.id,
            anyway=bool(asked.anyway.data),
            anew=True,
        )
        for text, kind in said_of([logged]):
            flash(text, kind)
        return url_for("household.record", reference=seen.identity.reference)

    try:
        return sent_once(asked, do)
    except Refused as refusal:
        refuse(asked, refusal)
        return _journey_page(seen, asked, 422)


def _details(asked: JourneyForm) -> Details:
    agreed = {"yes": True, "no": False}
    return Details(
        route=Route(asked.route.data),
        interests=asked.interests.data,
        needs=asked.needs.data,
        spoke=bool(asked.spoke.data),
        keep_in_touch=agreed.get(asked.keep_in_touch.data or ""),
        **{name: asked[name].data for name in TEXTS if name in asked},
    )


def _asked_of(seen: HouseholdSeen, sent: Any = None) -> JourneyForm:
    form = JourneyForm(sent, data={"happened_on": clock.today()})
    for question, listed in form.lists.items():
        form.offer(question, seen.choices.pairs(listed))
    form.keep_in_touch.hint = choices.text("keep_in_touch_wording", access.current_actor())
    return form


def _earlier(seen: HouseholdSeen) -> list[tuple[str, date]]:
    """The enquiries with which the household's journeys began."""
    began = [(words.ROUTES[each.route], each.enquired_on) for each in reversed(seen.journeys)]
    return [(f"{route}: enquired", day) for route, day in began if day]


def _journey_page(seen: HouseholdSeen, asked: JourneyForm, code: int = 200) -> Answer:
    asked.settle()
    return make_response(
        render_template("pages/enquiries/journey.html", seen=seen, form=asked, so_far=_earlier(seen)), code
    )
