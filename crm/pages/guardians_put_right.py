"""The support of special guardians that was entered by mistake: put right, struck out, and put back (KC-12)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, formatters, kinship_words
from crm.commands import guardians
from crm.commands.guardians import Support
from crm.forms.guardians import CorrectedSupportForm
from crm.forms.pipeline import ButtonForm
from crm.forms.records import ReasonForm
from crm.pages.guardians import PATH, days_of, found_of, send_form, show_form
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once
from crm.reads.guardians import KinSeen

blueprint = Blueprint("guardians_put_right", __name__)

ONE = f"{PATH}/<int:guardian>"
GROUP, GROUP_OUT = f"{PATH}/groups/<int:membership>", "Strike the support group out"
RIGHT, OUT = "Put the support right", "Strike the support out"


@blueprint.get(f"{ONE}/correct")
@access.allow("households.correct")
def correct_form(reference: str, guardian: int) -> Answer:
    """What the support says, to be put right."""
    found = found_of(reference)
    return show_form(found, _corrected(found, guardian), RIGHT)


@blueprint.post(f"{ONE}/correct")
@access.allow("households.correct")
def correct(reference: str, guardian: int) -> Response:
    """Put what is right in the place of what was said."""
    found = found_of(reference)
    asked = _corrected(found, guardian, request.form)

    def do() -> None:
        told = Support(asked.child.data or "", asked.order_kind.data, asked.order_on.data, *days_of(asked))
        version, because = number_of(asked.version.data or ""), asked.why.data
        by, home = access.current_actor(), found.household.identity.id
        guardians.correct(home, guardian, told, because=because, version=version, by=by)

    return send_form(found, asked, RIGHT, do, "Put right. What it said before stays on record.")


@blueprint.get(f"{ONE}/strike-out")
@access.allow("households.correct")
def striking_out(reference: str, guardian: int) -> Answer:
    """What striking the support out would change, before it is done."""
    found = found_of(reference)
    return show_form(found, _why(found, guardian), OUT, about=_effect(found, guardian))


@blueprint.post(f"{ONE}/strike-out")
@access.allow("households.correct")
def strike_out(reference: str, guardian: int) -> Response:
    """Say that the support was entered by mistake."""
    found = found_of(reference)
    asked = _why(found, guardian, request.form)

    def do() -> None:
        version, by = number_of(asked.version.data or ""), access.current_actor()
        guardians.strike_out(found.household.identity.id, guardian, because=asked.why.data, version=version, by=by)

    told = "The support is struck out. It stays on record, and can be put back."
    return send_form(found, asked, OUT, do, told, about=_effect(found, guardian))


@blueprint.post(f"{ONE}/put-back")
@access.allow("households.correct")
def put_back(reference: str, guardian: int) -> Response:
    """Take back that a support was struck out."""
    found, asked = found_of(reference), ButtonForm(request.form)

    def do() -> str:
        guardians.put_back(found.household.identity.id, guardian, by=access.current_actor())
        flash("Put back.", "success")
        return url_for("guardians.record", reference=found.household.identity.reference)

    return sent_once(asked, do)


@blueprint.get(f"{GROUP}/strike-out")
@access.allow("households.correct")
def striking_group_out(reference: str, membership: int) -> Answer:
    """What striking a membership out would change, before it is done."""
    found = found_of(reference)
    return show_form(found, _why_group(found), GROUP_OUT, about=_of_group(found, membership))


@blueprint.post(f"{GROUP}/strike-out")
@access.allow("households.correct")
def strike_group_out(reference: str, membership: int) -> Response:
    """Say that the household never joined the support group."""
    found = found_of(reference)
    about, asked = _of_group(found, membership), _why_group(found, request.form)

    def do() -> None:
        home, by = found.household.identity.id, access.current_actor()
        guardians.strike_out_membership(home, membership, because=asked.why.data, by=by)

    told = "The support group is struck out. It stays on record."
    return send_form(found, asked, GROUP_OUT, do, told, about=about)


def _why_group(found: KinSeen, sent: Any = None) -> ReasonForm:
    asked = ReasonForm(sent)
    asked.why.choices = found.household.choices.correction_reasons("strike_out")
    return asked


def _of_group(found: KinSeen, membership: int) -> str:
    """What striking a membership out would change; NotFound: there is none that stands."""
    row = found.group(membership)
    group = found.household.choices.said("support_groups", row.group_code)
    return f"That they joined {group} on {formatters.long_date(row.joined_on)} stays on record as struck out."


def _corrected(found: KinSeen, guardian: int, sent: Any = None) -> CorrectedSupportForm:
    row = found.support(guardian)
    names = ("child", "order_kind", "order_on", "support_until", "review_on", "contact_on", "version")
    asked = CorrectedSupportForm(sent, data={name: getattr(row, name) for name in names})
    asked.why.choices = found.household.choices.correction_reasons("correct")
    return asked


def _why(found: KinSeen, guardian: int, sent: Any = None) -> ReasonForm:
    asked = ReasonForm(sent, data={"version": found.support(guardian).version})
    asked.why.choices = found.household.choices.correction_reasons("strike_out")
    return asked


def _effect(found: KinSeen, guardian: int) -> str:
    """What striking it out would change."""
    row = found.support(guardian)
    others = len(found.supports) - 1
    lists = f"{others} other stays" if others else "the household leaves the list of supported families with it"
    order = kinship_words.ORDERS[row.order_kind]
    what = order[:1].lower() + order[1:]
    return f"The support for {row.child} ({what}) stays on record as struck out, and counts no longer: {lists}."
