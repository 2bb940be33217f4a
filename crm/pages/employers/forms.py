"""An employer is put on the register, or changed; those that it may be stand beside it as its name is typed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock, employer_words
from crm.commands import employers as commands
from crm.commands.employers import PARTS, LooksLike, Said
from crm.errors import Refused
from crm.forms.employers import EmployerForm, NewEmployerForm
from crm.pages import both_sides
from crm.pages.employers.shown import ONE, PATH, found, labels, offered, page
from crm.pages.profiles import number_of
from crm.pages.sent_once import sent_once, sent_or_again
from crm.reads import employers as reads
from crm.reads import typed_employers
from crm.reads.employers import EmployerSeen

blueprint = Blueprint("employer_forms", __name__)

LONGEST = 100  # letters of a name by which others are looked for


@blueprint.get(f"{PATH}/new")
@access.allow("employers.manage")
def new() -> Answer:
    """The form for another one, with a name that was typed in enquiries where the address says which."""
    by, which = access.current_actor(), request.args.get("which", "")
    name = typed_employers.one(which, by).written if which else ""
    known = {"name": name, "since": clock.today(), "supplier": "no"}
    return _new_page(_new_form(None, known), reads.alike(name, by))


@blueprint.post(f"{PATH}/new")
@access.allow("employers.manage")
def send() -> Response:
    """Put it on the register, unless it may be one that was not shown yet; for htmx those that it may be."""
    form, by = _new_form(request.form), access.current_actor()
    if request.headers.get("HX-Request") == "true":
        alike = reads.alike((form.name.data or "")[:LONGEST], by)
        return _varied(make_response(render_template("pages/employers/_alike.html", **_beside(alike))))
    if not form.validate():
        return _new_page(form, reads.alike(form.name.data or "", by), 422)
    shown = frozenset(int(each) for each in request.form.getlist("shown") if each.isascii() and each.isdigit())

    def do() -> str:
        number = commands.add(
            by.agency_ids[0], _said(form), form.status.data or "", form.since.data, by=by, shown=shown
        )
        flash("The employer is on the register.", "success")
        return url_for("employers.one", employer=number)

    try:
        return sent_once(form, do)
    except LooksLike as refusal:
        form.refuse(refusal.message, refusal.field)
        return _new_page(form, reads.of_numbers(refusal.numbers, by), 422)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        return _new_page(form, reads.alike(form.name.data or "", by), 422)


@blueprint.get(f"{ONE}/edit")
@access.allow("employers.manage")
def edit(employer: int) -> Answer:
    """The form with what is known now."""
    one = found(employer)
    return page("edit", one, _form(one.seen, None), on_record=())


@blueprint.post(f"{ONE}/edit")
@access.allow("employers.manage")
def change(employer: int) -> Response:
    """Change it: what it said before stays in its history."""
    one = found(employer)
    form = _form(one.seen, request.form)

    def do() -> str:
        version, by = number_of(form.version.data or "") or 0, access.current_actor()
        commands.change(employer, _said(form), version=version, by=by)
        flash("The employer is changed. What it said before stays in its history.", "success")
        return url_for("employers.one", employer=employer)

    def again(code: int, stale: bool) -> Answer:
        now = found(employer).seen
        if stale:
            form.version.data = str(now.row.version)
        on_record = both_sides.on_record(form, _known(now)) if stale else ()
        return page("edit", one, form, code, on_record=on_record)

    return sent_or_again(form, do, again)


def _said(form: EmployerForm) -> Said:
    own = {name: form[name].data for name in PARTS}
    own |= {"supplier": form.supplier.data == "yes", "is_council": bool(form.is_council.data)}
    return Said(**own)


def _known(seen: EmployerSeen) -> dict[str, Any]:
    own = {name: getattr(seen.row, name) for name in PARTS}
    return own | {"supplier": "yes" if seen.row.supplier else "no", "is_council": ["yes"] * seen.row.is_council}


def _form(seen: EmployerSeen, sent: Any) -> EmployerForm:
    return _offering(EmployerForm(sent, data=_known(seen) | {"version": seen.row.version}), seen)


def _new_form(sent: Any, known: dict[str, Any] | None = None) -> NewEmployerForm:
    form = NewEmployerForm(sent, data=known)
    form.status.choices = offered("employer_statuses")
    _offering(form, None)
    return form


def _offering(form: EmployerForm, seen: EmployerSeen | None) -> EmployerForm:
    """Let the lists offer what the council's do, and what the employer has already."""
    called = labels()
    for question in (form.sector, form.size, form.leave_for):
        name = question.name
        listed = dict(offered(employer_words.LISTS[name]))
        had = getattr(seen.row, name) if seen else None
        if had:
            listed.setdefault(had, employer_words.said(name, had, called))
        question.choices = tuple(listed.items())
    return form


def _beside(alike: tuple[EmployerSeen, ...]) -> dict[str, Any]:
    return {"alike": alike, "labels": labels(), "employer_words": employer_words}


def _new_page(form: NewEmployerForm, alike: tuple[EmployerSeen, ...], code: int = 200) -> Answer:
    return _varied(page("new", None, form, code, alike=alike))


def _varied(answer: Answer) -> Answer:
    answer.headers["Vary"] = "HX-Request"
    return answer
