"""From the bytes of a file to rows of text cells: which kind of file it is, how it is encoded, where it breaks.

Nothing is held whole: a CSV is read as it comes, and a workbook is turned into a CSV first (`workbook`).
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, TextIO

from crm.exchange.tracker import workbook
from crm.exchange.tracker.problems import Unreadable

MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 100_000
CHUNK = 1 << 20

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WANTED = "expected a CSV file, or an Excel workbook (.xlsx), whose first row names the columns"

Rows = Iterator[tuple[int, list[str]]]  # the number as the spreadsheet has it, and the cells


class Broken(Exception):  # noqa: N818 - it ends the reading at a row, and says where
    """The table breaks off at a row: what follows cannot be told apart."""

    def __init__(self, row: int, says: str) -> None:
        super().__init__(says)
        self.row = row
        self.says = says


@contextmanager
def opened(file: BinaryIO) -> Iterator[Rows]:
    """The rows of a CSV or of the first sheet of a workbook, blank ones left out but counted.

    Unreadable when the file is neither; Broken, while the rows are read, where quotes are not closed.
    """
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size == 0:
        raise Unreadable(f"the file is empty; {_WANTED}")
    if size > MOST_BYTES:
        raise Unreadable(f"the file has {size:,} bytes; expected at most {MOST_BYTES:,}")
    start = file.read(8)
    file.seek(0)
    if start == _OLD_OFFICE:
        raise Unreadable("an old Excel workbook, or one with a password; save it as .xlsx without a password")
    if start.startswith(_ZIP):
        with workbook.as_csv(file) as text:
            yield _records(text)
    else:
        encoding = _encoding(file)
        text = io.TextIOWrapper(file, encoding=encoding, newline="")
        try:
            yield _records(text)
        finally:
            text.detach()


def _encoding(file: BinaryIO) -> str:
    """UTF-8 with or without a BOM, else Windows-1252; UTF-16 only with a BOM, for it 'decodes' anything."""
    start = file.read(4)
    file.seek(0)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        if _decodes(file, "utf-16"):
            return "utf-16"
    elif b"\0" in start:
        pass
    elif _decodes(file, "utf-8-sig"):
        return "utf-8-sig"
    elif _decodes(file, "cp1252"):
        return "cp1252"
    raise Unreadable(f"not a table: the file is not text in UTF-8 or Windows-1252; {_WANTED}")


def _decodes(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(0)
    return True


def _records(text: TextIO) -> Rows:
    lines = csv.reader(text, strict=True)
    number = 0
    try:
        for cells in lines:
            number += 1
            if any(cells) and any(not cell.isspace() for cell in cells if cell):
                if number > MOST_ROWS + 1:
                    raise Unreadable(f"more than {MOST_ROWS:,} rows; expected a tracker with fewer")
                yield number, cells
    except csv.Error as wrong:
        raise Broken(number + 1, _in_words(str(wrong))) from None


def _in_words(wrong: str) -> str:
    if "field limit" in wrong:
        return "a cell of more than 131,072 characters, or quotes that are not closed; expected short cells"
    if "expected after" in wrong:
        return "text after closing quotes; expected a comma, and quotes inside a cell written twice"
    return "quotes are opened and never closed; expected a quote at both ends of a cell"
