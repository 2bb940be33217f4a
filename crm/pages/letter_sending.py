"""A letter to one household, sent or kept for printing: the same from a template and from a decision."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response as Answer
from flask import flash, url_for
from werkzeug.wrappers import Response

from crm import access
from crm.commands import letters as commands
from crm.commands.letters import HoldsAddress
from crm.errors import Refused
from crm.forms.letters import WriteForm
from crm.pages.sent_once import sent_once
from crm.reads.household import HouseholdSeen


def sent(seen: HouseholdSeen, template: str, form: WriteForm, said: str, again: Callable[[], Answer]) -> Response:
    """Put a letter on the household's record, and send it if it goes by e-mail, which `said` says then.

    Refused, `again` is the page with the form, which says why.
    """
    home, channel = seen.identity, str(form.channel.data)
    words = {"subject": form.subject.data or "", "text": form.text.data or "", "channel": channel}

    def do() -> str:
        by = access.current_actor()
        contact = commands.write(home.id, template, **words, anyway=bool(form.anyway.data), by=by)
        if channel == "email":
            flash(said, "success")
            return url_for("household.record", reference=home.reference)
        flash("The letter is on record. Print it from here.", "success")
        return url_for("contacts.record", reference=home.reference, contact=contact)

    try:
        return sent_once(form, do)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        if isinstance(refusal, HoldsAddress):
            form.anyway.errors = ["Take it out of the text, or tick this"]
        return again()
