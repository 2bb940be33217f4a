"""What tests of the command line share: Derby on a day, and a tracker on the disk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from tests import given
from tests.tracker_files import Cells, csv_bytes

Write = Callable[..., str]


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[date], None]) -> int:
    clock_at(date(2022, 3, 4))
    return given.agency()


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a tracker of these rows, or these bytes; its path."""

    def written(*rows: Cells | bytes, name: str = "tracker.csv") -> str:
        content = (
            rows[0] if isinstance(rows[0], bytes) else csv_bytes(*[row for row in rows if isinstance(row, dict)])
        )
        path = tmp_path / name
        path.write_bytes(content)
        return str(path)

    return written
