"""Tables on their way out, as CSV or XLSX: the one writer of every export, safe to open (trust.md T29)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

import xlsxwriter

from crm.exchange.safe_cells import safe

Value = str | int | Decimal | date | None
Rows = Iterable[Sequence[Value]]

WIDEST = 60  # characters of a column of a workbook


def as_csv(rows: Rows) -> bytes:
    """The rows as CSV (RFC 4180), in UTF-8 with the mark by which spreadsheets know it. None is an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([_plain(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(sheets: Mapping[str, Rows], *, long: bool = False) -> bytes:
    """A workbook with a sheet for each table, whose first row is its header. No cell is a formula.

    `long`: its rows pass through a file of this process's own, so that memory stays level; one can filter them.
    """
    file = io.BytesIO()
    options = {
        "constant_memory" if long else "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        header, day = (
            book.add_format({"bold": True, "text_wrap": True}),
            book.add_format({"num_format": "yyyy-mm-dd"}),
        )
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            widths: dict[int, int] = {}
            line = 0
            for line, row in enumerate(rows):
                for column, value in enumerate(row):
                    widths[column] = max(widths.get(column, 8), len(str(value or "")))
                    if isinstance(value, date):
                        sheet.write_datetime(line, column, value, day)
                    elif value is not None:
                        sheet.write(line, column, value, *([header] if line == 0 else []))
            if long:
                sheet.autofilter(0, 0, line, max(widths, default=0))
            for column, width in widths.items():
                sheet.set_column(column, column, min(width, WIDEST) + 1)
    return file.getvalue()


def _plain(value: Value) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else safe(value) if isinstance(value, str) else str(value)
