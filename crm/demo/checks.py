"""The checks of households that a council is assessing: how far each has come, as its social worker noted it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import select

from crm import clock, fields
from crm.actor import Actor, system
from crm.commands import checks, readiness
from crm.commands.checks import Step
from crm.extensions import db
from crm.journey.checks import ALWAYS, APPLIES, STAGE_1, Standing
from crm.journey.household import Journey
from crm.ledger.cluster import load
from crm.ledger.tables import UnderWay
from crm.register import settings

BEFORE = timedelta(days=60)  # an approval, in which every check is in order
ASSESSED = ("application", "stage1", "stage2", "panel", "decision")
MOST = 14  # households: enough to look at, and quick to load
ASKED_FOR, CHASED = timedelta(days=21), timedelta(days=6)


def complete(agency_id: int, household_id: int, journey_id: int, on: date, by: Actor) -> None:
    """Have every check that an approval on a day waits for in order some weeks before."""
    _in_order(agency_id, household_id, journey_id, on - BEFORE, by, stage_one=False)


def complete_stage_one(agency_id: int, household_id: int, journey_id: int, on: date, by: Actor) -> None:
    """Have all the information of Stage 1 come by a day."""
    _in_order(agency_id, household_id, journey_id, on, by, stage_one=True)


def _in_order(agency_id: int, household_id: int, journey_id: int, on: date, by: Actor, *, stage_one: bool) -> None:
    journey = _journey(agency_id, household_id, journey_id)
    every = readiness.checklist(agency_id, household_id, journey, clock.today())
    reader = by if fields.may_ask_for(by.role, "check result") else system(agency_id)
    asked = [each for each in every if each.line.group == STAGE_1 or not stage_one]
    _note(household_id, journey, asked, on, reader)


def lay(agency_id: int, by: Actor) -> None:
    """Note how far the checks of some households are that a council is assessing today."""
    chosen = select(UnderWay).where(UnderWay.agency_id == agency_id, UnderWay.stage.in_(ASSESSED))
    for number, way in enumerate(db.session.scalars(chosen.order_by(UnderWay.journey_id.desc()).limit(MOST)).all()):
        journey = _journey(agency_id, way.household_id, way.journey_id)
        lines = readiness.checklist(agency_id, way.household_id, journey, clock.today())
        first = [each for each in lines if each.line.group == STAGE_1]
        rest = [each for each in lines if each.line.group != STAGE_1]
        began = min(way.since, clock.today() - ASKED_FOR)
        if way.stage == "application":
            here = 4 + number % 9
            _note(way.household_id, journey, first[:here], began, by)
            _ask(way, [each for each in first[here:] if each.line.when == ALWAYS], 4 + number % 3, by)
        else:
            done = len(rest) if way.stage in ("panel", "decision") else 3 + number % 8
            _note(way.household_id, journey, [*first, *rest[:done]], began, by)
            left = [each for each in rest[done:] if each.line.when == ALWAYS and not each.line.event]
            _ask(way, left, number % 4, by)


def _ask(way: UnderWay, lines: Sequence[Standing], count: int, by: Actor) -> None:
    """Some were asked for, and two of these chased; the rest waits."""
    slots = [(each.line.code, each.person.key) for each in lines[:count]]
    asked, chased = Step("requested", clock.today() - ASKED_FOR), Step("chased", clock.today() - CHASED)
    for step, these in ((asked, slots), (chased, slots[:2])):
        if these:
            checks.record(way.household_id, way.journey_id, these, step, by=by)


def _journey(agency_id: int, household_id: int, journey_id: int) -> Journey:
    cluster = load(agency_id, [household_id])[household_id]
    journey = cluster.fold(household_id, settings.rulebook(agency_id)).journey(journey_id)
    assert journey is not None  # noqa: S101 - it was begun before
    return journey


def _note(household_id: int, journey: Journey, lines: Iterable[Standing], on: date, by: Actor) -> None:
    """What may not apply does not; what somebody has to read is in order; the rest came."""
    together: dict[Step, list[checks.Slot]] = {}
    for each in lines:
        spared = each.line.when == APPLIES and each.line.may_not_apply(journey.route)
        step = Step("received", on, outcome="in_order" if each.line.judged else None)
        if each.line.mandatory and not each.line.event and each.obtained_on is None:
            noted = Step("not_needed", on) if spared else step
            together.setdefault(noted, []).append((each.line.code, each.person.key))
    for step, slots in together.items():
        checks.record(household_id, journey.id, slots, step, by=by)
