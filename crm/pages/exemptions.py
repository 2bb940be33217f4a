"""Exemptions from the usual fostering limit: recorded, and ended (UL-3)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import exemptions
from crm.errors import NotFound, Refused
from crm.forms.exemptions import ExemptionEndForm, ExemptionForm
from crm.forms.govuk import Form
from crm.pages.sent_once import sent_once
from crm.reads import range_page
from crm.reads.range_page import ExemptionSeen, RangeSeen

blueprint = Blueprint("exemptions", __name__)

PATH = "/households/<reference>/range/exemptions"
NEW, END = "Record an exemption", "Record the end of an exemption"


@blueprint.get(f"{PATH}/new")
@access.allow("households.record")
def form(reference: str) -> Answer:
    """An exemption from the usual fostering limit."""
    return _form(_found(reference), ExemptionForm(), NEW)


@blueprint.post(f"{PATH}/new")
@access.allow("households.record")
def send(reference: str) -> Response:
    """Record an exemption."""
    found, asked = _found(reference), ExemptionForm(request.form)

    def do() -> None:
        exemptions.grant(
            found.household.identity.id,
            authority=asked.authority.data or "",
            children=asked.children.data or (),
            granted_on=asked.granted_on.data,
            ends_on=asked.ends_on.data,
            conditions=asked.conditions.data,
            by=access.current_actor(),
        )

    return _send(found, asked, NEW, do, "The exemption is on record.")


@blueprint.get(f"{PATH}/<int:exemption>/end")
@access.allow("households.record")
def end_form(reference: str, exemption: int) -> Answer:
    """The end of an exemption."""
    found = _found(reference)
    return _form(found, ExemptionEndForm(), END, _exemption(found, exemption))


@blueprint.post(f"{PATH}/<int:exemption>/end")
@access.allow("households.record")
def send_end(reference: str, exemption: int) -> Response:
    """Record that an exemption ended."""
    found, asked = _found(reference), ExemptionEndForm(request.form)
    ended = _exemption(found, exemption)

    def do() -> None:
        home, by = found.household.identity.id, access.current_actor()
        exemptions.end(home, exemption, on=asked.ends_on.data, by=by)

    return _send(found, asked, END, do, "The end of the exemption is on record.", ended)


def _found(reference: str) -> RangeSeen:
    return range_page.range_page(reference, None, access.current_actor())


def _exemption(found: RangeSeen, number: int) -> ExemptionSeen:
    for each in found.exemptions:
        if each.id == number:
            return each
    raise NotFound("There is no such exemption")


def _send(
    found: RangeSeen,
    asked: Form,
    title: str,
    do: Callable[[], None],
    done: str,
    exemption: ExemptionSeen | None = None,
) -> Response:
    if not asked.validate():
        return _form(found, asked, title, exemption, 422)

    def once() -> str:
        do()
        flash(done, "success")
        return url_for("ranges.record", reference=found.household.identity.reference)

    try:
        return sent_once(asked, once)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _form(found, asked, title, exemption, 422)


def _form(
    found: RangeSeen, asked: Form, title: str, exemption: ExemptionSeen | None = None, code: int = 200
) -> Answer:
    page = render_template(
        "pages/ranges/exemption.html",
        seen=found.household,
        form=asked,
        title=title,
        exemption=exemption,
        action=request.path,
    )
    return make_response(page, code)
