"""The checks of a household as its page shows them, and what an approval waits for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from crm import audit, clock, fields
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.journey import checklist as rules
from crm.journey.checks import Missing, Standing
from crm.journey.deadlines import due
from crm.journey.events import ApplicationReceived, AssessmentStarted, StageOneCompleted
from crm.journey.holds import Hold, running
from crm.journey.household import Journey
from crm.journey.working_days import BeyondCalendar
from crm.ledger.cluster import load
from crm.people import checks as kept
from crm.people.tables import Household
from crm.reads import assessments, look
from crm.reads import check_entries as behind
from crm.reads.assessments import Sessions
from crm.reads.check_entries import EntrySeen, OverrideSeen
from crm.reads.histories import History, load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.register import deadlines, holidays, settings


@dataclass(frozen=True, slots=True)
class LineSeen:
    """A check of somebody: how it stands today, what was done about it, and by which day an answer has to come."""

    standing: Standing
    state: str
    on: date | None
    needed: bool
    answer_by: date | None
    entries: tuple[EntrySeen, ...]  # the latest first

    @property
    def slot(self) -> str:
        """By which forms name it."""
        return f"{self.standing.line.code}:{self.standing.person.key}"

    @property
    def latest(self) -> EntrySeen | None:
        """The latest step that was not taken back."""
        return next((each for each in self.entries if each.taken_back_at is None), None)


@dataclass(frozen=True, slots=True)
class StageOne:
    """Where Stage 1 is: what it waits for, when its information was complete, until when it can be refused."""

    waits_for: tuple[Missing, ...]
    obtained_on: date | None
    completed_on: date | None
    last_day: date | None
    went_on: bool  # Stage 2 has begun


@dataclass(frozen=True, slots=True)
class ChecksSeen:
    """The head of a household and the checks of one of its journeys. `number` is its, where one applied."""

    household: HouseholdSeen
    number: int | None
    journey_id: int
    journeys: tuple[int, ...]  # those with an application
    groups: tuple[tuple[str, tuple[LineSeen, ...]], ...]
    stage_one: StageOne
    missing: tuple[Missing, ...]
    version: int
    hold: Hold | None
    sessions: Sessions
    overrides: tuple[OverrideSeen, ...]
    documents: tuple[tuple[int, str], ...]
    revealed: bool

    def line(self, code: str, who: str) -> LineSeen:
        """One line of one person; NotFound if the journey has none."""
        for _, lines in self.groups:
            for each in lines:
                if (each.standing.line.code, each.standing.person.key) == (code, who):
                    return each
        raise NotFound("There is no such check")


def missing(household_id: int, journey_id: int, on: date, *, stage_one: bool = False) -> tuple[Missing, ...]:
    """The lines that an approval of this journey, or its Stage 1, waits for on a day; none where it has no checks.

    The caller knows that the household is the asker's to reach, and has put the look on record.
    """
    agency_id = db.session.get_one(Household, household_id).agency_id
    household = load(agency_id, [household_id])[household_id].fold(household_id, settings.rulebook(agency_id))
    journey = household.journey(journey_id)
    if journey is None:
        return ()
    entries = kept.entries_of(journey.id)
    asked = rules.not_obtained if stage_one else rules.missing
    return asked(kept.checklist(household_id, journey, on, entries, settings.of(agency_id)), on)


@look
def checks(reference: str, number: int | None, by: Actor) -> ChecksSeen:
    """The checks of a journey, or of the one that speaks for the household; the look goes on record."""
    return _checks(reference, number, by, None)


@look
def with_results(reference: str, number: int | None, reason: str, by: Actor) -> ChecksSeen:
    """The same with what came of them. The asking, and why, goes on record, or nothing is shown (T44)."""
    return _checks(reference, number, by, reason)


def _checks(reference: str, number: int | None, by: Actor, reason: str | None) -> ChecksSeen:
    history = load_history(reference, by)
    identity = history.identity
    seen_on_record(identity, ["checks"], by)
    if reason is not None:
        if not fields.may_ask_for(by.role, "check result"):
            raise NotFound("There is no such household")
        audit.record(
            by,
            "check.show",
            agency_id=identity.agency_id,
            household_id=identity.id,
            fields=["check results"],
            reason=reason,
        )
    applied = {key: found for key, found in history.numbers.items() if _applied(history, key)}
    journey = _chosen(history, applied, number)
    today = clock.today()
    entries = kept.entries_of(journey.id) if journey else []
    given = settings.of(identity.agency_id)
    standings = kept.checklist(identity.id, journey, today, entries, given) if journey else ()
    documents = behind.documents(identity.id) if fields.sees(by.role, "document") else {}
    told = behind.entries(entries, documents, shown=reason is not None)
    lines = [_line(each, told, today) for each in standings]
    return ChecksSeen(
        household=seen(history),
        number=applied[journey.id] if journey else None,
        journey_id=journey.id if journey else 0,
        journeys=tuple(applied.values()),
        groups=tuple((name, tuple(found)) for name, found in groupby(lines, lambda each: each.standing.line.group)),
        stage_one=_stage_one(journey, standings, today),
        missing=rules.missing(standings, today),
        version=max((each.id for each in entries), default=0),
        hold=running(journey) if journey else None,
        sessions=assessments.count(history, journey),
        overrides=tuple(behind.overrides(journey.id)) if journey else (),
        documents=tuple(documents.items()),
        revealed=reason is not None,
    )


def _applied(history: History, journey_id: int) -> bool:
    journey = history.household.journey(journey_id)
    return journey is not None and journey.first(ApplicationReceived) is not None


def _chosen(history: History, applied: Mapping[int, int], number: int | None) -> Journey | None:
    """The journey that is asked for; without, the one that speaks for the household, else the latest."""
    if number is not None:
        found = next((key for key, each in applied.items() if each == number), None)
        if found is None:
            raise NotFound("There is no such journey")
        return history.household.journey(found)
    current = history.current
    if current is not None and current.id in applied:
        return current
    return history.household.journey(max(applied)) if applied else None


def _line(standing: Standing, entries: Mapping[tuple[str, str], list[EntrySeen]], today: date) -> LineSeen:
    line, state = standing.line, standing.state(today)
    on = {
        "to_do": None,
        "requested": standing.requested_on,
        "chased": standing.chased_on,
        "waived": standing.ended_on,
        "not_needed": standing.ended_on,
        "covered": standing.covered_on,
    }.get(state, standing.received_on)
    waiting = state in ("requested", "chased")
    own = entries.get((line.code, standing.person.key), [])
    return LineSeen(
        standing, state, on, standing.needed(today), answer_by(standing) if waiting else None, tuple(own[::-1])
    )


def answer_by(standing: Standing) -> date | None:
    """The day by which whoever was asked has to answer; None where no rule says so (S1-14, S1-15)."""
    return _due(standing.line.clock, standing.requested_on)


def _due(rule_id: str | None, began: date | None) -> date | None:
    """The day that a rule gives; None where there is none, or the calendar does not reach."""
    if rule_id not in deadlines.rules() or began is None:
        return None
    try:
        return due(deadlines.rules()[rule_id], began, holidays.statutory_calendar())[0].on
    except BeyondCalendar:
        return None


def _stage_one(journey: Journey | None, standings: tuple[Standing, ...], today: date) -> StageOne:
    applied = journey.first(ApplicationReceived) if journey else None
    if journey is None or applied is None:
        return StageOne((), None, None, None, went_on=False)
    completed = journey.first(StageOneCompleted)
    obtained_on = rules.stage_one_obtained_on(standings, applied.event.happened_on, today)
    completed_on = completed.event.happened_on if completed else None
    by_law = rules.stage_one_obtained_on(standings, applied.event.happened_on, today, by_law=True)
    return StageOne(
        waits_for=rules.not_obtained(standings, today),
        obtained_on=obtained_on,
        completed_on=completed_on,
        last_day=_due("S1-D2", min((day for day in (by_law, completed_on) if day), default=None)),
        went_on=journey.first(AssessmentStarted) is not None,
    )
