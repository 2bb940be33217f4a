"""A change of the tables of pay for skills must leave no carer on a level that has no rate (PF-1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from crm.errors import Refused
from crm.extensions import db
from crm.journey import levels
from crm.journey.ranges import Population
from crm.journey.saying import said
from crm.journey.skills import Tables, tables_on
from crm.ledger.tables import HeldTerms
from crm.people import skills
from crm.register import schemes, settings

NAMES = ("skill_levels", "skill_fees")
HELD = HeldTerms.__table__.c


@dataclass(frozen=True, slots=True)
class Held:
    """A level that a carer of a household approved to foster is on, until a day that is not one of it."""

    carer: int
    level: str
    since: date
    until: date | None


def book(agency_id: int) -> tuple[Tables, ...]:
    """The tables as they stand."""
    return schemes.book(settings.of(agency_id))


def refuse_new(agency_id: int, before: Sequence[Tables]) -> None:
    """Refused, with the level, the day and how many carers, where one is on a level that has a rate no more.

    What had none `before` is no fault of this change: it is shown wherever it is paid.
    """
    after = book(agency_id)
    found = [each for held in _held(agency_id) for each in _gaps(held, before, after)]
    if not found:
        return
    day, level = min((day, held.level) for day, held in found)
    carers = len({held.carer for _, held in found if held.level == level})
    are = "1 carer is" if carers == 1 else f"{carers} carers are"
    tables = tables_on(after, day)
    why = "would have no rate" if tables and level in tables.levels else "would not be in the scheme"
    raise Refused(
        f"Level {level} {why} from {said(day)}, and {are} on it: nobody could say what that pays (PF-1). Keep it "
        "with its rate until a new level of theirs is on record from that day.",
        field="value",
    )


def _gaps(held: Held, before: Sequence[Tables], after: Sequence[Tables]) -> Iterator[tuple[date, Held]]:
    """The first days on which a carer's level is paid no more, where it was."""
    turns = {held.since, *(each.since for each in after if each.since > held.since)}
    for day in sorted(turns):
        if held.until is not None and held.until <= day:
            return
        was, would = tables_on(before, day), tables_on(after, day)
        if was is not None and was.pays(held.level) and not (would is not None and would.pays(held.level)):
            yield day, held


def _held(agency_id: int) -> Iterator[Held]:
    """Who is on which level from when until when, while the household is approved to foster."""
    steps: dict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in skills.decided_in(agency_id):
        steps[row.home, row.carer_id].append(row)
    approved = _approved(agency_id)
    for (home, carer), rows in steps.items():
        decided = levels.standing(rows).decided
        ends = [*(since for since, _ in decided[1:]), None]
        for (since, level), until in zip(decided, ends, strict=True):
            for begins, ended in approved[home]:
                first = max(since, begins)
                last = min((day for day in (until, ended) if day is not None), default=None)
                if last is None or first < last:
                    yield Held(carer, level, first, last)


def _approved(agency_id: int) -> dict[int, list[tuple[date, date | None]]]:
    found: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    chosen = select(HELD.household_id, HELD.since, HELD.until).where(
        HELD.agency_id == agency_id, HELD.population != Population.SUPPORTED_LODGINGS.value
    )
    for row in db.session.execute(chosen):
        found[row.household_id].append((row.since, row.until))
    return found
