"""A household's documents: the list, adding one, taking one away and back, and the document itself."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response

from crm import access
from crm.commands import documents as commands
from crm.errors import Refused
from crm.exchange.documents import MEDIA_TYPES, MOST_BYTES, cleaned
from crm.forms.documents import DocumentForm
from crm.headers import CONTENT_SECURITY_POLICY
from crm.pages.household_head import head_of
from crm.pages.sent_once import sent_once
from crm.reads import documents
from crm.reads.documents import Content, DocumentsSeen

blueprint = Blueprint("documents", __name__)

# A document runs nothing and asks nothing, whatever opens it (T32).
POLICY = f"{CONTENT_SECURITY_POLICY}; sandbox"


@blueprint.get("/households/<reference>/documents")
@access.allow("documents.view")
def listing(reference: str) -> Answer:
    """What there is, and where to add more."""
    return _page(documents.documents(reference, access.current_actor()), DocumentForm())


@blueprint.post("/households/<reference>/documents")
@access.allow("households.documents")
def add(reference: str) -> Response:
    """Keep a document, once it was looked into."""
    by = access.current_actor()
    found = documents.documents(reference, by)
    form = DocumentForm(CombinedMultiDict([request.files, request.form]))
    if not form.validate():
        return _page(found, form, 422)
    with form.file.data.stream as stream:
        content = stream.read(MOST_BYTES + 1)

    def do() -> str:
        clean = cleaned(content)
        home, name = found.household.identity.id, form.name.data or ""
        commands.add(home, name=name, kind=clean.kind, content=clean.content, by=by)
        flash("The document is kept.", "success")
        return url_for("documents.listing", reference=found.household.identity.reference)

    try:
        return sent_once(form, do)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        return _page(found, form, 422)


@blueprint.get("/households/<reference>/documents/<int:document>")
@access.allow("documents.view")
def download(reference: str, document: int) -> Answer:
    """The document, to be saved: never shown within a page of ours. Its file is named by us and names nobody."""
    return as_download(document, documents.document(reference, document, access.current_actor()))


def as_download(number: int, found: Content) -> Answer:
    """A document as an answer that a browser saves and does not open."""
    answer = make_response(found.content)
    answer.headers["Content-Type"] = MEDIA_TYPES[found.kind]
    answer.headers["Content-Disposition"] = f'attachment; filename="document-{number}.{found.kind}"'
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


@blueprint.post("/households/<reference>/documents/<int:document>/remove")
@access.allow("households.documents")
def remove(reference: str, document: int) -> Response:
    """Take a document out of the list."""
    found = documents.documents(reference, access.current_actor())
    try:
        commands.remove(found.household.identity.id, document, by=access.current_actor())
        flash("The document is removed. It can be put back, at the end of this page.", "success")
    except Refused as refusal:
        flash(refusal.message, "warning")
    return redirect(url_for("documents.listing", reference=found.household.identity.reference), 303)


@blueprint.post("/households/<reference>/documents/<int:document>/put-back")
@access.allow("households.documents")
def put_back(reference: str, document: int) -> Response:
    """Put a removed document back into the list."""
    found = documents.documents(reference, access.current_actor())
    commands.put_back(found.household.identity.id, document, by=access.current_actor())
    flash("The document is back.", "success")
    return redirect(url_for("documents.listing", reference=found.household.identity.reference), 303)


def _page(found: DocumentsSeen, form: DocumentForm, code: int = 200) -> Answer:
    head = head_of(found.household, "documents")
    return make_response(render_template("pages/households/documents.html", found=found, form=form, **head), code)
