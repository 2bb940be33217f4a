"""The queue of likely duplicates, and telling two households apart that only look alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, household_words
from crm.commands import merging
from crm.forms.imports import ButtonForm
from crm.pages import registers
from crm.pages.filters import page_of
from crm.pages.sent_once import sent_once
from crm.reads import duplicates
from crm.reads import merging as reads
from crm.reads.duplicates import Asked, PairSeen
from crm.reads.searching import LONGEST

blueprint = Blueprint("duplicates", __name__)

COLUMNS = (
    *("Reference", "Name", "Area", "Other reference", "Other name", "Other area"),
    *("How likely", "What they share", "Proposed by"),
)


@blueprint.get("/duplicates")
@access.allow("households.duplicates")
def listing() -> Answer:
    """The pairs, the likeliest first; for htmx only the part of the page that filters change."""
    asked = _asked()
    found = duplicates.queue(asked, access.current_actor())
    fragment = "HX-Request" in request.headers
    given = _kept(asked)
    answer = make_response(
        render_template(
            f"pages/duplicates/{'_results' if fragment else 'list'}.html",
            found=found,
            asked=asked,
            household_words=household_words,
            to_page=f"/duplicates?{urlencode({**given, 'page': ''})}",
            export=registers.export_form() if access.may("households.export") else None,
            to_file=f"/duplicates/export?{urlencode(given)}",
        )
    )
    answer.vary.add("HX-Request")
    return answer


@blueprint.post("/duplicates/export")
@access.allow("households.export")
def export() -> Answer:
    """The pairs that the filters leave, as a file; the asking, and what for, goes on record (T44)."""
    asked = _asked()
    form = registers.export_form(request.form)
    if not form.validate():
        return registers.not_taken("duplicates", "/duplicates", _kept(asked), form)
    pairs = duplicates.export(asked, str(form.reason.data), access.current_actor())
    return registers.file("likely-duplicates", COLUMNS, (_cells(pair) for pair in pairs))


@blueprint.post("/duplicates/apart")
@access.allow("households.duplicates")
def tell_apart() -> Response:
    """Keep two records apart: they leave the queue."""
    return _said(merging.tell_apart, "They are two households, and leave this list.")


@blueprint.post("/duplicates/apart/undo")
@access.allow("households.duplicates")
def take_back() -> Response:
    """Take back that two are apart."""
    return _said(merging.take_back_apart, "They are among the likely duplicates again, if they look alike.")


def _said(command: Callable[..., None], told: str) -> Response:
    by = access.current_actor()
    one, other = reads.two(request.form.get("one", "")[:100], request.form.get("other", "")[:100], by)

    def do() -> str:
        command(one, other, by=by)
        flash(told, "success")
        return url_for("duplicates.listing")

    return sent_once(ButtonForm(request.form), do)


def _kept(asked: Asked) -> dict[str, str]:
    return {name: value for name, value in (("q", asked.q), ("how", asked.how)) if value}


def _cells(pair: PairSeen) -> tuple[Any, ...]:
    how = "Very likely" if pair.very_likely else "Likely"
    shared = ", ".join(household_words.SIGNS[sign] for sign in pair.likeness.signs)
    both = (cell for each in (pair.kept, pair.other) for cell in (each.reference, each.name, each.area))
    return (*both, how, shared, pair.proposed_by)


def _asked() -> Asked:
    q = " ".join(request.args.get("q", "").split())[:LONGEST]
    how = request.args.get("how", "")
    number = page_of(request.args)
    return Asked(q, how if how in ("very", "proposed") else "", number)
