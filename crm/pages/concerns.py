"""Allegations, complaints and standards of care: the register, one of them, and what was said only when asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, care_words, words
from crm.commands import concerns as commands
from crm.commands.concerns import Raised
from crm.errors import NotFound, Refused
from crm.forms.concerns import ConcernForm, ConcernOutcomeForm, ConcernReasonForm, ConcernStepForm
from crm.forms.govuk import Form
from crm.pages.carers import Listing
from crm.pages.household_head import head_of
from crm.pages.sent_once import sent_once
from crm.reads import choices, concerns
from crm.reads.concerns import ALL, CLOSED, STRUCK, ConcernSeen, OfHousehold

blueprint = Blueprint("concerns", __name__)

PATH = "/carers/concerns"
ONE = f"{PATH}/<int:concern>"
HOME = "/households/<reference>/concerns"
COLUMNS = ("Reference", "Name", "Council", "What", "Received", "LADO told", "Steps", "Outcome", "Closed")
KNOWN = {"state": (CLOSED, ALL, STRUCK), "kind": care_words.CONCERNS}
LISTING = Listing(PATH, "register", COLUMNS, KNOWN, exported="concerns.export")


@blueprint.get(PATH)
@access.allow("concerns.view")
def listing() -> Answer:
    """What is open, or what is asked for; without what was said."""
    asked = LISTING.read()
    return LISTING.page(asked, asked.of(concerns.listing))


@blueprint.post(f"{PATH}/export")
@access.allow("concerns.export")
def export() -> Answer:
    """The register as a file, without what was said; the asking goes on record (T44)."""
    return LISTING.file("concerns", concerns.export, _cells)


@blueprint.get(HOME)
@access.allow("concerns.view")
def of_household(reference: str) -> str:
    """What was raised about one household, for those who are near it."""
    found = concerns.of_household(reference, access.current_actor())
    return render_template("pages/concerns/household.html", found=found, **head_of(found.household, "concerns"))


@blueprint.get(f"{HOME}/new")
@access.allow("concerns.record")
def form(reference: str) -> Answer:
    """The form for something that was raised."""
    found = _near(reference)
    return form_page(
        ConcernForm(data={"places": 0}), "Record what was raised", _home(found.household.identity.reference)
    )


@blueprint.post(f"{HOME}/new")
@access.allow("concerns.record")
def send(reference: str) -> Response:
    """Put it on record."""
    found = _near(reference)
    asked = ConcernForm(request.form)
    identity = found.household.identity

    def do() -> str:
        raised = Raised(
            kind=asked.kind.data or "",
            received_on=asked.received_on.data,
            account=asked.account.data or "",
            lado_told_on=asked.lado_told_on.data,
            places=asked.places.data or 0,
        )
        number = commands.raise_(identity.id, raised, by=access.current_actor())
        return url_for("concerns.record", concern=number)

    return send_form(asked, "Record what was raised", _home(identity.reference), do)


@blueprint.get(ONE)
@access.allow("concerns.view")
def record(concern: int) -> Answer:
    """One of them: its days and steps; what was said is asked for."""
    return _page(concerns.concern(concern, access.current_actor()))


@blueprint.get(f"{ONE}/said")
@access.allow("concerns.view")
def hidden(concern: int) -> Response:
    """It is shown only where it was just asked for: back to where one can ask."""
    return redirect(url_for("concerns.record", concern=concern))


@blueprint.post(f"{ONE}/said")
@access.allow("concerns.record")
def show(concern: int) -> Answer:
    """What was said and noted, this once."""
    by = access.current_actor()
    found = concerns.concern(concern, by)
    asked = _why(found, request.form)
    if not asked.validate():
        return _page(found, asked, 422)
    return _page(concerns.told(concern, asked.why.data or "", by))


@blueprint.get(f"{ONE}/step")
@access.allow("concerns.record")
def step_form(concern: int) -> Answer:
    """The form for what was done."""
    found = concerns.concern(concern, access.current_actor())
    return form_page(_step(found), "Record what was done", _one(concern))


@blueprint.post(f"{ONE}/step")
@access.allow("concerns.record")
def send_step(concern: int) -> Response:
    """Put it on record."""
    asked = _step(concerns.concern(concern, access.current_actor()), request.form)

    def do() -> str:
        kind, note = asked.kind.data or "", asked.note.data or ""
        commands.step(concern, kind=kind, on=asked.on.data, note=note, by=access.current_actor())
        return _one(concern)

    return send_form(asked, "Record what was done", _one(concern), do)


@blueprint.get(f"{ONE}/outcome")
@access.allow("concerns.record")
def outcome_form(concern: int) -> Answer:
    """The form for what came of it."""
    found = concerns.concern(concern, access.current_actor())
    return form_page(_outcome(found), "Record what came of it", _one(concern))


@blueprint.post(f"{ONE}/outcome")
@access.allow("concerns.record")
def send_outcome(concern: int) -> Response:
    """Put it on record, and let its places be used again."""
    asked = _outcome(concerns.concern(concern, access.current_actor()), request.form)

    def do() -> str:
        commands.close(concern, outcome=asked.outcome.data or "", on=asked.on.data, by=access.current_actor())
        return _one(concern)

    return send_form(asked, "Record what came of it", _one(concern), do)


def _near(reference: str) -> OfHousehold:
    """A household that the person is near; NotFound: they do not work with it."""
    found = concerns.of_household(reference, access.current_actor())
    if not found.near:
        raise NotFound("There is no such page")
    return found


def send_form(asked: Form, title: str, back: str, do: Callable[[], str]) -> Response:
    """Do what was asked, once, and lead to where `do` says; or show the form again with what is wrong."""
    if not asked.validate():
        return form_page(asked, title, back, 422)

    def once() -> str:
        where = do()
        flash("It is on record.", "success")
        return where

    try:
        return sent_once(asked, once)
    except NotFound:
        raise
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return form_page(asked, title, back, 422)


def form_page(asked: Form, title: str, back: str, code: int = 200) -> Answer:
    """A form about what was raised."""
    page = render_template("pages/concerns/form.html", form=asked, title=title, back=back, action=request.path)
    return make_response(page, code)


def _page(found: ConcernSeen, asked: ConcernReasonForm | None = None, code: int = 200) -> Answer:
    page = render_template("pages/concerns/record.html", found=found, why=asked or _why(found))
    return make_response(page, code)


def _why(found: ConcernSeen, sent: Any = None) -> ConcernReasonForm:
    asked = ConcernReasonForm(sent)
    asked.why.choices = found.choices.pairs("concern_reasons")
    return asked


def _step(found: ConcernSeen, sent: Any = None) -> ConcernStepForm:
    asked = ConcernStepForm(sent)
    asked.kind.choices = found.choices.pairs("concern_steps")
    return asked


def _outcome(found: ConcernSeen, sent: Any = None) -> ConcernOutcomeForm:
    asked = ConcernOutcomeForm(sent)
    asked.outcome.choices = found.choices.pairs("concern_outcomes")
    return asked


def _home(reference: str) -> str:
    return url_for("concerns.of_household", reference=reference)


def _one(concern: int) -> str:
    return url_for("concerns.record", concern=concern)


def _cells(row: ConcernSeen) -> tuple[Any, ...]:
    labels = dict(choices.labels("concern_outcomes", access.current_actor()))
    return (
        *(row.reference, row.name, row.agency, care_words.CONCERNS[row.kind], row.received_on),
        *(row.lado_told_on, len(row.steps), words.said(labels, row.outcome) if row.outcome else None),
        row.closed_on,
    )
