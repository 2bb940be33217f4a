"""What lists of approved households share: their tabs, their filters, and how a file of one is answered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response as Answer
from flask import make_response, request

from crm import access
from crm.exchange import sheets
from crm.forms.households import ExportForm
from crm.reads import choices

# Each list's label, address, and what one must be allowed to do to see it.
LISTS = (
    ("Reviews", "/carers/reviews", "reviews.view"),
    ("Supervision", "/carers/supervision", "supervision.view"),
    ("Who may leave", "/carers/retention", "retention.view"),
    ("Allegations and complaints", "/carers/concerns", "concerns.view"),
)


def tabs() -> list[tuple[str, str, bool]]:
    """The lists that the person may open; the one that is open is current."""
    return [(label, path, request.path == path) for label, path, needs in LISTS if access.may(needs)]


def shared() -> dict[str, Any]:
    """What each of these pages needs beside what it shows."""
    own = choices.own_agencies(access.current_actor())
    return {
        "tabs": tabs(),
        "agencies": own if len(own) > 1 else (),
        "export": export_form() if access.may("households.export") else None,
    }


def export_form(sent: Any = None) -> ExportForm:
    """Why somebody takes a list as a file."""
    form = ExportForm(sent)
    form.reason.choices = choices.reasons("export_reasons", access.current_actor())
    return form


def fragment() -> bool:
    """Whether only the part of the page is asked for that filters change (house decision 4)."""
    return request.headers.get("HX-Request") == "true"


def answered(page: str, code: int = 200) -> Answer:
    """A list's page, which differs by whether script asks for a part of it."""
    answer = make_response(page, code)
    answer.headers["Vary"] = "HX-Request"
    return answer


def as_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Answer:
    """A list as a CSV file."""
    answer = make_response(sheets.as_csv([tuple(columns), *(tuple(each) for each in rows)]))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
