"""What is at risk: every clock in one list, the law's and the council's own, with filters and as a file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask import Response as Answer

from crm import access, clock, words, work_words
from crm.exchange import sheets
from crm.forms.households import ExportForm
from crm.pages import filters
from crm.pages.work_lines import drawn, what_of, worker_of
from crm.reads import at_risk, choices
from crm.reads.at_risk import ALL, LAW, OWN, SORTS, STATES
from crm.reads.filters import Filters
from crm.reads.today import Line

blueprint = Blueprint("clocks", __name__)

ASKED = ("q", "worker", "route", "agency")
FIRST = "due"  # what is longest past its day comes first
COLUMNS = ("Reference", "Name", "Area", "Council", "Rule", "Clock", "Since", "Due", "Days late", "State", "Worker")


@blueprint.get("/clocks")
@access.allow("clocks.view")
def listing() -> Answer:
    """The list; for htmx only the part of it that filters change (house decision 4)."""
    by = access.current_actor()
    asked, state, rule, problems = _read()
    found = at_risk.listing(asked, state, rule, by)
    fragment = request.headers.get("HX-Request") == "true"
    own = choices.own_agencies(by)
    kept = _kept(asked, state, rule)
    answer = make_response(
        render_template(
            f"pages/clocks/{'_results' if fragment else 'list'}.html",
            found=found,
            drawn=drawn(found.lines, clock.today()),
            filters=asked,
            state=state,
            rule=rule,
            problems=problems,
            today=clock.today(),
            states=work_words.AT_RISK,
            rules=[(LAW, "All of the law’s"), (OWN, "All of the council’s own"), *_named(found.codes)],
            worker_choices=filters.workers(by),
            agencies=own if len(own) > 1 else (),
            filtered=bool(kept),
            export=_export_form() if access.may("households.export") else None,
            to_file=filters.address("/clocks/export", kept, sort=filters.sorted_by(asked)),
            to_page=filters.address("/clocks", kept, sort=filters.sorted_by(asked), page=""),
            to_sort=filters.address("/clocks", kept, sort=""),
            to_state=filters.address("/clocks", kept, state=""),
        ),
        422 if problems else 200,
    )
    answer.headers["Vary"] = "HX-Request"
    return answer


@blueprint.post("/clocks/export")
@access.allow("households.export")
def export() -> Answer:
    """The clocks that the filters leave, as a file; the asking, and what for, goes on record (T44)."""
    asked, state, rule, problems = _read()
    form = _export_form(request.form)
    if problems or not form.validate():
        to_file = filters.address("/clocks/export", _kept(asked, state, rule), sort=filters.sorted_by(asked))
        return make_response(render_template("pages/clocks/export.html", form=form, to_file=to_file), 422)
    rows = at_risk.export(asked, state, rule, form.reason.data, access.current_actor())
    councils = dict(choices.own_names(access.current_actor()))
    answer = make_response(sheets.as_csv([COLUMNS, *(_cells(line, how, councils) for line, how in rows)]))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="clocks.csv"'
    return answer


def _read() -> tuple[Filters, str, str, filters.Problems]:
    """What the address asks for; a state or a clock that there is not asks for all that is at risk (T30)."""
    asked, problems = filters.read(request.args, SORTS, sort=FIRST)
    state, rule = request.args.get("state", ""), request.args.get("rule", "")
    asked = replace(asked, clock="")
    return asked, state if state in (*STATES, ALL) else "", rule[:40] if rule.isprintable() else "", problems


def _kept(asked: Filters, state: str, rule: str) -> dict[str, str]:
    more = {"state": state, "rule": rule}
    return asked.asked(*ASKED) | {name: value for name, value in more.items() if value}


def _named(codes: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """Rules with their ids, the council's own clocks by their names."""
    law = [(code, f"{code} {label}") for code, label in codes if code.isupper()]
    own = [(code, label) for code, label in codes if not code.isupper()]
    return [*law, *own]


def _export_form(sent: Any = None) -> ExportForm:
    form = ExportForm(sent)
    form.reason.choices = choices.reasons("export_reasons", access.current_actor())
    return form


def _cells(line: Line, state: str, councils: dict[int, str]) -> tuple[Any, ...]:
    ticking = line.item.clock if line.item else None
    if line.item is None or ticking is None:
        raise ValueError("a line of this list has a clock")
    late = (clock.today() - ticking.due_on).days
    return (
        line.home.reference,
        line.home.name,
        line.home.area,
        councils.get(line.home.agency_id),
        ticking.rule or ticking.measure,
        what_of(line.item),
        ticking.began_on,
        ticking.due_on,
        late if late > 0 else None,
        words.said(work_words.AT_RISK, state),
        worker_of(line.home),
    )
