"""The buttons of a line of work: what one says with a click, and what comes next."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from crm import access, formatters
from crm.commands import assignments, calls, tasks
from crm.errors import Refused
from crm.journey.events import FirstContactMade
from crm.pages import promise_words
from crm.pages.sent_once import once_for
from crm.pages.work_lines import what_of
from crm.reads import work
from crm.reads.items import Item, Work

blueprint = Blueprint("work", __name__)


@blueprint.post("/households/<reference>/work")
@access.allow("households.record")
def act(reference: str) -> Response:
    """Do what the button says: it leaves the list, and what comes next is said."""
    by = access.current_actor()
    before = work.of_household(reference, by)
    item = next((each for each in before.items if each.key == request.form.get("item")), None)
    what = request.form.get("do", "")

    def do() -> str:
        said = _do(before, item, what)
        after = work.of_household(reference, by)
        told = promise_words.of_ahead(before, after) if what in ("spoke", "no_answer") else ""
        flash(f"{said}{told} {_next(after)}", "success")
        if what in ("done", "drop") and item is not None and item.task_id is not None:
            flash(url_for("tasks.take_back_form", reference=reference, task=item.task_id), "way back")
        return _back(reference)

    try:
        return redirect(once_for(request.form.get("idempotency_key", ""), do), 303)
    except Refused as refusal:
        flash(f"{reference}: {refusal.message}", "warning")
        return redirect(_back(reference), 303)


def _do(found: Work, item: Item | None, what: str) -> str:
    """Carry out what was asked for, and say it."""
    by, home = access.current_actor(), found.home
    if what == "take" and by.user_id is not None:
        assignments.assign([home.id], by.user_id, by=by, expected={home.id: _whose()})
        return f"{home.reference} is yours."
    if item is None:
        raise Refused("Somebody has done this since you opened the page, or it need not be done any more.")
    if what == "spoke":
        first = item.clock is not None and item.clock.stops == FirstContactMade.kind
        own = item.task_id if item.kind == "call_back" else None  # else what was promised stays as it was
        calls.spoke(home.id, task_id=own, by=by)
        return f"You spoke to {home.reference}{', their first contact' if first else ''}."
    if what == "no_answer":
        again = calls.no_answer(home.id, by=by)
        when = f": you try again on {formatters.full_date(again)}" if again else ""
        return f"No answer from {home.reference}{when}."
    if what == "drop" and item.kind in ("step", "keep_warm") and item.task_id is not None:
        tasks.done(item.task_id, outcome="dropped", by=by)
        return f"{home.reference}: not wanted any more."
    if what == "done" and item.task_id is not None:
        tasks.done(item.task_id, by=by)
    elif what == "done" and item.clock is not None and item.clock.name and item.way:
        tasks.clock_done(home.id, item.way.journey_id, item.clock.name, by=by)
    else:
        raise Refused("Choose what was done.")
    return f"{what_of(item)} is done for {home.reference}."


def _whose() -> int | None:
    """Whose the household was when the page was opened."""
    given = request.form.get("worker", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def _next(found: Work) -> str:
    """What comes next for the household."""
    if found.next:
        what = formatters.lower_first(what_of(found.next))
        return f"Next for them: {what}, by {formatters.full_date(found.next.due_on)}."
    if found.lacks_a_step:
        return "Nothing comes next for them yet: add a next step, or close."
    return ""


def _back(reference: str) -> str:
    """Where the line was: on the page of today, as it was asked for, or on the household's own page."""
    whose = request.form.get("whose", "")
    if whose == "household":
        return url_for("household.record", reference=reference)
    if whose == "clocks":
        return url_for("clocks.listing")
    if whose == "keep-warm":
        return url_for("keep_warm.listing")
    known = whose in ("mine", "all", "nobody") or (whose.isascii() and whose.isdigit() and len(whose) < 10)
    return url_for("home.start", whose=whose) if known else url_for("home.start")
