"""Run by itself, as `python sheet_to_csv.py IN.xlsx OUT.csv`: the first sheet of a workbook as CSV.

Needs the standard library and python-calamine only, so that the process that runs it stays small. Formulas and
error values, for which calamine gives what was last computed or nothing, are written as they stand in the
workbook: `=A1+1`, `#REF!`. Exit code 3 comes with a sentence for the user on standard output.
"""

from __future__ import annotations

import csv
import html
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from posixpath import join, normpath
from typing import Any
from xml.etree import ElementTree

import python_calamine

MOST_MEMORY = 1 << 30  # address space, in bytes
MOST_SECONDS = 120
CHUNK = 1 << 20
SAID = 3

_EXPECTED = "expected one row of column names and the rows under it"
_AT = re.compile(rb"""\br=["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>([^<]*))")
_ERROR = re.compile(rb"""\bt=["']e["'][^>]*>(?:[^<]|<(?!/?(?:\w+:)?[vc]\b))*<(?:\w+:)?v>([^<]*)""")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"

Marks = dict[int, dict[int, str]]  # what stands in a cell, by row and column from 0


class Unopened(Exception):  # noqa: N818 - an answer in words
    """The workbook cannot be turned into a table; the message says why."""


def convert(source: Path, target: Path) -> None:
    """Write the first sheet that is not hidden as CSV; Unopened when there is none."""
    with python_calamine.load_workbook(source) as book:
        sheets = book.sheets_metadata
        first = next(
            (at for at, each in enumerate(sheets) if each.visible == python_calamine.SheetVisibleEnum.Visible), None
        )
        if first is None or sheets[first].typ != python_calamine.SheetTypeEnum.WorkSheet:
            raise Unopened(f"the first sheet is not a table; {_EXPECTED}")
        _write(book.get_sheet_by_index(first), _marks(source, first), target)


def _write(sheet: Any, marks: Marks, target: Path) -> None:
    if sheet.start is None:
        raise Unopened(f"the first sheet is empty; {_EXPECTED}")
    before = [""] * sheet.start[1]
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        for number, values in enumerate(sheet.iter_rows()):
            cells = before + [value if type(value) is str else _text(value) for value in values]
            for column, text in marks.get(number, {}).items():
                cells += [""] * (column + 1 - len(cells))
                cells[column] = text
            writer.writerow(cells)


def _text(value: Any) -> str:
    """A typed cell as a person would write it: real dates in ISO, whole numbers without a point."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return str(value)


def _marks(source: Path, first: int) -> Marks:
    """The formulas and errors of a sheet, from its XML."""
    marks: Marks = {}
    with zipfile.ZipFile(source) as archive, archive.open(_path(archive, first)) as sheet:
        for rows in _pieces(sheet):
            for pattern, prefix in ((_ERROR, ""), (_FORMULA, "=")):
                for found in pattern.finditer(rows):
                    row, column = _place(rows, found.start())
                    text = html.unescape((found[1] or b"").decode("utf-8", "replace"))
                    marks.setdefault(row, {})[column] = prefix + text
    return marks


def _path(archive: zipfile.ZipFile, first: int) -> str:
    """Where in the archive the sheet is."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - this process has its ceilings
    sheet = book.findall(".//{*}sheets/{*}sheet")[first]
    key = sheet.get(_RELATION) or sheet.get(_STRICT_RELATION)
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - as above
    target = next(each.get("Target", "") for each in links if each.get("Id") == key)
    return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))


def _pieces(sheet: Any) -> Iterator[bytes]:
    """The XML in pieces that end between rows."""
    kept = b""
    while chunk := sheet.read(CHUNK):
        kept += chunk
        cut = kept.rfind(b"row>") + 4
        if cut > 4:
            yield kept[:cut]
            kept = kept[cut:]
    yield kept


def _place(rows: bytes, inside: int) -> tuple[int, int]:
    """Row and column, from 0, of the cell in which a position of the XML lies."""
    start = max(rows.rfind(opening, 0, inside) for opening in (b"<c ", b":c ", b"<c>", b":c>"))
    found = _AT.search(rows, start, inside + 1) if start >= 0 else None
    if found is None:
        raise Unopened("a cell holds a formula; expected plain values: copy the sheet and paste it as values")
    column = 0
    for letter in found[1].decode().upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def main(source: str, target: str) -> int:
    """The exit code of one conversion, within its ceilings."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    try:
        convert(Path(source), Path(target))
    except Unopened as wrong:
        sys.stdout.write(str(wrong))
        return SAID
    except python_calamine.PasswordError:
        sys.stdout.write("the workbook has a password; save it without one")
        return SAID
    except (
        python_calamine.CalamineError,
        zipfile.BadZipFile,
        ElementTree.ParseError,
        KeyError,
        IndexError,
        StopIteration,
    ):
        sys.stdout.write("not an Excel workbook that can be opened; save it as .xlsx, or as CSV")
        return SAID
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
