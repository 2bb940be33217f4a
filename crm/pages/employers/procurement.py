"""Suppliers of the council that its buyers ask to be Foster Friendly: the list, and how far they came with one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, employer_words
from crm.commands import employers as registered
from crm.commands import procurement as commands
from crm.commands.procurement import BOUGHT, Bought
from crm.forms.employers import ProcurementForm
from crm.pages import both_sides, filters, registers
from crm.pages.employers.shown import ONE, PATH, found, labels, offered, page
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_or_again
from crm.reads import procurement as reads
from crm.reads.employers import EmployerSeen, OneEmployer

blueprint = Blueprint("employer_procurement", __name__)

LIST = f"{PATH}/procurement"
COLUMNS = ("Number", "Supplier", "Contract", "State", "Asked on", "Answered on", "Answer", "Signed on")


@blueprint.get(LIST)
@access.allow("employers.view")
def listing() -> Answer:
    """Suppliers by name, and how many the buyers have asked, had an answer of and signed with."""
    kept, number, problems = _read()
    by = access.current_actor()
    return registers.page(
        "employers/procurement",
        LIST,
        kept,
        problems,
        exported="employers.manage",
        found=reads.listed(kept.get("q", ""), kept.get("state", ""), number, by),
        asked=kept,
        labels=labels(),
        states=employer_words.BUYING,
        state_of=reads.state_of,
    )


@blueprint.post(f"{LIST}/export")
@access.allow("employers.manage")
def export() -> Answer:
    """The list as a file. It names no person."""
    kept, _, problems = _read()
    form = registers.export_form(request.form)
    if problems or not form.validate():
        return registers.not_taken("employers", LIST, kept, form)
    by, called = access.current_actor(), labels()
    rows = reads.matching(kept.get("q", ""), kept.get("state", ""), by)
    registered.note_export(len(rows), form.reason.data or "", by=by)
    return registers.file("suppliers", COLUMNS, (_cells(each, called["employer_answers"]) for each in rows))


@blueprint.get(f"{ONE}/procurement")
@access.allow("employers.manage")
def edit(employer: int) -> Answer:
    """How far they came."""
    one = found(employer)
    return page("procurement/form", one, _form(one, None), on_record=())


@blueprint.post(f"{ONE}/procurement")
@access.allow("employers.manage")
def change(employer: int) -> Response:
    """Record how far they have come since."""
    one = found(employer)
    form = _form(one, request.form)

    def do() -> str:
        bought = Bought(**{name: form[name].data for name in BOUGHT})
        version, by = number_of(form.version.data or "") or 0, access.current_actor()
        commands.set_procurement(employer, bought, version=version, by=by)
        flash("It is on record.", "success")
        return url_for(".listing")

    def again(code: int, stale: bool) -> Answer:
        now = found(employer)
        if stale:
            form.version.data = str(now.seen.row.version)
        on_record = both_sides.on_record(form, _known(now)) if stale else ()
        return page("procurement/form", one, form, code, on_record=on_record)

    return sent_or_again(form, do, again)


def _known(one: OneEmployer) -> dict[str, Any]:
    return {name: getattr(one.seen.row, name) for name in BOUGHT}


def _form(one: OneEmployer, sent: Any) -> ProcurementForm:
    form = ProcurementForm(sent, data=_known(one) | {"version": one.seen.row.version})
    listed, had = dict(offered("employer_answers")), one.seen.row.answer
    if had:
        listed.setdefault(had, employer_words.said("answer", had, labels()))
    form.answer.choices = tuple(listed.items())
    return form


def _read() -> tuple[dict[str, str], int, filters.Problems]:
    asked, problems = filters.read(request.args, (), sort="")
    state = request.args.get("state", "")
    kept = {"q": asked.q, "state": state if state in reads.STATES else ""}
    return {name: value for name, value in kept.items() if value}, asked.page, problems


def _cells(each: EmployerSeen, answers: dict[str, str]) -> tuple[Any, ...]:
    row, state = each.row, employer_words.BUYING[reads.state_of(each.row)].text
    answer = answers.get(row.answer or "", row.answer or "")
    return row.id, row.name, row.contract or "", state, row.asked_on, row.answered_on, answer, row.signed_on
