"""Who the carers are and where households live: as a page, and as files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from crm import access, clock, who_words, words
from crm.exchange import our_carers
from crm.exchange.our_carers import telling
from crm.exchange.our_carers.telling import Copy, Table
from crm.exchange.quarterly import marks
from crm.pages import report_copies
from crm.pages.downloads import file
from crm.pages.reports import given_in, question_form
from crm.reports import asking, once
from crm.reports.asking import Asked, Question
from crm.reports.figures import ALL
from crm.reports.period import DAY, financial_year
from crm.reports.scope import Scope
from crm.reports.who import POPULATIONS

blueprint = Blueprint("our_carers", __name__)

PATH = "/reports/our-carers"


@blueprint.get(PATH)
@access.allow("reports.view")
def show() -> Response:
    """The tables that the address asks for; without a question, those of the period that ended last."""
    asked, population = read(request.args)
    if asked.question is None:
        form = question_form(asked, PATH, kept=_kept(population))
        return make_response(render_template("pages/our_carers/question.html", **form), 400)
    if request.args.get("of"):
        return redirect(address(asked.question, population))
    copy = copy_of(asked.question, population)
    if name := request.args.get("format"):
        chosen = our_carers.format_named(name)
        return file(chosen.write(copy), chosen.media_type, our_carers.file_name(copy, chosen))
    return make_response(render_template("pages/our_carers/show.html", **_page(asked, asked.question, copy)))


def read(args: Mapping[str, str]) -> tuple[Asked, str]:
    """What an address asks, with what stands against giving this copy of it; and of which population."""
    by = access.current_actor()
    given = given_in(args)
    if not any(given.values()):
        given = {**given, **asking.by_default(by)}
        if report_copies.is_published():
            given |= _last_year()
    population = args.get("population", ALL)
    return report_copies.check(
        asking.read(given, by, narrows=False)
    ), population if population in POPULATIONS else ALL


def _last_year() -> dict[str, str]:
    """The financial year that ended last, of which a published copy is."""
    year = financial_year(financial_year(clock.today()).first - DAY)
    return {"from": year.first.isoformat(), "to": year.last.isoformat()}


def copy_of(question: Question, population: str) -> Copy:
    """The copy that whoever asks may have, and asked for."""
    with once.once(question.known_on.before):
        return telling.copy_of(question, population, as_published_copy=report_copies.is_published())


def parameters(question: Question, population: str) -> dict[str, str]:
    """What an address says of a question."""
    return question.parameters if population == ALL else {**question.parameters, "population": population}


def address(question: Question, population: str, **more: str) -> str:
    """The page of a question, in the copy that was chosen."""
    return f"{PATH}?{urlencode({**parameters(question, population), **report_copies.parameters(), **more})}"


def _kept(population: str) -> dict[str, str]:
    chosen = report_copies.parameters()
    return chosen if population == ALL else {**chosen, "population": population}


def _page(asked: Asked, question: Question, copy: Copy) -> dict[str, Any]:
    form = question_form(asked, PATH, kept=_kept(copy.population))
    counted = copy.mark == marks.UNSUPPRESSED
    return {
        **form,
        "filters_besides": "pages/our_carers/_population.html" if counted else None,
        "population": copy.population,
        "populations": [(name, words.POPULATIONS[name]) for name in POPULATIONS],
        "found": copy,
        "question": question,
        "who_words": who_words,
        "titles": marks.TITLE,
        "to_list": {table.name: _to_list(question, copy, table) for table in copy.tables if _opens(copy, table)},
        "files": {name: address(question, copy.population, format=name) for name in our_carers.FORMATS},
        "to_copies": _copies(question, copy),
        "to_year": _of_last_year(question.scope),
        "to_report": f"/reports/quarterly?{urlencode(parameters(question, ALL))}",
    }


def _copies(question: Question, copy: Copy) -> dict[str, str]:
    """The copies that whoever asks may choose from; the published one is of the year that ended last."""
    offered = report_copies.offered(question.scope)
    found = {}
    if marks.UNSUPPRESSED in offered:
        found[marks.UNSUPPRESSED] = f"{PATH}?{urlencode(parameters(question, copy.population))}"
    if marks.PUBLISHED in offered and not question.scope.is_hub:
        found[marks.PUBLISHED] = _of_last_year(question.scope, copy=marks.PUBLISHED)
    return found


def _of_last_year(scope: Scope, **more: str) -> str:
    asked = {scope.parameter: scope.slug, **_last_year(), **report_copies.parameters(), **more}
    return f"{PATH}?{urlencode(asked)}"


def _opens(copy: Copy, table: Table) -> bool:
    """Whether the list behind a table may be opened: of special category data only by those who may ask for it."""
    whole = copy.mark == marks.UNSUPPRESSED and access.may("reports.households")
    return whole and (not table.special or access.may("households.special"))


def _to_list(question: Question, copy: Copy, table: Table) -> str:
    asked = {**parameters(question, copy.population), "table": table.name}
    return f"{PATH}/households?{urlencode(asked)}&row="
