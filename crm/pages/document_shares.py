"""Sharing a household's document with its carers: who would see it, doing it, and taking it back."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import document_shares as commands
from crm.errors import Refused
from crm.forms.document_shares import ShareForm
from crm.pages.sent_once import sent_once
from crm.reads import shared
from crm.reads.shared import Sharing

blueprint = Blueprint("document_shares", __name__)

PATH = "/households/<reference>/documents/<int:document>/share"


@blueprint.get(PATH)
@access.allow("households.documents")
def record(reference: str, document: int) -> Answer:
    """Who would see it; where it is shared, who has opened and signed it."""
    return _page(shared.sharing(reference, document, access.current_actor()), ShareForm())


@blueprint.post(PATH)
@access.allow("households.documents")
def share(reference: str, document: int) -> Response:
    """Share it."""
    by = access.current_actor()
    found = shared.sharing(reference, document, by)
    form = ShareForm(request.form)
    if not form.validate():
        return _page(found, form, 422)
    home = found.household.identity

    def do() -> str:
        commands.share(home.id, document, to_sign=bool(form.to_sign.data), by=by)
        flash("It is shared. The carers have a mail that says that there is a document, and not which.", "success")
        return url_for(".record", reference=home.reference, document=document)

    try:
        return sent_once(form, do)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        return _page(found, form, 422)


@blueprint.post(f"{PATH}/take-back")
@access.allow("households.documents")
def take_back(reference: str, document: int) -> Response:
    """Take it back: the carers read it no more."""
    by = access.current_actor()
    found = shared.sharing(reference, document, by)
    try:
        commands.take_back(found.household.identity.id, document, by=by)
        read = found.now is not None and found.now.opened
        flash(
            "It is taken back. A carer had opened it: what they have saved stays with them."
            if read
            else "It is taken back. Nobody had opened it.",
            "success",
        )
    except Refused as refusal:
        flash(refusal.message, "warning")
    return redirect(url_for(".record", reference=reference, document=document), 303)


def _page(found: Sharing, form: ShareForm, code: int = 200) -> Answer:
    page = render_template("pages/documents/share.html", found=found, seen=found.household, form=form)
    return make_response(page, code)
