"""Putting right what was recorded of a visit. What it said before stays on record."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import visits as booked
from crm.commands import visits_put_right as commands
from crm.commands.pasted_addresses import LooksLikeAddress
from crm.commands.visits_put_right import HELD, Right
from crm.errors import Refused, Stale
from crm.forms.visits_booked import PutRightForm
from crm.pages import promise_words
from crm.pages.both_sides import Rows, on_record
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once
from crm.reads import visits
from crm.reads.visits import VisitSeen

blueprint = Blueprint("visits_put_right", __name__)

PATH = "/households/<reference>/visits/<int:visit>/correct"


@blueprint.get(PATH)
@access.allow("households.contact")
def form(reference: str, visit: int) -> Response:
    """The form that recorded it, filled in with what it says."""
    found = visits.visit(reference, visit, access.current_actor())
    return _page(found, _asked(found)) if found.visit.may_be_put_right else redirect(_where(found))


@blueprint.post(PATH)
@access.allow("households.contact")
def send(reference: str, visit: int) -> Response:
    """Put what is right in the place of what was said."""
    by = access.current_actor()
    found = visits.visit(reference, visit, by)
    asked = _asked(found, request.form)
    if not asked.validate():
        return _page(found, asked, 422)
    right = Right(
        how=str(asked.how.data),
        on=asked.on.data,
        outcome=asked.outcome.data if "outcome" in asked else None,
        report=asked.report.data or "",
        again_on=asked.again_on.data if "again_on" in asked else None,
        anyway=bool(asked.anyway.data),
    )

    def do() -> str:
        home, which = found.household.identity, number_of(asked.version.data or "")
        calls = promise_words.standing(reference, by)
        commands.correct(home.id, visit, right, because=asked.why.data or "", version=which, by=by)
        after = promise_words.standing(reference, by)
        told = promise_words.became(calls, after, again=right.again_on not in after.values())
        flash(
            f"The visit is put right. What it said before stays on record.{told if calls != after else ''}",
            "success",
        )
        return _where(found)

    try:
        return sent_once(asked, do)
    except Stale as stale:
        found = visits.visit(reference, visit, by)
        asked.version.data = str(len(found.visit.before))
        asked.refuse(stale.message)
        return _page(found, asked, 409, on_record(asked, _says(found)))
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        if isinstance(refusal, LooksLikeAddress):
            asked.anyway.errors = ["Put it under People, or tick this to keep it here"]
        return _page(found, asked, 422)


def _says(found: VisitSeen) -> dict[str, Any]:
    line = found.visit
    held = line.state == booked.DONE
    return {
        "how": HELD if held else line.outcome,
        "on": line.happened_on,
        "outcome": line.outcome if held else None,
        "again_on": line.again_on,
        "report": line.report,
    }


def _asked(found: VisitSeen, sent: Any = None) -> PutRightForm:
    """The form: what came of it is asked of an initial visit and of another, and the rest of none."""
    line, choices = found.visit, found.household.choices
    asked = PutRightForm(sent, data={**_says(found), "version": len(line.before)})
    listed = [each for each in choices.entries("visit_outcomes") if line.purpose not in each.get("except", ())]
    offered = {each["code"]: each["label"] for each in listed}
    if line.state == booked.DONE and line.outcome:
        offered.setdefault(line.outcome, choices.said("visit_outcomes", line.outcome))
    asked.outcome.choices = tuple(offered.items())
    asked.why.choices = choices.correction_reasons("correct")
    if line.purpose not in booked.PLAIN:
        del asked["outcome"]
    if line.purpose != "initial":
        del asked["again_on"]
    return asked


def _where(found: VisitSeen) -> str:
    return url_for("visits.record", reference=found.household.identity.reference, visit=found.visit.id)


def _page(found: VisitSeen, asked: PutRightForm, code: int = 200, meanwhile: Rows | None = None) -> Answer:
    asked.leave_out_unasked()
    page = render_template(
        "pages/visits/correct.html", seen=found.household, visit=found.visit, form=asked, meanwhile=meanwhile or []
    )
    return make_response(page, code)
