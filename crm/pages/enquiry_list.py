"""The list of enquiries: each time that somebody asked, searched, filtered and paged, and the list as a file."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask import Response as Answer

from crm import access, words
from crm.exchange import sheets
from crm.forms.households import ExportForm
from crm.journey import dates
from crm.pages import filters
from crm.pages.filters import Problems
from crm.reads import choices, enquiry_list, handover_lines
from crm.reads.enquiry_list import KINDS, EnquiryListed, Filters

blueprint = Blueprint("enquiry_list", __name__)

ASKED = ("q", "kind", "route", "source", "channel", "agency", "since", "until")
COLUMNS = (
    *("Received", "Counts", "Reference", "Name", "Area", "Council", "Interested in", "How they heard", "Which"),
    *("How they came", "First contact", "Stage now", "Since"),
)


@blueprint.get("/enquiries")
@access.allow("households.view")
def listing() -> Answer:
    """The list; for htmx only the part of it that filters change (house decision 4)."""
    by = access.current_actor()
    asked, problems = _read()
    found = enquiry_list.listing(asked, by)
    fragment = request.headers.get("HX-Request") == "true"
    page = render_template(
        f"pages/enquiries/{'_results' if fragment else 'list'}.html",
        found=found,
        filters=asked,
        problems=problems,
        filtered=any(getattr(asked, name) for name in ASKED),
        sources=choices.reasons("sources", by),
        channels=choices.reasons("channels", by),
        agencies=choices.own_agencies(by) if found.several else (),
        handed_over=access.may("handovers.view") and handover_lines.in_a_hub(by),
        export=_export_form() if access.may("households.export") else None,
        **_addresses(asked),
    )
    answer = make_response(page, 422 if problems else 200)
    answer.headers["Vary"] = "HX-Request"
    return answer


@blueprint.post("/enquiries/export")
@access.allow("households.export")
def export() -> Answer:
    """The enquiries that the filters leave, as a file; the asking, and what for, goes on record (T44)."""
    asked, problems = _read()
    form = _export_form(request.form)
    if problems or not form.validate():
        return make_response(render_template("pages/enquiries/export.html", form=form, **_addresses(asked)), 422)
    rows = enquiry_list.export(asked, form.reason.data, access.current_actor())
    answer = make_response(sheets.as_csv([COLUMNS, *map(_cells, rows)]))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="enquiries.csv"'
    return answer


def _export_form(sent: Any = None) -> ExportForm:
    form = ExportForm(sent)
    form.reason.choices = choices.reasons("export_reasons", access.current_actor())
    return form


def _cells(row: EnquiryListed) -> tuple[Any, ...]:
    return (
        row.received_on,
        words.ENQUIRY_KINDS[row.kind],
        row.reference,
        row.name,
        row.area,
        row.agency,
        words.said(words.ROUTES, row.route),
        row.source,
        row.detail,
        row.channel,
        row.contacted_on,
        words.stage(row.stage).text if row.stage else None,
        row.since,
    )


def _read() -> tuple[Filters, Problems]:
    """What the address asks for: the search, the route and the page as every list reads them, and its own."""
    shared, problems = filters.read(request.args, (), sort="")
    kind = request.args.get("kind", "")
    days = {name: _day(name, problems) for name in ("since", "until")}
    asked = Filters(
        q=shared.q,
        kind=kind if kind in KINDS else "",
        route=shared.route,
        source=shared.source,
        channel=request.args.get("channel", "")[:40],
        agency=shared.agency,
        page=shared.page,
        **days,
    )
    return asked, problems


def _day(name: str, problems: Problems) -> date | None:
    text = request.args.get(name, "").strip()
    if not text:
        return None
    try:
        return dates.parse(text)
    except ValueError:
        problems.append((f"'{text[:20]}' is not a day, like 2026-03-31", f"#filter-{name}"))
        return None


def _addresses(asked: Filters) -> dict[str, str]:
    """The list's address, up to the number of a page, and for the file."""
    kept = {name: str(value) for name in ASKED if (value := getattr(asked, name))}
    return {
        "to_page": filters.address("/enquiries", kept, page=""),
        "to_file": filters.address("/enquiries/export", kept),
    }
