"""Who the carers are and where households live: tables in which every part is told, so that parts make the total.

Characteristics are of approved foster carers at the end of a period, each once; areas are of what the quarterly
report counts. What is not known is a row of its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm.register import settings
from crm.reports import areas, behind, carers
from crm.reports.asking import Question
from crm.reports.carers import Approved
from crm.reports.figures import ALL, FIGURES, MEMBERS
from crm.reports.lines import Line

CARERS, AREAS = "our_carers", "areas"  # the two blocks, as crm/reports/copies.py declares them
NOT_KNOWN = "not_known"
# Each table of characteristics, and whether it is of special category data.
TRAITS: Mapping[str, bool] = {"ethnicity": True, "age": False, "sex": False, "religion": True}
# Each table of areas, and the figure of the quarterly report that it tells by area.
BY_AREA: Mapping[str, str] = {
    "approved": "households.closing",
    "approvals": "activity.approvals",
    "enquiries": "activity.enquiries",
}
POPULATIONS = tuple(name for name, members in MEMBERS.items() if set(members) <= set(MEMBERS[ALL]))
SEXES = ("female", "male")
DISTRICT = re.compile("([A-Z]+)([0-9]+)([A-Z]*)")  # 'DE22', 'EC1A'


@dataclass(frozen=True, slots=True)
class Table:
    """How many there are of each, in order; `special`: of special category data."""

    counts: Mapping[str, int]
    special: bool = False

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Who:
    """The tables of a scope at the end of a period, as known on a day. `on` is the day that they are of.

    `nobody`: approved households of which no carer is on record; they are in no table of carers.
    """

    question: Question
    population: str
    on: date
    carers: Mapping[str, Table]
    areas: Mapping[str, Table]
    nobody: int


def who(question: Question, population: str = ALL) -> Who | None:
    """The tables of a question; None where nothing of its period can be known yet."""
    if not question.known_on.begun(question.period):
        return None
    on, members = question.known_on.counted(question.period).last, MEMBERS[population]
    found, nobody = carers.approved(question.scope, on, question.known_on.before, members)
    rows = _Rows(question)
    told = {
        name: Table(_counted((rows.of(each, name, on) for each in found), rows.every(name)), special)
        for name, special in TRAITS.items()
    }
    return Who(
        question=question,
        population=population,
        on=on,
        carers=told,
        areas={name: _by_area(question, population, name) for name in BY_AREA},
        nobody=len(nobody),
    )


def behind_carers(question: Question, population: str, trait: str, row: str) -> list[Approved]:
    """The carers behind a row of a table of characteristics."""
    on = question.known_on.counted(question.period).last
    found, _ = carers.approved(question.scope, on, question.known_on.before, MEMBERS[population])
    rows = _Rows(question)
    return [each for each in found if rows.of(each, trait, on) == row]


def behind_area(question: Question, population: str, table: str, area: str) -> list[Line]:
    """The lines behind a row of a table of areas, as the quarterly report has them."""
    return [line for line, where in _placed(question, population, table) if where == area]


def _by_area(question: Question, population: str, table: str) -> Table:
    found = Counter[str]()
    for line, where in _placed(question, population, table):
        found[where] += line.quantity
    known = sorted((each for each in found if each != NOT_KNOWN), key=in_order)
    return Table({**{each: found[each] for each in known}, NOT_KNOWN: found[NOT_KNOWN]})


def in_order(area: str) -> tuple[str, int, str]:
    """'DE3' before 'DE22'."""
    found = DISTRICT.fullmatch(area)
    return (found[1], int(found[2]), found[3]) if found else (area, 0, "")


def _placed(question: Question, population: str, table: str) -> Iterator[tuple[Line, str]]:
    """The lines of a figure, each with the area on its day: of who is approved on the last day of the period."""
    known_on, figure = question.known_on, FIGURES[BY_AREA[table]]
    counted = known_on.counted(question.period)
    where = areas.areas(question.scope.agency_ids, known_on.before)
    for line in behind.lines(question.scope, figure, population, counted, known_on.before):
        day = counted.last if table == "approved" else line.on
        yield line, where.on(line.household_id, day) or NOT_KNOWN


class _Rows:
    """Which row of a table somebody is in, by the lists of the scope's councils: labels differ, codes do not."""

    def __init__(self, question: Question) -> None:
        day = question.known_on.day
        lists = [settings.of(each) for each in question.scope.agency_ids]

        def codes(name: str) -> dict[str, dict[str, Any]]:
            return {each["code"]: each for own in reversed(lists) for each in own.value(name, day)}

        self.groups = {code: each.get("group", NOT_KNOWN) for code, each in codes("ethnicities").items()}
        self.bands = sorted((each["least"], code) for code, each in codes("carer_age_bands").items())
        self.listed = {
            "ethnicity": tuple(codes("ethnic_groups")),
            "age": tuple(code for _, code in self.bands),
            "sex": SEXES,
            "religion": tuple(codes("religions")),
        }

    def every(self, trait: str) -> tuple[str, ...]:
        return self.listed[trait]

    def of(self, each: Approved, trait: str, on: date) -> str:
        says = each.says.get({"age": "born_on"}.get(trait, trait), "")
        if says and trait == "ethnicity":
            says = self.groups.get(says, NOT_KNOWN)
        if says and trait == "age":
            says = self._band(date.fromisoformat(says), on)
        return says if says in self.listed[trait] else NOT_KNOWN

    def _band(self, born_on: date, on: date) -> str:
        years = on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))
        return next((code for least, code in reversed(self.bands) if least <= years), NOT_KNOWN)


def _counted(found: Iterator[str], every: tuple[str, ...]) -> dict[str, int]:
    counts = Counter(found)
    return {code: counts[code] for code in (*every, NOT_KNOWN)}
