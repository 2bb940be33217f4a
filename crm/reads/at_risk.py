"""Every clock that runs in the asker's agencies, the law's and their own: what is late, and what is near.

Worked out for all of them at once: some hundreds in a council, and some thousands in a large one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.reads import look, today, work
from crm.reads.clocks import Running
from crm.reads.every_clock import every_clock
from crm.reads.filters import HOME, Filters, at_home
from crm.reads.items import Way
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, page_of
from crm.reads.sharing import within
from crm.reads.today import Line
from crm.register.deadlines import rules
from crm.register.tables import Agency

# How near a clock is. `silent`: so long past its day that most likely it was never recorded, and is not late.
STATES = ("late", "today", "week", "month", "later", "silent")
AT_RISK = STATES[:4]
WEEK, MONTH = timedelta(days=7), timedelta(days=30)
ALL, LAW, OWN = "all", "law", "own"
SORTS = ("due", "reference")
MOST_EXPORTED = 5000  # clocks a file


@dataclass(frozen=True, slots=True)
class Risk:
    """A clock on a household's journey, and how near it is."""

    household_id: int
    agency_id: int
    reference: str
    way: Way
    running: Running
    state: str

    @property
    def code(self) -> str:
        """What the clock is filtered by: the rule's id, or the name of the agency's own."""
        return self.running.rule or self.running.name or ""


@dataclass(frozen=True, slots=True)
class RisksSeen:
    """A page of the list, how many there are in all, how many of each state, and of each clock."""

    lines: tuple[Line, ...]
    total: int
    page: int
    pages: int
    counts: Counter[str]
    codes: tuple[tuple[str, str], ...]
    several: bool

    @property
    def first(self) -> int:
        """The number of the first row of the page, from 1; 0 where there is none."""
        return (self.page - 1) * PAGE + 1 if self.lines else 0

    @property
    def last(self) -> int:
        return self.first + len(self.lines) - 1 if self.lines else 0


@look
def listing(filters: Filters, state: str, rule: str, by: Actor) -> RisksSeen:
    """A page of the clocks that the filters leave; which households were shown goes on record in one row.

    `state` is one of STATES, ALL, or empty for what is at risk; `rule` a rule's id, the name of an agency's own
    clock, LAW or OWN, or empty for all.
    """
    every = _every(filters, by)
    named = [each for each in every if _is_of(each, rule)]
    found = _sorted([each for each in named if _is_shown(each, state)], filters)
    page, pages = page_of(filters.page, len(found))
    lines = _lines(found[(page - 1) * PAGE : page * PAGE], by)
    note_look((line.home.reference for line in lines), (line.home.agency_id for line in lines), by)
    labels = {each.code: each.running.label for each in every}
    labels |= {code: rules()[code].name for code in labels if code in rules()}
    return RisksSeen(
        lines=lines,
        total=len(found),
        page=page,
        pages=pages,
        counts=Counter(each.state for each in named),
        codes=tuple(sorted((code, label[:1].upper() + label[1:]) for code, label in labels.items())),
        several=len(by.agency_ids) > 1,
    )


@look
def export(filters: Filters, state: str, rule: str, reason: str, by: Actor) -> tuple[tuple[Line, str], ...]:
    """The same as a file, MOST_EXPORTED clocks at most, with their states; the asking goes on record, with why."""
    found = [each for each in _every(filters, by) if _is_of(each, rule) and _is_shown(each, state)]
    found = _sorted(found, filters)[:MOST_EXPORTED]
    lines = _lines(found, by)
    whose = (line.home.agency_id for line in lines)
    note_export((line.home.reference for line in lines), whose, by, reason=reason)
    return tuple(zip(lines, (each.state for each in found), strict=True))


def state_of(running: Running, day: date) -> str:
    """How near a clock is on a day: one of STATES."""
    if running.silent:
        return "silent"
    if running.due_on <= day:
        return "late" if running.due_on < day else "today"
    if running.due_on <= day + WEEK:
        return "week"
    return "month" if running.due_on <= day + MONTH else "later"


def _every(filters: Filters, by: Actor) -> list[Risk]:
    """Every clock of the households and journeys that the filters leave."""
    day = clock.today()
    homes = _homes(filters, by)
    found = []
    for household_id, agency_id, way, running in every_clock(by.agency_ids, day):
        if household_id in homes and filters.route in ("", way.route):
            state = state_of(running, day)
            found.append(Risk(household_id, agency_id, homes[household_id], way, running, state))
    return found


def _homes(filters: Filters, by: Actor) -> dict[int, str]:
    """The households that the filters leave: number and reference."""
    own = (HOME.agency_id.in_(by.agency_ids), HOME.merged_into_id.is_(None), within(by), *at_home(filters, by))
    chosen = select(HOME.id, HOME.reference).where(*own)
    if filters.agency:
        chosen = chosen.where(HOME.agency_id.in_(select(Agency.id).where(Agency.slug == filters.agency)))
    return {row.id: row.reference for row in db.session.execute(chosen)}


def _is_of(risk: Risk, rule: str) -> bool:
    if rule in (LAW, OWN):
        return (risk.running.rule is not None) is (rule == LAW)
    return rule in ("", risk.code)


def _is_shown(risk: Risk, state: str) -> bool:
    return state == ALL or (risk.state == state if state else risk.state in AT_RISK)


def _sorted(risks: list[Risk], filters: Filters) -> list[Risk]:
    def order(risk: Risk) -> tuple[Any, ...]:
        near = (risk.running.due_on, risk.reference, risk.code)
        return (risk.reference, *near) if filters.sort == "reference" else near

    return sorted(risks, key=order, reverse=filters.descending)


def _lines(risks: Sequence[Risk], by: Actor) -> tuple[Line, ...]:
    homes = work.homes([risk.household_id for risk in risks], by)
    return today.with_names(
        Line(homes[risk.household_id], work.item_of(homes[risk.household_id], risk.way, risk.running))
        for risk in risks
    )
