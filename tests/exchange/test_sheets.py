"""Every export is safe to open: nothing in it runs, and it says what was there (trust.md T29)."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date

from python_calamine import CalamineWorkbook

from crm.exchange import sheets
from crm.exchange.safe_cells import plain
from crm.exchange.sheets import Value

RUNS = ["=1+1", "+44 7700 900123", "-2+3", "@SUM(1)", "\t=1", "\r=1", "＝1+1", 'x",=1+1', "x;=1+1", "'=1"]


def test_t29_no_cell_of_a_csv_begins_with_what_a_spreadsheet_runs_and_all_come_back() -> None:
    text = sheets.as_csv([[each] for each in RUNS]).decode("utf-8-sig")
    cells = [row[0] for row in csv.reader(io.StringIO(text, newline=""))]
    assert [plain(cell) for cell in cells] == RUNS
    assert not any(cell[0] in "=+-@\t\r\n\0＝＋－＠" for cell in cells)


def test_t29_no_cell_of_a_workbook_is_a_formula_or_a_link() -> None:
    book = sheets.as_xlsx({"All": [["Text"], *([each] for each in RUNS), ["https://example.com"]]})
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name("All").to_python()
    assert rows[2] == ["+44 7700 900123"]


def test_numbers_days_and_blanks_keep_their_kind() -> None:
    rows: list[tuple[Value, ...]] = [("Places", "On", "Name"), (3, date(2021, 9, 30), None), (-2, None, "Zoë")]
    text = sheets.as_csv(rows).decode("utf-8-sig")
    assert text.splitlines()[1:] == ["3,2021-09-30,", "-2,,Zoë"]
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(sheets.as_xlsx({"A": rows}))).get_sheet_by_name("A")
    assert sheet.to_python()[1] == [3.0, date(2021, 9, 30), ""]
