"""The preview of the yearly return to Ofsted: rows, what is to mend, counts beside the report's, and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, request
from flask import Response as Answer

from crm import access, clock, ofsted_words, words
from crm.exchange import sheets
from crm.forms.households import ReturnExportForm
from crm.journey.saying import said
from crm.pages import filters, registers
from crm.pages.downloads import file
from crm.pages.filters import page_of
from crm.reads import choices, ofsted_return
from crm.reads.ofsted_return import KINSHIP_OFFER, Asked, RowSeen
from crm.reads.searching import LONGEST
from crm.reports import scope as scopes
from crm.reports.ofsted import Line
from crm.reports.period import DAY, KnownOn, Period, financial_year

blueprint = Blueprint("ofsted_return", __name__)

PATH = "/reports/ofsted-return"
YEARS = 8  # to choose from
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = tuple(label for label, _ in ofsted_words.COLUMNS.values())


@blueprint.get(PATH)
@access.allow("reports.unsuppressed")
def show() -> Answer:
    """The return of the year that ended last, or of another; a page of its rows."""
    asked, problems = _asked()
    found = ofsted_return.preview(asked, access.current_actor())
    kept = _kept(asked)
    return registers.page(
        "ofsted",
        PATH,
        kept,
        problems,
        found=found,
        asked=asked,
        again=kept,
        leaving=_form() if access.may("households.export") else None,
        rows=[(each, _cells(each), _links(each)) for each in found.rows],
        columns=ofsted_words.COLUMNS,
        lines=[(each, _to_list(each, asked)) for each in found.lines],
        line_words=ofsted_words.LINES,
        problem_words=ofsted_words.PROBLEMS,
        showns=list(ofsted_words.SHOWN.items()),
        years=[(str(each), said(date(each, 3, 31))) for each in _years()],
        councils=[(each.slug, each.name) for each in _councils()],
        ends=said(asked.year.last),
    )


@blueprint.post(f"{PATH}/export")
@access.allow("households.export")
def export() -> Answer:
    """The rows as CSV or as a workbook; the asking, and what for, goes on record (T63)."""
    asked, problems = _asked()
    form = _form(request.form)
    if problems or not form.validate():
        return registers.not_taken("ofsted", PATH, _kept(asked), form)
    found = ofsted_return.export(asked, str(form.reason.data), access.current_actor())
    name = f"{asked.scope.slug}-ofsted-return-{asked.year.last}-known-on-{asked.known_on.day}"
    table = [(*COLUMNS, "To mend"), *(tuple(_file_cells(each)) for each in found)]
    if form.format.data == "xlsx":
        about = [("Column", "What it is"), *ofsted_words.COLUMNS.values()]
        return file(sheets.as_xlsx({"Return": table, "About": about}), XLSX, f"{name}.xlsx")
    return file(sheets.as_csv(table), "text/csv; charset=utf-8", f"{name}.csv")


def _asked() -> tuple[Asked, filters.Problems]:
    problems: filters.Problems = []
    given, by = request.args, access.current_actor()
    slug = given.get("agency", "")
    scope = scopes.of_agency(slug, by) if slug else _councils()[0]
    day = registers.day("known_on", clock.today(), problems)
    if day > clock.today():
        problems.append((f"{said(day)} lies ahead: it is known on today, or on a day gone by", "#filter-known_on"))
        day = clock.today()
    shown = given.get("shown", "")
    return Asked(
        scope=scope,
        year=_year(given.get("year", ""), problems),
        known_on=KnownOn(max(day, date(2, 1, 1))),
        q=" ".join(given.get("q", "").split())[:LONGEST],
        shown=shown if shown in ofsted_words.SHOWN else "",
        page=page_of(given),
    ), problems


def _year(text: str, problems: filters.Problems) -> Period:
    latest = max(_years())
    if not text:
        return financial_year(date(latest, 3, 31))
    if text.isascii() and text.isdigit() and len(text) == 4 and int(text) > 1900:
        if int(text) <= latest:
            return financial_year(date(int(text), 3, 31))
        ahead = f"31 March {text} lies ahead: the latest return is as at {said(date(latest, 3, 31))}"
        problems.append((ahead, "#filter-year"))
    else:
        problems.append(("Choose a year from the list", "#filter-year"))
    return financial_year(date(latest, 3, 31))


def _years() -> list[int]:
    """The years whose 31 March has come, the latest first."""
    ended = (financial_year(clock.today() + DAY).first - DAY).year
    return [ended - ago for ago in range(YEARS)]


def _councils() -> list[scopes.Scope]:
    return [each for each in scopes.choices(access.current_actor()) if not each.is_hub]


def _kept(asked: Asked) -> dict[str, str]:
    own = {"q": asked.q, "shown": asked.shown}
    return {
        "agency": asked.scope.slug,
        "year": str(asked.year.last.year),
        "known_on": asked.known_on.day.isoformat(),
        **{name: value for name, value in own.items() if value},
    }


def _form(sent: Any = None) -> ReturnExportForm:
    form = ReturnExportForm(sent)
    form.reason.choices = choices.reasons("export_reasons", access.current_actor())
    return form


def _cells(seen: RowSeen) -> dict[str, Any]:
    """What each cell says; None where it says nothing."""
    row, listed = seen.row, choices.of_agency(access.current_actor().agency_ids[0])
    offer = "Family and friends" if seen.offer == KINSHIP_OFFER else listed.said("offers", seen.offer)
    return {
        "reference": seen.reference,
        "population": words.POPULATIONS[row.population],
        "offer": offer if seen.offer else None,
        "approved_on": row.approved_on,
        "came": ofsted_words.CAME[row.came],
        "places": row.terms.places,
        "filled": seen.used.filled if seen.used else None,
        "not_available": seen.used.not_available if seen.used else None,
        "carers": seen.carers or None,
        "ended_on": row.ended_on,
        "type": ofsted_words.TYPES[seen.type] if row.ended_on else None,
        "reason": seen.reason or None,
    }


def _file_cells(seen: RowSeen) -> Iterator[Any]:
    yield from _cells(seen).values()
    yield " ".join(ofsted_words.PROBLEMS[code] for code in seen.problems)


def _links(seen: RowSeen) -> dict[str, str]:
    """Where each cell comes from, and where it is put right."""
    home = f"/households/{seen.reference}"
    terms, places = f"{home}/range", f"{home}/placements"
    own = dict.fromkeys(("offer", "places"), terms) | dict.fromkeys(("filled", "not_available"), places)
    return {name: own.get(name, home) for name in ofsted_words.COLUMNS}


def _to_list(line: Line, asked: Asked) -> str:
    """The list behind the report's own figure."""
    question = {
        "agency": asked.scope.slug,
        "from": asked.year.first.isoformat(),
        "to": asked.year.last.isoformat(),
        "known_on": asked.known_on.day.isoformat(),
        "figure": line.name,
        "population": line.population.value,
    }
    return f"/reports/quarterly/households?{urlencode(question)}"
