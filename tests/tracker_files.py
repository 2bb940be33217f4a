"""Tracker files for tests: small ones as bytes, from rows that name only the cells that matter."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

import xlsxwriter

Cells = Mapping[str, Any]

APPROVED = {
    "reference": "T-1",
    "route": "mainstream",
    "household_name": "Rowan Example-Finch",
    "enquiry_on": "2020-05-04",
    "application_on": "2020-07-01",
    "decision_on": "2021-02-10",
    "places": "2",
}
# The same household's next enquiry, 59 days after 1 January 2021; and how an approval ends.
CAME_BACK = {"reference": "T-2", "household_reference": "T-1", "route": "mainstream", "enquiry_on": "2021-03-01"}
LEFT = {"deregistered_on": "2021-06-30", "deregistered_reason": "retired", "deregistered_by": "carer"}


def csv_bytes(*rows: Cells, columns: Iterable[str] = (), encoding: str = "utf-8") -> bytes:
    """A CSV of these rows, with a column for each cell that any of them names."""
    names = list(columns) or list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(*rows: Cells, columns: Iterable[str] = ()) -> bytes:
    """The same as a workbook: days become real dates, numbers numbers, texts that begin with = formulas."""
    names = list(columns) or list(dict.fromkeys(name for row in rows for name in row))
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Tracker")
        british = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, names)
        for number, row in enumerate(rows, start=1):
            for name, value in row.items():
                at = (number, names.index(name))
                if isinstance(value, date):
                    sheet.write_datetime(*at, datetime(value.year, value.month, value.day), british)  # noqa: DTZ001
                else:
                    sheet.write(*at, value)
    return out.getvalue()
