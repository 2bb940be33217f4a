"""What a panel recommended that met outside Hearth, or before it: asked with who sat and why, as on an agenda."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, words
from crm.commands import panels_by_hand as commands
from crm.commands.panel_items import Told
from crm.forms.panels import ByHandForm
from crm.journey.events import HouseholdApproved
from crm.journey.saying import said
from crm.pages.panel_sending import numbers_of, send
from crm.pages.records import so_far
from crm.reads import panels, recording
from crm.reads.recording import JourneyHeld

blueprint = Blueprint("panels_by_hand", __name__)

PATH = "/households/<reference>/journeys/<int:number>/panel"


@blueprint.get(PATH)
@access.allow("panel.manage")
def form(reference: str, number: int) -> Answer:
    """The questions, or where the household stands on an agenda."""
    held = recording.journey(reference, number, access.current_actor())
    return _page(held, _asked(held))


@blueprint.post(PATH)
@access.allow("panel.manage")
def record(reference: str, number: int) -> Response:
    """Record what panel recommended, who sat, and why."""
    by = access.current_actor()
    held = recording.journey(reference, number, by)
    asked = _asked(held, request.form)
    if not asked.validate() or asked.held_on.data is None:
        return _page(held, asked, 422)
    recommendation = str(asked.recommendation.data)
    told = Told(
        recommendation=recommendation,
        reasons=asked.reasons.data or "",
        applicant_came=bool(asked.applicant_came.data),
    )

    def do() -> str:
        commands.recommended(
            held.household_id,
            held.journey.id,
            told,
            held_on=asked.held_on.data,
            members=numbers_of(asked.members.data),
            stood_down=numbers_of(asked.stood_down.data),
            joint=bool(asked.joint.data),
            by=by,
        )
        label = words.RECOMMENDATIONS[recommendation].lower()
        flash(f"Panel recommended on {said(asked.held_on.data)}: {label}. It is on record.", "success")
        return url_for("household.record", reference=reference)

    return send(asked, do, lambda code: _page(held, asked, code))


def _asked(held: JourneyHeld, sent: Any = None) -> ByHandForm:
    asked = ByHandForm(sent)
    if held.journey.first(HouseholdApproved):
        asked.recommendation.choices = tuple(words.RECOMMENDATIONS.items())
    asked.members.choices = asked.stood_down.choices = panels.ever_listed(held.household.identity.agency_id)
    return asked


def _page(held: JourneyHeld, asked: ByHandForm, code: int = 200) -> Answer:
    page = render_template(
        "pages/panels/by_hand.html",
        seen=held.household,
        number=held.number,
        form=asked,
        waiting=panels.waiting(held.journey.id),
        action=request.path,
        so_far=so_far(held.journey),
    )
    return make_response(page, code)
