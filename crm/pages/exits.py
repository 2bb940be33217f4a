"""Exits from care: who went home or has an order, by quarter against the council's target, and as a file."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, request
from flask import Response as Answer

from crm import access, clock, kinship_words
from crm.pages import filters, registers
from crm.reads import exits as reads
from crm.reads.exits import Asked
from crm.reports.period import YEAR_BEGINS, financial_year

blueprint = Blueprint("exits", __name__)

LIST = "/kinship/exits"
COLUMNS = ("Reference", "Name", "Council", "How", "On")
YEARS = 8  # financial years that can be asked for, this one among them


@blueprint.get(LIST)
@access.allow("kinship.view")
def listing() -> Answer:
    """The year; for htmx only the part of it that filters change."""
    asked, problems = _read()
    this = financial_year(clock.today()).first.year
    return registers.page(
        "exits",
        LIST,
        _kept(asked),
        problems,
        found=reads.exits(asked, access.current_actor()),
        asked=asked,
        words=kinship_words,
        years=[(year, f"{year}/{(year + 1) % 100:02}") for year in range(this, this - YEARS, -1)],
        filtered=bool(asked.q or asked.agency or asked.way),
    )


@blueprint.post(f"{LIST}/export")
@access.allow("households.export")
def export() -> Answer:
    """The year's exits as a file; the asking, and what for, goes on record (T44)."""
    asked, problems = _read()
    form = registers.export_form(request.form)
    if problems or not form.validate():
        return registers.not_taken("exits", LIST, _kept(asked), form)
    found = reads.export(asked, form.reason.data, access.current_actor())
    cells = ((each.reference, each.name, each.agency, kinship_words.EXITS[each.way], each.on) for each in found)
    return registers.file("exits-from-care", COLUMNS, cells)


def _read() -> tuple[Asked, filters.Problems]:
    """What the address asks for; a year or a way that there is not asks for this year, or for all."""
    shared, problems = filters.read(request.args, (), sort="")
    this = financial_year(clock.today()).first.year
    given = request.args.get("year", "")
    known = [year for year in range(this, this - YEARS, -1) if str(year) == given] or [this]
    way = request.args.get("way", "")
    year = date(known[0], YEAR_BEGINS, 1)
    return Asked(year, way if way in kinship_words.EXITS else "", shared.q, shared.agency, shared.page), problems


def _kept(asked: Asked) -> dict[str, str]:
    given = {"year": str(asked.year.year), "q": asked.q, "way": asked.way, "agency": asked.agency}
    return {name: value for name, value in given.items() if value}
