"""What an officer sees in the morning: overdue, due today, new, coming up, with nobody, and without a next step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import select

from crm import audit, clock, fields
from crm.actor import Actor, Role
from crm.extensions import db
from crm.journey.events import FirstContactMade
from crm.people.enquiry_tables import Enquiry
from crm.reads import look, numbers, same_family, tries, work
from crm.reads.held import SOON
from crm.reads.items import Home, Item, Way, Work
from crm.reads.names import names_of
from crm.reads.paging import page_of
from crm.reads.workers import staff
from crm.register import settings

MOST = 10  # lines of a part, where all parts are shown
PAGE = 50  # lines a page, where one part is

Part = Literal["overdue", "today", "new", "soon", "nobody", "nothing"]
PARTS: tuple[Part, ...] = ("overdue", "today", "new", "soon", "nobody", "nothing")
MINE, ALL, NOBODY = "mine", "all", "nobody"


@dataclass(frozen=True, slots=True)
class Line:
    """A household with something to be done for it; without an item, nobody has said what comes next.

    `number` is that of its journey, `made_by` the name of whoever made the task. `unassigned`: it stands here
    because nobody works with the household. `tries` are the calls without an answer since somebody last spoke with
    them.
    """

    home: Home
    item: Item | None
    number: int = 0
    made_by: str = ""
    unassigned: bool = False
    tries: int = 0
    could_be: str = ""  # the reference of another record of the same people, of those who have just asked

    @property
    def way(self) -> Way | None:
        """The journey that it is about: the item's, or the latest that goes on."""
        return (self.item and self.item.way) or next(iter(self.home.ways), None)


@dataclass(frozen=True, slots=True)
class TodaySeen:
    """The page of today: how many lines each part has, and those that are shown."""

    today: date
    whose: str
    whose_name: str
    counts: Mapping[Part, int]
    lines: Mapping[Part, tuple[Line, ...]]
    upcoming: Line | None  # what comes next, where nothing is to be done
    new_by_web: int
    new_alone: int  # of those with nobody, who have just asked
    leaving: int  # whose notice is running
    part: Part | None
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Counted:
    """How many lines each part of a page of today has; of those due today, how many are visits that are booked."""

    today: date
    whose: str
    counts: Mapping[Part, int]
    visits: int


def own(by: Actor) -> str:
    """Whose work somebody is shown who has not asked for anybody's: as a manager everybody's, else one's own."""
    return ALL if by.role is Role.MANAGER else MINE


def counted(by: Actor) -> Counted:
    """What the page of today counts for whoever asks for nobody in particular's work.

    Counts name no household: no look goes on record, as with the figures of a report.
    """
    day, whose = clock.today(), own(by)
    every = work.of_agencies(by, staff(by), approved=True)
    parts = _parts(every, whose, day, by)
    visits = sum(line.item is not None and line.item.kind == "visit" for line in parts["today"])
    return Counted(day, whose, _counts(parts, every), visits)


@look
def today(whose: str, part: Part | None, page: int, by: Actor) -> TodaySeen:
    """The work of one person, of nobody, or of all; one part of it a page at a time. What was shown goes on record.

    `whose` is mine, all, nobody, or the number of a worker; whoever the asker's agencies do not have has no work.
    """
    day, people = clock.today(), staff(by)
    every = work.of_agencies(by, people, approved=True)
    parts = _parts(every, whose, day, by)
    shown, pages, page = _shown(parts, part, page)
    found = _recognised(_named(shown), by)
    ahead = (line for line in _lines(every, whose, by) if line.item and line.item.due_on > day)
    upcoming = min(ahead, key=_order, default=None)
    _on_record([*(line for lines in found.values() for line in lines), *([upcoming] if upcoming else [])], by)
    return TodaySeen(
        today=day,
        whose=whose,
        whose_name=people.holders.get(int(whose), "") if whose.isdigit() else "",
        counts=_counts(parts, every),
        lines=found,
        upcoming=upcoming,
        new_by_web=_by_web(parts["new"]),
        new_alone=sum(map(_is_new, parts["nobody"])),
        leaving=sum(_is_leaving(line) for line in _lines(every, whose, by)),
        part=part,
        page=page,
        pages=pages,
    )


def _counts(parts: Mapping[Part, list[Line]], every: Iterable[Work]) -> dict[Part, int]:
    """How many lines each part has; and of the whole council's, how many are with nobody."""
    return {name: len(lines) for name, lines in parts.items()} | {"nobody": sum(each.is_alone for each in every)}


def _by_web(lines: list[Line]) -> int:
    """How many of these came by a website's form, whatever they had heard of fostering through.

    What is known only from a council's tracker says no more than how they heard.
    """
    heard = {line.way.journey_id: line.way.source for line in lines if line.way}
    asked = select(Enquiry.journey_id, Enquiry.channel).where(
        Enquiry.journey_id.in_(heard), Enquiry.event_id.is_not(None)
    )
    came = {row.journey_id: row.channel for row in db.session.execute(asked)} if heard else {}
    return sum((came.get(journey_id) or source) == "website" for journey_id, source in heard.items())


def of_household(household_id: int, by: Actor) -> tuple[Line, ...]:
    """What is to be done for one household, the soonest first, for its own page, which puts the look on record."""
    found = work.of_households([household_id], by).get(household_id)
    if found is None or not fields.sees(by.role, "next step"):
        return ()
    return with_names(_lines([found], ALL, by))


def with_names(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines with the numbers of their journeys, who made their tasks, and how often they were rung."""
    return _named({"nothing": list(lines)})["nothing"]


def _parts(every: list[Work], whose: str, day: date, by: Actor) -> dict[Part, list[Line]]:
    """The lines of each part, the most urgent first; a line is in one of them."""
    found: dict[Part, list[Line]] = {name: [] for name in PARTS}
    last = {each: day + timedelta(days=settings.value(SOON, each, day)) for each in by.agency_ids}
    for line in sorted(_lines(every, whose, by), key=_order):
        part = _part_of(line, day, last)
        if part is not None:
            found[part].append(line)
    if whose == MINE:  # who looks at the work of all sees these among it
        alone = [Line(each.home, each.next, unassigned=True) for each in every if each.is_alone]
        # Whoever has just asked comes first: nothing wins more of them than a call on the same day.
        found["nobody"] = sorted(alone, key=lambda line: (not _is_new(line), _order(line)))
    return found


def _lines(every: Iterable[Work], whose: str, by: Actor) -> Iterable[Line]:
    for each in every:
        for item in each.items:
            if _is_of(item.worker_id, whose, by):
                yield Line(each.home, item)
        if each.lacks_a_step and _is_of(each.home.worker_id, whose, by):
            yield Line(each.home, None)


def _is_of(worker_id: int | None, whose: str, by: Actor) -> bool:
    if whose == ALL:
        return True
    if whose == NOBODY:
        return worker_id is None
    return worker_id is not None and worker_id == (by.user_id if whose == MINE else int(whose))


def _part_of(line: Line, day: date, last: Mapping[int, date]) -> Part | None:
    if line.item is None:
        return "nothing"
    if line.item.due_on <= day:
        return "today" if line.item.due_on == day else "overdue"
    if _is_new(line) and line.item.due_on > day:
        return "new"
    return "soon" if line.item.due_on <= last[line.home.agency_id] else None


def _is_new(line: Line) -> bool:
    """Whether they wait for their first contact, and are not late for it."""
    item = line.item
    return item is not None and _is_first_contact(item) and item.due_on >= clock.today()


def _is_first_contact(item: Item) -> bool:
    return item.kind == "clock" and item.clock is not None and item.clock.stops == FirstContactMade.kind


def _is_leaving(line: Line) -> bool:
    """Whether notice is running (RV-8): the household is approved until its day."""
    return line.item is not None and line.item.clock is not None and line.item.clock.rule == "RV-8"


def _order(line: Line) -> tuple[bool, date, str]:
    since = line.way.since if line.way else date.min
    hard = line.item is not None and line.item.is_hard
    return not hard, line.item.due_on if line.item else since, line.home.reference


def _shown(
    parts: Mapping[Part, list[Line]], part: Part | None, page: int
) -> tuple[dict[Part, list[Line]], int, int]:
    """The lines of a page: the first of each part, or one part's; with the number of pages, and this one's."""
    if part is None:
        return {name: lines[:MOST] for name, lines in parts.items()}, 1, 1
    lines = parts[part]
    page, pages = page_of(page, len(lines), PAGE)
    return {part: lines[(page - 1) * PAGE : page * PAGE]}, pages, page


def _named(shown: Mapping[Part, list[Line]]) -> dict[Part, tuple[Line, ...]]:
    """The lines with the numbers of their journeys, and who made their tasks."""
    every = [line for lines in shown.values() for line in lines]
    known = numbers.of_journeys({line.home.id for line in every})
    rung = tries.unanswered({line.home.id for line in every if line.item and line.item.is_call})
    names = names_of(line.item.made_by for line in every if line.item and line.item.task_id)

    def named(line: Line) -> Line:
        made_by = names[line.item.made_by] if line.item and line.item.task_id else ""
        number = known.get(line.way.journey_id if line.way else None, 0)
        return replace(line, number=number, made_by=made_by, tries=rung[line.home.id])

    return {name: tuple(map(named, lines)) for name, lines in shown.items()}


def _recognised(shown: Mapping[Part, tuple[Line, ...]], by: Actor) -> Mapping[Part, tuple[Line, ...]]:
    """The lines of those who have just asked with the household that they may be."""
    new = {line.home.id for lines in shown.values() for line in lines if line.item and _is_first_contact(line.item)}
    could_be = same_family.of_these(new, by)
    return {
        name: tuple(replace(line, could_be=could_be.get(line.home.id, "")) for line in lines)
        for name, lines in shown.items()
    }


def _on_record(lines: Iterable[Line], by: Actor) -> None:
    """Which households were shown: their references name nobody (T44)."""
    every = list(lines)
    shown = list(dict.fromkeys(each for line in every for each in (line.home.reference, line.could_be) if each))
    agencies = {line.home.agency_id for line in every}
    agency_id = agencies.pop() if len(agencies) == 1 else None
    audit.record(by, "today.view", agency_id=agency_id, fields=shown, about=f"{len(shown)} households")
