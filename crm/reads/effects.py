"""What a correction would do before it is made: which figures move, and what would forbid it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import select

from crm.actor import Actor
from crm.errors import NotFound, Refused
from crm.extensions import db
from crm.journey import closing, reasons
from crm.journey.beds import Book, entries
from crm.journey.closing import Endings
from crm.journey.corrections import why_not
from crm.journey.deadlines import add_months
from crm.journey.events import Event, StruckOut
from crm.journey.history import Row, standing
from crm.journey.household import Household, fold
from crm.journey.problems import problems
from crm.journey.ranges import Population
from crm.people.approached import DONE
from crm.people.visit_tables import Visit
from crm.reads import assessed, look
from crm.reads.ended_with import EndedWith, ended_with
from crm.reads.histories import History, load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.names import names_of
from crm.reads.stated import of_events
from crm.reads.timeline import Line, kept_of, lines, root_of

MONTHS_IN_A_QUARTER = 3


@dataclass(frozen=True, slots=True)
class Move:
    """A figure that would change: what is counted, in which population and quarter, and by how much."""

    what: str
    book: Book
    population: Population
    begins: date
    ends: date
    quantity: int


@dataclass(frozen=True, slots=True)
class EventSeen:
    """An event that somebody is about to correct, with what striking it out would do."""

    household: HouseholdSeen
    household_id: int
    event_id: int
    line: Line
    moves: tuple[Move, ...]
    refused: str | None
    newer: bool  # somebody put it right since: `line` is what stands now
    may_have_reasons: bool  # in words, beside it
    endings: Endings  # how the journey can be closed
    ended: EndedWith  # the placements that ended with it
    visit_id: int | None  # the visit whose step it is: that is put right, and the step follows


@look
def event(reference: str, journey_number: int, seq: int, by: Actor) -> EventSeen:
    """One event, to be corrected; the look is on record. Refused, in words, if it no longer stands."""
    history = load_history(reference, by)
    seen_on_record(history.identity, ["event"], by)
    journey = history.journey(journey_number)
    kept = kept_of(history)
    asked = next(
        (each for each in history.rows if each.journey_id == journey.id and kept[each.id].seq == seq), None
    )
    if asked is None:
        raise NotFound("There is no such event")
    row = standing_for(history, asked)
    names = names_of(each.recorded_by for each in kept.values())
    line = next(line for line in lines(history, kept, names) if line.event_id == row.id)
    stated = of_events([line.first_id], by).get(line.first_id, ())
    after = _after(history, row, None)
    return EventSeen(
        household=seen(history),
        household_id=history.identity.id,
        event_id=row.id,
        line=replace(line, reasons=stated, assessed=assessed.of_events([line.first_id], by).get(line.first_id, ())),
        moves=tuple(moves(history.household, after)),
        refused=_refusal(history, row, after),
        newer=row.id != asked.id,
        endings=closing.endings(journey, history.rulebook.plan(journey.route, row.event.happened_on)),
        ended=ended_with(history, journey, row, by),
        visit_id=_visit_of(history, row),
        may_have_reasons=bool(stated) or reasons.may_be_given(journey, row.event.kind),
    )


def standing_for(history: History, asked: Row) -> Row:
    """The row that stands in the place of one that was asked for: itself, or the latest that put it right."""
    rows = {each.id: each for each in history.rows}
    stand = [each for each in standing(rows.values()) if root_of(each, rows) == root_of(asked, rows)]
    if not stand:
        raise Refused("This was struck out since: it no longer counts, and cannot be put right.")
    return stand[0]


def _visit_of(history: History, row: Row) -> int | None:
    """The visit that put a step on record, as it was said first, or put right since."""
    rows = {each.id: each for each in history.rows}
    same = [each.id for each in history.rows if root_of(each, rows) == root_of(row, rows)]
    return db.session.scalar(select(Visit.id).where(Visit.event_id.in_(same), Visit.state == DONE).limit(1))


def _after(history: History, row: Row, instead: Event | None) -> Household:
    """The household if a row said something else, or nothing."""
    rows = [each for each in standing(history.rows) if each.id != row.id]
    if instead is not None:
        rows.append(replace(row, event=instead))
    return fold(sorted(rows, key=lambda each: each.order), history.rulebook.rules)


def _refusal(history: History, row: Row, after: Household) -> str | None:
    """Why the rules would refuse it: an impossible history, or a later step that lacks what it needs."""
    for problem in problems(after, history.rulebook.rules):
        return problem.message
    mark = StruckOut(happened_on=row.event.happened_on)
    return why_not(history.household, row, mark, history.rulebook)


def moves(before: Household, after: Household) -> Iterator[Move]:
    """Every figure that differs between two states of a household, by quarter, in order."""
    return moved([before], [after])


def moved(before: Iterable[Household], after: Iterable[Household]) -> Iterator[Move]:
    """The same of several households that become others: joined into one, or parted."""
    change: Counter[tuple[Book, str, Population, date]] = Counter()
    for households, sign in ((before, -1), (after, 1)):
        for entry, quantity in (counted for household in households for counted in entries(household).items()):
            change[entry.book, entry.what, entry.population, quarter_of(entry.effective_on)] += sign * quantity
    for (book, what, population, begins), quantity in sorted(change.items(), key=lambda each: each[0][3]):
        if quantity:
            ends = add_months(begins, MONTHS_IN_A_QUARTER) - timedelta(days=1)
            yield Move(what, book, population, begins, ends, quantity)


def quarter_of(day: date) -> date:
    """The first day of the quarter that holds a day; quarters begin in January, April, July and October."""
    return date(day.year, day.month - (day.month - 1) % MONTHS_IN_A_QUARTER, 1)
