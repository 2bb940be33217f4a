"""Who is behind a number of carers or of an area. Each look goes on record; of special category data with why.

Which carers are of a group is told on a page, for a reason, and never in a file: what they say of themselves leaves
as totals alone (DP-4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crm import fields
from crm.actor import Actor
from crm.errors import NotFound
from crm.journey.ranges import Population
from crm.reads import look, named_lines
from crm.reads.large_files import require_second
from crm.reads.named_lines import Named
from crm.reads.paging import page_of
from crm.reports import copies
from crm.reports.asking import Question
from crm.reports.carers import Approved
from crm.reports.lines import Line
from crm.reports.who import AREAS, BY_AREA, CARERS, TRAITS, behind_area, behind_carers

PAGE = 50  # rows a page


@dataclass(frozen=True, slots=True)
class Asked:
    """A row of a table: `table` of carers or of areas, `row` its code. `q` searches, `page` is of the list."""

    question: Question
    population: str
    table: str
    row: str
    q: str = ""
    page: int = 1

    @property
    def special(self) -> bool:
        """Whether it is of special category data, which is shown only to whoever says why."""
        return TRAITS.get(self.table, False)

    @property
    def block(self) -> str:
        return AREAS if self.table in BY_AREA else CARERS


@dataclass(frozen=True, slots=True)
class RowSeen:
    """A carer, by their place in the household (0: it is of a household), or what counts in an area, on its day."""

    household: Named
    population: Population
    position: int
    on: date


@dataclass(frozen=True, slots=True)
class Behind:
    """A page of a list: of `count` carers or lines, `hidden` of them of households that the asker may not see."""

    rows: tuple[RowSeen, ...]
    count: int
    hidden: int
    found: int
    page: int
    pages: int


@look
def behind(asked: Asked, by: Actor, reason: str = "") -> Behind:
    """A page of who is behind a number. NotFound: of special category data without why, or not theirs to ask."""
    _require(asked, by, reason)
    every, visible, found = _found(asked, by)
    page, pages = page_of(asked.page, len(found), PAGE)
    shown = _seen(found[(page - 1) * PAGE : page * PAGE])
    action = "figure.special" if asked.special else "figure.list"
    _on_record(action, asked, shown, by, reason or None)
    return Behind(shown, len(every), len(every) - len(visible), len(found), page, pages)


@look
def export(asked: Asked, reason: str, by: Actor) -> tuple[RowSeen, ...]:
    """All of them, as a file has it, on record with why. NotFound: of special category data no file has it."""
    if asked.special:
        raise NotFound("There is no such file")
    found = _seen(_found(asked, by)[2])
    require_second(len({each.household.reference for each in found}), by)
    _on_record("figure.export", asked, found, by, reason)
    return found


def _require(asked: Asked, by: Actor, reason: str) -> None:
    if asked.special and not (reason and fields.may_ask_for(by.role, "ethnicity")):
        raise NotFound("There is no such list")


def _found(
    asked: Asked, by: Actor
) -> tuple[Sequence[Approved | Line], Sequence[Approved | Line], Sequence[Approved | Line]]:
    """Every one, those that the asker may see, and those of them that the search means."""
    every: list[Approved | Line] = []
    if asked.question.known_on.begun(asked.question.period):
        given = asked.question, asked.population, asked.table, asked.row
        every.extend(behind_area(*given) if asked.block == AREAS else behind_carers(*given))
    every.sort(key=lambda each: (_day(each), each.household_id, _position(each)), reverse=True)
    visible = named_lines.visible(every, by)
    return every, visible, named_lines.searched(visible, asked.q, by)


def _seen(found: Sequence[Approved | Line]) -> tuple[RowSeen, ...]:
    homes = named_lines.named(each.household_id for each in found)
    return tuple(
        RowSeen(homes[each.household_id], Population(each.population), _position(each), _day(each))
        for each in found
    )


def _day(each: Approved | Line) -> date:
    return each.approved_on if isinstance(each, Approved) else each.on


def _position(each: Approved | Line) -> int:
    return each.position if isinstance(each, Approved) else 0


def _on_record(action: str, asked: Asked, rows: Sequence[RowSeen], by: Actor, reason: str | None) -> None:
    references = (each.household.reference for each in rows)
    what = copies.told_of(f"{asked.block}.{asked.table}")
    given = asked.question.parameters | {"population": asked.population, "q": asked.q}
    named_lines.on_record(action, asked.question.scope, what, references, by, reason, asked=given)
