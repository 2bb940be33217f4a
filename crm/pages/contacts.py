"""The contact log: a form for each kind of contact, and taking one out and back. The log itself is the timeline."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock, contact_words
from crm.commands import contacts as commands
from crm.commands import unsent_letters
from crm.commands.pasted_addresses import LooksLikeAddress
from crm.errors import Refused
from crm.forms.contacts import ContactForm
from crm.forms.households import AddressReasonForm
from crm.forms.moments import NOON
from crm.pages import promise_words
from crm.pages.sent_once import sent_once
from crm.pages.shown_once import shown_once
from crm.reads import contacts, letters
from crm.reads.contacts import Reaching
from crm.reads.letters import ContactSeen

blueprint = Blueprint("contacts", __name__)


@blueprint.get("/households/<reference>/contacts/new")
@access.allow("households.contact")
def form(reference: str) -> Answer:
    """The form for a kind of contact: a call, unless the address names another."""
    asked = ContactForm(data={"on": clock.today(), "what": request.args.get("what")})
    return _page(contacts.reaching(reference, access.current_actor()), asked)


@blueprint.post("/households/<reference>/contacts/new")
@access.allow("households.contact")
def send(reference: str) -> Response:
    """Put a contact on the household's record."""
    by = access.current_actor()
    found = contacts.reaching(reference, by)
    home = found.household.identity
    asked = ContactForm(request.form)
    kind = _kind()
    calls = promise_words.standing(reference, by)
    asked.ask_about(kind, promise_words.ahead(calls))
    happened_at = _moment(asked)
    if happened_at is None:
        return _page(found, asked, 422)
    direction, _, outcome = _way(asked, kind).rpartition("-")

    def do() -> str:
        commands.log(
            home.id,
            kind=kind,
            direction=direction or None,
            outcome=outcome or None,
            happened_at=happened_at,
            text=asked.text.data,
            anyway=bool(asked.anyway.data),
            again_on=asked.again_on.data if "again_on" in asked else None,
            not_wanted="promised" in asked and bool(asked.promised.data),
            by=by,
        )
        told = promise_words.became(calls, promise_words.standing(reference, by))
        flash(f"{contact_words.CONTACT_KINDS[kind]}: on record.{told}", "success")
        return url_for("household.record", reference=home.reference)

    try:
        return sent_once(asked, do)
    except Refused as refusal:
        asked.refuse(refusal.message, "again_on" if refusal.field == "due_on" else refusal.field)
        if isinstance(refusal, LooksLikeAddress):
            asked.anyway.errors = [f"Put {' and '.join(refusal.seems)} under People, or tick this to keep it here"]
        return _page(found, asked, 422)


@blueprint.get("/households/<reference>/contacts/<int:contact>")
@access.allow("households.contact")
def record(reference: str, contact: int) -> str:
    """One contact, whole, and where it is taken out of the log."""
    return _record(letters.contact(reference, contact, access.current_actor()), AddressReasonForm())


@blueprint.get("/households/<reference>/contacts/<int:contact>/address")
@access.allow("households.address")
def hidden_address(reference: str, contact: int) -> Response:
    """The address is on a letter only where it was just asked for: back to where one can ask."""
    return redirect(url_for("contacts.record", reference=reference, contact=contact))


@blueprint.post("/households/<reference>/contacts/<int:contact>/address")
@access.allow("households.address")
def with_address(reference: str, contact: int) -> Response:
    """A letter to be printed with where they live on it, this once (T40)."""
    by = access.current_actor()
    return shown_once(
        reference,
        AddressReasonForm(request.form),
        lambda: letters.contact(reference, contact, by),
        lambda why: letters.contact_with_address(reference, contact, why, by),
        _record,
    )


@blueprint.post("/households/<reference>/contacts/<int:contact>/send-again")
@access.allow("households.contact")
def send_again(reference: str, contact: int) -> Response:
    """Send a letter that did not go once more; a second click sends nothing."""
    by = access.current_actor()
    home = letters.contact(reference, contact, by).household.identity
    try:
        sent = unsent_letters.send_again(home.id, contact, by=by)
        flash("The letter is on its way." if sent else "The letter is on its way already, or has gone.", "success")
    except Refused as refusal:
        flash(f"{refusal.message}. Nothing was sent.", "notice")
    return redirect(url_for("contacts.record", reference=home.reference, contact=contact), 303)


@blueprint.post("/households/<reference>/contacts/<int:contact>/remove")
@access.allow("households.contact")
def remove(reference: str, contact: int) -> Response:
    """Take a contact out of the log."""
    by = access.current_actor()
    seen = letters.contact(reference, contact, by).household
    calls = promise_words.standing(reference, by)
    waits = commands.remove(seen.identity.id, contact, by=by)
    again = " It was their first contact, which is waited for again." if waits else ""
    again += promise_words.became(calls, promise_words.standing(reference, by), again=True)
    flash(f"It is removed from the log. It can be put back, where it stood.{again}", "success")
    return redirect(url_for("household.record", reference=seen.identity.reference, show="contacts"), 303)


@blueprint.post("/households/<reference>/contacts/<int:contact>/put-back")
@access.allow("households.contact")
def put_back(reference: str, contact: int) -> Response:
    """Put a removed contact back into the log."""
    by = access.current_actor()
    seen = letters.contact(reference, contact, by).household
    calls = promise_words.standing(reference, by)
    commands.put_back(seen.identity.id, contact, by=by)
    told = promise_words.became(calls, promise_words.standing(reference, by), again=True)
    flash(f"It is back in the log.{told}", "success")
    return redirect(url_for("household.record", reference=seen.identity.reference, show="contacts"), 303)


def _record(found: ContactSeen, form: AddressReasonForm) -> str:
    form.reason.choices = found.household.choices.pairs("address_reasons")
    return render_template("pages/contacts/record.html", found=found, seen=found.household, form=form)


def _kind() -> str:
    given = request.args.get("kind", "")
    return given if given in contact_words.CONTACT_KINDS else "call"


def _way(asked: ContactForm, kind: str) -> str:
    """How it went, as 'out-answered'; a kind that knows one way only is not asked."""
    return str(asked.what.data) if "what" in asked else next(iter(contact_words.CONTACT_WAYS[kind]))


def _moment(asked: ContactForm) -> datetime | None:
    """When it happened, if the answers are sound: without a time now, or noon on a day gone by."""
    today = asked.on.data == clock.today() and asked.at.raw_data in ([], [""])
    asked.without_time = NOON
    if not asked.validate():
        return None
    return clock.now() if today else asked.moment


def _page(found: Reaching, asked: ContactForm, code: int = 200) -> Answer:
    kind = _kind()
    if request.method == "GET":
        reference = found.household.identity.reference
        asked.ask_about(kind, promise_words.ahead(promise_words.standing(reference, access.current_actor())))
    asked.leave_out_unasked()
    page = render_template("pages/contacts/form.html", seen=found.household, form=asked, kind=kind, found=found)
    return make_response(page, code)
