"""Who else is in a household: added, changed, removed and put back; and a carer who goes and comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access
from crm.commands import profiles as commands
from crm.errors import NotFound, Refused, Stale
from crm.forms.imports import ButtonForm
from crm.forms.profiles import MemberForm
from crm.forms.records import ReasonForm
from crm.pages.profiles import carer_of, form_page, number_of, send_form, why
from crm.pages.sent_once import led, sent_once
from crm.reads import profile as reads
from crm.reads.profile import CarerLife, ProfileSeen

blueprint = Blueprint("members", __name__)

PATH = "/households/<reference>/profile/members"


@blueprint.get(f"{PATH}/new")
@access.allow("households.edit")
def new(reference: str) -> Answer:
    """Who else is there."""
    found = reads.life(reference, access.current_actor())
    return form_page(found, _asked(found), "Add somebody")


@blueprint.post(f"{PATH}/new")
@access.allow("households.edit")
def add(reference: str) -> Response:
    """Add somebody to the household."""
    found = reads.life(reference, access.current_actor())
    form = _asked(found, request.form)

    def do(version: int) -> None:
        home = found.household.identity.id
        by, since = access.current_actor(), form.since.data
        commands.add_member(home, form.values(), since=since, version=version, by=by)

    return send_form(found, form, "Add somebody", do)


@blueprint.get(f"{PATH}/<int:member>/edit")
@access.allow("households.edit")
def form(reference: str, member: int) -> Answer:
    """What is known of somebody, without the name."""
    found, one = reads.member(reference, member, access.current_actor())
    return form_page(found, _asked(found, None, one), "Change somebody in the household")


@blueprint.post(f"{PATH}/<int:member>/edit")
@access.allow("households.edit")
def send(reference: str, member: int) -> Response:
    """Change what is known of somebody."""
    found, one = reads.member(reference, member, access.current_actor())
    asked = _asked(found, request.form, one)

    def do(version: int) -> None:
        by, home = access.current_actor(), found.household.identity.id
        commands.change_member(home, member, asked.values(), **why(asked), version=version, by=by)

    return send_form(found, asked, "Change somebody in the household", do)


@blueprint.post(f"{PATH}/<int:member>/remove")
@access.allow("households.edit")
def remove(reference: str, member: int) -> Response:
    """Take somebody out of the household, who can be put back."""
    found, _ = reads.member(reference, member, access.current_actor())
    home = found.household.identity.id
    told = "Removed. Who was removed by mistake is put back at the end of this page."
    return _press(found, lambda _: commands.remove_member(home, member, by=access.current_actor()), told)


@blueprint.post(f"{PATH}/<int:member>/put-back")
@access.allow("households.edit")
def put_back(reference: str, member: int) -> Response:
    """Take back that somebody was removed."""
    found, _ = reads.member(reference, member, access.current_actor())
    home = found.household.identity.id
    return _press(found, lambda _: commands.put_back_member(home, member, by=access.current_actor()), "Put back.")


@blueprint.get("/households/<reference>/profile/carers/<int:position>/remove")
@access.allow("households.edit")
def removing_carer(reference: str, position: int) -> Answer:
    """Why a carer is removed, and what that does."""
    found, carer = carer_of(reference, position)
    return _removing(found, carer, _why_removed(found))


@blueprint.post("/households/<reference>/profile/carers/<int:position>/remove")
@access.allow("households.edit")
def remove_carer(reference: str, position: int) -> Response:
    """Take a carer out of the household, who can come back."""
    try:
        found, carer = carer_of(reference, position)
    except NotFound:  # sent twice: whoever was removed is no carer any more
        if (where := led(ReasonForm(request.form))) is None:
            raise
        return redirect(where, 303)
    asked = _why_removed(found, request.form)
    if not asked.validate():
        return _removing(found, carer, asked, 422)

    def do() -> str:
        home, version = found.household.identity, number_of(asked.version.data or "")
        by = access.current_actor()
        commands.remove_carer(home.id, position, because=asked.why.data, version=version, by=by)
        flash("The carer is removed, and can be put back at the end of this page.", "success")
        return url_for("profiles.record", reference=home.reference)

    try:
        return sent_once(asked, do)
    except Stale:
        found, carer = carer_of(reference, position)
        asked.version.data = str(found.household.identity.version)
        asked.refuse(
            "Somebody changed this household after you had opened this page. Look again, and send it again."
        )
        return _removing(found, carer, asked, 409)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _removing(found, carer, asked, 422)


def _why_removed(found: ProfileSeen, sent: Any = None) -> ReasonForm:
    asked = ReasonForm(sent, data={"version": found.household.identity.version})
    asked.why.choices = found.household.choices.correction_reasons("strike_out")
    return asked


def _removing(found: ProfileSeen, carer: CarerLife, asked: ReasonForm, code: int = 200) -> Answer:
    page = render_template(
        "pages/profiles/remove.html", seen=found.household, carer=carer, form=asked, action=request.path
    )
    return make_response(page, code)


@blueprint.post("/households/<reference>/profile/gone/<int:carer>/put-back")
@access.allow("households.edit")
def put_back_carer(reference: str, carer: int) -> Response:
    """Let a removed carer come back."""
    found = reads.life(reference, access.current_actor())
    home = found.household.identity.id

    def do(version: int) -> None:
        commands.put_back_carer(home, carer, version=version, by=access.current_actor())

    return _press(found, do, "The carer is back.")


def _press(found: ProfileSeen, act: Callable[[int], None], told: str) -> Response:
    """Do what a button says, once."""
    sent = ButtonForm(request.form)

    def do() -> str:
        act(number_of(sent.version.data or ""))
        flash(told, "success")
        return url_for("profiles.record", reference=found.household.identity.reference)

    return sent_once(sent, do)


def _asked(found: ProfileSeen, sent: Any = None, one: Any = None) -> MemberForm:
    known = {"relation": one.relation, "born_on": one.born_on, "lives_here": _here(one)} if one else {}
    form = MemberForm(sent, data={**known, "version": found.household.identity.version})
    form.relation.choices = found.household.choices.pairs("member_relations")
    if one is None:
        del form.nature
        form.since.label.text = "Since when do they live there?"
        form.since.hint = (
            "If they moved in. An adult who did so after the approval has checks to be asked for (S1-9)"
        )
        form.name.required = "Enter a name"
    else:
        form.name.hint = "The name on record is not shown here. Leave it empty to keep it"
    return form


def _here(one: Any) -> str:
    return "yes" if one.lives_here else "no"
