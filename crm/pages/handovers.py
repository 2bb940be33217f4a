"""Whom a hub hands to its councils: the list, one of them, and what the council that is asked or the hub does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, handover_words
from crm.commands import handovers as commands
from crm.errors import Refused, Stale
from crm.forms.govuk import Form
from crm.forms.handovers import AcceptForm, CloseForm, PassBackForm, ReopenForm, RouteForm
from crm.pages import filters, registers
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once
from crm.reads import choices, shared_in_part
from crm.reads import handover as reads
from crm.reads import handovers as lists
from crm.reads.handover import One
from crm.reads.handover_lines import Line

blueprint = Blueprint("handovers", __name__)

LIST = "/handovers"
Asked = TypeVar("Asked", PassBackForm, CloseForm)
ONE = f"{LIST}/<handover>"
COLUMNS = ("Reference", "Asked on", "Hub", "State", "Council", "To be accepted by", "Accepted")


@blueprint.get(LIST)
@access.allow("handovers.view")
def listing() -> Answer:
    """Those that wait, the most urgent first; or those that were accepted."""
    kept, number, problems = _read()
    found = lists.listed(kept.get("state", ""), kept.get("q", ""), number, access.current_actor())
    return registers.page(
        "handovers", LIST, kept, problems, exported="handovers.export", found=found, asked=kept,
        words=handover_words, state=kept.get("state", ""),
    )  # fmt: skip


@blueprint.get(f"{LIST}/shared")
@access.allow("handovers.route")
def shared() -> Answer:
    """Households of which their council shares a part."""
    kept, number, problems = _read()
    q = kept.get("q", "")
    found = shared_in_part.listed(q, number, access.current_actor())
    return registers.page("handovers/shared", f"{LIST}/shared", {"q": q} if q else {}, problems, found=found, q=q)


@blueprint.post(f"{LIST}/export")
@access.allow("handovers.export")
def export() -> Answer:
    """The list as a file. It names nobody."""
    kept, _, problems = _read()
    form = registers.export_form(request.form)
    if problems or not form.validate():
        return registers.not_taken("handovers", LIST, kept, form)
    rows = lists.export(kept.get("state", ""), kept.get("q", ""), form.reason.data or "", access.current_actor())
    return registers.file("enquirers-of-the-hub", COLUMNS, map(_cells, rows))


@blueprint.get(ONE)
@access.allow("handovers.view")
def one(handover: str) -> Answer:
    """One of them, with what may be done."""
    return _page(handover, None)


@blueprint.post(f"{ONE}/accept")
@access.allow("handovers.answer")
def accept(handover: str) -> Response:
    """Take them over: from now on they are a household of the council, and its enquiry."""
    form = AcceptForm(request.form)

    def do() -> str:
        reference = commands.accept(handover, version=_version(form), by=access.current_actor())
        flash(f"They are yours, as {reference}. The enquiry counts for your council alone.", "success")
        return url_for("household.record", reference=reference)

    return _done(handover, form, do)


@blueprint.post(f"{ONE}/pass-back")
@access.allow("handovers.answer")
def pass_back(handover: str) -> Response:
    """Leave them to the hub, which hands them to another council."""
    form = _offered(PassBackForm(request.form))

    def do() -> str:
        reason = form["reason"].data or ""
        commands.pass_back(handover, reason, version=_version(form), by=access.current_actor())
        flash(f"{handover}: passed back. The hub hands them to another council.", "success")
        return url_for(".listing")

    return _done(handover, form, do)


@blueprint.post(f"{ONE}/route")
@access.allow("handovers.route")
def route(handover: str) -> Response:
    """Ask another council."""
    form = RouteForm(request.form)
    form.council.choices = ((form.council.data or "", ""),)  # which it may be the command says, in words

    def do() -> str:
        slug = form.council.data or ""
        name = commands.route(handover, slug, version=_version(form), by=access.current_actor())
        flash(f"{handover}: handed to {name}.", "success")
        return url_for(".listing")

    return _done(handover, form, do)


@blueprint.post(f"{ONE}/close")
@access.allow("handovers.route")
def close(handover: str) -> Response:
    """Hand them to nobody."""
    form = _offered(CloseForm(request.form))

    def do() -> str:
        reason = form["reason"].data or ""
        commands.close(handover, reason, version=_version(form), by=access.current_actor())
        flash(f"{handover}: closed. You can take it up again for 30 days.", "success")
        return url_for(".one", handover=handover)

    return _done(handover, form, do)


@blueprint.post(f"{ONE}/reopen")
@access.allow("handovers.route")
def reopen(handover: str) -> Response:
    """Have them again."""
    form = ReopenForm(request.form)

    def do() -> str:
        commands.reopen(handover, version=_version(form), by=access.current_actor())
        flash(f"{handover} is with the hub again: hand them to a council.", "success")
        return url_for(".one", handover=handover)

    return _done(handover, form, do)


def _done(handover: str, form: Form, do: Callable[[], str]) -> Response:
    """Led on; or the page anew, as it is now, with why not. Whom it is not for any more has the list."""
    if not form.validate():
        return _page(handover, form, 422)
    try:
        return sent_once(form, do)
    except Refused as refusal:
        if not form.questions or isinstance(refusal, Stale) or not refusal.field or refusal.field not in form:
            flash(refusal.message, "warning")
            return redirect(url_for(".listing"), 303)
        form.refuse(refusal.message, refusal.field)
        return _page(handover, form, 422)


def _page(handover: str, form: Form | None, code: int = 200) -> Answer:
    found = reads.one(handover, access.current_actor())
    shown: dict[str, Any] = dict.fromkeys(("accepting", "passing", "routing", "closing", "reopening"))
    data = {"version": found.line.version}
    if found.may_answer:
        shown["accepting"] = AcceptForm(data=data)
        shown["passing"] = form if isinstance(form, PassBackForm) else _offered(PassBackForm(data=data))
    if found.may_route:
        shown["routing"] = _councils(form if isinstance(form, RouteForm) else RouteForm(data=data), found)
    if found.may_close:
        shown["closing"] = form if isinstance(form, CloseForm) else _offered(CloseForm(data=data))
    if found.may_reopen:
        shown["reopening"] = ReopenForm(data=data)
    page = render_template(
        "pages/handovers/one.html", found=found, line=found.line, words=handover_words, form=form, **shown
    )
    return make_response(page, code)


def _councils(form: RouteForm, found: One) -> RouteForm:
    form.council.choices = found.councils
    return form


def _offered(form: Asked) -> Asked:
    listed = "handover_reasons" if isinstance(form, PassBackForm) else "handover_closed_reasons"
    form.reason.choices = choices.reasons(listed, access.current_actor())
    return form


def _version(form: Form) -> int:
    return number_of(form.version.data or "") or 0


def _read() -> tuple[dict[str, str], int, filters.Problems]:
    asked, problems = filters.read(request.args, (), sort="")
    state = request.args.get("state", "")
    kept = {"q": asked.q, "state": state if state in lists.SETTLED else ""}
    return {name: value for name, value in kept.items() if value}, asked.page, problems


def _cells(each: Line) -> tuple[Any, ...]:
    text = handover_words.LATE[0] if each.late else handover_words.STATES[each.state][0]
    return each.reference, each.received_on, each.hub, text, each.council, each.due_on, each.accepted_at
