"""Leave of the council's own staff who foster, or apply to: promised, taken and left in a year."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock, employer_words
from crm.commands import leave as commands
from crm.errors import NotFound, Refused
from crm.forms.employers import ButtonForm, LeaveTakenForm
from crm.forms.govuk import Form
from crm.pages import filters, registers
from crm.pages.employers.shown import PATH
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once, sent_or_again
from crm.reads import leave as reads
from crm.reads.leave import OneLeave, OnLeave
from crm.reports.period import Period, financial_year

blueprint = Blueprint("leave", __name__)

LIST = f"{PATH}/leave"
TAKEN = f"{LIST}/taken"
COLUMNS = ("Reference", "Name", "Carer or applicant", "Year from", "Days promised", "Days taken", "Days left")
YEARS = 6  # that one can look back


@blueprint.get(LIST)
@access.allow("leave.view")
def listing() -> Answer:
    """Who works for the council, by name, with their days of a year."""
    kept, year, number, problems = _read()
    return registers.page(
        "employers/leave",
        LIST,
        kept,
        problems,
        found=reads.listed(kept.get("q", ""), year, number, access.current_actor()),
        q=kept.get("q", ""),
        year=year,
        years=_years(),
        days=employer_words.days,
    )


@blueprint.post(f"{LIST}/export")
@access.allow("households.export")
def export() -> Answer:
    """The list as a file."""
    kept, year, _, problems = _read()
    form = registers.export_form(request.form)
    if problems or not form.validate():
        return registers.not_taken("employers", LIST, kept, form)
    rows = reads.export(kept.get("q", ""), year, form.reason.data or "", access.current_actor())
    return registers.file("leave", COLUMNS, (_cells(each, year) for each in rows))


@blueprint.get(TAKEN)
@access.allow("leave.view")
def taken() -> Response:
    """One of them, with all that they took."""
    if not request.args.get("carer"):
        return redirect(url_for(".listing"))
    return _page(_found(), _form(None))


@blueprint.post(TAKEN)
@access.allow("leave.record")
def record() -> Response:
    """Record what they took."""
    found, form = _found(), _form(request.form)

    def do() -> str:
        half_days = number_of(form.days.data or "") or 0
        commands.record(found.who.carer_id, form.on.data, half_days, by=access.current_actor())
        flash("The leave is on record.", "success")
        return _here(found)

    return sent_or_again(form, do, lambda code, _: _page(found, form, code))


@blueprint.post(f"{LIST}/strike")
@access.allow("leave.record")
def strike() -> Response:
    """Strike what was recorded wrongly; it stays, struck through."""
    found, form = _found(), ButtonForm(request.form)

    def do() -> str:
        number = number_of(request.form.get("entry", "")) or 0
        commands.strike(found.who.carer_id, number, by=access.current_actor())
        flash("It is struck, and no longer counted.", "success")
        return _here(found)

    try:
        return sent_once(form, do)
    except Refused as refusal:
        flash(refusal.message, "warning")
        return redirect(_here(found), 303)


def _found() -> OneLeave:
    number = number_of(request.args.get("carer", ""))
    if number is None:
        raise NotFound("There is no such carer")
    return reads.one(number, financial_year(clock.today()), access.current_actor())


def _here(found: OneLeave) -> str:
    return url_for(".taken", carer=found.who.carer_id)


def _form(sent: Any) -> LeaveTakenForm:
    return LeaveTakenForm(sent, data={"on": clock.today()})


def _page(found: OneLeave, form: Form, code: int = 200) -> Answer:
    page = render_template(
        "pages/employers/leave/taken.html",
        found=found,
        who=found.who,
        form=form,
        button=ButtonForm(),
        days=employer_words.days,
        year=financial_year(clock.today()),
        here=_here(found),
    )
    return make_response(page, code)


def _years() -> tuple[tuple[str, str], ...]:
    this = financial_year(clock.today()).first.year
    return tuple((str(year), f"{year} to {year + 1}") for year in range(this, this - YEARS, -1))


def _read() -> tuple[dict[str, str], Period, int, filters.Problems]:
    """What is looked for, and the financial year; one that is not offered is this one (T30)."""
    asked, problems = filters.read(request.args, (), sort="")
    this = financial_year(clock.today())
    chosen = request.args.get("year", "")
    known = chosen in dict(_years()) and chosen != str(this.first.year)
    year = financial_year(date(int(chosen), this.first.month, this.first.day)) if known else this
    kept = {"q": asked.q, "year": chosen if known else ""}
    return {name: value for name, value in kept.items() if value}, year, asked.page, problems


def _cells(each: OnLeave, year: Period) -> tuple[Any, ...]:
    kind = "Carer" if each.approved else "Applicant"
    numbers = (each.promised / 2, each.taken / 2, each.left / 2)
    return each.reference, each.name, kind, year.first, *numbers
