"""Reports by mail: who is sent which link and when; asking for one, and stopping one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, redirect, request
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, report_mail_words
from crm.commands import report_mails as commands
from crm.exchange import sheets
from crm.forms.report_mails import ReportMailForm, StaffReportMailForm
from crm.pages import filters, registers
from crm.pages.downloads import file
from crm.pages.filters import page_of
from crm.pages.sent_once import sent_or_again
from crm.reads import report_mails
from crm.reads.report_mails import MailSeen
from crm.reads.searching import LONGEST

blueprint = Blueprint("report_mails", __name__)

PATH = "/reports/by-mail"
COLUMNS = ("To", "Report", "When", "Next on")


@blueprint.get(PATH)
@access.allow("mailing.own")
def listing() -> Answer:
    """Those that there are, and a form for another."""
    kept = _kept()
    if request.args.get("format") == "csv":
        rows = report_mails.every(kept.get("q", ""), kept.get("what", ""), access.current_actor())
        table = sheets.as_csv([COLUMNS, *map(_cells, rows)])
        return file(table, "text/csv; charset=utf-8", "reports-by-mail.csv")
    return _page(_form())


@blueprint.post(PATH)
@access.allow("mailing.own")
def send() -> Response:
    """Have another one sent."""
    form, by = _form(request.form), access.current_actor()

    def do() -> str:
        whose = form.user.data if isinstance(form, StaffReportMailForm) else by.user_id
        commands.add(int(whose or 0), form.what.data or "", form.every.data or "", form.days.data or 0, by=by)
        flash("The link will be sent. You can stop it here at any time.", "success")
        return PATH

    return sent_or_again(form, do, lambda code, _: _page(form, code))


@blueprint.post(f"{PATH}/<int:report_mail>/stop")
@access.allow("mailing.own")
def stop(report_mail: int) -> Response:
    """Send it no more."""
    commands.end(report_mail, by=access.current_actor())
    flash("It is stopped: no more mails come of it. To have it again, ask for it below.", "success")
    return redirect(PATH, 303)


def _form(sent: Any = None) -> ReportMailForm:
    if not access.may("mailing.settle"):
        return ReportMailForm(sent)
    form = StaffReportMailForm(sent)
    people = report_mails.readers(access.current_actor())
    form.user.choices = tuple((str(number), name) for number, name in people)
    return form


def _cells(row: MailSeen) -> tuple[Any, ...]:
    when = report_mail_words.when(row.every, row.days)
    return row.name, report_mail_words.WHAT[row.what], when, row.next_on


def _kept() -> dict[str, str]:
    what = request.args.get("what", "")
    found = {
        "q": " ".join(request.args.get("q", "").split())[:LONGEST],
        "what": what if what in report_mail_words.WHAT else "",
    }
    return {name: value for name, value in found.items() if value}


def _page(form: ReportMailForm, code: int = 200) -> Answer:
    kept = _kept()
    found = report_mails.listing(
        kept.get("q", ""), kept.get("what", ""), page_of(request.args), access.current_actor()
    )
    answer = registers.page(
        "report_mails",
        PATH,
        kept,
        [],
        found=found,
        asked=kept,
        form=form,
        whats=list(report_mail_words.WHAT.items()),
        mail_words=report_mail_words,
        to_csv=filters.address(PATH, kept, format="csv"),
    )
    return make_response(answer, code)
