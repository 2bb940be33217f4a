"""Carers who think about stopping: what it means, a talk first, and the notice, on a page of its own (RV-8)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import resigning as commands
from crm.commands.resigning import REASONS, Notice
from crm.errors import Refused
from crm.forms.imports import ButtonForm
from crm.forms.resigning import NoticeForm
from crm.pages.sent_once import sent_once
from crm.reads import own_leaving
from crm.reads.own_leaving import OwnLeaving

blueprint = Blueprint("portal_leaving", __name__)

PATH = "/portal/leaving"
TALK = "Thank you for telling us. Somebody calls you about it. Nothing is decided."
GIVEN = "Your notice is received today. Thank you for all that you have done."
OWN = (
    "Your own notice is received today. Somebody calls you. Your household’s approval goes on for the other carer."
)
ASKED = (
    "Your own notice is received today. The other carer is asked to sign too: your household’s approval ends once "
    "both of you have."
)
STAYS = "Thank you for telling us. Somebody calls you about how you go on. Nothing ends for you."


@blueprint.get(PATH)
@access.allow("portal.view")
def record() -> Response:
    """What it means; or that notice runs, and until when."""
    found = _found()
    key = ButtonForm().idempotency_key.data
    return make_response(render_template("pages/portal/leaving.html", found=found, key=key)) if found else _home()


@blueprint.post(f"{PATH}/talk")
@access.allow("portal.ask")
def talk() -> Response:
    """Ask for a talk first."""

    def do() -> str:
        commands.ask_for_talk(by=access.current_actor())
        flash(TALK, "success")
        return url_for("portal.home")

    return sent_once(ButtonForm(request.form), do)


@blueprint.post(f"{PATH}/stay")
@access.allow("portal.ask")
def stay() -> Response:
    """The other carer stops, and whoever asks goes on."""

    def do() -> str:
        commands.stay(by=access.current_actor())
        flash(STAYS, "success")
        return url_for(".record")

    try:
        return sent_once(ButtonForm(request.form), do)
    except Refused as refusal:
        flash(refusal.message, "warning")
        return redirect(url_for(".record"), 303)


@blueprint.get(f"{PATH}/notice")
@access.allow("portal.view")
def form() -> Response:
    """The notice, to be signed."""
    found = _found()
    if found is None:
        return _home()
    return redirect(url_for(".record")) if found.ends_on or found.mine else _page(found, _asked(found))


@blueprint.post(f"{PATH}/notice")
@access.allow("portal.ask")
def send() -> Response:
    """Give it."""
    found = _found()
    if found is None:
        return _home()
    asked = _asked(found, request.form)
    if not asked.validate():
        return _page(found, asked, 422)

    def do() -> str:
        alone = "who" in asked and asked.who.data == "me"
        told = asked.reason.data, asked.destination.data, alone, asked.signed.data == "yes"
        notice = Notice(asked.name.data or "", asked.ends_on.data or "", *told)
        given = commands.resign(notice, by=access.current_actor())
        flash(GIVEN if given else OWN if alone else ASKED, "success")
        return url_for(".record")

    try:
        return sent_once(asked, do)
    except Refused as refusal:  # also where it would do something else by now: the page says what
        found = _found() or found
        asked = _asked(found, request.form)
        asked.ends_on.data, asked.signed.data = found.would_end.isoformat(), _has_signed(found)
        asked.refuse(refusal.message, refusal.field)
        return _page(found, asked, 422)


def _found() -> OwnLeaving | None:
    return own_leaving.own_leaving(access.current_actor())


def _home() -> Response:
    return redirect(url_for("portal.home"))


def _asked(found: OwnLeaving, sent: Any = None) -> NoticeForm:
    asked = NoticeForm(sent, data={"ends_on": found.would_end.isoformat(), "signed": _has_signed(found)})
    asked.reason.choices = found.choices.pairs(REASONS)
    asked.destination.choices = found.choices.pairs("destinations")
    if found.carers < 2 or found.asks:  # noqa: PLR2004 - two carers, of whom the other has signed
        del asked.who
    return asked


def _has_signed(found: OwnLeaving) -> str:
    return "yes" if found.asks else ""


def _page(found: OwnLeaving, asked: NoticeForm, code: int = 200) -> Answer:
    return make_response(render_template("pages/portal/notice.html", found=found, form=asked), code)
