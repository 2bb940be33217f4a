"""Who looked? The audit, for those who answer for it: by household, person, day and kind; and as a file."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, make_response, redirect, render_template, request
from flask import Response as Answer
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from crm import access, audit_words, formatters, words
from crm.errors import NotFound
from crm.exchange import sheets
from crm.forms.households import ExportForm
from crm.journey import dates
from crm.pages import narrowed_words
from crm.pages.household_head import head_of
from crm.reads import audited, choices, looks
from crm.reads.audited import Asked, Found
from crm.reads.audited_about import Look

blueprint = Blueprint("looks", __name__)

COLUMNS = (
    "When (London)",
    "Who",
    "Role",
    "What",
    "Household",
    "Which part",
    "Why",
    "Outcome",
    "From (network address)",
)
LONGEST = 20  # of a reference
DAYS = {"from": "first day", "to": "last day"}

Problems = list[tuple[str, str | None]]


@blueprint.get("/audit")
@access.allow("audit.view")
def search() -> Answer:
    """Everything on record in one's own agencies, newest first; a household's, a person's, between two days."""
    asked, reference, problems = _asked(request.args)
    found = Found((), 0, 1, 1)
    if not problems:
        try:
            found = looks.search(reference, asked, access.current_actor())
        except NotFound:
            problems = [
                (f"There is no household '{reference}' here. Enter its whole reference.", "#filter-household")
            ]
    page = render_template(
        "pages/audit/list.html", found=found, problems=problems, **_bar("/audit", asked, {"household": reference})
    )
    return make_response(page, 422 if problems else 200)


@blueprint.get("/households/<reference>/looks")
@access.allow("households.looks")
def its_looks(reference: str) -> Answer:
    """Who looked at a household and who changed something."""
    asked, _, problems = _asked(request.args)
    seen = looks.looks(reference, asked, access.current_actor())
    head = head_of(seen.household, "looks")
    known = seen.household.identity.reference
    bar = _bar(f"/households/{known}/looks", asked, {}) | {"to_file": _address("/audit/export", asked, known)}
    page = render_template("pages/households/looks.html", found=seen.found, problems=problems, **head, **bar)
    return make_response(page, 422 if problems else 200)


@blueprint.post("/audit/export")
@access.allow("audit.export")
def export() -> Response:
    """What is asked for as a file; the asking, and what for, goes on record (T48)."""
    asked, reference, problems = _asked(request.args)
    if problems:  # the search says what is wrong with the days, beside the days
        return redirect(f"/audit?{urlencode(list(request.args.items()))}", 303)
    by = access.current_actor()
    form = _export_form(request.form)
    if not form.validate():
        page = render_template(
            "pages/audit/export.html", form=form, to_file=_address("/audit/export", asked, reference)
        )
        return make_response(page, 422)
    rows = looks.export(reference, asked, form.reason.data, by)
    answer = make_response(sheets.as_csv([COLUMNS, *map(_cells, rows)]))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = 'attachment; filename="who-looked.csv"'
    return answer


def _export_form(sent: Any = None) -> ExportForm:
    form = ExportForm(sent)
    form.reason.choices = choices.reasons("export_reasons", access.current_actor())
    return form


def _cells(row: Look) -> tuple[str | None, ...]:
    return (
        formatters.long_date(row.at) if row.day_alone else formatters.moment(row.at),
        row.by,
        words.ROLES[row.role],
        words.said(audit_words.ACTIONS, row.action),
        row.reference,
        "; ".join(filter(None, (*row.fields, _about(row)))),
        row.why,
        row.outcome,
        row.network,
    )


def _about(row: Look, person: int | None = None) -> str:
    """Which account, invitation or other record; of the person who was asked for, in few words."""
    about = row.about
    if about is None:
        return ""
    if about.account is not None and about.account == person:
        return "about their account"
    if about.name is None:
        is_list = about.asked or row.action.startswith("figure.")
        return narrowed_words.looked_at(about) if is_list else about.text
    name = "the carer" if about.carer and not access.may("households.view") else about.name
    if about.account is not None:
        return f"about the account of {name}"
    return f"the invitation of {name}" if about.invitation else name


def _asked(given: MultiDict[str, str]) -> tuple[Asked, str, Problems]:
    """What the address asks for, and the household's reference. A day that is none is said to be."""
    problems: Problems = []
    days = {}
    for name, said in DAYS.items():
        text = given.get(name, "").strip()
        try:
            days[name] = dates.parse(text) if text else None
        except ValueError:
            problems.append((f"Enter the {said} as a date, like 2021-03-31 or 31/03/2021", f"#filter-{name}"))
    if (first := days.get("from")) and (last := days.get("to")) and last < first:
        problems.append(("The last day must be the first day or a later one", "#filter-to"))
    page, person = _number(given.get("page", "")), _number(given.get("person", ""))
    asked = Asked(
        person=person,
        first=days.get("from"),
        last=days.get("to"),
        what=given.get("what", "") if given.get("what") in audit_words.LOOKED_FOR else "",
        page=page or 1,
    )
    reference = "".join(letter for letter in given.get("household", "") if letter.isprintable())
    return asked, reference.strip()[:LONGEST].upper(), problems


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _bar(path: str, asked: Asked, fixed: dict[str, str]) -> dict[str, Any]:
    """What the bar of filters, the paging and the form of the file need."""
    reference = fixed.get("household", "")
    return {
        "action": path,
        "asked": asked,
        "said_about": _about,
        "household": fixed.get("household"),
        "staff": audited.people(access.current_actor()),
        "to_page": _address(path, asked, reference, page=""),
        "to_file": _address("/audit/export", asked, reference),
        "export": _export_form() if access.may("audit.export") else None,
    }


def _address(path: str, asked: Asked, reference: str, **more: str) -> str:
    given = {
        "household": reference,
        "person": asked.person,
        "from": asked.first,
        "to": asked.last,
        "what": asked.what,
    }
    return path + "?" + urlencode({name: value for name, value in given.items() if value} | more)
