"""What each field of a household said before, and a way to let it say so again."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm import access, household_words
from crm.commands import profiles as commands
from crm.forms.imports import ButtonForm
from crm.forms.profiles import SpecialReasonForm
from crm.pages.household_head import head_of
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once
from crm.pages.shown_once import shown_once
from crm.reads import field_history as reads
from crm.reads.field_history import FieldHistory

blueprint = Blueprint("field_history", __name__)

PATH = "/households/<reference>/people/history"


@blueprint.get(PATH)
@access.allow("households.profile")
def record(reference: str) -> str:
    """What each field said before, who changed it and when; and a way to restore it."""
    return _page(reads.field_history(reference, access.current_actor()), SpecialReasonForm())


@blueprint.get(f"{PATH}/special")
@access.allow("households.special")
def hidden(reference: str) -> Response:
    """It is shown only where it was just asked for: back to where one can ask."""
    return redirect(url_for("field_history.record", reference=reference))


@blueprint.post(f"{PATH}/special")
@access.allow("households.special")
def show_special(reference: str) -> Response:
    """The same with addresses, heritage, faith and the names of the others, this once."""
    by = access.current_actor()
    return shown_once(
        reference,
        SpecialReasonForm(request.form),
        lambda: reads.field_history(reference, by),
        lambda why: reads.field_history_with_special(reference, why, by),
        _page,
    )


@blueprint.post(f"{PATH}/<int:former>/restore")
@access.allow("households.edit")
def restore(reference: str, former: int) -> Response:
    """Let a field say again what it said before."""
    by = access.current_actor()
    found = reads.field_history(reference, by)
    sent = ButtonForm(request.form)

    def do() -> str:
        version = number_of(sent.version.data or "")
        commands.restore(found.household.identity.id, former, version=version, by=by)
        flash("It says again what it said before. What was there is kept in this list.", "success")
        return url_for("field_history.record", reference=found.household.identity.reference)

    return sent_once(sent, do)


def _page(found: FieldHistory, form: SpecialReasonForm) -> str:
    form.reason.choices = found.household.choices.pairs("special_reasons")
    head = head_of(found.household, "people")
    words = {"household_words": household_words, "key": ButtonForm().idempotency_key.data}
    return render_template("pages/households/history.html", found=found, form=form, **words, **head)
