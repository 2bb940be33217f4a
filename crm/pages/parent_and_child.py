"""Parent and child: the households that can take both, how many weeks of it there were, and what that saved."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask import Response as Answer

from crm import access, clock
from crm.pages import filters, registers
from crm.reads import parent_and_child as reads
from crm.reads.parent_and_child import Asked, Home
from crm.reports.period import financial_year

blueprint = Blueprint("parent_and_child", __name__)

PATH = "/parent-and-child"
COLUMNS = (
    *("Reference", "Name", "Area", "Council", "From", "To", "Places for a parent with a child on the last day"),
    *("There since", "Usually until", "Days used", "Weeks used", "Saved, in pounds"),
)


@blueprint.get(PATH)
@access.allow("parent_and_child.view")
def listing() -> Answer:
    """The register; for htmx only the part of it that filters change."""
    asked, problems = _read()
    return registers.page(
        "parent_and_child",
        PATH,
        _kept(asked),
        problems,
        found=reads.register(asked, access.current_actor()),
        asked=asked,
        filtered=bool(asked.q or asked.agency),
    )


@blueprint.post(f"{PATH}/export")
@access.allow("households.export")
def export() -> Answer:
    """The register as a file; the asking, and what for, goes on record (T44)."""
    asked, problems = _read()
    form = registers.export_form(request.form)
    if problems or not form.validate():
        return registers.not_taken("parent_and_child", PATH, _kept(asked), form)
    homes = reads.export(asked, form.reason.data, access.current_actor())
    return registers.file("parent-and-child", COLUMNS, (_cells(each, asked) for each in homes))


def _read() -> tuple[Asked, filters.Problems]:
    """What the address asks for; without days, the financial year until today. A wrong day is left out."""
    shared, problems = filters.read(request.args, (), sort="")
    today = clock.today()
    first, last = registers.period(financial_year(today).first, today, problems)
    return Asked(first, last, q=shared.q, agency=shared.agency, page=shared.page), problems


def _kept(asked: Asked) -> dict[str, str]:
    given = {"q": asked.q, "from": str(asked.first), "to": str(asked.last), "agency": asked.agency}
    return {name: value for name, value in given.items() if value}


def _cells(home: Home, asked: Asked) -> tuple[Any, ...]:
    who = (home.reference, home.name, home.area, home.agency)
    there = (home.places, home.since, home.usual_end)
    return (*who, asked.first, asked.last, *there, home.used.days, str(home.used.weeks), str(home.used.saved))
