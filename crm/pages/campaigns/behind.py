"""The households behind what a campaign brought: as many as the number says."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, make_response, render_template, request
from flask import Response as Answer

from crm import access, words
from crm.pages import filters, registers
from crm.pages.campaigns import asked as days
from crm.pages.campaigns.brought import VIEW_WORDS
from crm.reads import brought as reads
from crm.reads.named_lines import LineSeen
from crm.report_words import OF_SOURCES
from crm.reports.brought import LINES

blueprint = Blueprint("campaign_behind", __name__)

PATH = "/campaigns/<int:campaign>/households"
COLUMNS = ("Reference", "Name", "Area", "Council", "What counts", "On", "Recorded on", "Recorded by", "Quantity")


@blueprint.get(PATH)
@access.allow("reports.funnel")
def listing(campaign: int) -> Answer:
    """A page of them."""
    asked, q, page, view, line, problems = _read()
    by = access.current_actor()
    found = reads.behind(campaign, view, line, asked, q=q, page=page, by=by)
    kept = days.kept(asked, view=view, line=line, q=q)
    form = registers.export_form() if access.may("households.export") else None
    shown = render_template(
        "pages/campaigns/brought/households.html",
        found=found,
        label=OF_SOURCES[line],
        view_words=VIEW_WORDS[view],
        asked=asked,
        q=q,
        kept=days.kept(asked, view=view, line=line),
        counted=words.counted,
        problems=problems,
        export=form,
        to_page=filters.address(f"/campaigns/{campaign}/households", kept, page=""),
        to_file=filters.address(f"/campaigns/{campaign}/households/export", kept),
        back=f"/campaigns/{campaign}/brought?{urlencode(days.kept(asked))}",
    )
    return make_response(shown, 422 if problems else 200)


@blueprint.post(f"{PATH}/export")
@access.allow("households.export")
def export(campaign: int) -> Answer:
    """The same as a file; the asking, and what for, goes on record (T63)."""
    asked, q, _, view, line, problems = _read()
    form = registers.export_form(request.form)
    path, kept = f"/campaigns/{campaign}/households", days.kept(asked, view=view, line=line, q=q)
    if problems or not form.validate():
        return registers.not_taken("campaigns", path, kept, form, back=filters.address(path, kept))
    reason = form.reason.data or ""
    rows = reads.export_behind(campaign, view, line, asked, q=q, reason=reason, by=access.current_actor())
    return registers.file("campaign-households", COLUMNS, map(_cells, rows))


def _read() -> tuple[reads.Asked, str, int, str, str, filters.Problems]:
    filtered, problems = filters.read(request.args, (), sort="")
    view, line = request.args.get("view", ""), request.args.get("line", "")
    view, line = view if view in VIEW_WORDS else "first", line if line in LINES else LINES[0]
    return days.read(problems), filtered.q, filtered.page, view, line, problems


def _cells(row: LineSeen) -> tuple[Any, ...]:
    home = row.household
    return (
        *(home.reference, home.name or "", home.area or "", home.agency, words.counted(row.what)),
        *(row.on, row.recorded_at.date(), row.recorded_by, row.quantity),
    )
