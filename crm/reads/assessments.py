"""The sessions of an assessment: held, planned and struck out; how many are held of how many are meant to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey import assessing
from crm.journey.household import Journey
from crm.people import merging
from crm.people.visit_tables import Visit
from crm.reads import look, visits, who_was_seen
from crm.reads.histories import History, load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.visits import VisitLine
from crm.register import settings

PURPOSE = "assessment"
HELD, BOOKED, STRUCK_OUT = "done", "booked", "struck_out"


@dataclass(frozen=True, slots=True)
class Sessions:
    """The sessions of one journey in numbers. `meant`: how many an assessment has by the council's own setting on
    the day of the application (DC-5), 0 where it has set none."""

    held: int
    first_on: date | None
    last_on: date | None
    planned: int
    next_at: datetime | None
    meant: int


@dataclass(frozen=True, slots=True)
class SessionsSeen:
    """A household's head and the sessions of one of its journeys; `number` is its, None before any application.

    `journeys` are those with an application. `people` are who can have been seen.
    """

    household: HouseholdSeen
    number: int | None
    journeys: tuple[int, ...]
    applied_on: date | None
    count: Sessions
    held: tuple[VisitLine, ...]
    planned: tuple[VisitLine, ...]
    struck: tuple[VisitLine, ...]


@dataclass(frozen=True, slots=True)
class Recording:
    """A household's head, and who of them can have been seen in a session."""

    household: HouseholdSeen
    people: tuple[who_was_seen.Told, ...]


@look
def sessions(reference: str, number: int | None, by: Actor) -> SessionsSeen:
    """The sessions of a journey, or of the latest with an application; the look goes on record."""
    history = load_history(reference, by)
    seen_on_record(history.identity, ["visits"], by)
    applied = {key: each for key, each in history.numbers.items() if _applied(history, key)}
    journey = history.journey(number) if number is not None and number in applied.values() else None
    if journey is None and applied:
        journey = history.household.journey(max(applied))
    every = [each for each in visits.lines_of(history.identity.id, by) if each.purpose == PURPOSE]
    own = [each for each in every if _within(history, journey, each.happened_on)]
    return SessionsSeen(
        household=seen(history),
        number=applied[journey.id] if journey else None,
        journeys=tuple(applied.values()),
        applied_on=assessing.applied_on(journey) if journey else None,
        count=_counted([(each.state, each.starts_at) for each in own], _meant(history.identity.agency_id, journey)),
        held=tuple(each for each in own if each.state == HELD),
        planned=tuple(reversed([each for each in own if each.state == BOOKED])),
        struck=tuple(each for each in own if each.state == STRUCK_OUT),
    )


@look
def recording(reference: str, by: Actor) -> Recording:
    """What the form for a session asks about; the look goes on record."""
    history = load_history(reference, by)
    seen_on_record(history.identity, ["record"], by)
    return Recording(seen(history), who_was_seen.choices(history.identity.id, history.identity.agency_id))


def count(history: History, journey: Journey | None) -> Sessions:
    """The sessions of a journey in numbers. The caller puts the look on record."""
    there = Visit.household_id.in_(merging.together(history.identity.id)), Visit.purpose == PURPOSE
    rows = db.session.execute(select(Visit.state, Visit.starts_at).where(*there, Visit.state.in_((HELD, BOOKED))))
    own = [(state, at) for state, at in rows if _within(history, journey, clock.day_of(at))]
    return _counted(own, _meant(history.identity.agency_id, journey))


def _counted(visits: list[tuple[str, datetime]], meant: int) -> Sessions:
    held = sorted(clock.day_of(at) for state, at in visits if state == HELD)
    booked = sorted(at for state, at in visits if state == BOOKED)
    return Sessions(
        held=len(held),
        first_on=held[0] if held else None,
        last_on=held[-1] if held else None,
        planned=len(booked),
        next_at=next((at for at in booked if at > clock.now()), None),
        meant=meant,
    )


def _meant(agency_id: int, journey: Journey | None) -> int:
    on = assessing.applied_on(journey) if journey else None
    return int(settings.value("assessment_sessions", agency_id, on or clock.today()))


def _within(history: History, journey: Journey | None, on: date) -> bool:
    if journey is None:
        return True
    since, until = assessing.days_of(history.household, journey.id)
    return since <= on < until


def _applied(history: History, journey_id: int) -> bool:
    journey = history.household.journey(journey_id)
    return journey is not None and assessing.applied_on(journey) is not None
