"""A carer leaves a household of two: they part, or one has died (B-18)."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import parting
from crm.errors import NotFound, Refused, Stale
from crm.forms.parting import PartingForm
from crm.pages.sent_once import sent_once
from crm.reads import household, people
from crm.reads.people import CarerSeen, PeopleSeen

blueprint = Blueprint("parting", __name__)

PATH = "/households/<reference>/people/<int:position>/leave"
CHANGED = "Somebody changed this household after you had opened this page. Look again, and send it once more."


@blueprint.get(PATH)
@access.allow("households.edit")
def form(reference: str, position: int) -> Answer:
    """When and why, and what becomes of whoever leaves."""
    found, carer = _carer(reference, position)
    return _page(found, carer, PartingForm(data={"version": found.household.identity.version}))


@blueprint.post(PATH)
@access.allow("households.edit")
def send(reference: str, position: int) -> Response:
    """Take the carer out; the household goes on with the other."""
    by = access.current_actor()
    found, carer = _carer(reference, position)
    asked = PartingForm(request.form)
    if not asked.validate():
        return _page(found, carer, asked, 422)
    version = asked.version.data or ""

    def do() -> str:
        made = parting.part(
            found.household.identity.id,
            position,
            why=asked.why.data or "",
            on=asked.on.data,
            own_household=asked.own_household.data == "yes",
            version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0,
            by=by,
        )
        flash("It is on record. The household goes on with the other carer (B-18).", "success")
        there = household.reference_of(made, by) if made else found.household.identity.reference
        return url_for("household.record", reference=there)

    try:
        return sent_once(asked, do)
    except Stale:
        found, carer = _carer(reference, position)
        asked.version.data = str(found.household.identity.version)
        asked.refuse(CHANGED)
        return _page(found, carer, asked, 409)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _page(found, carer, asked, 422)


def _carer(reference: str, position: int) -> tuple[PeopleSeen, CarerSeen]:
    """A carer of the household; NotFound where there is none at that place."""
    found = people.people(reference, access.current_actor())
    for each in found.carers:
        if each.position == position:
            return found, each
    raise NotFound("There is no such carer")


def _page(found: PeopleSeen, carer: CarerSeen, asked: PartingForm, code: int = 200) -> Answer:
    page = render_template(
        "pages/people/leave.html",
        seen=found.household,
        carer=carer,
        only=len(found.carers) == 1,
        form=asked,
        action=request.path,
    )
    return make_response(page, code)
