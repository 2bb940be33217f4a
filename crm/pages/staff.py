"""The accounts of an agency's staff: who has one, inviting, and taking an invitation back."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, staff_words, words
from crm.actor import Role
from crm.commands import invitations as commands
from crm.errors import Refused
from crm.forms.imports import ButtonForm
from crm.forms.staff import InviteForm
from crm.pages.filters import page_of
from crm.pages.sent_once import sent_once
from crm.reads import choices, emergencies, phone_requests, role_requests, staff

blueprint = Blueprint("staff", __name__)

STATES = (("open", "Open"), ("closed", "Closed"))


@blueprint.get("/staff")
@access.allow("staff.view")
def listing() -> Answer:
    """The accounts, and the invitations that wait."""
    by = access.current_actor()
    filters = {name: request.args.get(name, "")[:100] for name in ("q", "role", "state")}
    found = staff.listing(by, **filters, page=page_of(request.args))
    answer = make_response(
        render_template(
            "pages/staff/_results.html" if "HX-Request" in request.headers else "pages/staff/list.html",
            found=found,
            filters=filters,
            asked=any(filters.values()),
            href=f"/staff?{urlencode({name: value for name, value in filters.items() if value} | {'page': ''})}",
            roles=[(role.value, words.ROLES[role]) for role in staff.roles_of_staff()],
            states=STATES,
            staff_words=staff_words,
            invitations=staff.invitations(by),
            phone_requests=phone_requests.waiting(by),
            role_requests=role_requests.waiting(by),
            emergencies=emergencies.waiting(by),
        )
    )
    answer.vary.add("HX-Request")
    return answer


@blueprint.get("/staff/invite")
@access.allow("staff.invite")
def invite() -> Answer:
    """Whom to invite, and into which role."""
    return _invite(_asked())


@blueprint.post("/staff/invite")
@access.allow("staff.invite")
def send_invite() -> Response:
    """Have the invitation sent."""
    by = access.current_actor()
    asked = _asked(request.form)
    if not asked.validate():
        return _invite(asked, 422)

    role, agency_id = Role(asked.role.data), choices.agency_id(None, by)

    def do() -> str:
        commands.invite(asked.email.data or "", name=asked.name.data or "", role=role, agency_id=agency_id, by=by)
        flash(_said(role, agency_id, f"An invitation is on its way to {asked.email.data}."), "success")
        return url_for("staff.listing")

    try:
        return sent_once(asked, do)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _invite(asked, 422)


@blueprint.post("/staff/invitations/<int:invitation>/take-back")
@access.allow("staff.invite")
def take_back(invitation: int) -> Response:
    """Take an invitation back."""
    commands.revoke(invitation, by=access.current_actor())
    flash("The invitation is taken back: its link no longer works.", "success")
    return redirect(url_for("staff.listing"), 303)


@blueprint.post("/staff/invitations/<int:invitation>/again")
@access.allow("staff.invite")
def again(invitation: int) -> Response:
    """Send an invitation again, with a new link; the old one no longer works."""
    by = access.current_actor()

    def do() -> str:
        role = commands.send_again(invitation, by=by)
        flash(_said(role, choices.agency_id(None, by), "A new invitation is on its way."), "success")
        return url_for("staff.listing")

    try:
        return sent_once(ButtonForm(request.form), do)
    except Refused as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("staff.listing"), 303)


def _said(role: Role, agency_id: int, sent: str) -> str:
    """What became of an invitation: it is on its way, or waits for a second person."""
    if commands.takes_two(role):
        return "The invitation goes out when another manager or the administrator agrees. They are told by mail."
    return f"{sent} It works for {commands.hours(agency_id)} hours."


def _asked(sent: object = None) -> InviteForm:
    asked = InviteForm(sent)
    given = staff.may_give(access.current_actor())
    asked.role.choices = tuple((role.value, words.ROLES[role]) for role in given)
    asked.role.hints = staff_words.ROLE_HINTS
    return asked


def _invite(asked: InviteForm, code: int = 200) -> Answer:
    hours = commands.hours(choices.agency_id(None, access.current_actor()))
    return make_response(render_template("pages/staff/invite.html", form=asked, hours=hours), code)
