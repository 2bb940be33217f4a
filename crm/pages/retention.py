"""Who may leave: the households with a sign of it, each with its reason in words, and what one would do next."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask import Response as Answer

from crm import access, care_words
from crm.journey.retention import RAISED, SIGNS, Sign
from crm.journey.saying import said
from crm.pages import carers, filters, registers
from crm.reads import choices, retention
from crm.reads.filters import Filters
from crm.reads.retention import Watched

blueprint = Blueprint("retention", __name__)

PATH = "/carers/retention"
ASKED = ("q", "worker", "route", "agency")
COLUMNS = ("Reference", "Name", "Area", "Council", "Approved", "Signs", "What was found", "Worker")
# Where one would look, or do it, for a sign: the rest of a household's address.
LEADS = {
    "unmet_support": "/support",
    "late_review": "/review",
    "no_visit": "/visits/supervision",
    "no_placement": "/placements",
    "on_hold": "/placements",
    "raised": "/concerns",
    "no_standards": "/skills",
    "lapsed_training": "/skills",
}


@blueprint.get(PATH)
@access.allow("retention.view")
def listing() -> Answer:
    """Those with most signs first; for htmx only the part of the page that filters change."""
    asked, sign, problems = _read()
    kept = _kept(asked, sign)
    by = access.current_actor()
    found = retention.listing(asked, sign, by)
    return carers.page(
        PATH,
        kept,
        problems,
        found=found,
        drawn=[(row, [(each, *_drawn(each, row)) for each in row.signs]) for row in found.rows],
        filters=asked,
        sign=sign,
        signs=_signs(),
        worker_choices=filters.workers(by),
        to_sign=filters.address(PATH, kept, sign=""),
    )


@blueprint.post(f"{PATH}/export")
@access.allow("households.export")
def export() -> Answer:
    """The list as a file; the asking, and what for, goes on record (T44)."""
    asked, sign, problems = _read()
    form = registers.export_form(request.form)
    if problems or not form.validate():
        return carers.not_taken(PATH, _kept(asked, sign), form, "the list")
    rows = retention.export(asked, sign, form.reason.data or "", access.current_actor())
    return registers.file("who-may-leave", COLUMNS, map(_cells, rows))


def in_words(sign: Sign, row: Watched) -> str:
    """What was found, in words, with the day since when it is so."""
    day = said(sign.since) if sign.since else ""
    text = care_words.SIGNS_SINCE[f"{sign.code}_ever" if sign.never else sign.code].format(
        day=day, count=sign.count
    )
    if row.hold and sign.code == "on_hold":
        labels = dict(choices.labels("not_available_reasons", access.current_actor()))
        until = f", until {said(row.hold_until)}" if row.hold_until else ", without an end on record"
        text += f": {labels.get(row.hold, row.hold).lower()}{until}"
    return text


def _drawn(sign: Sign, row: Watched) -> tuple[str, str]:
    """The words of a sign, and where one would look."""
    return in_words(sign, row), f"/households/{row.home.reference}{LEADS[sign.code]}"


def _signs() -> dict[str, str]:
    """The signs that there are for the person: that something was raised, only for who may know."""
    near = access.may("concerns.view")
    return {code: care_words.SIGNS[code] for code in SIGNS if near or code != RAISED}


def _read() -> tuple[Filters, str, filters.Problems]:
    asked, problems = filters.read(request.args, (), sort="")
    sign = request.args.get("sign", "")
    return asked, sign if sign in _signs() else "", problems


def _kept(asked: Filters, sign: str) -> dict[str, str]:
    return asked.asked(*ASKED) | ({"sign": sign} if sign else {})


def _cells(row: Watched) -> tuple[Any, ...]:
    home = row.home
    found = "; ".join(in_words(each, row) for each in row.signs)
    return (
        *(home.reference, home.name, home.area, home.agency, home.approved_on),
        *(len(row.signs), found, home.worker),
    )
