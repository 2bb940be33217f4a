"""Find a home: a search among approved homes for whoever looks for one today, that lives in the address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock, words
from crm.exchange import sheets
from crm.forms.homes import FaithForm
from crm.forms.households import ExportForm
from crm.pages import filters
from crm.pages.homes_asked import MOST_CHILDREN, Problems, asked_of, read
from crm.reads import choices, homes
from crm.reads.homes import Homes, Wanted
from crm.reads.homes_shown import Home

blueprint = Blueprint("homes", __name__)

MILES = (5, 10, 15, 20, 30, 50)
COLUMNS = (
    *("Reference", "Name", "Area", "Route", "Places", "Places more for siblings", "Ages from", "Ages to"),
    *("Kinds of fostering", "Filled", "Free", "Not available", "Why", "Miles", "Languages", "Worker"),
    *("Would like children", "Would like ages from", "Would like ages to", "Would like kinds"),
)


@blueprint.get("/homes")
@access.allow("homes.view")
def view() -> Answer:
    """The search and what it finds; for htmx only what it finds."""
    wanted, problems = read(request.args)
    found = homes.homes(wanted, access.current_actor())
    fragment = request.headers.get("HX-Request") == "true"
    return _page("_results" if fragment else "page", wanted, found, problems, 422 if problems else 200)


@blueprint.get("/homes/faith")
@access.allow("households.special")
def hidden() -> Response:
    """It is shown only where it was just asked for: back to where one can ask."""
    return redirect(url_for("homes.view"))


@blueprint.post("/homes/faith")
@access.allow("households.special")
def by_faith() -> Answer:
    """Those of the homes found in which a carer is of a faith, this once."""
    wanted, problems = read(request.args)
    form = _faith_form(request.form)
    by = access.current_actor()
    if problems or not form.validate():
        return _page("page", wanted, homes.homes(wanted, by), problems, 422, faith=form)
    found = homes.homes_by_faith(wanted, form.faith.data or "", form.why.data or "", by)
    return _page("page", wanted, found, [], 200, faith=form, matched=form.faith.data)


@blueprint.post("/homes/export")
@access.allow("households.export")
def export() -> Answer:
    """The homes found, as a file; the asking, and what for, goes on record (T44)."""
    wanted, problems = read(request.args)
    form = _export_form(request.form)
    if problems or not form.validate():
        page = render_template("pages/homes/export.html", form=form, to_file=_address("/homes/export", wanted))
        return make_response(page, 422)
    by = access.current_actor()
    rows = homes.export(wanted, form.reason.data or "", by)
    offers, reasons = _said("offers"), _said("not_available_reasons")
    answer = make_response(sheets.as_csv([COLUMNS, *(_cells(row, offers, reasons) for row in rows)]))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="homes.csv"'
    return answer


def _address(path: str, wanted: Wanted, **more: str) -> str:
    return filters.address(path, asked_of(wanted), **more)


def _page(
    template: str,
    wanted: Wanted,
    found: Homes,
    problems: Problems,
    code: int,
    *,
    faith: FaithForm | None = None,
    matched: str | None = None,
) -> Answer:
    asked = asked_of(wanted)
    answer = make_response(
        render_template(
            f"pages/homes/{template}.html",
            found=found,
            wanted=wanted,
            asked=asked,
            typed=request.args,
            problems=[*problems, *(faith.problems() if faith else [])],
            fragment=template == "_results",
            matched=matched,
            today=clock.today(),
            faith=(faith or _faith_form()) if access.may("households.special") else None,
            offer_labels=_said("offers"),
            reason_labels=_said("not_available_reasons"),
            miles_choices=[(each, f"{each} miles") for each in MILES],
            children_choices=[(each, str(each)) for each in range(1, MOST_CHILDREN + 1)],
            export=_export_form() if access.may("households.export") and not matched else None,
            to_page=_address("/homes", wanted, sort=wanted.sort, page=""),
            to_sort=_address("/homes", wanted, sort=""),
            to_faith=_address("/homes/faith", wanted),
            to_file=_address("/homes/export", wanted),
        ),
        code,
    )
    answer.headers["Vary"] = "HX-Request"
    return answer


def _faith_form(sent: Any = None) -> FaithForm:
    form = FaithForm(sent)
    form.why.choices = choices.reasons("special_reasons", access.current_actor())
    return form


def _export_form(sent: Any = None) -> ExportForm:
    form = ExportForm(sent)
    form.reason.choices = choices.reasons("export_reasons", access.current_actor())
    return form


def _said(name: str) -> dict[str, str]:
    """The labels of one of the council's lists, those that are offered no longer too."""
    return dict(choices.labels(name, access.current_actor()))


def _cells(row: Home, offers: Mapping[str, str], reasons: Mapping[str, str]) -> tuple[Any, ...]:
    used = row.used
    why = [f"{words.said(reasons, reason)} ({count})" for reason, count in used.reasons] if used else []
    return (
        row.reference,
        row.name,
        row.area,
        words.said(words.ROUTES, row.route),
        row.places,
        row.siblings_extra or None,
        row.age_from,
        row.age_to,
        "; ".join(words.said(offers, code) for code in row.offers),
        used.filled if used else None,
        used.free if used else None,
        used.not_available if used else None,
        "; ".join(why),
        row.miles,
        "; ".join(row.languages),
        row.worker,
        *(row.wishes.places, row.wishes.age_from, row.wishes.age_to),
        "; ".join(words.said(offers, code) for code in row.wishes.offers),
    )
