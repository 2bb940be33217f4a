"""Checks to chase: what is waited for in every application under way, with a button to chase it; also as a file."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, flash, make_response, redirect, render_template, request
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, check_words, clock
from crm.commands import checks as commands
from crm.commands.checks import Step
from crm.errors import Refused
from crm.exchange import sheets
from crm.forms.households import ExportForm
from crm.forms.imports import ButtonForm
from crm.pages import filters
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once
from crm.pages.work_lines import worker_of
from crm.reads import chasing, checks, choices
from crm.reads.chasing import ALL, SHOWN, SORTS, Line
from crm.reads.filters import Filters

blueprint = Blueprint("chasing", __name__)

LIST = "/checks"
ASKED = ("q", "worker", "route", "agency", "stage")
FIRST = "due"  # what is longest past its day comes first
COLUMNS = (
    *("Reference", "Name", "Council", "Check", "Rule", "Stage", "Whose", "Status"),
    *("Asked for", "Last chased", "Times chased", "Due or holds until", "Days late", "Worker"),
)


@blueprint.get(LIST)
@access.allow("checks.chase")
def listing() -> Answer:
    """The list; for htmx only the part of it that filters change (house decision 4)."""
    by = access.current_actor()
    asked, shown, problems = _read()
    found = chasing.listing(asked, shown, by)
    fragment = request.headers.get("HX-Request") == "true"
    own, kept, sort = choices.own_agencies(by), _kept(asked, shown), filters.sorted_by(asked)
    answer = make_response(
        render_template(
            f"pages/checks/{'_chase' if fragment else 'chase'}.html",
            found=found,
            rows=[(line, secrets.token_urlsafe(18)) for line in found.rows],
            groups=[(name, name) for name in found.groups],
            worker_of=worker_of,
            filters=asked,
            shown=shown,
            problems=problems,
            today=clock.today(),
            check_words=check_words,
            worker_choices=filters.workers(by),
            agencies=own if len(own) > 1 else (),
            filtered=bool(kept),
            back=filters.address("", kept, sort=sort, page=str(found.page)).removeprefix("?"),
            export=_export_form() if access.may("households.export") else None,
            to_file=filters.address(f"{LIST}/export", kept, sort=sort),
            to_page=filters.address(LIST, kept, sort=sort, page=""),
            to_sort=filters.address(LIST, kept, sort=""),
            to_shown=filters.address(LIST, kept, show=""),
        ),
        422 if problems else 200,
    )
    answer.headers["Vary"] = "HX-Request"
    return answer


@blueprint.post("/households/<reference>/journeys/<int:number>/checks/<code>/<who>/chase")
@access.allow("checks.record")
def chase(reference: str, number: int, code: str, who: str) -> Response:
    """Note that somebody was chased today for a check, and go back to the list as it was."""
    by = access.current_actor()
    found = checks.checks(reference, number, by)
    label = found.line(code, who).standing.line.label
    back = filters.address(LIST, dict(parse_qsl(request.form.get("back", ""))[:12]))

    def do() -> str:
        step = Step("chased", clock.today())
        version = number_of(request.form.get("version", ""))
        commands.record(found.household.identity.id, found.journey_id, [(code, who)], step, by=by, version=version)
        flash(f"{reference}: {label} was chased today.", "success")
        return back

    try:
        return sent_once(ButtonForm(request.form), do)
    except Refused as refusal:
        flash(f"{reference}, {label}: {refusal.message}", "warning")
        return redirect(back, 303)


@blueprint.post(f"{LIST}/export")
@access.allow("households.export")
def export() -> Answer:
    """The checks that the filters leave, as a file; the asking, and what for, goes on record (T44)."""
    by = access.current_actor()
    asked, shown, problems = _read()
    form = _export_form(request.form)
    if problems or not form.validate():
        to_file = filters.address(f"{LIST}/export", _kept(asked, shown), sort=filters.sorted_by(asked))
        return make_response(render_template("pages/checks/export.html", form=form, to_file=to_file), 422)
    councils = dict(choices.own_names(by))
    rows = chasing.export(asked, shown, form.reason.data, by)
    answer = make_response(sheets.as_csv([COLUMNS, *(_cells(line, councils) for line in rows)]))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="checks.csv"'
    return answer


def _read() -> tuple[Filters, str, filters.Problems]:
    """What the address asks for; a kind of check that there is not asks for all that is to be chased (T30)."""
    asked, problems = filters.read(request.args, SORTS, sort=FIRST)
    shown = request.args.get("show", "")
    return replace(asked, clock=""), shown if shown in (*SHOWN, ALL) else "", problems


def _kept(asked: Filters, shown: str) -> dict[str, str]:
    return asked.asked(*ASKED) | ({"show": shown} if shown else {})


def _export_form(sent: Any = None) -> ExportForm:
    form = ExportForm(sent)
    form.reason.choices = choices.reasons("export_reasons", access.current_actor())
    return form


def _cells(line: Line, councils: dict[int, str]) -> tuple[Any, ...]:
    each = line.open
    late = (clock.today() - each.due_on).days if each.due_on else 0
    return (
        line.home.reference,
        line.home.name,
        councils.get(line.home.agency_id),
        each.standing.line.label,
        each.standing.line.rule,
        each.standing.line.group,
        each.standing.person.label,
        check_words.STATES[each.state].text,
        each.standing.requested_on,
        each.standing.chased_on,
        each.standing.chases or None,
        each.due_on,
        late if late > 0 else None,
        worker_of(line.home),
    )
