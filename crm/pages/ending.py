"""How an approval ends, or could: the ways out, notice that runs, the exit interview, a notice that never was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm import access, words
from crm.actor import Actor
from crm.commands import carer_notices, error_claims, following
from crm.errors import NotFound, Refused
from crm.forms.pipeline import ButtonForm
from crm.journey.events import NoticeReceived
from crm.pages.event_forms import DECISIONS, may_record, may_settle, where
from crm.pages.household_head import head_of
from crm.pages.sent_once import once_for
from crm.reads import ending
from crm.reads.ending import EndingSeen

blueprint = Blueprint("ending", __name__)

PATH = "/households/<reference>/ending"
NEVER = "The notice is struck out: it was recorded in error. The approval goes on."
OF_ONE = {
    carer_notices.DOUBT: "It is on record. A second person has to agree that it was never given.",
    carer_notices.AGREE: "It is set aside: it was never given.",
    carer_notices.KEEP: "The notice stands.",
}


@dataclass(frozen=True, slots=True)
class Way:
    """A way in which an approval ends: what the law says of it, and where it is recorded."""

    title: str
    says: str
    label: str
    href: str | None


@blueprint.get(PATH)
@access.allow("households.view")
def its_ending(reference: str) -> str:
    """The page."""
    found = ending.ending(reference, access.current_actor())
    return render_template(
        "pages/households/ending.html",
        found=found,
        ways=_ways(found),
        offer=_link(found, "exit_interview_offered"),
        close=_link(found, "exit_interview_closed"),
        key=ButtonForm().idempotency_key.data,
        may_settle=may_settle,
        decisions=DECISIONS,
        **head_of(found.household, "ending"),
    )


@blueprint.post(f"{PATH}/claims/<int:claim>/agree")
@access.allow("events.correct")
def agree(reference: str, claim: int) -> Response:
    """It was recorded in error: it is struck out, or put right as was said."""
    return _claim_settled(reference, claim, error_claims.agree)


@blueprint.post(f"{PATH}/claims/<int:claim>/decline")
@access.allow("events.correct")
def decline(reference: str, claim: int) -> Response:
    """It stands as it is on record."""
    return _claim_settled(reference, claim, error_claims.decline)


@blueprint.post(f"{PATH}/signed/<int:signed>/<what>")
@access.allow("households.correct")
def of_one(reference: str, signed: int, what: str) -> Response:
    """One carer's own notice: it was never given, as one says and a second agrees; or it stands."""
    if what not in OF_ONE:
        raise NotFound("There is no such page")

    def settle(household_id: int, number: int, *, by: Actor) -> None:
        carer_notices.settle(household_id, number, what, by=by)

    return _settled(reference, signed, settle, OF_ONE[what])


def _claim_settled(reference: str, claim: int, settle: Callable[..., None]) -> Response:
    """Settle a claim, as one may who may settle what is said of such an event."""
    found = ending.ending(reference, access.current_actor())
    waits = next((each for each in found.claims if each.id == claim), None)
    kind = waits.kind if waits else NoticeReceived.kind
    if not may_settle(kind):
        abort(403)
    if kind == NoticeReceived.kind:
        said = {error_claims.agree: NEVER, error_claims.decline: "The notice stands."}
        return _settled(reference, claim, settle, said[settle])
    did = "put right" if waits and waits.instead else "struck out"
    what = words.EVENTS[kind]
    said = {error_claims.agree: f"{what}: {did}.", error_claims.decline: f"{what}: it stands as it is on record."}
    return _settled(reference, claim, settle, said[settle], "household.record")


def _settled(
    reference: str, claim: int, settle: Callable[..., None], said: str, page: str = "ending.its_ending"
) -> Response:
    by = access.current_actor()
    found = ending.ending(reference, by)
    there = url_for(page, reference=found.household.identity.reference)

    def do() -> str:
        with following.heard() as followed:
            settle(found.household.identity.id, claim, by=by)
        flash(following.after(said, followed), "success")
        return there

    try:
        return redirect(once_for(request.form.get("idempotency_key", ""), do), 303)
    except Refused as refusal:
        flash(refusal.message, "warning")
        return redirect(there, 303)


def _ways(found: EndingSeen) -> list[Way]:
    """The ways out of an approval, each with its rule; where notice runs, only what can come before its day."""
    leave = "De-registration"
    resign = Way(
        "They resign, or go to another service",
        "From the day on which the written notice is received, 28 days; nobody has to agree, and it cannot be "
        "withdrawn (RV-8). To another service it counts as a transfer out (B-6).",
        "Record the notice",
        _link(found, "notice_received"),
    )
    service = Way(
        "The service ends it",
        "A proposal in writing with its reasons, then 28 days in which the carer may make representations or apply "
        "to the IRM; only then the decision (RV-6).",
        "Record the proposal" if found.proposed is None else "Record the de-registration",
        _link(found, "termination_proposed" if found.proposed is None else "household_deregistered"),
    )
    people = url_for("household.its_people", reference=found.household.identity.reference)
    two = found.carers > 1
    died = Way(
        "A carer dies, one stops, or the two part" if two else "The carer dies",
        "The household goes on with the other carer, and so does the approval; a review is asked for (B-18, RV-11)."
        if two
        else "The approval ends on the day of the death (B-18).",
        "Record who leaves" if two else leave,
        people if two else _link(found, "household_deregistered"),
    )
    kinship = Way(
        "The child goes home, or an order is made",
        "Return home, special guardianship, a child arrangements order, adoption or turning 18 end a kinship "
        "approval; none of them is a carer lost.",
        leave,
        _link(found, "household_deregistered"),
    )
    if found.running:
        return [died]
    return [resign, *([kinship] if found.kinship else []), service, died]


def _link(found: EndingSeen, kind: str) -> str | None:
    """Where an event of a kind is recorded, if the person may; else nothing."""
    if found.number is None or not may_record(kind):
        return None
    return where(kind, found.household.identity.reference, found.number)
