"""Emergency access: asking, agreeing, and the one household while it is open."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, staff_words
from crm.commands import emergencies as commands
from crm.errors import NotFound, Refused
from crm.forms.emergencies import EmergencyForm
from crm.pages.filters import page_of
from crm.pages.sent_once import sent_once
from crm.pages.settled import settled
from crm.reads import emergencies
from crm.reads.emergencies import Opened

blueprint = Blueprint("emergencies", __name__)


@blueprint.get("/emergency")
@access.allow("emergency.view")
def listing() -> Answer:
    """What was asked for, and how it stands."""
    state = request.args.get("state", "")
    state = state if state in staff_words.EMERGENCIES else ""
    answer = make_response(
        render_template(
            "pages/emergency/_results.html" if "HX-Request" in request.headers else "pages/emergency/list.html",
            found=emergencies.listing(state, page_of(request.args), access.current_actor()),
            state=state,
            states=[(code, label.text) for code, label in staff_words.EMERGENCIES.items()],
            staff_words=staff_words,
        )
    )
    answer.vary.add("HX-Request")
    return answer


@blueprint.get("/emergency/ask")
@access.allow("emergency.ask")
def ask() -> Answer:
    """Which household, and why."""
    return _form(_asked())


@blueprint.post("/emergency/ask")
@access.allow("emergency.ask")
def send() -> Response:
    """Ask the managers of the council."""
    by = access.current_actor()
    asked = _asked(request.form)
    if not asked.validate():
        return _form(asked, 422)

    def do() -> str:
        household_id = emergencies.household_called((asked.reference.data or "").strip(), by)
        commands.ask(household_id, reason=asked.reason.data or "", by=by)
        flash("The managers are told by mail. You see the household when one of them agrees.", "success")
        return url_for("emergencies.listing")

    try:
        return sent_once(asked, do)
    except NotFound:
        asked.refuse("There is no household with this reference", "reference")
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
    return _form(asked, 422)


@blueprint.get("/emergency/<int:emergency>")
@access.allow("emergency.look")
def record(emergency: int) -> Answer:
    """The household, while it is open; else how the request stands."""
    found = emergencies.opened(emergency, access.current_actor())
    if isinstance(found, Opened):
        return make_response(render_template("pages/emergency/household.html", found=found, seen=found.household))
    return make_response(render_template("pages/emergency/shut.html", found=found, staff_words=staff_words))


@blueprint.post("/emergency/<int:emergency>/agree")
@access.allow("emergency.agree")
def agree(emergency: int) -> Response:
    """The administrator sees the household for a while."""
    by = access.current_actor()
    said = "You have agreed. The administrator sees the household from now on, and governance is told by mail."
    return _settled(lambda: commands.agree(emergency, by=by), said)


@blueprint.post("/emergency/<int:emergency>/decline")
@access.allow("emergency.settle")
def decline(emergency: int) -> Response:
    """Nothing is shown."""
    by = access.current_actor()
    return _settled(lambda: commands.decline(emergency, by=by), "Nobody sees the household by this request.")


@blueprint.post("/emergency/<int:emergency>/end")
@access.allow("emergency.settle")
def end(emergency: int) -> Response:
    """It is over before its time."""
    by = access.current_actor()
    return _settled(lambda: commands.end(emergency, by=by), "The emergency access is ended.")


def _settled(do: Callable[[], None], said: str) -> Response:
    return settled(do, said, url_for("emergencies.listing"))


def _asked(sent: object = None) -> EmergencyForm:
    asked = EmergencyForm(sent)
    asked.reason.choices = emergencies.reasons(access.current_actor())
    return asked


def _form(asked: EmergencyForm, code: int = 200) -> Answer:
    return make_response(render_template("pages/emergency/ask.html", form=asked), code)
