"""Panels: what comes and what was, who is ready, planning one, its papers, who came, and its minutes.

A member of panel finds the packs of their own panels at the same address.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, panel_words
from crm.commands import panel_items
from crm.commands import panels as commands
from crm.commands.panels import Meeting
from crm.formatters import short_date
from crm.forms.imports import ButtonForm
from crm.forms.panels import AttendanceForm, FinalMinutesForm, ListForm, PanelForm
from crm.journey.saying import said
from crm.pages import panel_list
from crm.pages.both_sides import on_record
from crm.pages.filters import page_of
from crm.pages.panel_sending import numbers_of, send, version_of
from crm.reads import choices, packs, panel_lines, panels
from crm.reads.panel_items import Ready
from crm.reads.panels import PanelSeen

blueprint = Blueprint("panels", __name__)

PATH = "/panel/<int:panel>"


@blueprint.get("/panel")
@access.allow("panel.open")
def listing() -> Answer:
    """The panels; for a member of panel, their packs."""
    if access.may("panel.packs"):
        found = packs.packs(access.current_actor())
        return make_response(render_template("pages/panels/packs.html", found=found))
    return _listing(None)


@blueprint.post("/panel/agenda")
@access.allow("panel.list")
def put_on() -> Response:
    """Put a household on the agenda of a panel."""
    by = access.current_actor()
    form = ListForm(request.form)
    ready = panels.ready(by)
    _offer(form, ready, sent=True)
    if not form.validate():
        return _listing(form, ready, 422)

    def do() -> str:
        item = panel_items.put_on(int(form.panel.data or 0), int(form.journey.data or 0), by=by)
        flash("They are on the agenda. Say what panel is asked, and choose the documents.", "success")
        return url_for("panel_items.record", panel=form.panel.data, item=item)

    return send(form, do, lambda code: _listing(form, panels.ready(by), code))


@blueprint.get("/panel/new")
@access.allow("panel.manage")
def new() -> Answer:
    """When panel meets, how many it hears, and who is expected: all of the central list, unless taken out."""
    agency_id = choices.agency_id(None, access.current_actor())
    form = PanelForm(data={"capacity": panels.usual_capacity(agency_id)})
    form.members.choices = panels.members_today(agency_id)
    form.members.data = tuple(value for value, _ in form.members.choices)
    return _plan(form, None)


@blueprint.post("/panel/new")
@access.allow("panel.manage")
def plan() -> Response:
    """Plan a panel."""
    by = access.current_actor()
    agency_id = choices.agency_id(None, by)
    form = PanelForm(request.form)
    form.members.choices = panels.members_today(agency_id)
    if not form.validate():
        return _plan(form, None, 422)

    def do() -> str:
        made = commands.plan(agency_id, _meeting(form), by=by)
        flash("The panel is planned.", "success")
        return url_for("panels.record", panel=made)

    return send(form, do, lambda code: _plan(form, None, code))


@blueprint.get(PATH)
@access.allow("panel.view")
def record(panel: int) -> Answer:
    """One panel: its day, its agenda, who sits, and what is to be done next."""
    return _page(panels.panel(panel, access.current_actor()))


@blueprint.get(f"{PATH}/edit")
@access.allow("panel.manage")
def edit(panel: int) -> Answer:
    """The form for another day, another number, or other members."""
    seen = panels.panel(panel, access.current_actor())
    form = PanelForm(data={**_planned(seen), "version": seen.panel.version})
    form.members.choices = panels.members_today(seen.agency_id)
    return _plan(form, seen)


@blueprint.post(f"{PATH}/edit")
@access.allow("panel.manage")
def change(panel: int) -> Response:
    """Change a panel that has not met."""
    by = access.current_actor()
    seen = panels.panel(panel, by)
    form = PanelForm(request.form)
    form.members.choices = panels.members_today(seen.agency_id)
    if not form.validate():
        return _plan(form, seen, 422)

    def do() -> str:
        commands.change(panel, _meeting(form), version=version_of(form), by=by)
        flash("The panel is changed.", "success")
        return url_for("panels.record", panel=panel)

    def again(code: int) -> Answer:
        now = panels.panel(panel, by)
        return _plan(form, now, code, on_record(form, _planned(now)) if code == 409 else [])

    return send(form, do, again)


@blueprint.post(f"{PATH}/papers")
@access.allow("panel.manage")
def papers(panel: int) -> Response:
    """Open the pack to the panel's members."""
    return _press(panel, commands.send_papers, "The pack is open to the members of this panel, for its days.")


@blueprint.post(f"{PATH}/call-off")
@access.allow("panel.manage")
def call_off(panel: int) -> Response:
    """Call the panel off."""
    return _press(panel, commands.call_off, "The panel is called off. Who was on its agenda is ready for another.")


@blueprint.post(f"{PATH}/attendance")
@access.allow("panel.manage")
def attendance(panel: int) -> Response:
    """Record who came."""
    by = access.current_actor()
    seen = panels.panel(panel, by)
    form = AttendanceForm(request.form)
    form.members.choices = _members(seen)
    if not form.validate():
        return _page(seen, 422, came=form)

    def do() -> str:
        commands.attended(panel, numbers_of(form.members.data), version=version_of(form), by=by)
        flash("Who came is on record.", "success")
        return url_for("panels.record", panel=panel)

    return send(form, do, lambda code: _page(panels.panel(panel, by), code, came=form))


@blueprint.post(f"{PATH}/minutes")
@access.allow("panel.manage")
def minutes(panel: int) -> Response:
    """Record that the decision maker has the final minutes."""
    by = access.current_actor()
    form = FinalMinutesForm(request.form)
    if not form.validate() or form.received_on.data is None:
        return _page(panels.panel(panel, by), 422, final=form)

    def do() -> str:
        commands.minutes(panel, form.received_on.data, version=version_of(form), by=by)
        flash(f"The final minutes, {said(form.received_on.data)}, are on record for each household.", "success")
        return url_for("panels.record", panel=panel)

    return send(form, do, lambda code: _page(panels.panel(panel, by), code, final=form))


def _press(panel: int, command: Any, told: str) -> Response:
    """Carry out a command that asks nothing."""
    by = access.current_actor()
    form = ButtonForm(request.form)

    def do() -> str:
        command(panel, version=version_of(form), by=by)
        flash(told, "success")
        return url_for("panels.record", panel=panel)

    return send(form, do, lambda code: _page(panels.panel(panel, by), code, pressed=form))


def _meeting(form: PanelForm) -> Meeting:
    return Meeting(
        held_on=form.held_on.data,
        capacity=form.capacity.data,
        joint=bool(form.joint.data),
        members=numbers_of(form.members.data),
    )


def _members(seen: PanelSeen) -> tuple[tuple[str, str], ...]:
    return tuple((str(each.id), each.name or "(erased)") for each in seen.members)


def _offer(form: ListForm, ready: tuple[Ready, ...], *, sent: bool = False) -> None:
    """What may be chosen; of what was `sent`, the command says better than a list that a panel is full by now."""
    form.journey.choices = tuple((str(each.journey_id), each.reference) for each in ready)
    coming = panel_lines.to_come(access.current_actor())
    room = [each for each in coming if sent or each.listed < each.capacity]
    form.panel.choices = tuple((str(each.id), short_date(each.held_on)) for each in room)


def _listing(form: ListForm | None, ready: tuple[Ready, ...] | None = None, code: int = 200) -> Answer:
    by = access.current_actor()
    shown = panels.ready(by) if ready is None else ready
    offered = form or ListForm()
    _offer(offered, shown)
    asked, problems = panel_list.asked()
    return make_response(
        render_template(
            "pages/panels/list.html",
            found=panel_lines.listing(asked, page_of(request.args), by),
            ready=shown,
            form=offered,
            # Each row has a form of its own.
            problems=[*problems, *((text, None) for text, _ in offered.problems())],
            panel_words=panel_words,
            **panel_list.about(asked),
        ),
        422 if problems and code == 200 else code,
    )


def _planned(seen: PanelSeen) -> dict[str, Any]:
    return {
        "held_on": seen.panel.held_on,
        "capacity": seen.panel.capacity,
        "joint": ("yes",) if seen.panel.joint else (),
        "members": tuple(str(each.id) for each in seen.sitting),
    }


def _plan(form: PanelForm, seen: PanelSeen | None, code: int = 200, now: Sequence[tuple[str, str]] = ()) -> Answer:
    """The form; `now` is what somebody else has put on record meanwhile."""
    if seen is not None:
        form.version.data = str(seen.panel.version)
    return make_response(render_template("pages/panels/plan.html", form=form, seen=seen, now=now), code)


def _page(seen: PanelSeen, code: int = 200, **forms: Any) -> Answer:
    came = forms.get("came") or AttendanceForm(data={"members": _expected(seen)})
    final = forms.get("final") or FinalMinutesForm()
    came.members.choices = _members(seen)
    press = forms.get("pressed") or ButtonForm()
    for form in (came, final, press):
        form.version.data = str(seen.panel.version)
    page = render_template(
        "pages/panels/record.html",
        seen=seen,
        came=came,
        final=final,
        press=press,
        panel_words=panel_words,
        problems=[*press.problems(), *came.problems(), *final.problems()],
    )
    return make_response(page, code)


def _expected(seen: PanelSeen) -> tuple[str, ...]:
    """Who came, or, until that was said, who is expected."""
    return tuple(str(each.id) for each in seen.sitting if each.attended is not False)
