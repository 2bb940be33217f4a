"""Those who may be asked again: closed households, each back on its day."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, get_args

from flask import Blueprint, make_response, render_template, request
from flask import Response as Answer

from crm import access, act_words, words, work_words
from crm.exchange import sheets
from crm.forms.households import ExportForm
from crm.pages.filters import page_of
from crm.reads import choices, keep_warm
from crm.reads.acts import MOST
from crm.reads.keep_warm import Shown, Waiting

blueprint = Blueprint("keep_warm", __name__)

COLUMNS = (
    "Reference",
    "Name",
    "Area",
    "Ask again from",
    "Ended",
    "Why",
    "Ended by",
    "Recorded by",
    "May be written to",
)


@blueprint.get("/keep-warm")
@access.allow("today.view")
def listing() -> Answer:
    """The list, the soonest first; for htmx only the part of it that the choice changes."""
    shown = shown_of(request.args)
    number = page_of(request.args)
    found = keep_warm.listing(shown, number, access.current_actor())
    fragment = request.headers.get("HX-Request") == "true"
    answer = make_response(
        render_template(
            f"pages/keep_warm/{'_results' if fragment else 'list'}.html",
            found=found,
            shown=shown,
            kinds=work_words.WARM,
            most=MOST,
            act_kinds=act_words.KINDS,
            several=len(access.current_actor().agency_ids) > 1,
            keys=[secrets.token_urlsafe(18) for _ in found.rows],
            export=_export_form() if access.may("households.export") else None,
        )
    )
    answer.headers["Vary"] = "HX-Request"
    return answer


@blueprint.post("/keep-warm/export")
@access.allow("households.export")
def export() -> Answer:
    """The list as a file; the asking, and what for, goes on record (T44)."""
    form = _export_form(request.form)
    if not form.validate():
        return make_response(
            render_template("pages/keep_warm/export.html", form=form, shown=shown_of(request.args)), 422
        )
    rows = keep_warm.export(shown_of(request.args), form.reason.data, access.current_actor())
    answer = make_response(sheets.as_csv([COLUMNS, *map(_cells, rows)]))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="keep-warm.csv"'
    return answer


def shown_of(asked: Mapping[str, str]) -> Shown:
    """Whom an address asks for; those who may be asked today where it says nothing of it."""
    return next((each for each in get_args(Shown) if each == asked.get("show")), "due")


def _export_form(sent: object = None) -> ExportForm:
    form = ExportForm(sent)
    form.reason.choices = choices.reasons("export_reasons", access.current_actor())
    return form


def _cells(row: Waiting) -> tuple[Any, ...]:
    return (
        row.reference,
        row.name,
        row.area,
        row.again_on,
        row.ended_on,
        row.reason,
        words.said(words.CLOSED_BY, row.initiator),
        row.by,
        "yes" if row.may_write else "no",
    )
