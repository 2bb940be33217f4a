"""Writing to a household: choosing a letter, making it one's own, sending it."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import letters as commands
from crm.commands.letters import HoldsAddress
from crm.errors import Refused
from crm.forms.letters import WriteForm
from crm.pages.sent_once import sent_once
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
    by = access.current_actor()
    found = letters.writing(reference, request.args.get("letter", ""), by)
    asked = WriteForm(request.form)
    if not asked.validate() or found.chosen is None:
        return _page(found, asked, 422)
    home, template = found.household.identity, found.chosen.code
    subject, text, channel = asked.subject.data or "", asked.text.data or "", str(asked.channel.data)

    def do() -> str:
        contact = commands.write(
            home.id,
            template,
            subject=subject,
            text=text,
            channel=channel,
            anyway=bool(asked.anyway.data),
            by=by,
        )
        if channel == "email":
            flash("The letter is on its way.", "success")
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


def _page(found: Writing, asked: WriteForm, code: int = 200) -> Answer:
    asked.leave_out_unasked()
    if not found.emails:
        asked.channel.choices = asked.channel.choices[-1:]
    page = render_template("pages/letters/form.html", found=found, seen=found.household, form=asked)
    return make_response(page, code)
