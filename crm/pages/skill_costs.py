"""Payment for skills: who is on which level, what it costs in a year, what if; and the national minimum."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask import Response as Answer

from crm import access, clock
from crm.exchange import sheets
from crm.forms.households import ExportForm
from crm.journey import dates
from crm.journey.levels import following
from crm.pages import filters
from crm.reads import choices, minimums, skill_costs
from crm.reads.minimums import Child
from crm.reads.skill_costs import NO_LEVEL, Asked, Move, Paid
from crm.reports.period import financial_year

blueprint = Blueprint("skill_costs", __name__)

HERE, WHAT_IF, MINIMUM = "/skills", "/skills/what-if", "/skills/minimum"
COLUMNS = (
    *("Reference", "Name", "Council", "Carers and levels", "Children", "Day", "Fee a week", "Allowance a week"),
    *("Year from", "Year to", "Fee in the year", "Allowance in the year"),
    *("Fee not known, at least", "Fee not known, at most"),
    *("Allowance not known, at least", "Allowance not known, at most"),
)
CHILD_COLUMNS = ("Reference", "Name", "Child", "Age", "Day", "Allowance a week", "Minimum a week", "Below by")


@blueprint.get(HERE)
@access.allow("skills.view")
def listing() -> Answer:
    """Every household's week and year; for htmx only the part that filters change (house decision 4)."""
    asked, problems = _read()
    by = access.current_actor()
    own, kept = choices.own_agencies(by), _kept(asked)
    fragment = request.headers.get("HX-Request") == "true"
    page = render_template(
        f"pages/skills/{'_results' if fragment else 'list'}.html",
        found=skill_costs.forecast(asked, by),
        asked=asked,
        problems=problems,
        agencies=own if len(own) > 1 else (),
        filtered=bool(asked.q or asked.agency or asked.level or asked.waiting),
        no_level=NO_LEVEL,
        offered=skill_costs.levels_of(by, asked.day),
        export=_export_form() if access.may("households.export") else None,
        to_page=filters.address(HERE, kept, page=""),
        to_file=filters.address(f"{HERE}/export", kept),
    )
    return _answer(page, problems)


@blueprint.post(f"{HERE}/export")
@access.allow("households.export")
def export() -> Answer:
    """The year as a file; the asking, and what for, goes on record (T44)."""
    asked, problems = _read()
    form = _export_form(request.form)
    to_file = filters.address(f"{HERE}/export", _kept(asked))
    if problems or not form.validate():
        return _asked_why(form, to_file, HERE)
    paid = skill_costs.export(asked, form.reason.data, access.current_actor())
    return _file("payment-for-skills", [COLUMNS, *(_cells(each, asked) for each in paid)])


@blueprint.get(WHAT_IF)
@access.allow("skills.view")
def what_if() -> Answer:
    """The year as it stands beside the year as it would be."""
    problems: filters.Problems = []
    by = access.current_actor()
    on = _day("on", clock.today(), problems)
    offered = skill_costs.levels_of(by, on)
    given = request.args
    first = given.get("from", "") if given.get("from") in offered else (offered[0] if offered else "")
    later = given.get("to", "") if given.get("to") in offered else (following(offered, first) or first)
    carers = frozenset(int(each) for each in given.getlist("who") if each.isascii() and each.isdigit())
    move = Move(first, later, on, carers)
    found = skill_costs.what_if(move, by)
    page = render_template("pages/skills/what_if.html", found=found, move=move, problems=problems)
    return _answer(page, problems)


@blueprint.get(MINIMUM)
@access.allow("skills.view")
def minimum() -> Answer:
    """The council's allowances beside the national minimum (NM-6)."""
    asked, problems = _read()
    kept = _kept(asked)
    page = render_template(
        "pages/skills/minimum.html",
        found=minimums.compliance(asked, access.current_actor()),
        asked=asked,
        problems=problems,
        export=_export_form() if access.may("households.export") else None,
        to_page=filters.address(MINIMUM, kept, page=""),
        to_file=filters.address(f"{MINIMUM}/export", kept),
    )
    return _answer(page, problems)


@blueprint.post(f"{MINIMUM}/export")
@access.allow("households.export")
def export_minimum() -> Answer:
    """The children whose allowance is below the minimum, as a file; the asking goes on record (T44)."""
    asked, problems = _read()
    form = _export_form(request.form)
    to_file = filters.address(f"{MINIMUM}/export", _kept(asked))
    if problems or not form.validate():
        return _asked_why(form, to_file, MINIMUM)
    below = minimums.export(asked, form.reason.data, access.current_actor())
    return _file("below-the-minimum", [CHILD_COLUMNS, *(_child(each, asked) for each in below)])


def _read() -> tuple[Asked, filters.Problems]:
    """What the address asks for, today where it names no day; a wrong day is left out."""
    shared, problems = filters.read(request.args, (), sort="")
    asked = Asked(
        _day("on", clock.today(), problems),
        q=shared.q,
        level=request.args.get("level", "")[:40],
        waiting=request.args.get("waiting") == "yes",
        agency=shared.agency,
        page=shared.page,
    )
    return asked, problems


def _day(name: str, otherwise: date, problems: filters.Problems) -> date:
    given = request.args.get(name, "").strip()
    if not given:
        return otherwise
    try:
        return dates.parse(given)
    except ValueError:
        problems.append(("Enter a day like 30/9/2026", f"#filter-{name}"))
        return otherwise


def _kept(asked: Asked) -> dict[str, str]:
    waiting = "yes" if asked.waiting else ""
    given = {"q": asked.q, "on": str(asked.day), "level": asked.level, "waiting": waiting, "agency": asked.agency}
    return {name: value for name, value in given.items() if value}


def _export_form(sent: Any = None) -> ExportForm:
    form = ExportForm(sent)
    form.reason.choices = choices.reasons("export_reasons", access.current_actor())
    return form


def _asked_why(form: ExportForm, to_file: str, back: str) -> Answer:
    return make_response(render_template("pages/skills/export.html", form=form, to_file=to_file, back=back), 422)


def _answer(page: str, problems: filters.Problems) -> Answer:
    answer = make_response(page, 422 if problems else 200)
    answer.headers["Vary"] = "HX-Request"
    return answer


def _file(name: str, rows: list[tuple[Any, ...]]) -> Answer:
    answer = make_response(sheets.as_csv(rows))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _cells(paid: Paid, asked: Asked) -> tuple[Any, ...]:
    carers = "; ".join(f"{name}: {level or 'no level'}" for name, level in paid.carers)
    week = asked.day, str(paid.week.fee), str(paid.week.allowance)
    period = financial_year(asked.day)
    year = period.first, period.last, str(paid.year.fee), str(paid.year.allowance)
    more = (str(each) for each in (*paid.year.fee_more, *paid.year.allowance_more))
    return (paid.reference, paid.name, paid.agency, carers, paid.children, *week, *year, *more)


def _child(child: Child, asked: Asked) -> tuple[Any, ...]:
    pounds = str(child.allowance), str(child.least), str(child.short)
    return (child.reference, child.name, child.child, child.age, asked.day, *pounds)
