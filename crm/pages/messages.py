"""The messages of a household's carers, and answering them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response

from crm import access
from crm.commands import messages as commands
from crm.commands import widening
from crm.commands.pasted_addresses import LooksLikeAddress
from crm.errors import Refused, Stale
from crm.forms.messages import AnswerForm
from crm.pages import filters
from crm.pages.household_head import head_of
from crm.pages.message_files import looked_into, sent_with
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once
from crm.reads import letters, messages
from crm.reads.messages import ThreadSeen
from crm.reads.widening_page import asking

blueprint = Blueprint("messages", __name__)

PATH = "/households/<reference>/messages"
WIDER = "wider"  # what a message is about, where its page was opened to ask for that


@blueprint.get(PATH)
@access.allow("households.contact")
def record(reference: str) -> Answer:
    """The thread, the latest first, and a box to answer in."""
    found = messages.thread(reference, access.current_actor(), filters.page_of(request.args), _words())
    begun = _begun(reference) if found.readers else ""
    return _page(found, AnswerForm(data={"version": str(found.thread.newest), "text": begun}))


@blueprint.post(PATH)
@access.allow("households.contact")
def answer(reference: str) -> Response:
    """Write to the carers."""
    by = access.current_actor()
    found = messages.thread(reference, by)
    form = AnswerForm(CombinedMultiDict([request.files, request.form]))
    if not form.validate():
        return _page(found, form, 422)
    content = sent_with(form.file)
    home = found.household.identity
    send = _ask(reference) if _asks_for_more() else commands.answer

    def do() -> str:
        seen, anyway = number_of(form.version.data or ""), bool(form.anyway.data)
        file = looked_into(content)
        send(home.id, form.text.data or "", seen=seen, anyway=anyway, file=file, by=by)
        flash("Your message is sent. The carers have a mail that says so, and none of its words.", "success")
        return url_for(".record", reference=home.reference)

    try:
        return sent_once(form, do)
    except Refused as refusal:
        if isinstance(refusal, Stale):
            form.version.data = str(found.thread.newest)
        form.refuse(refusal.message, refusal.field)
        if isinstance(refusal, LooksLikeAddress):
            form.anyway.errors = [f"Leave {' and '.join(refusal.seems)} out, or tick this to send it all the same"]
        return _page(found, form, 422)


def _words() -> str:
    return filters.read(request.args, (), sort="")[0].q


def _asks_for_more() -> bool:
    """Whether they are asked if they could offer more: it counts as that then."""
    return request.args.get("about") == WIDER and access.may("widening.ask")


def _begun(reference: str) -> str:
    """What a message starts with: of that question the words of the letter."""
    by = access.current_actor()
    letter = asking(reference, by).letter if _asks_for_more() else None
    return letters.writing(reference, letter, by).text if letter else ""


def _ask(reference: str) -> Callable[..., int]:
    """Send it as that question, for the reasons that there are."""
    candidate = asking(reference, access.current_actor()).candidate
    return partial(_write, [each.code for each in candidate.reasons] if candidate else [])


def _write(reasons: list[str], household_id: int, text: str, **how: Any) -> int:
    return widening.write(household_id, reasons, text, **how)


def _page(found: ThreadSeen, form: AnswerForm, code: int = 200) -> Answer:
    form.leave_out_unasked()
    there = url_for(".record", reference=found.household.identity.reference)
    page = render_template(
        "pages/messages/record.html",
        found=found,
        form=form,
        q=_words(),
        to_page=filters.address(there, {"q": _words()} if _words() else {}, page=""),
        about=WIDER if _asks_for_more() else "",
        **head_of(found.household, "messages"),
    )
    return make_response(page, code)
