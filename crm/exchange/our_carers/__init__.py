"""Who the carers are and where households live, as a file: JSON for machines, sheets, and a committee's paper."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from crm import who_words, words
from crm.errors import Unusable
from crm.exchange import sheets
from crm.exchange.our_carers.telling import Copy, Table, value
from crm.exchange.papers import NO_FIGURE, NOT_FOR_PUBLICATION, Paper, Part, Section, Text, writing
from crm.exchange.papers import Table as Grid
from crm.exchange.quarterly import marks
from crm.exchange.sheets import Value
from crm.journey.saying import said
from crm.reports.small import shown

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Format:
    """A way of writing it: its media type, the end of its file's name, and what writes it."""

    media_type: str
    suffix: str
    write: Callable[[Copy], bytes]


def format_named(name: str) -> Format:
    """The format of this name; Unusable, with those that there are, if there is none."""
    if name not in FORMATS:
        *others, last = FORMATS
        raise Unusable(f"this cannot be written as '{name[:20]}': choose {', '.join(others)} or {last}")
    return FORMATS[name]


def file_name(copy: Copy, chosen: Format) -> str:
    """'our-carers-derby-2020-04-01-to-2021-03-31-known-on-2021-12-09-published.csv'."""
    asked = copy.question
    days = f"{asked.period.first}-to-{asked.period.last}-known-on-{asked.known_on.day}"
    whose = "" if copy.population == "all" else f"-{copy.population}"
    return f"our-carers-{asked.scope.slug}{whose}-{days}-{copy.mark}.{chosen.suffix}"


def as_value(copy: Copy) -> dict[str, Any]:
    """It as plain values: `tables` by block and name, each with its rows, which make its total where they are as
    counted; a symbol may stand for a number of a published copy, and `rows` are null where they are not told."""
    asked = copy.question
    return {
        "report": "our_carers",
        "scope": asked.scope.slug,
        "from": asked.period.first.isoformat(),
        "to": asked.period.last.isoformat(),
        "known_on": asked.known_on.day.isoformat(),
        "population": copy.population,
        "copy": {"is": copy.mark, "says": copy.none or copy.explained},
        "tables": [_as_value(each) for each in copy.tables],
        "notes": list(copy.notes),
    }


def _as_value(table: Table) -> dict[str, Any]:
    rows = [{"row": row.key, "label": row.label, "count": value(row.count)} for row in table.rows]
    return {
        "block": table.block,
        "table": table.name,
        "title": table.title,
        "unit": table.unit,
        "rows": rows if table.is_told else None,
        "total": value(table.total),
    }


def _json(copy: Copy) -> bytes:
    return (json.dumps(as_value(copy), indent=1) + "\n").encode()


def _rows(copy: Copy) -> Iterator[tuple[Value, ...]]:
    yield ("Scope", "Population", "Table", "Row", "Counts", "Number")
    if copy.none:
        yield (copy.question.scope.slug, copy.population, "Not published", copy.none, None, None)
    for table in copy.tables:
        about = copy.question.scope.slug, copy.population, table.title
        for row in table.rows:
            yield (*about, row.label, who_words.NUMBERS[table.unit], value(row.count))
        if not table.is_told:
            yield (*about, who_words.NOT_TOLD, who_words.NUMBERS[table.unit], None)
        yield (*about, "Total", who_words.NUMBERS[table.unit], value(table.total))


def _about(copy: Copy) -> Iterator[tuple[str, str]]:
    """Whose these are, of which days, as known on which; and which copy it is."""
    asked = copy.question
    yield "Report", who_words.NAME
    yield ("Hub" if asked.scope.is_hub else "Agency"), asked.scope.name
    yield "Period", f"{said(asked.period.first)} to {said(asked.period.last)}"
    yield "As known on", said(asked.known_on.day)
    yield "Population", words.POPULATIONS[copy.population]
    yield marks.TITLE[copy.mark], copy.none or copy.explained
    yield "Carers", who_words.CARERS_ARE
    yield "Areas", who_words.AREAS_ARE


def _csv(copy: Copy) -> bytes:
    return sheets.as_csv([*_rows(copy), *(("About", None, *each, None, None) for each in _about(copy))])


def _xlsx(copy: Copy) -> bytes:
    return sheets.as_xlsx({"Figures": _rows(copy), "About": [("What", "Says"), *_about(copy)]})


def paper(copy: Copy) -> Paper:
    """Everything that its page says, but for what it lets one do."""
    published = copy.mark == marks.PUBLISHED
    return Paper(
        title=f"{copy.title}, {copy.question.period.label}",
        about=tuple(_about(copy)),
        mark=marks.TITLE[marks.PUBLISHED] if published else NOT_FOR_PUBLICATION,
        sections=tuple(_sections(copy)),
    )


def _sections(copy: Copy) -> Iterator[Section]:
    if copy.none:
        yield Section(who_words.NAME, (Text(copy.none),))
        return
    carers: list[Part] = [_grid(each) for each in copy.carers]
    yield Section("Carers", (*carers, *(Text(each) for each in copy.notes)))
    heads = ("Area", *(each.title for each in copy.areas))
    rows = [(label, *(_shown(each, key) for each in copy.areas)) for key, label in copy.places]
    total = ("Total", *(shown(each.total) for each in copy.areas))
    untold = [Text(f"{each.title}: {who_words.NOT_TOLD}") for each in copy.areas if not each.is_told]
    grid = Grid("Enquiries and households by area", heads, (*rows, total), strong=frozenset({len(rows)}))
    yield Section("Areas", (grid, *untold))


def _grid(table: Table) -> Part:
    rows = [(row.label, row.said) for row in table.rows] or [(who_words.NOT_TOLD, NO_FIGURE)]
    total = ("Total", shown(table.total))
    return Grid(table.title, (table.title, "Carers"), (*rows, total), strong=frozenset({len(rows)}))


def _shown(table: Table, key: str) -> str:
    count = table.count(key)
    return NO_FIGURE if count is None else shown(count)


def _paper(chosen: writing.Format) -> Callable[[Copy], bytes]:
    return lambda copy: chosen.write(paper(copy))


FORMATS = {
    "json": Format("application/json", "json", _json),
    "csv": Format("text/csv; charset=utf-8", "csv", _csv),
    "xlsx": Format(XLSX, "xlsx", _xlsx),
    **{name: Format(each.media_type, each.suffix, _paper(each)) for name, each in writing.FORMATS.items()},
}
