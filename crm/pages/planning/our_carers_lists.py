"""Who is behind a number of carers or of an area: a list, of special category data for a reason and on no file."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from crm import access, who_words, words
from crm.errors import NotFound, Unusable
from crm.exchange import sheets
from crm.exchange.our_carers import telling
from crm.exchange.our_carers.telling import Row, Table
from crm.forms.profiles import SpecialReasonForm
from crm.pages import registers
from crm.pages.downloads import file
from crm.pages.filters import page_of
from crm.pages.planning import our_carers
from crm.reads import choices
from crm.reads import who as reads
from crm.reads.searching import LONGEST
from crm.reads.who import Asked, Behind, RowSeen
from crm.reports.who import BY_AREA, TRAITS, who

blueprint = Blueprint("our_carers_lists", __name__)

PATH = f"{our_carers.PATH}/households"
SPECIAL = f"{PATH}/special"
COLUMNS = ("Reference", "Name", "Area now", "Council", "Population", "Who", "On")


@blueprint.get(PATH)
@access.allow("reports.unsuppressed")
def show() -> str | Response:
    """The number again, and who is behind it; of special category data the question why."""
    if not request.args:
        return redirect(our_carers.PATH)
    asked, table, row = _asked()
    if asked.special and not access.may("households.special"):
        raise NotFound("there is no such list")
    found = None if asked.special else reads.behind(asked, access.current_actor())
    return _page(asked, table, row, found)


@blueprint.post(SPECIAL)
@access.allow("households.special")
def show_special() -> Response:
    """Whose ethnicity or religion it is, this once; the asking, and why, goes on record (T44)."""
    if not access.may("reports.unsuppressed"):
        raise NotFound("there is no such list")
    asked, table, row = _asked()
    form = _why(request.form)
    if not asked.special or not form.validate():
        return make_response(_page(asked, table, row, None, form), 422)
    reason = str(form.reason.data)
    found = reads.behind(asked, access.current_actor(), reason)
    return make_response(_page(asked, table, row, found, form, reason))


@blueprint.post(f"{PATH}/export")
@access.allow("households.export")
def export() -> Response:
    """The list as a file; the asking, and what for, goes on record (T63)."""
    asked, table, row = _asked()
    if asked.special:
        raise NotFound("there is no such file")
    form = registers.export_form(request.form)
    if not form.validate():
        page = render_template("pages/our_carers/export.html", form=form, **_addresses(asked))
        return make_response(page, 422)
    rows = reads.export(asked, str(form.reason.data), access.current_actor())
    period = asked.question.period
    name = f"{asked.question.scope.slug}-{table.name}-{row.key}-{period.first}-to-{period.last}.csv"
    return file(sheets.as_csv([COLUMNS, *(_cells(each) for each in rows)]), "text/csv; charset=utf-8", name)


def _asked() -> tuple[Asked, Table, Row]:
    """The question in the address, with the table and the row that it is about."""
    given, population = our_carers.read(request.args)
    if given.question is None:
        raise Unusable(". ".join(problem for _, problem in given.problems) + ".")
    name, key = request.args.get("table", ""), request.args.get("row", "")
    counted = who(given.question, population) if name in {*TRAITS, *BY_AREA} else None
    if counted is None:
        raise NotFound("there is no such table")
    table = next(each for each in telling.as_counted(counted).tables if each.name == name)
    row = next((each for each in table.rows if each.key == key), None)
    if row is None:
        raise NotFound("there is no such row")
    q = " ".join(request.args.get("q", "").split())[:LONGEST]
    return Asked(given.question, population, name, key, q, page_of(request.args)), table, row


def _page(
    asked: Asked,
    table: Table,
    row: Row,
    found: Behind | None,
    form: SpecialReasonForm | None = None,
    reason: str = "",
) -> str:
    leaves = access.may("households.export") and not asked.special
    return render_template(
        "pages/our_carers/households.html",
        asked=asked,
        table=table,
        row=row,
        found=found,
        rows=[(each, _who(each)) for each in found.rows] if found else [],
        form=form or _why(),
        reason=reason,
        leaving=registers.export_form() if leaves else None,
        numbers=who_words.NUMBERS,
        **_addresses(asked),
    )


def _why(sent: Any = None) -> SpecialReasonForm:
    form = SpecialReasonForm(sent)
    form.reason.choices = choices.reasons("special_reasons", access.current_actor())
    return form


def _who(each: RowSeen) -> str:
    return who_words.POSITIONS.get(each.position, "The household")


def _cells(each: RowSeen) -> tuple[Any, ...]:
    home = each.household
    population = words.POPULATIONS[each.population]
    return (home.reference, home.name, home.area, home.agency, population, _who(each), each.on)


def _addresses(asked: Asked) -> dict[str, Any]:
    """The list's own question, and the addresses made of it."""
    listed = our_carers.parameters(asked.question, asked.population) | {"table": asked.table, "row": asked.row}
    searched = {**listed, "q": asked.q} if asked.q else listed
    return {
        "listed": listed,
        "to_report": our_carers.address(asked.question, asked.population),
        "to_list": f"{PATH}?{urlencode(listed)}",
        "to_page": f"{PATH}?{urlencode(searched)}&page=",
        "to_special": f"{SPECIAL}?{urlencode(listed)}&page=",
        "to_export": f"{PATH}/export?{urlencode(searched)}",
    }
