"""The quarterly report: a page, and the same as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from crm import access, clock
from crm.exchange import quarterly as formats
from crm.exchange.quarterly import beside, files, marks, paces, sentences
from crm.journey.beds import Book
from crm.pages import (
    cohort_tables,
    load_tables,
    made_files,
    narrowing,
    origin_tables,
    pace_tables,
    registers,
    report_copies,
    report_tables,
    report_views,
    stage_tables,
    why_tables,
)
from crm.pages.planning import targets_beside
from crm.pages.report_tables import Tables
from crm.reads import figures as behind
from crm.reports import asking, once, relative
from crm.reports import scope as scopes
from crm.reports.asking import Asked, Question
from crm.reports.period import KnownOn
from crm.reports.quarterly import Quarterly, quarterly
from crm.reports.scope import SEVERAL
from crm.reports.small import shown

blueprint = Blueprint("reports", __name__)

PATH = "/reports/quarterly"


@blueprint.get("/reports")
@access.allow("reports.view")
def index() -> AnyResponse:
    """The reports begin with the quarterly one."""
    return redirect(url_for("reports.show"))


@blueprint.get(PATH)
@access.allow("reports.view")
def show() -> AnyResponse:
    """The report that the address asks for, as a page or a file; without a question, that of the last quarter."""
    by = access.current_actor()
    given = given_in(request.args)
    if ticked := [each for each in request.args.getlist("agencies") if each]:
        given |= several(ticked)
    if request.args.get("of") or ticked:
        typed = {name: value for name, value in given.items() if value}
        return redirect(_address({**typed, **report_copies.parameters()}))
    asked = report_copies.check(asking.read(given if any(given.values()) else asking.by_default(by), by))
    if asked.question is None:
        return make_response(render_template("pages/reports/question.html", **question_form(asked)), 400)
    return _answer(asked, asked.question)


def _answer(asked: Asked, question: Question) -> AnyResponse:
    if name := request.args.get("format"):
        formats.format_named(name)
        words = {**made_files.words_of(question, files.REPORT), "format": name}
        return made_files.taken({**words, **report_copies.parameters()}, question.scope)
    form = question_form(asked, kept=report_copies.parameters())
    saved = report_views.shown(question)
    with once.once(question.known_on.before, KnownOn(clock.today()).before):
        asked_for = question.scope, question.period, question.known_on
        report = report_copies.copy_of(quarterly(*asked_for, published=report_copies.is_published()))
        page = "pages/reports/published.html" if report.suppressed else "pages/reports/quarterly.html"
        return make_response(render_template(page, **form, **_report(report), **saved))


def given_in(args: Mapping[str, str]) -> dict[str, str]:
    """What an address gives of the question. The form's one choice of agency or hub, `of`, stands for either."""
    given = {name: args.get(name, "") for name in asking.FIELDS} | relative.days_in(args)
    parameter, _, slug = args.get("of", "").partition(":")
    if parameter in ("agency", "hub"):
        given |= {"agency": "", "hub": "", parameter: slug}
    return given


def several(agencies: Sequence[str]) -> dict[str, str]:
    """Several agencies that were ticked, in place of the one that is chosen; of one, that one."""
    one = len(agencies) == 1
    return {"agency": agencies[0] if one else "", "hub": "" if one else SEVERAL.join(agencies)}


def _address(query: Mapping[str, str]) -> str:
    return f"{PATH}?{urlencode(query)}"


def question_form(asked: Asked, path: str = PATH, kept: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What the form shows: the scopes to choose from, what was typed, what is wrong, and periods at hand.

    `path` is the page that it asks, and `kept` what an address of that page says besides.
    """
    given, offered = asked.given, scopes.choices(access.current_actor())
    scope, single = (
        asked.question.scope.whole if asked.question else None,
        [each for each in offered if not each.is_hub],
    )
    return {
        "action": path,
        "narrows": narrowing.choices(given) if path == PATH else [],
        "filters_besides": None,
        "whole_href": _whole(asked),
        "single": [(each.slug, each.name) for each in single] if path == PATH and len(single) > 1 else [],
        "ticked": [each.slug for each in scope.councils] if scope and scope not in offered else [],
        "copy": (kept or {}).get("copy", ""),
        "scopes": offered if scope is None or scope in offered else (*offered, scope),
        "given": given,
        "wrong": dict(asked.problems),
        "problems": [(problem, f"#{name.replace('_', '-')}") for name, problem in asked.problems],
        "periods": [(label, f"{path}?{urlencode({**query, **(kept or {})})}") for label, query in _at_hand(given)],
    }


def _whole(asked: Asked) -> str:
    """The same report of all journeys, where it is narrowed."""
    if asked.question is None or not asked.question.scope.narrowing:
        return ""
    narrows = asked.question.scope.narrowing.parameters
    return _address({name: text for name, text in asked.question.parameters.items() if name not in narrows})


def _at_hand(given: Mapping[str, str]) -> list[tuple[str, dict[str, str]]]:
    """The periods that one asks for most, by their names, for the same agency or hub and known-on day."""
    kept = {name: given[name] for name in ("agency", "hub", "known_on", *asking.NARROWS) if given[name]}
    return [(label, {**kept, relative.PARAMETER: name}) for name, label in relative.NAMES.items()]


def _report(report: Quarterly) -> dict[str, Any]:
    """What the page shows of a report; of a past day, what is known now and what explains the difference too."""
    by = access.current_actor()
    today = KnownOn(clock.today())
    now = _now(report)
    differs = now is not None and not report.same_figures(now)
    named = access.may("reports.households")
    changes, more = behind.restatement(report, today, by) if differs and named else ((), False)
    return {
        "report": report,
        "tables": Tables(report, now),
        **_beside(report),
        "permanence": report.permanence,
        "cohort_tables": list(cohort_tables.tables(report, now)),
        "cohort_headings": cohort_tables.headings(),
        "load_rows": load_tables.rows(report, now),
        "load_workers": list(load_tables.workers(report)) if access.may(load_tables.BY_WORKER) else [],
        "origin_tables": list(origin_tables.tables(report, now)),
        "origin_headings": origin_tables.headings(),
        "origin_columns": [(label, "numeric") for label, _ in origin_tables.headings()],
        "stage_tables": stage_tables.tables(report, now) if report.this.begun else [],
        "stage_headings": stage_tables.headings(),
        "stage_gaps": report.stages.gaps,
        "why_tables": why_tables.tables(report, now),
        "paces": pace_tables.rows(report, now),
        "pace_limits": list(paces.limits_in_words(report)),
        "sentences": sentences,
        "books": Book,
        "marks": marks,
        **_files(report),
        **_besides(report),
        "targets": targets_beside.lines(report),
        "now": now,
        "differs": differs,
        "named": named,
        "changes": changes,
        "more_changes": more,
    }


def _files(report: Quarterly) -> dict[str, Any]:
    """The addresses of it as a file and of the copies there are, and the files that jobs have made."""
    asked, chosen = report_tables.parameters(report), report_copies.parameters()
    copies = report_copies.offered(report.scope).items()
    return {
        "files": {name: _address({**asked, **chosen, "format": name}) for name in formats.FORMATS},
        "to_copies": {mark: _address({**asked, **more}) for mark, more in copies},
        "own_files": made_files.own(),
    }


def _now(report: Quarterly) -> Quarterly | None:
    """The figures of a report of a past day as they are known today; none of a report of today."""
    if report.known_on.is_now:
        return None
    asked = report.scope, report.period, KnownOn(clock.today())
    return quarterly(*asked, beside=False, published=report.suppressed is not None)


def _beside(report: Quarterly) -> dict[str, Any]:
    """What stands beside the books, as this copy tells it."""
    return {
        "reviews": {name: shown(count) for name, count in (marks.reviews(report) or {}).items()},
        "memo_lines": beside.told(report),
        "beside_on": report.memo.on if report.memo else report.period.last,
    }


def _besides(report: Quarterly) -> dict[str, Any]:
    """The addresses of what goes on from here, and the form for the workbook with the lists."""
    asked = urlencode(report_tables.parameters(report))
    whole = urlencode(report_tables.parameters(report, scope=report.scope.whole))
    return {
        "workbook": registers.export_form() if report.this.begun and access.may("households.export") else None,
        "to_book": f"/reports/bed-book?{whole}",
        "to_workbook": f"{PATH}/workbook/export?{asked}",
        "freeze": f"/reports/packs/freeze?{whole}",
        "packs": f"/reports/packs?{urlencode({'of': f'{report.scope.parameter}:{report.scope.slug}'})}",
    }
