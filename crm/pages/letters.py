"""Writing to a household: choosing a letter, making it one's own, sending it."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template, request
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.forms.letters import WriteForm
from crm.pages import letter_sending
from crm.reads import letters
from crm.reads.letters import Writing

blueprint = Blueprint("letters", __name__)


@blueprint.get("/households/<reference>/write")
@access.allow("households.contact")
def form(reference: str) -> Answer:
    """The letters to choose from; or, with one chosen, its text as it would go to them."""
    found = letters.writing(reference, request.args.get("letter"), access.current_actor())
    drafted = {"subject": found.subject, "text": found.text, "channel": "email" if found.emails else "paper"}
    return _page(found, WriteForm(data=drafted))


@blueprint.post("/households/<reference>/write")
@access.allow("households.contact")
def send(reference: str) -> Response:
    """Put the letter on the household's record, and send it if it goes by e-mail."""
    found = letters.writing(reference, request.args.get("letter", ""), access.current_actor())
    asked = WriteForm(request.form)
    if not asked.validate() or found.chosen is None:
        return _page(found, asked, 422)
    template, again = found.chosen.code, lambda: _page(found, asked, 422)
    return letter_sending.sent(found.household, template, asked, "The letter is on its way.", again)


def _page(found: Writing, asked: WriteForm, code: int = 200) -> Answer:
    asked.leave_out_unasked()
    if not found.emails:
        asked.channel.choices = asked.channel.choices[-1:]
    page = render_template("pages/letters/form.html", found=found, seen=found.household, form=asked)
    return make_response(page, code)
