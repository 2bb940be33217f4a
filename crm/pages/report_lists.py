"""The households behind a figure of the quarterly report: as many as it says; and those of all in a workbook."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from crm import access, clock, words
from crm.errors import NotFound, Unusable
from crm.exchange import sheets
from crm.exchange.quarterly import files, origins, why_ended
from crm.formatters import lower_first
from crm.forms.households import ExportForm
from crm.journey.flow import Part
from crm.journey.ranges import Population
from crm.pages import load_tables, made_files, registers, report_copies, report_tables
from crm.pages.downloads import file
from crm.pages.filters import page_of
from crm.pages.reports import PATH, given_in
from crm.reads import choices, sizes
from crm.reads import figures as behind
from crm.reads.employers import of_council
from crm.reads.named_lines import LineSeen
from crm.reads.names import names_of
from crm.reads.searching import LONGEST
from crm.report_words import OF_SOURCES, WORK
from crm.reports import (
    asking,
    caseload,
    cohort,
    employers,
    endings,
    figures,
    once,
    pace,
    quarterly,
    sources,
    stages,
)
from crm.reports.asking import Question
from crm.reports.figures import MEMBERS, Figure, Source
from crm.reports.period import KnownOn
from crm.reports.steps import employer_of, worker_of

blueprint = Blueprint("report_lists", __name__)

COLUMNS = ("Reference", "Name", "Area", "Council", "What counts", "On", "Recorded on", "Recorded by", "Quantity")


@blueprint.get("/reports/quarterly/households")
@access.allow("reports.view")
def show() -> str | Response:
    """The figure again, what it means, and its households; or that they are hidden from whoever asks."""
    if not request.args:
        return redirect(url_for("reports.show"))
    question, figure, population = _asked()
    with once.once(question.known_on.before):
        return _list(question, figure, population)


def _list(question: Question, figure: Figure, population: str) -> str:
    by = access.current_actor()
    q = " ".join(request.args.get("q", "").split())[:LONGEST]
    named = access.may("reports.households")
    number = page_of(request.args)
    return render_template(
        "pages/reports/households.html",
        question=question,
        figure=figure,
        population=population,
        value=_value(question, figure, population),
        label=_label(question, figure),
        q=q,
        found=behind.lines(question, figure, population, q, number, by) if named else None,
        form=_form() if access.may("households.export") else None,
        **_addresses(question, figure, population, q),
    )


@blueprint.post("/reports/quarterly/households/export")
@access.allow("households.export")
def export() -> Response | tuple[str, int]:
    """The households behind a figure, as a file; the asking, and what for, goes on record (T63)."""
    question, figure, population = _asked()
    q = " ".join(request.args.get("q", "").split())[:LONGEST]
    form = _form(request.form)
    if not form.validate():
        addresses = _addresses(question, figure, population, q)
        return render_template("pages/reports/export.html", form=form, **addresses), 422
    rows = behind.export(question, figure, population, q, form.reason.data, access.current_actor())
    name = (
        f"{question.scope.filed}-{figure.name}-{population}-{question.period.first}-to-{question.period.last}.csv"
    )
    return file(sheets.as_csv([COLUMNS, *map(_cells, rows)]), "text/csv; charset=utf-8", name)


@blueprint.post(f"{PATH}/workbook/export")
@access.allow("households.export")
def workbook() -> Response:
    """Figures and lists in one file; the asking, and what for, goes on record (T63)."""
    asked = asking.read(given_in(request.args), access.current_actor())
    if asked.question is None:
        raise Unusable(". ".join(problem for _, problem in asked.problems) + ".")
    question, form = asked.question, registers.export_form(request.form)
    words = {**made_files.words_of(question, files.WORKBOOK), "format": "xlsx"}
    if not form.validate():
        report = quarterly.quarterly(question.scope, question.period, question.known_on)
        address = urlencode(report_tables.parameters(report))
        again = {"to_export": f"{PATH}/workbook/export?{address}", "to_report": f"{PATH}?{address}"}
        return make_response(render_template("pages/reports/export_workbook.html", form=form, **again), 422)
    words["reason"] = str(form.reason.data)
    if sizes.takes_a_while(question.scope):
        return made_files.asked_for(words, f"{question.scope.name}: {question.period.label}", question.scope)
    made = files.made(words, access.current_actor())
    return file(made.content, made.media_type, made.name)


def _asked() -> tuple[Question, Figure, str]:
    """The question in the address, with the figure and the population that it is about."""
    figure = figures.named(request.args.get("figure", ""))
    books = figure is not None and figure.name in figures.FIGURES
    asked = report_copies.check(asking.read(given_in(request.args), access.current_actor()), books=books)
    if asked.question is None:
        raise Unusable(". ".join(problem for _, problem in asked.problems) + ".")
    population = request.args.get("population", "all")
    if figure is None or population not in MEMBERS or not report_copies.may_open(figure):
        raise NotFound("there is no such figure")
    if not figures.told_of(figure, asked.question.scope):
        raise NotFound("this report has no such figure")
    # What one worker has is for those who may see who works with whom (trust 5.4).
    if worker_of(figure.line) is not None and not access.may(load_tables.BY_WORKER):
        raise NotFound("there is no such figure")
    return asked.question, figure, population


def _value(question: Question, figure: Figure, population: str) -> int | None:
    """What the report says. NotFound of a stage that the population does not have."""
    if figure.source in (Source.ENDED, Source.LEFT):
        return _ended(question, figure, population)
    if figure.source == Source.SOURCES:
        return _of_source(question, figure, population)
    if figure.source == Source.CASELOAD:
        held = caseload.read(question.scope, question.period, question.known_on)
        return held.value(MEMBERS[population], figure.about, figure.line) if held else None
    if figure.source == Source.COHORT:
        return cohort.value(question.scope, question.period, question.known_on, figure, MEMBERS[population])
    if figure.source == Source.PACE:
        told = pace.pace(question.scope, question.period, question.known_on).get((population, figure.about))
        return getattr(told, figure.line) if told else None
    if figure.source != Source.STAGE:
        [column] = quarterly.columns(question.scope, [question.period], question.known_on)
        return column.value(population, figure.name)
    found = stages.read(question.scope, question.period, question.known_on)
    if not any(figure.about in found.order[member] for member in MEMBERS[population]):
        raise NotFound("there is no such stage")
    return found.value(MEMBERS[population], figure.about, Part(figure.line))


def _of_source(question: Question, figure: Figure, population: str) -> int | None:
    """How much of a line a source has. NotFound where it has nothing, then or now: the report has no line of it."""
    if (number := employer_of(figure.about)) is not None:
        of_council(number, question.scope, access.current_actor())
        return employers.value(question.scope, question.period, question.known_on, figure, MEMBERS[population])
    by, _, value = figure.about.partition("~")
    for known_on in (question.known_on, KnownOn(clock.today())):
        found = sources.read(question.scope, question.period, known_on)
        if found is None:
            return None
        count = found.value(MEMBERS[population], (by, value), figure.line)
        if any((by, value) in found.about(member, by) for member in MEMBERS[population]):
            return count if known_on == question.known_on else 0
    raise NotFound("nothing came from there")


def _label(question: Question, figure: Figure) -> str:
    if (sender := employer_of(figure.about)) is not None:
        seen = of_council(sender, question.scope, access.current_actor())
        return f"Sent by {seen.row.name}: {lower_first(OF_SOURCES[figure.line])}"
    if figure.source == Source.SOURCES:
        found = sources.read(question.scope, question.period, KnownOn(clock.today()))
        return origins.label(figure, question.scope, found) or figure.name
    if (number := worker_of(figure.line)) is not None and figure.source == Source.CASELOAD:
        held = caseload.read(question.scope, question.period, question.known_on)
        if held is None or number not in held.workers(tuple(Population), figure.about):
            raise NotFound("there is no such worker")
        return f"{WORK[figure.about]} with {names_of([number])[number]}"
    return why_ended.label(figure, question.scope) or words.figure(figure.name)


def _ended(question: Question, figure: Figure, population: str) -> int | None:
    """How many ended for one reason. NotFound where none did, then or now: of such the report has no line."""
    if not question.known_on.begun(question.period):
        return None
    count = _ended_as_known(question, question.known_on, figure, population)
    if not count and not _ended_as_known(question, KnownOn(clock.today()), figure, population):
        raise NotFound("nothing ended for this reason")
    return count


def _ended_as_known(question: Question, known_on: KnownOn, figure: Figure, population: str) -> int:
    if figure.source == Source.LEFT:
        told = endings.left(question.scope, question.period, known_on)
    else:
        told = stages.read(question.scope, question.period, known_on).ended
    first, _, second = figure.about.partition("~")
    return sum(told.get((member, first, second, figure.line), 0) for member in MEMBERS[population])


def _form(sent: Any = None) -> ExportForm:
    form = ExportForm(sent)
    form.reason.choices = choices.reasons("export_reasons", access.current_actor())
    return form


def _cells(row: LineSeen) -> tuple[Any, ...]:
    who = row.household
    what = words.counted(row.what)
    recorded_on = clock.day_of(row.recorded_at)
    return (who.reference, who.name, who.area, who.agency, what, row.on, recorded_on, row.recorded_by, row.quantity)


def _addresses(question: Question, figure: Figure, population: str, q: str) -> dict[str, Any]:
    """The list's own question, and the addresses made of it."""
    asked = question.parameters
    listed = {**asked, "population": population, "figure": figure.name}
    to_report = f"{PATH}?{urlencode(asked)}"
    searched = {**listed, "q": q} if q else listed
    return {
        "asked": listed,
        "to_report": to_report,
        "to_list": f"/reports/quarterly/households?{urlencode(listed)}",
        "to_page": f"/reports/quarterly/households?{urlencode(searched)}&page=",
        "to_export": f"/reports/quarterly/households/export?{urlencode(searched)}",
    }
