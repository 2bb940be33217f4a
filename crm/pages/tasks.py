"""What is to be done next for a household: added, and put off to another day."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, care_words
from crm.commands import tasks
from crm.commands.once import do_once
from crm.errors import NotFound, Refused
from crm.forms.govuk import Form
from crm.forms.work import MoveForm, TaskForm
from crm.journey.saying import said
from crm.pages.work_lines import what_of
from crm.reads import done, household, work, workers
from crm.reads.household import HouseholdSeen
from crm.reads.items import Item

blueprint = Blueprint("tasks", __name__)


@blueprint.get("/households/<reference>/tasks/new")
@access.allow("households.record")
def form(reference: str) -> Answer:
    """What is to be done next."""
    seen = household.household(reference, "record", access.current_actor())
    drafted = care_words.SIGNS_NEXT.get(request.args.get("sign", ""))
    return _page(seen, _asked(seen, data={"what": drafted} if drafted else None))


@blueprint.post("/households/<reference>/tasks/new")
@access.allow("households.record")
def send(reference: str) -> Response:
    """Add it."""
    by = access.current_actor()
    seen = household.household(reference, "record", by)
    asked = _asked(seen, request.form)
    if not asked.validate():
        return _page(seen, asked, 422)

    def do() -> str:
        tasks.add(
            seen.identity.id,
            kind=asked.kind.data,
            what=asked.what.data,
            due_on=asked.due_on.data,
            worker_id=int(asked.worker.data) if asked.worker.data else None,
            by=by,
        )
        flash(f"It is on the list for {said(asked.due_on.data)}.", "success")
        return url_for("household.record", reference=reference)

    try:
        return redirect(do_once(asked.idempotency_key.data or "", do, by=by), 303)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _page(seen, asked, 422)


@blueprint.get("/households/<reference>/tasks/<int:task>/day")
@access.allow("households.record")
def move_form(reference: str, task: int) -> Answer:
    """Which day instead."""
    seen, item = _open(reference, task)
    return _move_page(seen, item, MoveForm())


@blueprint.post("/households/<reference>/tasks/<int:task>/day")
@access.allow("households.record")
def move(reference: str, task: int) -> Response:
    """Put it off, or forward."""
    by = access.current_actor()
    seen, item = _open(reference, task)
    asked = MoveForm(request.form)
    if not asked.validate():
        return _move_page(seen, item, asked, 422)

    def do() -> str:
        tasks.move(task, asked.due_on.data, by=by)
        flash(f"{reference}: it is now for {said(asked.due_on.data)}.", "success")
        return url_for("home.start")

    try:
        return redirect(do_once(asked.idempotency_key.data or "", do, by=by), 303)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _move_page(seen, item, asked, 422)


@blueprint.get("/households/<reference>/tasks/<int:task>/take-back")
@access.allow("households.record")
def take_back_form(reference: str, task: int) -> str:
    """What taking back does."""
    seen = household.household(reference, "record", access.current_actor())
    done.require(seen.identity.id, task, access.current_actor())
    return render_template("pages/tasks/take_back.html", seen=seen, task=task, form=Form())


@blueprint.post("/households/<reference>/tasks/<int:task>/take-back")
@access.allow("households.record")
def take_back(reference: str, task: int) -> Response:
    """It was not done after all."""
    by = access.current_actor()
    seen = household.household(reference, "record", by)

    def do() -> str:
        tasks.take_back(seen.identity.id, task, by=by)
        flash("It is still to be done, and on the lists again.", "success")
        return url_for("household.record", reference=reference)

    try:
        return redirect(do_once(request.form.get("idempotency_key", ""), do, by=by), 303)
    except Refused as refusal:
        flash(refusal.message, "warning")
        return redirect(url_for("household.record", reference=reference), 303)


def _open(reference: str, task: int) -> tuple[HouseholdSeen, Item]:
    """A household with an open task of its own; NotFound for any other."""
    by = access.current_actor()
    seen = household.household(reference, "record", by)
    item = next((each for each in work.of_household(reference, by).items if each.task_id == task), None)
    if item is None:
        raise NotFound("There is no such task, or it is done")
    return seen, item


def _asked(seen: HouseholdSeen, sent: Any = None, **own: Any) -> TaskForm:
    form = TaskForm(sent, **own)
    staff = workers.of_agency(seen.identity.agency_id, access.current_actor())
    form.worker.choices = tuple((str(number), name) for number, name in staff)
    return form


def _page(seen: HouseholdSeen, asked: TaskForm, code: int = 200) -> Answer:
    return make_response(render_template("pages/tasks/task.html", seen=seen, form=asked), code)


def _move_page(seen: HouseholdSeen, item: Item, asked: MoveForm, code: int = 200) -> Answer:
    page = render_template("pages/tasks/move.html", seen=seen, item=item, what=what_of(item), form=asked)
    return make_response(page, code)
