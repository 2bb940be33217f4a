"""What registers share: a page that htmx changes in part, days in the address, and the list as a file (T44)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import Response as Answer
from flask import make_response, render_template, request

from crm import access
from crm.exchange import sheets
from crm.forms.households import ExportForm
from crm.journey import dates
from crm.pages import filters
from crm.reads import choices

Kept = Mapping[str, str]


def page(
    folder: str,
    path: str,
    kept: Kept,
    problems: filters.Problems,
    *,
    exported: str = "households.export",
    **shown: Any,
) -> Answer:
    """The list; for htmx only the part of it that filters change (house decision 4).

    `exported` is what one must be allowed to do to take it as a file.
    """
    own = choices.own_agencies(access.current_actor())
    fragment = request.headers.get("HX-Request") == "true"
    answer = make_response(
        render_template(
            f"pages/{folder}/{'_results' if fragment else 'list'}.html",
            problems=problems,
            agencies=own if len(own) > 1 else (),
            choices=choices.of_agency(access.current_actor().agency_ids[0]),
            export=export_form() if access.may(exported) else None,
            to_page=filters.address(path, kept, page=""),
            to_file=filters.address(f"{path}/export", kept),
            **shown,
        ),
        422 if problems else 200,
    )
    answer.headers["Vary"] = "HX-Request"
    return answer


def export_form(sent: Any = None) -> ExportForm:
    """What the file is for."""
    form = ExportForm(sent)
    form.reason.choices = choices.reasons("export_reasons", access.current_actor())
    return form


def not_taken(folder: str, path: str, kept: Kept, form: ExportForm, **shown: Any) -> Answer:
    """Ask again what the file is for."""
    to_file = filters.address(f"{path}/export", kept)
    return make_response(render_template(f"pages/{folder}/export.html", form=form, to_file=to_file, **shown), 422)


def file(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Answer:
    """The list as a CSV file."""
    answer = make_response(sheets.as_csv([columns, *rows]))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def day(name: str, otherwise: date, problems: filters.Problems) -> date:
    """A day of the address; a wrong one is named among the problems and left out."""
    given = request.args.get(name, "").strip()
    if not given:
        return otherwise
    try:
        return dates.parse(given)
    except ValueError:
        problems.append(("Enter a day like 30/9/2026", f"#filter-{name}"))
        return otherwise


def period(first: date, last: date, problems: filters.Problems) -> tuple[date, date]:
    """The days `from` and `to` of the address, or else these two, which hold too where they run backwards."""
    asked = day("from", first, problems), day("to", last, problems)
    if asked[1] < asked[0]:
        problems.append(("The last day must not be before the first", "#filter-to"))
        return first, last
    return asked
