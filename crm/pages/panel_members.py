"""The central list of panel: who may sit, as what, and until when."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, panel_words
from crm.commands import panel_members as commands
from crm.commands.panel_members import Listed
from crm.forms.panels import LeavingForm, MemberForm
from crm.journey.quorum import Seat
from crm.journey.saying import said
from crm.pages.panel_sending import send, version_of
from crm.reads import choices, panel_members
from crm.reads.panel_members import ListedSeen

blueprint = Blueprint("panel_members", __name__)

PATH = "/panel/members/<int:panellist>"


@blueprint.get("/panel/members")
@access.allow("panel.view")
def listing() -> str:
    """Who is on the list, and what they lack together of a quorum."""
    by = access.current_actor()
    found = panel_members.central_list(choices.agency_id(None, by), by)
    return render_template("pages/panels/members.html", found=found, panel_words=panel_words)


@blueprint.get("/panel/members/new")
@access.allow("panel.manage")
def new() -> Answer:
    """The form for somebody new."""
    return _page(MemberForm(data={"seat": Seat.MEMBER.value}), None)


@blueprint.post("/panel/members/new")
@access.allow("panel.manage")
def add() -> Response:
    """Put somebody on the list."""
    by = access.current_actor()
    form = MemberForm(request.form)
    _offer(form, None)
    if not form.validate():
        return _page(form, None, 422)

    def do() -> str:
        commands.add(choices.agency_id(None, by), _listed(form), by=by)
        flash("They are on the central list.", "success")
        return url_for("panel_members.listing")

    return send(form, do, lambda code: _page(form, None, code))


@blueprint.get(f"{PATH}/edit")
@access.allow("panel.manage")
def edit(panellist: int) -> Answer:
    """What the list says of somebody."""
    found = panel_members.member(panellist, access.current_actor())
    return _page(_filled(found), found)


@blueprint.post(f"{PATH}/edit")
@access.allow("panel.manage")
def change(panellist: int) -> Response:
    """Change what the list says of somebody."""
    by = access.current_actor()
    found = panel_members.member(panellist, by)
    form = MemberForm(request.form)
    _offer(form, found)
    if not form.validate():
        return _page(form, found, 422)

    def do() -> str:
        commands.change(panellist, _listed(form), since=form.since.data, version=version_of(form), by=by)
        flash("The central list is changed.", "success")
        return url_for("panel_members.listing")

    return send(form, do, lambda code: _page(form, panel_members.member(panellist, by), code))


@blueprint.post(f"{PATH}/leave")
@access.allow("panel.manage")
def leave(panellist: int) -> Response:
    """Record notice: they are on the list for a month from it."""
    by = access.current_actor()
    found = panel_members.member(panellist, by)
    form = LeavingForm(request.form)
    if not form.validate():
        return _page(_filled(found), found, 422, leaving=form)

    def do() -> str:
        leaves_on = commands.give_notice(panellist, form.given_on.data, version=version_of(form), by=by)
        flash(f"They are on the central list until {said(leaves_on)} (PN-1).", "success")
        return url_for("panel_members.listing")

    return send(
        form, do, lambda code: _page(_filled(found), panel_members.member(panellist, by), code, leaving=form)
    )


def _filled(found: ListedSeen) -> MemberForm:
    is_what = tuple(name for name in ("social_worker", "independent") if getattr(found, name))
    shown = {"name": found.name, "seat": found.seat, "joined_on": found.joined_on, "is_what": is_what}
    return MemberForm(data=shown | {"account": str(found.user_id or "")})


def _listed(form: MemberForm) -> Listed:
    is_what = form.is_what.data or ()
    return Listed(
        name=form.name.data or "",
        seat=Seat(form.seat.data),
        social_worker="social_worker" in is_what,
        independent="independent" in is_what,
        joined_on=form.joined_on.data,
        user_id=int(form.account.data) if form.account.data else None,
    )


def _offer(form: MemberForm, found: ListedSeen | None) -> None:
    by = access.current_actor()
    if found is None and "since" in form:
        del form["since"]
    form.account.choices = panel_members.accounts(choices.agency_id(None, by), by, found.id if found else None)


def _page(
    form: MemberForm, found: ListedSeen | None, code: int = 200, *, leaving: LeavingForm | None = None
) -> Answer:
    _offer(form, found)
    away = leaving or LeavingForm()
    if found is not None:
        form.version.data = away.version.data = str(found.version)
    problems = [*form.problems(), *away.problems()]
    page = render_template("pages/panels/member.html", form=form, leaving=away, found=found, problems=problems)
    return make_response(page, code)
