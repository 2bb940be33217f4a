"""What is to be done next for a household: added, and put off to another day."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, care_words
from crm.commands import tasks
from crm.commands.pasted_addresses import LooksLikeAddress
from crm.errors import Refused, Stale
from crm.forms.govuk import Form
from crm.forms.work import MoveForm, TaskForm
from crm.journey.saying import said
from crm.pages import promise_words, step_words
from crm.pages.sent_once import once_for, sent_once
from crm.pages.work_lines import what_of
from crm.reads import done, ended, household, work, workers
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
        calls = promise_words.standing(reference, by)
        tasks.add(
            seen.identity.id,
            kind=asked.kind.data,
            what=asked.what.data,
            due_on=asked.due_on.data,
            worker_id=int(asked.worker.data) if asked.worker.data else None,
            anyway=bool(asked.anyway.data),
            by=by,
        )
        told = promise_words.off(calls, promise_words.standing(reference, by))
        flash(f"It is on the list for {said(asked.due_on.data)}.{told}", "success")
        return url_for("household.record", reference=reference)

    try:
        return sent_once(asked, do)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        if isinstance(refusal, LooksLikeAddress):
            asked.anyway.errors = ["Put it under People, or tick this to keep it here"]
        return _page(seen, asked, 422)


@blueprint.get("/households/<reference>/tasks/<int:task>/day")
@access.allow("households.record")
def move_form(reference: str, task: int) -> Response:
    """Which day instead; of a step that is no more what it was, what became of it."""
    by = access.current_actor()
    seen = household.household(reference, "record", by)
    item = _open(reference, task)
    if item is not None:
        return _move_page(seen, item, MoveForm())
    found = ended.ended(seen.identity.id, task, by)
    flash(step_words.became(found), "warning")
    if found.now is not None and _open(reference, found.now) is not None:
        return redirect(url_for("tasks.move_form", reference=reference, task=found.now))
    return redirect(url_for("household.record", reference=reference))


@blueprint.post("/households/<reference>/tasks/<int:task>/day")
@access.allow("households.record")
def move(reference: str, task: int) -> Response:
    """Put it off, or forward; whoever was overtaken keeps what was typed, and decides (T49)."""
    by = access.current_actor()
    seen = household.household(reference, "record", by)
    asked = MoveForm(request.form)
    sound = asked.validate()

    def do() -> str:
        if _open(reference, task) is None:
            ended.ended(seen.identity.id, task, by)
            raise Stale("This is not to be done any more.")
        tasks.move(task, asked.due_on.data, by=by)
        flash(f"{reference}: it is now for {said(asked.due_on.data)}.", "success")
        return url_for("home.start")

    try:
        if sound:
            return sent_once(asked, do)
    except Stale:
        return _overtaken(seen, task, asked)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
    item = _open(reference, task)
    return _overtaken(seen, task, asked) if item is None else _move_page(seen, item, asked, 422)


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
        return redirect(once_for(request.form.get("idempotency_key", ""), do), 303)
    except Refused as refusal:
        flash(refusal.message, "warning")
        return redirect(url_for("household.record", reference=reference), 303)


def _open(reference: str, task: int) -> Item | None:
    """A task that a household waits for; none, if it is not its own, or not to be done any more."""
    open_ones = work.of_household(reference, access.current_actor()).items
    return next((each for each in open_ones if each.task_id == task), None)


def _overtaken(seen: HouseholdSeen, task: int, asked: MoveForm) -> Answer:
    """What became of a step while its page was open, with what was typed there (T49)."""
    found = ended.ended(seen.identity.id, task, access.current_actor())
    now = _open(seen.identity.reference, found.now) if found.now is not None else None
    told = step_words.became(found, " while you had this page open")
    if now is None:
        page = render_template(
            "pages/tasks/over.html",
            seen=seen,
            what=step_words.what_was(found),
            typed=asked.due_on.data,
            problems=[(told, None)],
        )
        return make_response(page, 409)
    asked.refuse(f"{told} Nothing of yours is saved: press Save if your day still holds.")
    return _move_page(seen, now, asked, 409)


def _asked(seen: HouseholdSeen, sent: Any = None, **own: Any) -> TaskForm:
    form = TaskForm(sent, **own)
    staff = workers.of_agency(seen.identity.agency_id, access.current_actor())
    form.worker.choices = tuple((str(number), name) for number, name in staff)
    return form


def _page(seen: HouseholdSeen, asked: TaskForm, code: int = 200) -> Answer:
    asked.leave_out_unasked()
    return make_response(render_template("pages/tasks/task.html", seen=seen, form=asked), code)


def _move_page(seen: HouseholdSeen, item: Item, asked: MoveForm, code: int = 200) -> Answer:
    item = item.call or item
    page = render_template("pages/tasks/move.html", seen=seen, item=item, what=what_of(item), form=asked)
    return make_response(page, code)
