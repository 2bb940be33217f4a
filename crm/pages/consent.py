"""Whether a household may be kept in touch with: what it said, and writing down that it says something else."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import people as commands
from crm.errors import Refused, Stale
from crm.forms.consent import NEVER, YES, ConsentForm
from crm.pages.sent_once import sent_once
from crm.reads import consent
from crm.reads.consent import ConsentSeen

blueprint = Blueprint("consent", __name__)


@blueprint.get("/households/<reference>/keep-in-touch")
@access.allow("households.edit")
def form(reference: str) -> Answer:
    """What they said last, and the question to ask them."""
    found = consent.consent(reference, access.current_actor())
    return _page(found, _asked(found))


@blueprint.post("/households/<reference>/keep-in-touch")
@access.allow("households.edit")
def send(reference: str) -> Response:
    """Put on record what they say now; what they said before is kept."""
    by = access.current_actor()
    found = consent.consent(reference, by)
    asked = _asked(found, request.form)
    if not asked.validate():
        return _page(found, asked, 422)
    there = url_for("enquiries.of_household", reference=found.household.identity.reference)

    def do() -> str:
        home, version = found.household.identity.id, _number(asked.version.data or "")
        if asked.answer.data == NEVER:
            commands.opt_out(home, version=version, on=asked.on.data, by=by)
        else:
            agreed = asked.answer.data == YES
            commands.answer_consent(home, agreed=agreed, version=version, on=asked.on.data, by=by)
        flash("What they said is on record.", "success")
        return there

    try:
        return sent_once(asked, do)
    except Stale:
        found = consent.consent(reference, by)  # as the other left it: the page says what they said last
        asked.version.data = str(found.household.identity.version)
        asked.refuse("Somebody changed this household after you had opened this page. See what is on record now.")
        return _page(found, asked, 409)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _page(found, asked, 422)


def _number(version: str) -> int:
    """The version that the form carries; one that nobody has, if it was tampered with."""
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0


def _asked(found: ConsentSeen, sent: Any = None) -> ConsentForm:
    asked = ConsentForm(sent, data={"version": found.household.identity.version})
    asked.answer.hint = found.question
    return asked


def _page(found: ConsentSeen, asked: ConsentForm, code: int = 200) -> Answer:
    page = render_template("pages/consent/form.html", found=found, seen=found.household, form=asked)
    return make_response(page, code)
