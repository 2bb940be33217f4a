"""The checks of households that a council is assessing: how far each has come, as its social worker noted it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from crm import clock, fields
from crm.actor import Actor, system
from crm.commands import checks, readiness
from crm.commands.checks import Step
from crm.journey.checks import APPLIES, Standing
from crm.ledger.cluster import load
from crm.register import settings

BEFORE = timedelta(days=60)  # an approval, in which every check is in order


def complete(agency_id: int, household_id: int, journey_id: int, on: date, by: Actor) -> None:
    """Have every check that an approval on a day waits for in order some weeks before."""
    every = _lines(agency_id, household_id, journey_id)
    reader = by if fields.may_ask_for(by.role, "check result") else system(agency_id)
    _note(household_id, journey_id, every, on - BEFORE, reader)


def _lines(agency_id: int, household_id: int, journey_id: int) -> tuple[Standing, ...]:
    cluster = load(agency_id, [household_id])[household_id]
    journey = cluster.fold(household_id, settings.rulebook(agency_id)).journey(journey_id)
    assert journey is not None  # noqa: S101 - it was begun before
    return readiness.checklist(agency_id, household_id, journey, clock.today())


def _note(household_id: int, journey_id: int, lines: Iterable[Standing], on: date, by: Actor) -> None:
    """What may not apply does not; what somebody has to read is in order; the rest came."""
    waiting = [each for each in lines if each.line.mandatory and not each.line.event]
    kinds: tuple[tuple[Step, Callable[[Standing], bool]], ...] = (
        (Step("not_needed", on), lambda each: each.line.when == APPLIES),
        (Step("received", on, outcome="in_order"), lambda each: each.line.when != APPLIES and each.line.judged),
        (Step("received", on), lambda each: each.line.when != APPLIES and not each.line.judged),
    )
    for step, fits in kinds:
        slots = [(each.line.code, each.person.key) for each in waiting if fits(each)]
        if slots:
            checks.record(household_id, journey_id, slots, step, by=by)
