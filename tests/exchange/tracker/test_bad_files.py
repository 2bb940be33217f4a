"""A file that is no tracker is refused as a whole, in words that say what to do."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest

from crm.exchange.tracker import header, reading
from crm.exchange.tracker.problems import Unreadable
from tests.tracker_files import APPROVED, csv_bytes, xlsx_bytes

RULES = header.Rules(today=date(2026, 3, 4))


def refused(data: bytes) -> str:
    with pytest.raises(Unreadable) as refusal:
        reading.read(io.BytesIO(data), RULES)
    return str(refusal.value)


def findings(data: bytes) -> list[str]:
    tracker = reading.read(io.BytesIO(data), RULES)
    assert tracker.rows == []
    assert not tracker.whole
    return [str(each) for each in tracker.findings.problems]


def test_an_empty_file_is_refused() -> None:
    assert refused(b"").startswith("the file is empty; expected a CSV file")


@pytest.mark.parametrize("data", [b"\n\n\n", b" , \r\n", b"\xef\xbb\xbf"])
def test_a_blank_file_is_refused(data: bytes) -> None:
    assert refused(data).startswith("the file is blank; expected a first row of column names")


def test_a_header_with_nothing_under_it_is_refused() -> None:
    assert refused(b"reference,route\n\n").startswith("the file has a header and no rows")


def test_names_under_a_blank_row_are_not_looked_for() -> None:
    assert refused(b"\nreference,route\nA,mainstream\n").startswith("row 1 is blank")


@pytest.mark.parametrize(
    "data",
    [
        b"Dear all, here is what we said on Monday.\n",
        b"{}",
        b"<html>\n",
        b"a,b,c\n1,2,3\n",
        b"reference;route\nA;kinship\n",
    ],
)
def test_what_is_no_table_of_ours_is_refused(data: bytes) -> None:
    assert refused(data).startswith("not a tracker: no column name is known in row 1")


def test_columns_separated_by_semicolons_or_tabs_are_named_as_such() -> None:
    assert "separated by ';'" in refused(b"reference;route\nA;kinship\n")
    assert "separated by TAB" in refused(b"reference\troute\nA\tkinship\n")


@pytest.mark.parametrize(
    "data", [b"\x00\x01\x02\x03 picture", b"\xff\xfe\x00", b"ab\x81\x8d\x00", "reference,route".encode("utf-16-le")]
)
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    assert refused(data).startswith("not a table: the file is not text in UTF-8 or Windows-1252")


def test_an_old_workbook_or_a_locked_one_is_refused() -> None:
    assert "save it as .xlsx without a password" in refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("notes.txt", "reference,route\n")

    assert refused(data.getvalue()).startswith("not an Excel workbook that can be opened")


def test_a_workbook_cut_short_is_refused() -> None:
    assert refused(xlsx_bytes(APPROVED)[:-200]).startswith("not an Excel workbook that can be opened")


def test_a_workbook_with_an_empty_first_sheet_is_refused() -> None:
    assert refused(xlsx_bytes(columns=[" "])[:]).startswith(("the first sheet is empty", "the file is blank"))


def test_a_workbook_that_unpacks_to_more_than_memory_holds_is_refused() -> None:
    good = io.BytesIO(xlsx_bytes(APPROVED))
    bomb = io.BytesIO()
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = text.replace(
                    b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
                )
            new.writestr(name, text)

    assert refused(bomb.getvalue()).startswith("the first sheet is larger than can be read")


def test_an_unknown_column_is_named_with_those_that_are_known() -> None:
    found = findings(csv_bytes(APPROVED | {"shoe_size": "9", "Decision On": "x"}))

    assert found[0].startswith(
        "row 1, column shoe_size, 'shoe_size': not a column of a tracker; expected one of: reference, household_ref"
    )
    assert found[1].startswith(
        "row 1, column Decision On, 'Decision On': not a column of a tracker, perhaps decision_on is meant;"
    )


def test_a_column_that_must_be_there_is_named() -> None:
    assert findings(b"reference,places\nA,2\n") == [
        "row 1, column route, '': this column is missing; expected it in every tracker"
    ]


def test_a_column_that_stands_twice_is_named() -> None:
    assert findings(b"reference,route,route\nA,kinship,kinship\n") == [
        "row 1, column route, 'route': this column stands there twice; expected each column once"
    ]


def test_a_column_without_a_name_is_refused() -> None:
    assert findings(b"reference,,route\nA,b,kinship\n")[0].startswith(
        "row 1: a column has no name; expected one of"
    )


def test_quotes_that_are_not_closed_are_named_with_the_row_where_they_open() -> None:
    data = b'reference,route,household_name\nA,mainstream,Rowan\nB,mainstream,"Sam\nC,mainstream,Kit\n'

    assert findings(data) == ["row 3: quotes are opened and never closed; expected a quote at both ends of a cell"]


def test_a_cell_of_200_000_characters_is_refused() -> None:
    data = b"reference,route\nA,mainstream\n" + b"x" * 200_000 + b",kinship\n"

    assert findings(data)[0].startswith("row 3: a cell of more than 131,072 characters")


def test_more_rows_than_any_council_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm.exchange.tracker.table.MOST_ROWS", 2)

    assert refused(b"reference,route\nA,kinship\nB,kinship\nC,kinship\n").startswith("more than 2 rows")


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm.exchange.tracker.table.MOST_BYTES", 10)

    assert refused(csv_bytes(APPROVED)).endswith("expected at most 10")


def test_a_file_in_which_all_is_wrong_ends_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm.exchange.tracker.problems.MOST_PROBLEMS", 3)
    rows = [{"reference": str(number), "route": "?"} for number in range(5)]

    assert refused(csv_bytes(*rows)).startswith("more than 3 cells are wrong; the first: row 2, column route, '?'")
