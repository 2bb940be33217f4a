"""What was raised by mistake is struck out, a step taken back, what is wrong of it put right: by a manager."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import concerns_put_right as commands
from crm.commands.concerns_put_right import Right
from crm.errors import NotFound
from crm.forms.concerns import ConcernRightForm
from crm.forms.placements import StrikeOutForm
from crm.journey.saying import said
from crm.pages.concerns import ONE, form_page, send_form
from crm.reads import concerns
from crm.reads.concerns import ConcernSeen

blueprint = Blueprint("concerns_put_right", __name__)

RIGHT, STRIKE = "Put right what was raised", "Strike out what was raised"
STEP = f"{ONE}/steps/<int:concern_step>/take-back"


@blueprint.get(f"{ONE}/edit")
@access.allow("concerns.correct")
def right_form(concern: int) -> Answer:
    """The form with what it says."""
    found = concerns.concern(concern, access.current_actor())
    return form_page(_righting(found, data=_known(found)), RIGHT, _one(concern))


@blueprint.post(f"{ONE}/edit")
@access.allow("concerns.correct")
def put_right(concern: int) -> Response:
    """Put what is right in its place."""
    found = concerns.concern(concern, access.current_actor())
    asked = _righting(found, request.form)

    def do() -> str:
        right = Right(
            kind=asked.kind.data or "",
            received_on=asked.received_on.data,
            outcome=asked.outcome.data if "outcome" in asked else None,
            closed_on=asked.closed_on.data if "closed_on" in asked else None,
        )
        because, version = asked.because.data or "", asked.version.data or ""
        commands.correct(concern, right, because=because, version=version, by=access.current_actor())
        return _one(concern)

    return send_form(asked, RIGHT, _one(concern), do)


@blueprint.get(f"{ONE}/strike-out")
@access.allow("concerns.correct")
def striking_out(concern: int) -> Answer:
    """Why it was never raised."""
    found = concerns.concern(concern, access.current_actor())
    return form_page(_striking(found, data={"version": found.version}), STRIKE, _one(concern))


@blueprint.post(f"{ONE}/strike-out")
@access.allow("concerns.correct")
def strike_out(concern: int) -> Response:
    """Record that it was recorded by mistake."""
    asked = _striking(concerns.concern(concern, access.current_actor()), request.form)

    def do() -> str:
        because, version = asked.because.data or "", asked.version.data or ""
        commands.strike_out(concern, because=because, version=version, by=access.current_actor())
        return _one(concern)

    return send_form(asked, STRIKE, _one(concern), do)


@blueprint.get(STEP)
@access.allow("concerns.correct")
def taking_back(concern: int, concern_step: int) -> Answer:
    """Why it was never done."""
    found = concerns.concern(concern, access.current_actor())
    return form_page(_striking(found, data={"version": found.version}), _back(found, concern_step), _one(concern))


@blueprint.post(STEP)
@access.allow("concerns.correct")
def take_back(concern: int, concern_step: int) -> Response:
    """Record that it was said to be done by mistake."""
    found = concerns.concern(concern, access.current_actor())
    asked = _striking(found, request.form)

    def do() -> str:
        because, version = asked.because.data or "", asked.version.data or ""
        commands.take_back(concern, concern_step, because=because, version=version, by=access.current_actor())
        return _one(concern)

    return send_form(asked, _back(found, concern_step), _one(concern), do)


def _back(found: ConcernSeen, step: int) -> str:
    """What is taken back, in words. NotFound: it has no such step."""
    one = next((each for each in (*found.steps, *found.taken_back) if each.id == step), None)
    if one is None:
        raise NotFound("There is no such record")
    return f"Take back: {found.choices.said('concern_steps', one.kind)}, {said(one.on)}"


def _righting(found: ConcernSeen, sent: Any = None, **own: Any) -> ConcernRightForm:
    asked = ConcernRightForm(sent, **own)
    asked.because.choices = found.choices.correction_reasons("correct")
    if found.closed_on is None:
        del asked["outcome"]
        del asked["closed_on"]
    else:
        asked.outcome.choices = found.choices.pairs("concern_outcomes")
    return asked


def _striking(found: ConcernSeen, sent: Any = None, **own: Any) -> StrikeOutForm:
    asked = StrikeOutForm(sent, **own)
    asked.because.choices = found.choices.correction_reasons("strike_out")
    return asked


def _known(found: ConcernSeen) -> dict[str, Any]:
    names = ("kind", "received_on", "outcome", "closed_on", "version")
    return {name: getattr(found, name) for name in names}


def _one(concern: int) -> str:
    return url_for("concerns.record", concern=concern)
