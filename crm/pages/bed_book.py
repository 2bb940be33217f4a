"""The bed book: a page, and the same as a file."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from crm import access, clock, words
from crm.exchange import sheets
from crm.forms.households import ExportForm
from crm.journey.beds import Book
from crm.pages.downloads import file
from crm.pages.filters import page_of
from crm.pages.reports import given_in, question_form
from crm.reads import bed_book, choices
from crm.reads.bed_book import Asked, Booked
from crm.reads.searching import LONGEST
from crm.reports import asking
from crm.reports.asking import Question
from crm.reports.figures import ALL, MEMBERS, UNITS
from crm.reports.sums import MOVEMENTS

blueprint = Blueprint("bed_book", __name__)

PATH = "/reports/bed-book"
COLUMNS = (
    *("On", "Reference", "Name", "Area", "Council", "Cause", "Population", "Recorded on", "Recorded by"),
    *("Gained or lost", "Balance"),
)


@blueprint.get(PATH)
@access.allow("reports.households")
def show() -> Response:
    """The book that the address asks for; without a question, that of the last quarter."""
    by = access.current_actor()
    given = given_in(request.args)
    wanted = asking.read(given if any(given.values()) else asking.by_default(by), by, narrows=False)
    more = _more()
    form = {**question_form(wanted, PATH, _kept(more)), "asked": more, **_choices(more)}
    if wanted.question is None:
        return make_response(render_template("pages/bed_book/question.html", **form), 400)
    asked = _asked(wanted.question, more)
    return make_response(
        render_template(
            "pages/bed_book/book.html",
            **form,
            **_addresses(asked),
            question=wanted.question,
            unit=UNITS[asked.book],
            narrowed=asked.narrowed,
            found=bed_book.book(asked, by),
            form=_form() if access.may("households.export") else None,
        )
    )


@blueprint.post(f"{PATH}/export")
@access.allow("households.export")
def export() -> Response:
    """The book as a file; the asking, and what for, goes on record (T63)."""
    by = access.current_actor()
    wanted = asking.read(given_in(request.args), by, narrows=False)
    if wanted.question is None:
        return show()
    asked = _asked(wanted.question, _more())
    form = _form(request.form)
    if not form.validate():
        return make_response(render_template("pages/bed_book/export.html", form=form, **_addresses(asked)), 422)
    rows = bed_book.export(asked, form.reason.data, by)
    question = wanted.question
    name = (
        f"{question.scope.slug}-bed-book-{asked.population}-{question.period.first}-to-{question.period.last}.csv"
    )
    return file(sheets.as_csv([COLUMNS, *map(_cells, rows)]), "text/csv; charset=utf-8", name)


def _more() -> dict[str, str]:
    """What the address asks beside the question of every report; what is unknown asks for the first, or for all."""
    book = request.args.get("book", "")
    cause = request.args.get("cause", "")
    population = request.args.get("population", "")
    return {
        "book": book if book in list(UNITS) else Book.PLACES,
        "population": population if population in MEMBERS else ALL,
        "cause": cause if cause in words.MOVEMENTS else "",
        "q": " ".join(request.args.get("q", "").split())[:LONGEST],
    }


def _kept(more: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in more.items() if value}


def _choices(more: dict[str, str]) -> dict[str, Any]:
    causes = [cause for book, cause in MOVEMENTS if book == more["book"]]
    return {
        "filters_besides": "pages/bed_book/_filters.html",
        "books": [(Book.PLACES, "Places"), (Book.HOUSEHOLDS, "Households")],
        "populations": [(name, words.said(words.POPULATIONS, name)) for name in MEMBERS],
        "causes": [(cause, words.MOVEMENTS[cause]) for cause in causes],
    }


def _asked(question: Question, more: dict[str, str]) -> Asked:
    return Asked(
        question=question,
        population=more["population"],
        book=Book(more["book"]),
        cause=more["cause"],
        q=more["q"],
        page=page_of(request.args),
    )


def _addresses(asked: Asked) -> dict[str, str]:
    question = asked.question
    whole = question.parameters
    book = {**whole, "population": asked.population, "book": asked.book}
    narrowed = {**book, **_kept({"cause": asked.cause, "q": asked.q})}
    return {
        "to_report": f"/reports/quarterly?{urlencode(whole)}",
        "to_book": f"{PATH}?{urlencode(book)}",
        "to_page": f"{PATH}?{urlencode(narrowed)}&page=",
        "to_export": f"{PATH}/export?{urlencode(narrowed)}",
    }


def _form(sent: Any = None) -> ExportForm:
    form = ExportForm(sent)
    form.reason.choices = choices.reasons("export_reasons", access.current_actor())
    return form


def _cells(row: Booked) -> tuple[Any, ...]:
    line, who = row.line, row.line.household
    return (
        *(line.on, who.reference, who.name, who.area, who.agency, words.counted(line.what)),
        words.said(words.POPULATIONS, line.population),
        *(clock.day_of(line.recorded_at), line.recorded_by, line.quantity, row.balance),
    )
