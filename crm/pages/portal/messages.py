"""Messages between carers and their worker: the thread of the household, and writing to it."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response

from crm import access, clock
from crm.commands import messages as commands
from crm.errors import Refused
from crm.formatters import time_of_day
from crm.forms.messages import OwnMessageForm
from crm.pages import registers
from crm.pages.documents import as_download
from crm.pages.message_files import looked_into, sent_with
from crm.pages.portal import lists
from crm.pages.sent_once import sent_once
from crm.reads import messages

blueprint = Blueprint("portal_messages", __name__)

PATH = "/portal/messages"
COLUMNS = ("Day", "Time", "Written by", "Of the", "Message", "With a file")


@blueprint.get(PATH)
@access.allow("portal.view")
def record() -> Answer:
    """The thread, the latest first, and a box to write in."""
    return _page(OwnMessageForm())


@blueprint.post(PATH)
@access.allow("portal.ask")
def write() -> Response:
    """Send a message, with a file if there is one."""
    by = access.current_actor()
    form = OwnMessageForm(CombinedMultiDict([request.files, request.form]))
    if not form.validate():
        return _page(form, 422)
    content = sent_with(form.file)

    def do() -> str:
        commands.write(form.text.data or "", file=looked_into(content), by=by)
        flash("Your message is sent.", "success")
        return url_for(".record")

    try:
        return sent_once(form, do)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        return _page(form, 422)


@blueprint.get(f"{PATH}/all.csv")
@access.allow("portal.view")
def save() -> Answer:
    """The whole thread as a file of one's own."""
    rows = messages.own_export(access.current_actor())
    cells = (
        (each.at, each.by, "Service" if each.ours else "Household", each.text, "Yes" if each.file else None)
        for each in rows
    )
    lines = ((clock.day_of(at), time_of_day(at), *more) for at, *more in cells)
    return registers.file("messages", COLUMNS, lines)


@blueprint.get(f"{PATH}/<int:message>/file")
@access.allow("portal.view")
def file(message: int) -> Answer:
    """The file of a message of the own household, to be saved."""
    return as_download(message, messages.own_file(message, access.current_actor()))


def _page(form: OwnMessageForm, code: int = 200) -> Answer:
    found = messages.own_thread(access.current_actor(), lists.page(), lists.words())
    shown = {"found": found, "form": form, "q": lists.words(), "to_page": lists.to_page(PATH)}
    return make_response(render_template("pages/portal/messages.html", **shown), code)
