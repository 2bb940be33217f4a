"""A workbook's first sheet as CSV, opened in a process of its own with a ceiling on memory and time.

A small XLSX can unpack to any size, and one stray cell in its last row asks for a table of 17 thousand million
cells. In a process of its own that ends in a refusal, and not in the end of the server.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from crm.exchange.tracker import sheet_to_csv
from crm.exchange.tracker.problems import Unreadable

CHUNK = 1 << 20


@contextmanager
def as_csv(file: BinaryIO) -> Iterator[TextIO]:
    """The first sheet as CSV text; Unreadable, in words, when that cannot be had."""
    with tempfile.TemporaryDirectory(prefix="tracker-") as folder:
        source, target = Path(folder, "in.xlsx"), Path(folder, "out.csv")
        with source.open("wb") as copy:
            shutil.copyfileobj(file, copy, CHUNK)
        done = subprocess.run(  # noqa: S603 - our own interpreter, on our own file
            [sys.executable, "-I", sheet_to_csv.__file__, str(source), str(target)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode == sheet_to_csv.SAID:
            raise Unreadable(done.stdout.decode().strip())
        if done.returncode:
            raise Unreadable(
                "the first sheet is larger than can be read, or has a cell far below or far to the right of the "
                "rest; expected a tracker of at most 100,000 rows: save it as CSV"
            )
        with target.open(encoding="utf-8", newline="") as text:
            yield text
