"""A carer's documents: what the service has shared, to be read and signed, and what they send themselves."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response

from crm import access, words
from crm.clock import day_of
from crm.commands import document_shares as commands
from crm.commands.messages import File
from crm.errors import Refused, Stale
from crm.exchange.documents import MOST_BYTES, cleaned
from crm.forms.document_shares import OwnDocumentForm, SignForm
from crm.pages import registers
from crm.pages.documents import as_download
from crm.pages.portal import lists
from crm.pages.sent_once import sent_once
from crm.reads import own_documents
from crm.reads.own_documents import Shared
from crm.reads.searched import part

blueprint = Blueprint("portal_documents", __name__)

PATH = "/portal/documents"
COLUMNS = ("Document", "Kind", "From", "Day", "Signed by")
ONE = f"{PATH}/<int:shared>"


@blueprint.get(PATH)
@access.allow("portal.view")
def listing() -> Answer:
    """What there is, and where to send one."""
    return _page(OwnDocumentForm())


@blueprint.post(PATH)
@access.allow("portal.ask")
def send() -> Response:
    """Send a document to the service."""
    by = access.current_actor()
    form = OwnDocumentForm(CombinedMultiDict([request.files, request.form]))
    if not form.validate():
        return _page(form, 422)
    with form.file.data.stream as stream:
        content = stream.read(MOST_BYTES + 1)

    def do() -> str:
        clean = cleaned(content)
        commands.send(form.name.data or "", File(clean.kind, clean.content), by=by)
        flash("Your document is with your service.", "success")
        return url_for(".listing")

    try:
        return sent_once(form, do)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        return _page(form, 422)


@blueprint.get(f"{PATH}/all.csv")
@access.allow("portal.view")
def save() -> Answer:
    """The list of them as a file of one's own."""
    found, kinds = own_documents.own_export(access.current_actor()), words.DOCUMENT_KINDS
    shared = (
        (each.name, kinds[each.kind], each.by, day_of(each.shared_at), "; ".join(one.by for one in each.signed))
        for each in found.shared
    )
    sent = ((each.name, kinds[each.kind], "You", day_of(each.at), None) for each in found.sent)
    return registers.file("documents", COLUMNS, (*shared, *sent))


@blueprint.get(ONE)
@access.allow("portal.view")
def download(shared: int) -> Answer:
    """A document that is shared, to be saved and read."""
    return as_download(shared, own_documents.own_document(shared, access.current_actor()))


@blueprint.get(f"{ONE}/sign")
@access.allow("portal.view")
def signing(shared: int) -> Answer:
    """Where a document is signed by name."""
    return _sign(own_documents.own_documents(access.current_actor()).one(shared), SignForm())


@blueprint.post(f"{ONE}/sign")
@access.allow("portal.ask")
def sign(shared: int) -> Response:
    """Sign it."""
    by = access.current_actor()
    form = SignForm(request.form)

    def do() -> str:
        commands.sign(shared, name=form.name.data or "", by=by)
        flash("You have signed. Your name and the moment are kept with the document.", "success")
        return url_for(".listing")

    try:
        if form.validate():
            return sent_once(form, do)
    except Stale as stale:
        flash(stale.message, "warning")
        return redirect(url_for(".listing"), 303)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
    return _sign(own_documents.own_documents(by).one(shared), form, 422)


def _page(form: OwnDocumentForm, code: int = 200) -> Answer:
    found, q = own_documents.own_documents(access.current_actor()), lists.words()
    page = render_template(
        "pages/portal/documents.html",
        shared=part(found.shared, lambda each: each.name, q, lists.page()),
        sent=part(found.sent, lambda each: each.name, q, lists.page("sent")),
        to_page=lists.to_page(PATH),
        to_sent=lists.to_page(PATH, "sent"),
        q=q,
        form=form,
    )
    return make_response(page, code)


def _sign(one: Shared, form: SignForm, code: int = 200) -> Answer:
    return make_response(render_template("pages/portal/sign.html", one=one, form=form), code)
