"""The support that a household asked for: shown, recorded, settled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock
from crm.commands import support as commands
from crm.errors import Refused
from crm.forms.govuk import Form
from crm.forms.support import SettledForm, SupportForm
from crm.pages.household_head import head_of
from crm.pages.sent_once import sent_once
from crm.reads import support
from crm.reads.support import SupportSeen

blueprint = Blueprint("support", __name__)

PATH = "/households/<reference>/support"
ASK, SETTLE = "Record what they asked for", "Record what came of it"


@blueprint.get(PATH)
@access.allow("households.contact")
def record(reference: str) -> str:
    """What they asked for, and what came of it."""
    found = support.of_household(reference, access.current_actor())
    return render_template("pages/support/record.html", found=found, **head_of(found.household, "support"))


@blueprint.get(f"{PATH}/new")
@access.allow("households.contact")
def form(reference: str) -> Answer:
    """The form for something that they asked for."""
    found = support.of_household(reference, access.current_actor())
    return _form(found, _asking(found, data={"on": clock.today()}), ASK)


@blueprint.post(f"{PATH}/new")
@access.allow("households.contact")
def send(reference: str) -> Response:
    """Record it."""
    found = support.of_household(reference, access.current_actor())
    asked = _asking(found, request.form)

    def do() -> None:
        home, by = found.household.identity.id, access.current_actor()
        commands.ask(home, kind=asked.kind.data or "", what=asked.what.data or "", on=asked.on.data, by=by)

    return _send(found, asked, ASK, do)


@blueprint.get(f"{PATH}/<int:wanted>/settle")
@access.allow("households.contact")
def settle_form(reference: str, wanted: int) -> Answer:
    """The form for what came of it."""
    found = support.of_household(reference, access.current_actor())
    found.request(wanted)
    return _form(found, _settling(found, data={"on": clock.today()}), SETTLE)


@blueprint.post(f"{PATH}/<int:wanted>/settle")
@access.allow("households.contact")
def settle(reference: str, wanted: int) -> Response:
    """Record it."""
    found = support.of_household(reference, access.current_actor())
    found.request(wanted)
    asked = _settling(found, request.form)

    def do() -> None:
        home, by = found.household.identity.id, access.current_actor()
        commands.settle(home, wanted, how=asked.how.data or "", on=asked.on.data, by=by)

    return _send(found, asked, SETTLE, do)


def _asking(found: SupportSeen, sent: Any = None, **own: Any) -> SupportForm:
    asked = SupportForm(sent, **own)
    asked.kind.choices = found.household.choices.pairs("support_kinds")
    return asked


def _settling(found: SupportSeen, sent: Any = None, **own: Any) -> SettledForm:
    asked = SettledForm(sent, **own)
    asked.how.choices = found.household.choices.pairs("support_outcomes")
    return asked


def _send(found: SupportSeen, asked: Form, title: str, do: Callable[[], None]) -> Response:
    if not asked.validate():
        return _form(found, asked, title, 422)

    def once() -> str:
        do()
        flash("It is on record.", "success")
        return url_for("support.record", reference=found.household.identity.reference)

    try:
        return sent_once(asked, once)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _form(found, asked, title, 422)


def _form(found: SupportSeen, asked: Form, title: str, code: int = 200) -> Answer:
    seen = found.household
    page = render_template("pages/support/form.html", seen=seen, form=asked, title=title, action=request.path)
    return make_response(page, code)
