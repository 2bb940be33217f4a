"""The letter of a decision: drafted with its reasons, read and changed, then sent or printed; never by itself."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, words
from crm.commands import letters as commands
from crm.commands.letters import HoldsAddress
from crm.errors import NotFound, Refused
from crm.forms.letters import DecisionLetterForm
from crm.pages.sent_once import sent_once
from crm.reads import decision_letters
from crm.reads.decision_letters import DecisionLetter

blueprint = Blueprint("decision_letters", __name__)

PATH = "/households/<reference>/journeys/<int:number>/events/<int:seq>/letter"


@blueprint.get(PATH)
@access.allow("households.contact")
def form(reference: str, number: int, seq: int) -> Response:
    """The letter as it would go; of what no letter tells, one chooses another."""
    found = decision_letters.writing(reference, number, seq, access.current_actor())
    if found.template is None:
        return redirect(url_for("letters.form", reference=found.household.identity.reference))
    paper = found.opted_out or not found.emails
    drafted = {"subject": found.subject, "text": found.text, "channel": "paper" if paper else "email"}
    return _page(found, DecisionLetterForm(data=drafted))


@blueprint.post(PATH)
@access.allow("households.contact")
def send(reference: str, number: int, seq: int) -> Response:
    """Put the letter on the household's record, and send it if it goes by e-mail."""
    by = access.current_actor()
    found = decision_letters.writing(reference, number, seq, by)
    if found.template is None:
        raise NotFound("There is no such letter")
    asked, home, code = DecisionLetterForm(request.form), found.household.identity, found.template.code
    if not asked.validate():
        return _page(found, asked, 422)

    def do() -> str:
        channel = str(asked.channel.data)
        subject, text = asked.subject.data or "", asked.text.data or ""
        anyway = bool(asked.anyway.data)
        contact = commands.write(home.id, code, subject=subject, text=text, channel=channel, anyway=anyway, by=by)
        if channel == "email":
            flash("The letter is on its way. Record that they were told in writing, and when.", "success")
            return url_for("household.record", reference=home.reference)
        flash("The letter is on record. Print it from here.", "success")
        return url_for("contacts.record", reference=home.reference, contact=contact)

    try:
        return sent_once(asked, do)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        if isinstance(refusal, HoldsAddress):
            asked.anyway.errors = ["Take it out of the text, or tick this"]
        return _page(found, asked, 422)


def _page(found: DecisionLetter, asked: DecisionLetterForm, code: int = 200) -> Answer:
    asked.leave_out_unasked()
    if found.opted_out or not found.emails:
        asked.channel.choices = asked.channel.choices[-1:]
    page = render_template(
        "pages/letters/decision.html",
        found=found,
        seen=found.household,
        form=asked,
        action=request.path,
        decision=words.EVENTS[found.kind],
    )
    return make_response(page, code)
