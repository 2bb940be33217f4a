"""The register of foster carers (RT-9): who was approved on any day, on what terms; addresses only when asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, clock, words
from crm.exchange import sheets
from crm.forms.households import AddressReasonForm, RegisterExportForm
from crm.journey import dates
from crm.journey.ranges import Population
from crm.journey.saying import said
from crm.pages import filters
from crm.pages.filters import Problems
from crm.pages.shown_once import sent_again
from crm.reads import carer_register, choices
from crm.reads.carer_register import SORTS, Entry, Filters, Register

blueprint = Blueprint("carer_register", __name__)

ASKED = ("on", "q", "population", "offer", "age")
OLDEST = 21  # years
COLUMNS = (
    *(
        "Reference",
        "Name",
        "Council",
        "First carer",
        "Date of birth",
        "Sex",
        "Second carer",
        "Date of birth",
        "Sex",
    ),
    *("Address", "Population", "Approved", "Reviews", "Terms since", "Places", "More for siblings"),
    *("For a parent with a child", "Youngest age", "Oldest age", "Offers", "Named children", "Approval ends"),
)


@blueprint.get("/register")
@access.allow("register.view")
def listing() -> Answer:
    """The register of a day; for htmx only the part of it that filters change."""
    asked, problems = _read()
    found = carer_register.register(asked, access.current_actor())
    return _page(asked, found, problems, AddressReasonForm(), 422 if problems else 200)


@blueprint.get("/register/addresses")
@access.allow("households.address")
def hidden() -> Response:
    """Addresses are shown only where they were just asked for: back to where one can ask."""
    asked, _ = _read()
    return redirect(f"{_addresses(asked)['to_page']}{asked.page}")


@blueprint.post("/register/addresses")
@access.allow("households.address")
def show_addresses() -> Response:
    """The page of the register with where they live, this once (T40)."""
    by = access.current_actor()
    asked, problems = _read()
    form = AddressReasonForm(request.form)
    form.reason.choices = choices.reasons("address_reasons", by)
    if problems or not form.validate():
        return _page(asked, carer_register.register(asked, by), [*problems, *form.problems()], form, 422)
    if again := sent_again(form):
        return again
    return _page(asked, carer_register.register_with_addresses(asked, form.reason.data, by), problems, form)


@blueprint.post("/register/export")
@access.allow("households.export")
def export() -> Answer:
    """The register of a day as a file; what for, and whether with addresses, goes on record (T44, T63)."""
    asked, problems = _read()
    form = _export_form(request.form)
    if problems or not form.validate():
        page = render_template("pages/carer_register/export.html", form=form, **_addresses(asked))
        return make_response(page, 422)
    by, with_addresses = access.current_actor(), bool(form.addresses.data)
    rows = carer_register.export(asked, form.purpose.data, addresses=with_addresses, by=by)
    offers = dict(choices.reasons("offers", by))
    answer = make_response(sheets.as_csv([COLUMNS, *(_cells(row, offers) for row in rows)]))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="register-{asked.on}.csv"'
    return answer


def _page(asked: Filters, found: Register, problems: Problems, form: AddressReasonForm, code: int = 200) -> Answer:
    by = access.current_actor()
    form.reason.choices = choices.reasons("address_reasons", by)
    fragment = request.headers.get("HX-Request") == "true"
    page = render_template(
        f"pages/carer_register/{'_results' if fragment else 'list'}.html",
        found=found,
        filters=asked,
        problems=problems,
        today=clock.today(),
        offers=choices.reasons("offers", by),
        populations=[(each.value, words.POPULATIONS[each]) for each in Population],
        filtered=any(getattr(asked, name) not in ("", None) for name in ASKED[1:]),
        form=form,
        revealed=any(row.address is not None for row in found.rows),
        choices=choices.of_agency(by.agency_ids[0]),
        export=_export_form() if access.may("households.export") else None,
        **_addresses(asked),
    )
    answer = make_response(page, code)
    answer.headers["Vary"] = "HX-Request"
    return answer


def _export_form(sent: Any = None) -> RegisterExportForm:
    form = RegisterExportForm(sent)
    form.purpose.choices = choices.reasons("export_reasons", access.current_actor())
    return form


def _cells(row: Entry, offers: dict[str, str]) -> tuple[Any, ...]:
    terms = row.held.terms
    carers: list[Any] = []
    for place in range(2):
        who = row.carers[place] if place < len(row.carers) else None
        carers += (
            [who.name, who.born_on, words.said(words.SEXES, who.sex) if who.sex else None] if who else [None] * 3
        )
    return (
        *(row.reference, row.name, row.agency, *carers, row.address),
        *(words.POPULATIONS[row.held.population], row.held.approved_on),
        *("; ".join(each.isoformat() for each in row.reviews), row.held.since, terms.places),
        *(terms.siblings_extra, terms.parent_and_child, terms.age_from, terms.age_to),
        "; ".join(offers.get(code, words.said({}, code)) for code in terms.offers),
        *("; ".join(terms.named_children), row.held.ends_on),
    )


def _read() -> tuple[Filters, Problems]:
    """What the address asks for. Without a day it is today's register; a day that is none is said to be none."""
    shared, problems = filters.read(request.args, SORTS, sort="name")
    age = request.args.get("age", "").strip()
    if age and not (age.isascii() and age.isdigit() and int(age[:3]) <= OLDEST):
        problems.append((f"A child's age is a whole number of years, {OLDEST} at most", "#filter-age"))
        age = ""
    asked = Filters(
        on=_day(problems) or clock.today(),
        q=shared.q,
        population=shared.population,
        offer=shared.offer,
        age=int(age) if age else None,
        sort=shared.sort,
        descending=shared.descending,
        page=shared.page,
    )
    return asked, problems


def _day(problems: Problems) -> date | None:
    text = request.args.get("on", "").strip()
    if not text:
        return None
    try:
        day = dates.parse(text)
        if day <= clock.today():
            return day
        problems.append((f"{said(day)} lies ahead: the register is of today, or of a day gone by", "#filter-on"))
        return None
    except ValueError:
        problems.append((f"'{text[:20]}' is not a day, like 2026-03-31", "#filter-on"))
        return None


def _addresses(asked: Filters) -> dict[str, str]:
    """The register's address up to a page's number, and up to what it is sorted by; for addresses and the file."""
    kept = {name: str(value) for name in ASKED if (value := getattr(asked, name)) not in ("", None)}
    sort = asked.sort + (filters.DESCENDING if asked.descending else "")
    return {
        "to_page": filters.address("/register", kept, sort=sort, page=""),
        "to_sort": filters.address("/register", kept, sort=""),
        "to_addresses": filters.address("/register/addresses", kept, sort=sort, page=str(asked.page)),
        "to_file": filters.address("/register/export", kept, sort=sort),
    }
