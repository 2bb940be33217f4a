"""Files that take two people: what is asked for, a second person's answer, and the file once agreed to (T19)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, export_words, formatters
from crm.actor import Actor
from crm.commands import export_requests as commands
from crm.errors import Refused, TakesTwo
from crm.pages import errors, filters, narrowed_words, registers
from crm.pages.settled import settled
from crm.reads import large_files
from crm.reads.large_files import RequestSeen

blueprint = Blueprint("export_requests", __name__)

PATH = "/exports"
COLUMNS = ("Asked (London)", "By", "List", "Households", "Reason", "State", "Answered by", "Until (London)")
OF_LISTS = {
    "Council": ("agency", "hub"),
    "From": ("from",),
    "To": ("to",),
    "As known on": ("known_on",),
    "Population": ("population",),
    "Figure": ("figure",),
}  # a column each; what else a list was narrowed by stands together in the last
LONGEST = 100  # letters that are searched for


@blueprint.get(PATH)
@access.allow("exports.view")
def listing() -> Answer:
    """All of them, or what is asked for; for htmx only the part of it that filters change."""
    kept = _kept()
    return registers.page(
        "exports",
        PATH,
        kept,
        [],
        exported="exports.settle",
        found=large_files.listing(kept.get("state", ""), kept.get("q", ""), filters.page_of(request.args), _by()),
        state=kept.get("state", ""),
        search=kept.get("q", ""),
        words=export_words,
        narrowed_in_words=narrowed_words.said,
        states=[(each, label.text) for each, label in export_words.STATES.items()],
    )


@blueprint.post(f"{PATH}/export")
@access.allow("exports.settle")
def export() -> Answer:
    """The requests as a file. It holds nothing of any household."""
    kept = _kept()
    form = registers.export_form(request.form)
    if not form.validate():
        return registers.not_taken("exports", PATH, kept, form)
    found = large_files.every(kept.get("state", ""), kept.get("q", ""), _by())
    commands.note_list_taken(len(found), str(form.reason.data), by=_by())
    return registers.file("files-that-take-two", (*COLUMNS, *OF_LISTS, "Narrowed by"), map(_cells, found))


def _kept() -> dict[str, str]:
    """What the list is narrowed by; a state that there is not asks for all (T30)."""
    state, search = request.args.get("state", ""), request.args.get("q", "").strip()[:LONGEST]
    found = {"q": search, "state": state if state in export_words.STATES else ""}
    return {name: value for name, value in found.items() if value}


def _cells(each: RequestSeen) -> tuple[Any, ...]:
    state, answered = export_words.STATES[each.state].text, each.answered_by or ""
    list_ = export_words.list_named(each.path) + (", with addresses" if each.answers.get("addresses") else "")
    asked, until = formatters.moment(each.asked_at), formatters.moment(each.until) if each.until else ""
    return (asked, each.by, list_, each.size, each.why, state, answered, until, *_narrowed(each))


def _narrowed(each: RequestSeen) -> Iterator[str]:
    """What the page tells of what the list was narrowed by, in the order of the columns."""
    names = [name for name, _ in each.narrowed]
    told = dict(zip(names, narrowed_words.said(each.narrowed), strict=True))
    for those in OF_LISTS.values():
        yield "; ".join(told.pop(name)[1] for name in those if name in told)
    rest = [f"{title}: {value}" for title, value in told.values()]
    yield "; ".join([*rest, *([narrowed_words.NOT_TOLD] if each.more else [])])


@blueprint.post(f"{PATH}/<int:export_request>/agree")
@access.allow("exports.settle")
def agree(export_request: int) -> Response:
    """The file can be taken by whoever asked."""
    said = "You have agreed. Whoever asked is told by mail, and can take the file for a time."
    return _settled(lambda: commands.agree(export_request, by=_by()), said)


@blueprint.post(f"{PATH}/<int:export_request>/decline")
@access.allow("exports.settle")
def decline(export_request: int) -> Response:
    """No file leaves."""
    return _settled(lambda: commands.decline(export_request, by=_by()), "No file leaves. The list stays as it is.")


@blueprint.app_errorhandler(TakesTwo)
def ask_instead(error: TakesTwo) -> Response:
    """In place of a file of too many households: it is asked for, and the page of such files says so."""
    try:
        commands.ask(error.households, by=_by())
    except Refused as refusal:
        return errors.page(409, refusal.message)
    flash(
        f"The file holds {error.households:,} households. More than {error.alone:,} take two people: it is asked "
        "for, and another manager or somebody of governance is told by mail. When they agree, you take it here.",
        "success",
    )
    return redirect(url_for("export_requests.listing"), 303)


def _by() -> Actor:
    return access.current_actor()


def _settled(do: Callable[[], None], said: str) -> Response:
    return settled(do, said, url_for("export_requests.listing"))
