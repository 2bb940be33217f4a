"""A carer's own skills: the level, what the next one needs and pays; asking for it, and taking that back."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from crm import access, clock, skill_words
from crm.commands import own_skills as commands
from crm.errors import Refused
from crm.forms.govuk import Form
from crm.forms.own_skills import AskForm
from crm.pages.sent_once import sent_once
from crm.reads import own_skills
from crm.reads.own_skills import OwnSkills

blueprint = Blueprint("portal_skills", __name__)

PATH = "/portal/skills"
SENT = "Your request is sent. Your level and your pay stay as they are until your service has decided."


@blueprint.get(PATH)
@access.allow("portal.view")
def record() -> Answer:
    """One's own level and training, and the household's week."""
    return page(own_skills.own_skills(access.current_actor()), AskForm())


@blueprint.get(f"{PATH}/ask")
@access.allow("portal.view")
def asking() -> Response:
    """What is asked for, and what happens next, before it is sent."""
    found = own_skills.own_skills(access.current_actor())
    if found is None or found.following is None or found.asked:
        return redirect(url_for(".record"))
    return _asking(found, AskForm(data={"version": found.following}))


@blueprint.post(f"{PATH}/ask")
@access.allow("portal.ask")
def ask() -> Response:
    """Ask for the next level."""
    by, form = access.current_actor(), AskForm(request.form)
    if own_skills.own_skills(by) is None:
        raise NotFound

    def do() -> str:
        commands.ask(form.version.data or "", by=by)
        flash(SENT, "success")
        return url_for(".record")

    return _once(form, do, lambda: page(own_skills.own_skills(by), form, 422))


@blueprint.post(f"{PATH}/steps/<int:skill>/take-back")
@access.allow("portal.ask")
def take_back(skill: int) -> Response:
    """Take back a request that waits, or a paper that nobody has looked at."""
    by, form = access.current_actor(), AskForm(request.form)
    found = own_skills.own_skills(by)
    if found is None or not found.has(skill):
        raise NotFound

    def do() -> str:
        commands.take_back(skill, by=by)
        flash("It is taken back.", "success")
        return url_for(".record")

    # The page has a button for each: each is an act of its own, though they carry the key of the page.
    form.idempotency_key.data = f"{skill}-{form.idempotency_key.data}"[:64]
    return _once(form, do, lambda: page(own_skills.own_skills(by), AskForm(), 422, form))


def page(found: OwnSkills | None, form: Form, code: int = 200, refused: Form | None = None) -> Answer:
    """The page; `refused` is a form of it that could not be carried out."""
    shown = render_template(
        "pages/portal/skills.html",
        found=found,
        form=form,
        today=clock.today(),
        words=skill_words,
        problems=(refused or form).problems(),
    )
    return make_response(shown, code)


def _asking(found: OwnSkills, form: Form) -> Answer:
    return make_response(render_template("pages/portal/ask_level.html", found=found, form=form))


def _once(form: Form, do: Callable[[], str], again: Callable[[], Answer]) -> Response:
    try:
        return sent_once(form, do)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        return again()
