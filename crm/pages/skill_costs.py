"""Payment for skills: who is on which level, what it costs in a year, what if; and the national minimum."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask import Response as Answer

from crm import access, clock
from crm.journey.levels import following
from crm.pages import filters, registers
from crm.reads import minimums, skill_costs
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
    *("Without a rate on the day", "Days of the year without a rate"),
)
CHILD_COLUMNS = ("Reference", "Name", "Child", "Age", "Day", "Allowance a week", "Minimum a week", "Below by")


@blueprint.get(HERE)
@access.allow("skills.view")
def listing() -> Answer:
    """Every household's week and year; for htmx only the part that filters change."""
    asked, problems = _read()
    by = access.current_actor()
    return registers.page(
        "skills",
        HERE,
        _kept(asked),
        problems,
        found=skill_costs.forecast(asked, by),
        asked=asked,
        filtered=bool(asked.q or asked.agency or asked.level or asked.waiting),
        no_level=NO_LEVEL,
        offered=skill_costs.levels_of(by, asked.day),
    )


@blueprint.post(f"{HERE}/export")
@access.allow("households.export")
def export() -> Answer:
    """The year as a file; the asking, and what for, goes on record (T44)."""
    asked, problems = _read()
    form = registers.export_form(request.form)
    if problems or not form.validate():
        return registers.not_taken("skills", HERE, _kept(asked), form, back=HERE)
    paid = skill_costs.export(asked, form.reason.data, access.current_actor())
    return registers.file("payment-for-skills", COLUMNS, (_cells(each, asked) for each in paid))


@blueprint.get(WHAT_IF)
@access.allow("skills.view")
def what_if() -> Answer:
    """The year as it stands beside the year as it would be."""
    problems: filters.Problems = []
    by = access.current_actor()
    on = registers.day("on", clock.today(), problems)
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
        export=registers.export_form() if access.may("households.export") else None,
        to_page=filters.address(MINIMUM, kept, page=""),
        to_file=filters.address(f"{MINIMUM}/export", kept),
    )
    return _answer(page, problems)


@blueprint.post(f"{MINIMUM}/export")
@access.allow("households.export")
def export_minimum() -> Answer:
    """The children whose allowance is below the minimum, as a file; the asking goes on record (T44)."""
    asked, problems = _read()
    form = registers.export_form(request.form)
    if problems or not form.validate():
        return registers.not_taken("skills", MINIMUM, _kept(asked), form, back=MINIMUM)
    below = minimums.export(asked, form.reason.data, access.current_actor())
    return registers.file("below-the-minimum", CHILD_COLUMNS, (_child(each, asked) for each in below))


def _read() -> tuple[Asked, filters.Problems]:
    """What the address asks for, today where it names no day; a wrong day is left out."""
    shared, problems = filters.read(request.args, (), sort="")
    asked = Asked(
        registers.day("on", clock.today(), problems),
        q=shared.q,
        level=request.args.get("level", "")[:40],
        waiting=request.args.get("waiting") == "yes",
        agency=shared.agency,
        page=shared.page,
    )
    return asked, problems


def _kept(asked: Asked) -> dict[str, str]:
    waiting = "yes" if asked.waiting else ""
    given = {"q": asked.q, "on": str(asked.day), "level": asked.level, "waiting": waiting, "agency": asked.agency}
    return {name: value for name, value in given.items() if value}


def _answer(page: str, problems: filters.Problems) -> Answer:
    return make_response(page, 422 if problems else 200)


def _cells(paid: Paid, asked: Asked) -> tuple[Any, ...]:
    carers = "; ".join(f"{name}: {level or 'no level'}" for name, level in paid.carers)
    week = asked.day, str(paid.week.fee), str(paid.week.allowance)
    period = financial_year(asked.day)
    year = period.first, period.last, str(paid.year.fee), str(paid.year.allowance)
    more = (str(each) for each in (*paid.year.fee_more, *paid.year.allowance_more))
    unrated = len(paid.week.unrated), paid.year.unrated_days
    return (paid.reference, paid.name, paid.agency, carers, paid.children, *week, *year, *more, *unrated)


def _child(child: Child, asked: Asked) -> tuple[Any, ...]:
    pounds = str(child.allowance), str(child.least), str(child.short)
    return (child.reference, child.name, child.child, child.age, asked.day, *pounds)
