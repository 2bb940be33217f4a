"""What carers propose to change of what is known: the queue, one beside what is on record, and its answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, detail_words
from crm.clock import day_of
from crm.commands import detail_proposals as commands
from crm.errors import Refused
from crm.forms.govuk import Form
from crm.forms.imports import ButtonForm
from crm.forms.own_details import DeclineDetailsForm, WhyForm
from crm.pages.carers import Listing
from crm.pages.profiles import number_of
from crm.pages.sent_once import once_for
from crm.pages.shown_once import sent_again
from crm.reads import detail_proposals
from crm.reads.detail_proposals import STATES, Line, ProposalSeen

blueprint = Blueprint("detail_proposals", __name__)

PATH = "/carers/details"
ONE = f"{PATH}/<int:proposal>"
COLUMNS = ("Reference", "Name", "Council", "Sent on", "Sent by", "About", "State", "Worker")
LISTING = Listing(PATH, "details", COLUMNS, {"state": STATES})


@blueprint.get(PATH)
@access.allow("details.view")
def listing() -> Answer:
    """Those that wait for an answer, or what is asked for."""
    asked = LISTING.read()
    return LISTING.page(asked, asked.of(detail_proposals.queue), words=detail_words)


@blueprint.post(f"{PATH}/export")
@access.allow("households.export")
def export() -> Answer:
    """The list as a file; the asking, and what for, goes on record (T44)."""
    return LISTING.file("details", detail_proposals.export, _cells)


@blueprint.get(ONE)
@access.allow("details.view")
def record(proposal: int) -> Answer:
    """A proposal beside what is on record, and its answer; an address only when asked."""
    return _page(detail_proposals.one(proposal, access.current_actor()))


@blueprint.get(f"{ONE}/address")
@access.allow("households.address")
def hidden(proposal: int) -> Response:
    """It is shown only where it was just asked for: back to where one can ask."""
    return redirect(url_for(".record", proposal=proposal))


@blueprint.post(f"{ONE}/address")
@access.allow("households.address")
def show_address(proposal: int) -> Response:
    """The address on record and the one proposed, this once."""
    by = access.current_actor()
    found = detail_proposals.one(proposal, by)
    form = _why(found, request.form)
    if not form.validate():
        return _page(found, why=form, code=422)
    return sent_again(form) or _page(detail_proposals.one_with_address(proposal, form.why.data or "", by))


@blueprint.post(f"{ONE}/accept")
@access.allow("details.answer")
def accept(proposal: int) -> Response:
    """Put it on record."""
    found = detail_proposals.one(proposal, access.current_actor())
    form = ButtonForm(request.form)

    def do(version: int) -> None:
        commands.accept(proposal, version=version, by=access.current_actor())

    return _send(found, form, do, "It is on record. The carer is told.", None)


@blueprint.post(f"{ONE}/decline")
@access.allow("details.answer")
def decline(proposal: int) -> Response:
    """Decline it, for a reason that the carer is mailed."""
    found = detail_proposals.one(proposal, access.current_actor())
    form = _declining(found, request.form)
    if not form.validate():
        return _page(found, declining=form, code=422)

    def do(version: int) -> None:
        reason, answer = form.reason.data or "", form.answer.data or ""
        commands.decline(proposal, version=version, reason=reason, answer=answer, by=access.current_actor())

    return _send(found, form, do, "It is declined. The carer is told why.", form)


def _send(
    found: ProposalSeen, form: Form, do: Callable[[int], None], said: str, declining: DeclineDetailsForm | None
) -> Response:
    """Answer it once, and go back to the queue; refused, the page as it is by now says why."""
    by, number = access.current_actor(), found.proposal.number

    def once() -> str:
        do(number_of(form.version.data or ""))
        flash(said, "success")
        return url_for(".listing")

    key = f"{request.path.rpartition('/')[2]}-{form.idempotency_key.data}"[:64]
    try:
        return redirect(once_for(key, once), 303)
    except Refused as refusal:
        now = detail_proposals.one(number, by)
        if declining is None:
            return _page(now, refused=refusal.message, code=422)
        declining.renew_key()
        declining.version.data = str(now.proposal.version)
        declining.refuse(refusal.message, refusal.field)
        return _page(now, declining=declining, code=422)


def _why(found: ProposalSeen, sent: Any = None) -> WhyForm:
    form = WhyForm(sent)
    form.why.choices = found.household.choices.pairs("address_reasons")
    return form


def _declining(found: ProposalSeen, sent: Any = None) -> DeclineDetailsForm:
    form = DeclineDetailsForm(sent, data={"version": str(found.proposal.version)})
    form.reason.choices = found.household.choices.pairs("details_declined_reasons")
    return form


def _page(
    found: ProposalSeen,
    *,
    declining: DeclineDetailsForm | None = None,
    why: WhyForm | None = None,
    refused: str = "",
    code: int = 200,
) -> Answer:
    declining, why = declining or _declining(found), why or _why(found)
    above: list[tuple[str, str | None]] = [(refused, None)] if refused else []
    page = render_template(
        "pages/carers/details/record.html",
        found=found,
        seen=found.household,
        proposal=found.proposal,
        declining=declining,
        why=why,
        problems=[*above, *declining.problems(), *why.problems()],
        key=ButtonForm().idempotency_key.data,
        words=detail_words,
    )
    return make_response(page, code)


def _cells(row: Line) -> tuple[Any, ...]:
    return (
        *(row.reference, row.name, row.agency, day_of(row.sent_at), row.sent_by),
        *(detail_words.KINDS[row.kind], detail_words.STATES[row.state].text, row.worker),
    )
