"""Messages between carers and their worker: the thread of the household, and writing to it."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response

from crm import access
from crm.commands import messages as commands
from crm.commands.messages import File
from crm.errors import Refused
from crm.exchange.documents import MOST_BYTES, cleaned
from crm.forms.messages import OwnMessageForm
from crm.pages import filters
from crm.pages.documents import as_download
from crm.pages.sent_once import sent_once
from crm.reads import messages

blueprint = Blueprint("portal_messages", __name__)

PATH = "/portal/messages"


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
    content = b""
    if form.file.data:
        with form.file.data.stream as stream:
            content = stream.read(MOST_BYTES + 1)

    def do() -> str:
        clean = cleaned(content) if form.file.data else None
        file = File(clean.kind, clean.content) if clean else None
        commands.write(form.text.data or "", file=file, by=by)
        flash("Your message is sent.", "success")
        return url_for(".record")

    try:
        return sent_once(form, do)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        return _page(form, 422)


@blueprint.get(f"{PATH}/<int:message>/file")
@access.allow("portal.view")
def file(message: int) -> Answer:
    """The file of a message of the own household, to be saved."""
    return as_download(message, messages.own_file(message, access.current_actor()))


def _page(form: OwnMessageForm, code: int = 200) -> Answer:
    found = messages.own_thread(access.current_actor(), filters.page_of(request.args))
    return make_response(render_template("pages/portal/messages.html", found=found, form=form), code)
