"""A carer's part of the yearly review: written, read again, and sent once."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import review_answers as commands
from crm.commands.review_answers import Said
from crm.errors import Refused, Stale
from crm.forms.govuk import Form
from crm.forms.own_review import MORE, OwnReviewForm
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once
from crm.reads import own_review
from crm.reads.own_review import OwnReview

blueprint = Blueprint("portal_review", __name__)

PATH = "/portal/review"


@blueprint.get(PATH)
@access.allow("portal.view")
def record() -> Response:
    """The questions with what was written so far; once it is sent, what was sent."""
    found = own_review.own_review(access.current_actor())
    if found is None:
        return _home()
    if found.sent_at:
        page = render_template("pages/portal/review_sent.html", found=found, more=dict(MORE))
        return make_response(page)
    known = {name: getattr(found, name) for name in ("went", "helped", "change", "more", "kinds")}
    return _page(found, _asking(found, data={**known, "version": str(found.version)}))


@blueprint.post(PATH)
@access.allow("portal.ask")
def keep() -> Response:
    """Save it, and read it again before it is sent."""
    by = access.current_actor()
    found = own_review.own_review(by)
    if found is None:
        return _home()
    form = _asking(found, request.form)
    if not form.validate():
        return _page(found, form, 422)
    said = Said(
        went=form.went.data or "",
        helped=form.helped.data or "",
        change=form.change.data or "",
        more=form.more.data,
        kinds=tuple(form.kinds.data or ()) if "kinds" in form else (),
    )

    def do() -> str:
        commands.keep(said, version=number_of(form.version.data or ""), by=by)
        if request.form.get("do") == "later":
            flash("It is saved, and nobody but you can read it. Come back when you like.", "success")
            return url_for("portal.home")
        return url_for(".check")

    try:
        return sent_once(form, do)
    except Refused as refusal:
        there = None
        if isinstance(refusal, Stale):
            there, form.version.data = found, str(found.version)
        form.refuse(refusal.message, refusal.field)
        return _page(found, form, 422, there)


@blueprint.get(f"{PATH}/check")
@access.allow("portal.view")
def check() -> Response:
    """What was written, before it is sent."""
    found = own_review.own_review(access.current_actor())
    if found is None:
        return _home()
    if found.sent_at or not found.version:
        return redirect(url_for(".record"))
    return _check(found, Form(data={"version": str(found.version)}))


@blueprint.post(f"{PATH}/check")
@access.allow("portal.ask")
def send() -> Response:
    """Send it."""
    by, form = access.current_actor(), Form(request.form)

    def do() -> str:
        commands.send(version=number_of(form.version.data or ""), by=by)
        flash("Your part of the review is with your service.", "success")
        return url_for(".record")

    try:
        return sent_once(form, do)
    except Refused as refusal:
        found = own_review.own_review(by)
        if found is None:
            return _home()
        form.refuse(refusal.message)
        form.version.data = str(found.version)
        return _check(found, form, 422)


def _home() -> Response:
    flash(
        "Your part of the review is asked for when its time comes. If you were asked already, tell your worker: "
        "your account may not be tied to your name yet.",
        "notice",
    )
    return redirect(url_for("portal.home"))


def _asking(found: OwnReview, sent: object = None, data: dict[str, object] | None = None) -> OwnReviewForm:
    form = OwnReviewForm(sent, data=data or {})
    form.offer(found.short, found.kinds)
    return form


def _page(found: OwnReview, form: OwnReviewForm, code: int = 200, there: OwnReview | None = None) -> Answer:
    page = render_template("pages/portal/review.html", found=found, form=form, there=there, more=dict(MORE))
    return make_response(page, code)


def _check(found: OwnReview, form: Form, code: int = 200) -> Answer:
    page = render_template("pages/portal/review_check.html", found=found, form=form, more=dict(MORE))
    return make_response(page, code)
