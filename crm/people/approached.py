"""What the log and the visits say of how households were approached: called in vain, met and not invited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import CompoundSelect, Select, literal, null, or_, select, union_all

from crm import clock
from crm.extensions import db
from crm.people.contact_tables import Contact, SentLetter
from crm.people.merging import stands_for
from crm.people.tables import Household
from crm.people.tasks import CLOCK
from crm.people.visit_tables import Visit
from crm.people.work_tables import Task

UNHEARD = ("no_answer", "message_left")
INITIAL, INVITED = "initial", "invite"  # a visit's purpose, what came of it
BOOKED, DONE, MISSED, CANCELLED, MOVED = "booked", "done", "missed", "cancelled", "moved"  # its states
INVITES, LETTER = "apply", "letter"  # the letter that does; what it is beside a visit's state
NOTED = "noted"  # beside a visit's state: somebody said that what a clock asks for was done
GONE = ("sent", "printed")  # the states of a letter that went out


def called_in_vain(since: Mapping[int, date | None]) -> frozenset[int]:
    """Those of these households whom a call did not reach, on the day given beside each or later."""
    whose = _rows_of(list(since))
    calls = Contact.household_id.in_(list(whose)), Contact.kind == "call", Contact.direction == "out"
    found = select(Contact.household_id, Contact.happened_at).where(
        *calls, Contact.outcome.in_(UNHEARD), Contact.removed_at.is_(None)
    )
    rows = [(whose[of], clock.day_of(at)) for of, at in db.session.execute(found)]
    return frozenset(of for of, day in rows if day >= (since[of] or date.min))


@dataclass(frozen=True, slots=True)
class Approach:
    """One thing that a service did to bring a household to an application: a visit, a letter that invites, a chase.

    `at` is when it was, and `said_at` when that was put on record last. `invites` says whether they were invited to
    apply by it; none where that is not the question: the visit is only booked, or did not take place.
    """

    at: datetime
    said_at: datetime
    invites: bool | None
    by_letter: bool = False
    held: bool = False  # a visit that took place
    offered_on: date | None = None  # by when a visit had been offered by this
    fell_through: bool = False  # a visit that was offered, and did not take place: another is to be
    clock: str | None = None  # the name of a clock, on whichever journey, of which somebody said that it was done
    about: int | None = None  # of a visit the event that is its step, and of what was said done the journey


def of(households: Collection[int] | Select[tuple[int]]) -> dict[int, list[Approach]]:
    """What is on record of how each household was approached, with what was merged into it, in order of time."""
    home = stands_for().label("home_id")
    meant = or_(Household.id.in_(households), Household.merged_into_id.in_(households))
    said = (Visit.state, Visit.event_id, Visit.outcome, Visit.starts_at, Visit.booked_at, Visit.ended_at)
    visits = select(home, *said).join(Visit, Visit.household_id == Household.id).where(meant)
    wrote = (literal(LETTER), null(), null(), SentLetter.asked_at, SentLetter.asked_at, SentLetter.ended_at)
    letters = select(home, *wrote).join(SentLetter, SentLetter.household_id == Household.id).where(meant)
    noted = (literal(NOTED), Task.journey_id, Task.clock, Task.made_at, Task.made_at, Task.done_at)
    done = select(home, *noted).join(Task, Task.household_id == Household.id).where(meant)
    every: CompoundSelect[Any] = union_all(
        visits.where(Visit.purpose == INITIAL, Visit.struck_at.is_(None)),
        letters.where(SentLetter.template == INVITES, SentLetter.state.in_(GONE)),
        done.where(Task.kind == CLOCK, Task.outcome == DONE),
    )
    found: defaultdict[int, list[Approach]] = defaultdict(list)
    for home_id, state, about, *rest in db.session.execute(every):
        found[home_id].append(replace(_read(state, *rest), about=about))
    return {of: sorted(each, key=lambda one: (one.at, one.by_letter, one.said_at)) for of, each in found.items()}


def not_invited(household_ids: Sequence[int]) -> frozenset[int]:
    """Those of whom the last word is that they were not invited to apply: of a visit, or of a letter since."""
    told = of(household_ids).items()
    last = {home: [each.invites for each in found if each.invites is not None] for home, found in told}
    return frozenset(home for home, said in last.items() if said and not said[-1])


def _read(state: str, what: str | None, *when: Any) -> Approach:
    if state == NOTED:
        return _of_clock(what, *when)
    return _of_letter(what, *when) if state == LETTER else _of_visit(state, what, *when)


def _of_letter(_outcome: str | None, asked_at: datetime, _asked_at: datetime, gone_at: datetime | None) -> Approach:
    at = gone_at or asked_at
    return Approach(at, at, invites=True, by_letter=True)


def _of_clock(name: str | None, at: datetime, _made_at: datetime, _done_at: datetime | None) -> Approach:
    return Approach(at, at, invites=None, clock=name)


def _of_visit(
    state: str, outcome: str | None, starts_at: datetime, booked_at: datetime, ended_at: datetime | None
) -> Approach:
    """What a visit says. One that was entered when its time was past, and called off, was never offered.

    Nor does one say anything that was moved: the one in its place says what became of it.
    """
    stands = state in (BOOKED, DONE)
    last = max(booked_at, starts_at) if stands else booked_at
    over = state in (MISSED, CANCELLED) and (state == MISSED or starts_at > booked_at)
    return Approach(
        at=starts_at,
        said_at=ended_at or booked_at,
        invites=outcome in (None, INVITED) if state == DONE else None,
        held=state == DONE,
        offered_on=clock.day_of(last) if stands else None,
        fell_through=over,
    )


def _rows_of(household_ids: Sequence[int]) -> dict[int, int]:
    """These households and those that were merged into them, each with the one that stands for it."""
    meant = or_(Household.id.in_(household_ids), Household.merged_into_id.in_(household_ids))
    return {row[0]: row[1] for row in db.session.execute(select(Household.id, stands_for()).where(meant))}
