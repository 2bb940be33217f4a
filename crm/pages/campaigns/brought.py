"""What campaigns brought and what one of each has cost: all of them beside each other, and one by council."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, make_response, render_template, request
from flask import Response as Answer

from crm import access
from crm.pages import filters, registers
from crm.pages.campaigns import asked as days
from crm.reads import brought as reads
from crm.reads.brought import Row
from crm.report_words import OF_SOURCES
from crm.reports.brought import LINES, VIEWS
from crm.reports.figures import of_source

blueprint = Blueprint("campaign_brought", __name__)

PATH = "/campaigns/brought"
VIEW_WORDS = {"first": "first touch", "every": "all touches"}
COLUMNS = (
    *("Campaign", "Cost to us in pounds"),
    *(f"{OF_SOURCES[line]}, {VIEW_WORDS[view]}" for view in VIEWS for line in LINES),
    *(f"Pounds for one of {OF_SOURCES[line].lower()}, {VIEW_WORDS[view]}" for view in VIEWS for line in LINES),
)


@blueprint.get(PATH)
@access.allow("campaigns.view")
def compared() -> Answer:
    """All campaigns of a period."""
    asked, q, page, problems = _read()
    return registers.page(
        "campaigns/brought",
        PATH,
        days.kept(asked, q=q),
        problems,
        exported="campaigns.change",
        found=reads.compared(asked, q, page, access.current_actor()),
        q=q,
        **_shown(asked, PATH),
    )


@blueprint.post(f"{PATH}/export")
@access.allow("campaigns.change")
def export() -> Answer:
    """The same as a file. It names nobody."""
    asked, q, _, problems = _read()
    form = registers.export_form(request.form)
    if problems or not form.validate():
        return registers.not_taken("campaigns", PATH, days.kept(asked, q=q), form, back=PATH)
    rows = reads.export(asked, q, form.reason.data or "", access.current_actor())
    return registers.file("campaigns-brought", COLUMNS, map(_cells, rows))


@blueprint.get("/campaigns/<int:campaign>/brought")
@access.allow("campaigns.view")
def one(campaign: int) -> Answer:
    """One campaign: what it brought to us, and of a joint one to each council."""
    problems: filters.Problems = []
    asked = days.read(problems)
    found = reads.one(campaign, asked, access.current_actor())
    page = render_template(
        "pages/campaigns/brought/one.html",
        found=found,
        problems=problems,
        **_shown(asked, f"/campaigns/{campaign}/brought"),
    )
    return make_response(page, 422 if problems else 200)


def _shown(asked: reads.Asked, path: str) -> dict[str, Any]:
    return {
        "asked": asked,
        "lines": [(line, OF_SOURCES[line], of_source("campaign", "other", line).definition) for line in LINES],
        "views": tuple(VIEW_WORDS.items()),
        "periods": days.at_hand(path),
        "days": urlencode(days.kept(asked)),
        "may_open": access.may("reports.funnel"),
    }


def _read() -> tuple[reads.Asked, str, int, filters.Problems]:
    filtered, problems = filters.read(request.args, (), sort="")
    return days.read(problems), filtered.q, filtered.page, problems


def _cells(row: Row) -> tuple[Any, ...]:
    found = [row.cell(view, line) for view in VIEWS for line in LINES]
    costs = (f"{each.each:.2f}" if each.each is not None else "not enough to say" for each in found)
    return (row.name, f"{row.pence / 100:.2f}", *(str(each.count) for each in found), *costs)
