"""A whole file in, its stays and everything that is wrong with it out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from crm.commands.placement_files import ToldStay
from crm.commands.stays import Stay
from crm.exchange.tracker import cells, table
from crm.exchange.tracker.cells import Take
from crm.exchange.tracker.columns import REFUSED_BECAUSE
from crm.exchange.tracker.problems import Findings, Unreadable, shown
from crm.journey import dates

COLUMNS = ("household", "child", "offer", "from_on", "to_on", "ended_how", "siblings", "born")
REQUIRED = ("household", "child", "from_on")
HEADER_ROW = 1
_MONTH = re.compile(r"([0-9]{4})-([0-9]{1,2})|([0-9]{1,2})/([0-9]{4})", re.ASCII)
_EXPECTED = "expected one of: " + ", ".join(COLUMNS)


@dataclass
class Read:
    """What a file says: the stays that can be loaded, the texts of their cells, and the findings."""

    rows: list[ToldStay] = field(default_factory=list)
    texts: dict[int, dict[str, str]] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)
    told: int = 0


def is_one(file: BinaryIO) -> bool:
    """Whether a file is of placements, by its first row; what cannot be read is none."""
    try:
        with table.opened(file) as records:
            _, names = next(records, (0, []))
    except (Unreadable, table.Broken):
        return False
    return {"household", "child"} <= {name.strip() for name in names}


def read(file: BinaryIO, codes: Mapping[str, Sequence[str]]) -> Read:
    """Read a file. Unreadable when it is no table of placements; all else is a finding. `codes` by their column."""
    found = Read()
    with table.opened(file) as records:
        try:
            number, names = next(records, (0, []))
            names = [name.strip() for name in names]
            _judge(number, names, found.findings)
            if not found.findings.problems:
                _rows(records, names, _takers(codes), found)
        except table.Broken as broken:
            found.findings.refuse(broken.row, None, "", broken.says)
            found.rows = []
    if not found.told and not found.findings.problems:
        raise Unreadable("the file has a header and no rows; expected one row for each stay")
    return found


def _judge(number: int, names: Sequence[str], findings: Findings) -> None:
    if number != HEADER_ROW:
        raise Unreadable("row 1 is blank; expected the column names there, and nothing above them")
    for place, name in enumerate(names):
        if name and name not in COLUMNS and name != REFUSED_BECAUSE:
            findings.refuse(HEADER_ROW, shown(name), name, f"not a column of a file of placements; {_EXPECTED}")
        elif name and name in names[:place]:
            findings.refuse(HEADER_ROW, name, name, "this column stands there twice; expected each column once")
    for name in REQUIRED:
        if name not in names:
            findings.refuse(HEADER_ROW, name, "", "this column is missing; expected it in every file of placements")


def _takers(codes: Mapping[str, Sequence[str]]) -> dict[str, Take]:
    day = cells.a_day(no_later_than=None)
    return {
        "household": cells.a_text(60),
        "child": cells.a_text(60),
        "offer": cells.a_code(codes["offer"]),
        "from_on": day,
        "to_on": day,
        "ended_how": cells.a_code(codes["ended_how"]),
        "siblings": cells.a_text(60),
        "born": _month,
    }


def _month(cell: str) -> date | None:
    """A month of birth, like 2015-08 or 08/2015, by its first day; of a whole day its month."""
    text = cells.bare(cell)
    if not text:
        return None
    found = _MONTH.fullmatch(text)
    try:
        if found:
            return dates.from_parts("1", found[2] or found[3], found[1] or found[4])
        return dates.parse(text).replace(day=1)
    except ValueError:
        raise ValueError("not a month; expected like 2015-08 or 08/2015") from None


def _rows(records: table.Rows, names: Sequence[str], takers: Mapping[str, Take], found: Read) -> None:
    for number, values in records:
        found.told += 1
        if len(values) > len(names) and any(each.strip() for each in values[len(names) :]):
            wrong = f"{len(values)} cells; expected {len(names)}, as in the header"
            found.findings.refuse(number, None, values[0], wrong)
            continue
        texts = {name: text for name, text in zip(names, values, strict=False) if name in takers}
        told = _row(number, texts, takers, found.findings)
        if told is not None:
            found.rows.append(told)
            found.texts[number] = texts


def _row(number: int, texts: Mapping[str, str], takers: Mapping[str, Take], findings: Findings) -> ToldStay | None:
    """One row with every cell taken, or None where one cannot be."""
    taken = dict.fromkeys(COLUMNS)
    good = True
    for name, text in texts.items():
        try:
            taken[name] = takers[name](text)
        except ValueError as wrong:
            findings.refuse(number, name, text, str(wrong))
            good = False
    for name in REQUIRED if good else ():
        if taken[name] is None:
            findings.refuse(number, name, "", "empty; expected a value in every row")
            good = False
    if not good:
        return None
    household = str(taken.pop("household"))
    return ToldStay(number, household, Stay(**taken))  # type: ignore[arg-type] # each cell's taker gives its type
