"""The rows that were left out, as a file that can be put right and loaded again."""

from __future__ import annotations

import csv
import io
from typing import BinaryIO

from crm.exchange import safe_cells
from crm.exchange.tracker import table
from crm.exchange.tracker.columns import REFUSED_BECAUSE
from crm.exchange.tracker.problems import Findings


def as_csv(file: BinaryIO, findings: Findings) -> bytes:
    """The header and the refused rows of a file as they stand in it, each with its reasons, safe to open."""
    reasons: dict[int, list[str]] = {}
    for problem in findings.problems:
        reasons.setdefault(problem.row, []).append(str(problem))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    with table.opened(file) as records:
        _, names = next(records)
        kept = [place for place, name in enumerate(names) if name.strip() not in ("", REFUSED_BECAUSE)]
        writer.writerow([*(safe_cells.safe(names[place]) for place in kept), REFUSED_BECAUSE])
        for number, cells in records:
            if number in reasons:
                row = [safe_cells.safe(cells[place]) if place < len(cells) else "" for place in kept]
                writer.writerow([*row, "; ".join(reasons[number])])
    return text.getvalue().encode("utf-8-sig")
