"""The quarterly report as a file: JSON for machines, text for a terminal, sheets, and a committee's paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crm.errors import Unusable
from crm.exchange.papers import writing
from crm.exchange.quarterly import as_json, as_paper, as_sheet, as_text, marks
from crm.reports.quarterly import Quarterly


@dataclass(frozen=True, slots=True)
class Format:
    """A way of writing the report: its media type, the end of its file's name, and what writes it."""

    media_type: str
    suffix: str
    write: Callable[[Quarterly], bytes]


def _as_paper(chosen: writing.Format) -> Callable[[Quarterly], bytes]:
    return lambda report: chosen.write(as_paper.paper(report))


FORMATS = {
    "text": Format("text/plain; charset=utf-8", "txt", as_text.write),
    "json": Format("application/json", "json", as_json.write),
    "csv": Format("text/csv; charset=utf-8", "csv", as_sheet.write_csv),
    "xlsx": Format(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", as_sheet.write_xlsx
    ),
    **{name: Format(each.media_type, each.suffix, _as_paper(each)) for name, each in writing.FORMATS.items()},
}


def format_named(name: str) -> Format:
    """The format of this name; Unusable, with those that there are, if there is none."""
    if name not in FORMATS:
        *others, last = FORMATS
        raise Unusable(f"the report cannot be written as '{name[:20]}' yet: choose {', '.join(others)} or {last}")
    return FORMATS[name]


def file_name(report: Quarterly, chosen: Format) -> str:
    """Its name ends with the day on which it is known: '...-known-on-2021-12-09.csv', or then '-published.csv'."""
    period = f"{report.period.first}-to-{report.period.last}"
    about = f"{report.scope.filed}-{period}-known-on-{report.known_on.day}-{marks.mark(report)}"
    return f"quarterly-{about}.{chosen.suffix}"
