"""The letter of a decision: drafted with its reasons, read and changed, then sent or printed; never by itself."""

from __future__ import annotations

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, words
from crm.errors import NotFound
from crm.forms.letters import DecisionLetterForm
from crm.pages import letter_sending
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
    found = decision_letters.writing(reference, number, seq, access.current_actor())
    if found.template is None:
        raise NotFound("There is no such letter")
    asked = DecisionLetterForm(request.form)
    if not asked.validate():
        return _page(found, asked, 422)
    template, again = found.template.code, lambda: _page(found, asked, 422)
    said = "The letter is on its way. Record that they were told in writing, and when."
    return letter_sending.sent(found.household, template, asked, said, again)


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
