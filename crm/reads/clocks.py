"""The clocks that run on a journey today: the law's and the agency's own, each with the day by which it is met.

One journey or a thousand: what an agency measures by is worked out once (`Measures`), and the rest is arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from crm import clock
from crm.extensions import db
from crm.journey import holds
from crm.journey.clocks import LawClock, Phase, phase_of
from crm.journey.events import JourneyClosed
from crm.journey.household import Journey
from crm.journey.kinship import adopters
from crm.journey.law import Ticking, ticking
from crm.journey.routes import Rulebook
from crm.journey.temporary import temporaries
from crm.journey.temporary_clocks import Alarms, watched
from crm.people import tasks
from crm.people.work_tables import Task
from crm.reads import own_clocks
from crm.reads.beside_clocks import WAY, Beside, beside
from crm.reads.own_clocks import Own, Said
from crm.register import clocks, settings
from crm.register.law_clocks import in_phase, law

TEMPORARY_ENDS = ("KC-2", "KC-3")  # the clocks of a temporary approval, which has run out after them (KC-6)
RAN_OUT = "KC-6"
TEMPORARY = (*TEMPORARY_ENDS, RAN_OUT, "KC-7", "KC-10")  # all clocks of one, each about the children whom it names


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that has started and not stopped. `rule` is its id where it is the law's, else `name` the agency's.

    `began_by` is the kind of event that started it, `stops` the one that one would record to stop it. `by_hand`: it
    stops when somebody says that the thing was done. `by_call`: the thing is done by reaching the household.
    `limit`: it says nothing of what to do next. `silent`: it is so long past its day that most likely nothing was
    recorded here, and not that nothing was done. `measure` is the figure that an agency's own clock serves (KP-1).
    `hard`: it is past its day for good, and comes before all else. `without_holds` is the day that it would be if
    it had stood still while the journey was on hold. `children` are those whom it is about, by their references:
    shown only to those who may know who is placed. `never`: nothing ever covered them. `invited_at`: of a chase of
    an invitation, when it was put on record.
    """

    label: str
    due_on: date
    rule: str | None = None
    name: str | None = None
    began_by: str = ""
    began_on: date | None = None
    stops: str | None = None
    by_hand: bool = False
    by_call: bool = False
    limit: bool = False
    silent: bool = False
    measure: str | None = None
    hard: bool = False
    without_holds: date | None = None
    children: tuple[str, ...] = ()
    never: bool = False
    invited_at: datetime | None = None

    @property
    def is_a_step(self) -> bool:
        """Whether it says what to do next."""
        return not self.limit


@dataclass(frozen=True, slots=True)
class Measures:
    """What an agency measures its journeys by on a day."""

    rulebook: Rulebook
    own: Own  # its own clocks that are in use: they stand still while the office is closed
    today: date
    alarms: Alarms = Alarms((), 0)


def measures(agency_id: int, today: date) -> Measures:
    """What an agency measures by: its plans, its own clocks, and the days on which its office is closed."""
    return Measures(
        rulebook=settings.rulebook(agency_id),
        own=own_clocks.own_of(clocks.in_use(agency_id, today), clocks.calendar(agency_id, today)),
        today=today,
        alarms=clocks.alarms(agency_id, today),
    )


def of_journey(
    agency_id: int, journey: Journey, ends_on: date | None = None, met: Said | None = None
) -> list[Running]:
    """The clocks of one journey of an agency today, the soonest first; `ends_on` is the end of its approval."""
    today = clock.today()
    besides = beside(WAY.journey_id == journey.id, (agency_id,), today).get(journey.id, ())
    met = said_done(journey.id) if met is None else met
    return running(journey, measures(agency_id, today), met, ends_on, besides)


def said_done(journey_id: int) -> Said:
    """The clocks of a journey of which somebody said that it was done, and when."""
    found = select(Task.clock, Task.due_on, Task.outcome, Task.made_at).where(
        Task.journey_id == journey_id, Task.kind == tasks.CLOCK, Task.outcome.in_(tasks.TAKES_BACK)
    )
    said = Said()
    for row in db.session.execute(found.order_by(Task.id)):
        said.say(row.clock, row.due_on, row.outcome, row.made_at)
    return said


def running(
    journey: Journey,
    by: Measures,
    met: Said | None = None,
    ends_on: date | None = None,
    besides: Sequence[Beside] = (),
) -> list[Running]:
    """The clocks of a journey, under way or decided, the soonest first: of one that was closed none.

    Nothing of the law is due when the approval has ended. `besides` are those of it that no event starts.
    """
    phase = phase_of(journey, ends_on, by.today)
    met = Said() if met is None else met
    law = [each for each in _law(journey, by, phase) if each.limit or ends_on is None or each.due_on < ends_on]
    seen_to = list(_watched(journey, by, met, phase))
    if any(each.rule == RAN_OUT for each in seen_to):
        law = [each for each in law if each.rule not in TEMPORARY_ENDS]
    found = [*law, *seen_to, *_own(journey, by, met, phase), *_beside(journey, besides)]
    return sorted(_about_children(journey, found), key=lambda each: each.due_on)


def own(journey: Journey, by: Measures, ends_on: date | None = None) -> list[Running]:
    """The clocks of a journey that was decided which the agency has set itself."""
    return list(_own(journey, by, Said(), phase_of(journey, ends_on, by.today)))


def kept(row: Any, today: date) -> Running:
    """A clock of the law as it is kept on a journey that was decided."""
    return Running(
        label=row.label,
        due_on=row.due_on,
        rule=row.rule,
        began_by=row.began_by,
        began_on=row.began_on,
        stops=row.stops,
        limit=row.is_limit,
        silent=row.silent_from is not None and row.silent_from <= today,
    )


def _law(journey: Journey, by: Measures, phase: Phase) -> Iterator[Running]:
    for clock_of in in_phase(phase):
        if not _has_step(journey, clock_of, by.rulebook):
            continue
        for each in ticking(journey, clock_of, phase, law()):
            if each.gone_from is None or each.gone_from > by.today:
                days = holds.days_held(journey, each.began_on, by.today) if phase is Phase.UNDER_WAY else 0
                yield lawful(each, by.today, days)


def lawful(each: Ticking, today: date, held: int = 0) -> Running:
    """A clock of the law as it runs today, on a journey that was on hold for so many days since it began."""
    return Running(
        label=each.label,
        due_on=each.due_on,
        rule=each.rule,
        began_by=each.began_by,
        began_on=each.began_on,
        stops=each.stops,
        limit=each.limit,
        without_holds=each.due_on + timedelta(days=held) if held else None,
        silent=each.silent_from is not None and each.silent_from <= today,
    )


def _watched(journey: Journey, by: Measures, met: Said, phase: Phase) -> Iterator[Running]:
    """The alarms of a temporary approval, and that it has run out (KC-6, KC-7)."""
    for each in watched(journey, by.today, by.alarms, met) if phase is Phase.UNDER_WAY else ():
        yield Running(
            label=each.label,
            due_on=each.due_on,
            rule=each.rule,
            name=each.name,
            began_by=each.began_by,
            began_on=each.began_on,
            by_hand=not each.hard and not each.closes,
            hard=each.hard,
            stops=JourneyClosed.kind if each.hard or each.closes else None,
        )


def _about_children(journey: Journey, found: Sequence[Running]) -> Iterator[Running]:
    """The clocks, those of a temporary approval with the children whom the latest names: each child has its own."""
    for each in found:
        if each.rule in TEMPORARY:
            given = [*temporaries(journey), *adopters(journey)]
            yield replace(each, children=given[-1].children if given else ())
        else:
            yield each


def _beside(journey: Journey, besides: Sequence[Beside]) -> Iterator[Running]:
    for each in besides:
        for on in law().days(each.rule, each.trigger, journey.route):
            yield Running(label=each.label, due_on=on.on, rule=each.rule, began_on=each.began_on)


def _has_step(journey: Journey, each: LawClock, rulebook: Rulebook) -> bool:
    if not each.if_step:
        return True
    return rulebook.plan(journey.route, journey.rows[-1].event.happened_on).has(each.if_step)


def _own(journey: Journey, by: Measures, met: Said, phase: Phase) -> Iterator[Running]:
    plan = by.rulebook.plan(journey.route, by.today)
    for each in own_clocks.ticking(journey, plan, by.own, met, phase):
        yield Running(
            label=each.entry["label"],
            due_on=each.due_on,
            name=each.name,
            began_by=each.began_by,
            began_on=each.began_on,
            stops=each.stops,
            by_hand=clocks.by_hand(each.entry),
            by_call=bool(each.entry.get("by_call")),
            measure=each.entry.get("measure"),
            invited_at=each.invited_at,
        )
