"""One household as its page shows it: where it is, what may come next, and what it is approved for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from crm import audit, clock
from crm.actor import Actor
from crm.journey import holds, revisions
from crm.journey.events import (
    EnquiryReceived,
    HouseholdApproved,
    NoticeReceived,
    PanelRecommended,
    RevisionProposed,
    TermsChanged,
)
from crm.journey.history import Row
from crm.journey.holds import Hold
from crm.journey.household import Approval, Journey
from crm.journey.next_steps import Step, next_steps
from crm.journey.ranges import Population, Route, Terms, population_of
from crm.journey.routes import CLOSED, LEFT, NOTICE, stage_of
from crm.journey.temporary import temporaries
from crm.journey.transfers import Transfer, coming, going
from crm.journey.under_way import open_twice
from crm.people import households
from crm.reads import choices, clocks, look, panels, places_used
from crm.reads.agreed_clocks import unanswered
from crm.reads.approaches import heard_of
from crm.reads.choices import Choices
from crm.reads.clocks import Running
from crm.reads.histories import History, Identity, identify, load_history
from crm.reads.movements import Movement, movements
from crm.reads.panels import PanelAhead
from crm.reads.places_used import Used
from crm.reads.uncovered import alarms

# What happens in a stage that the journey enters before it: with the report, or with panel's recommendation.
HAPPENS = {"panel": PanelRecommended.kind, "decision": HouseholdApproved.kind}
Part = Literal["timeline", "people", "range", "documents", "record"]


@dataclass(frozen=True, slots=True)
class StripStep:
    """A stage of the agency's plan, and the day on which it happened."""

    stage: str
    happened_on: date | None
    state: Literal["done", "current", "ahead", "skipped"]


@dataclass(frozen=True, slots=True)
class JourneySeen:
    """A journey as pages show it; `number` names it within its household."""

    number: int
    route: Route
    population: Population
    stage: str
    since: date | None
    enquired_on: date | None
    repeated: bool  # its enquiry is inside the window of another, and is not counted (ST-4)
    strip: tuple[StripStep, ...]
    steps: tuple[Step, ...]
    proposal: RevisionProposed | None = None  # of its terms: neither settled nor dropped
    temporary_since: date | None = None  # the latest temporary approval (KC-2)
    transfer: Transfer | None = None  # to us, on that route (OA-5)
    leaving: Transfer | None = None  # away from us


@dataclass(frozen=True, slots=True)
class Bed:
    """An approved place today: filled, free, or not to be used and why; only approved, where nobody knows."""

    state: Literal["approved", "filled", "free", "unavailable"]
    why: str | None = None


@dataclass(frozen=True, slots=True)
class TermsSeen:
    """Terms, the day from which they held, and why they changed; the first have no cause."""

    since: date
    terms: Terms
    cause: str | None
    basis: str | None = None  # on what the change rests (journey/revisions.py)


@dataclass(frozen=True, slots=True)
class ApprovalSeen:
    """What a household is approved for, as at today; `ended` says that the approval is over."""

    journey: int
    population: Population
    begins_on: date
    ends_on: date | None
    ended: bool
    ends_by_notice: bool
    terms: Terms
    beds: tuple[Bed, ...]
    used: Used | None  # as at today; None where the council records no placements
    versions: tuple[TermsSeen, ...]  # newest first


@dataclass(frozen=True, slots=True)
class HouseholdSeen:
    """Everything that the head of a household's pages says."""

    identity: Identity
    choices: Choices
    current: JourneySeen | None
    journeys: tuple[JourneySeen, ...]  # newest first
    approvals: tuple[ApprovalSeen, ...]  # newest first
    clocks: tuple[Running, ...]
    panel: PanelAhead | None  # that is to hear the journey
    hold: Hold | None  # which its current journey is in
    movements: tuple[Movement, ...]  # newest first
    twice: tuple[JourneySeen, ...]  # those that go on beside another on their route
    today: date

    @property
    def approval(self) -> ApprovalSeen | None:
        """The approval that stands today, or None."""
        return next((each for each in self.approvals if not each.ended), None)

    @property
    def transfer(self) -> int | None:
        """The number of the latest journey with a transfer, to us or away; None if there is none."""
        return next((each.number for each in self.journeys if each.transfer or each.leaving), None)

    def numbered(self, number: int) -> JourneySeen:
        """The journey with a number that this household has."""
        return next(each for each in self.journeys if each.number == number)


@look
def household(reference: str, part: Part, by: Actor) -> HouseholdSeen:
    """The head of a household's page; that this part of it was looked at goes on record."""
    history = load_history(reference, by)
    seen_on_record(history.identity, [part], by)
    return seen(history)


def seen_on_record(identity: Identity, fields: list[str], by: Actor, action: str = "household.view") -> None:
    """Put on record that somebody looked at a household, and at which part of it (T44)."""
    audit.record(by, action, agency_id=identity.agency_id, household_id=identity.id, fields=fields)


def seen(history: History) -> HouseholdSeen:
    """The head of a household's page, from its history."""
    today = clock.today()
    journeys = tuple(_journey(history, key, number, today) for key, number in history.numbers.items())[::-1]
    current = history.current
    number = history.numbers[current.id] if current else None
    twice = {history.numbers[each.id] for each in open_twice(history.household)}
    used = places_used.of_households([history.identity.id], today).get(history.identity.id)
    return HouseholdSeen(
        identity=history.identity,
        choices=history.choices,
        current=next((each for each in journeys if each.number == number), None),
        journeys=journeys,
        approvals=tuple(_approval(history, each, today, used) for each in reversed(history.household.approvals)),
        panel=panels.next_panel(current.id) if current else None,
        clocks=(*alarms(history, today), *_clocks(history, today)),
        hold=holds.running(current) if current else None,
        movements=movements(history),
        twice=tuple(each for each in journeys if each.number in twice),
        today=today,
    )


def _clocks(history: History, today: date) -> tuple[Running, ...]:
    """What runs on the journey that speaks for the household; not what nobody ever recorded.

    Of an approved household only what is near: its clocks run for a year, and would hide what is due (RV-5).
    """
    current = history.current
    if current is None:
        return ()
    ends_on = next((each.ends_on for each in history.household.approvals if each.journey_id == current.id), None)
    heard, met = heard_of(history.identity, current, history.household)
    running = clocks.of_journey(history.identity.agency_id, heard, ends_on, met)
    running = unanswered(history.identity.id, history.identity.agency_id, running)
    said = [each for each in running if not each.silent]
    if all(each.journey_id != current.id for each in history.household.approvals):
        return tuple(said)
    last = today + timedelta(days=history.choices.settings.value("clocks_near_days", today))
    return tuple(each for each in said if each.due_on <= last)


def as_at(stage: str, ends_on: date | None, today: date) -> str:
    """The stage as at a day: an approval whose end lies ahead is still one, and one whose end is past is not."""
    if stage not in (NOTICE, LEFT):
        return stage
    return LEFT if ends_on is not None and ends_on <= today else NOTICE


def _journey(history: History, key: int, number: int, today: date) -> JourneySeen:
    journey = history.household.journey(key) or Journey(key, history.route(key), ())
    approval = next((each for each in history.household.approvals if each.journey_id == key), None)
    plan = history.rulebook.plan(journey.route, journey.rows[-1].event.happened_on if journey.rows else today)
    stage, since = stage_of(journey, history.household, plan) if journey.rows else (CLOSED, None)
    now = as_at(stage, approval.ends_on if approval else None, today)
    enquiry = journey.first(EnquiryReceived)
    proposed = revisions.proposed(journey)
    return JourneySeen(
        number=number,
        route=journey.route,
        population=population_of(journey.route),
        stage=now,
        since=approval.ends_on if approval and now == LEFT else since,
        enquired_on=enquiry.event.happened_on if enquiry else None,
        repeated=enquiry is not None and enquiry.id not in history.household.counted,
        strip=tuple(_strip(journey, [(each.name, each.entered_by) for each in plan.stages], stage)),
        steps=next_steps(history.household, journey, history.rulebook, today),
        proposal=proposed.event if proposed and isinstance(proposed.event, RevisionProposed) else None,
        temporary_since=max((each.since for each in temporaries(journey)), default=None),
        transfer=coming(journey),
        leaving=going(journey) or (Transfer(out=True, notice=None) if approval and approval.transferred else None),
    )


def _strip(journey: Journey, stages: list[tuple[str, str]], stage: str) -> Iterator[StripStep]:
    """The stages in the agency's order. A stage that was passed without being recorded is said to be skipped."""
    # What follows an approval enters none of them: panel hears its first review too.
    approved = journey.first(HouseholdApproved)
    way = [row for row in journey.rows if approved is None or row.order <= approved.order]
    days = [
        next((row.event.happened_on for row in way if row.event.kind == entered_by), None)
        for _, entered_by in stages
    ]
    reached = max((place for place, day in enumerate(days) if day), default=-1)
    for place, (name, _) in enumerate(stages):
        day = _happened(name, days[place], way)
        if place == reached and stage not in (CLOSED, LEFT):
            yield StripStep(name, day, "current")
        elif days[place]:
            yield StripStep(name, day, "done")
        else:
            yield StripStep(name, None, "skipped" if place < reached else "ahead")


def _happened(stage: str, entered_on: date | None, way: list[Row]) -> date | None:
    """The day to show of a stage; none of panel or the decision while the journey waits for them."""
    kind = HAPPENS.get(stage)
    if kind is None:
        return entered_on
    return next((row.event.happened_on for row in reversed(way) if row.event.kind == kind), None)


def _approval(history: History, approval: Approval, today: date, used: Used | None) -> ApprovalSeen:
    day = max(approval.begins_on, min(today, approval.ends_on or today))
    terms = approval.terms_on(day)
    ended = approval.ends_on is not None and approval.ends_on <= today
    notice = approval.ended is not None and isinstance(approval.ended.event, NoticeReceived)
    return ApprovalSeen(
        journey=history.numbers[approval.journey_id],
        population=approval.population,
        begins_on=approval.begins_on,
        ends_on=approval.ends_on,
        ended=ended,
        ends_by_notice=notice,
        terms=terms,
        beds=() if ended else tuple(_beds(terms, used, notice, history.choices)),
        used=None if ended else used,
        versions=tuple(_versions(approval))[::-1],
    )


def _beds(terms: Terms, used: Used | None, notice: bool, said: Choices) -> Iterator[Bed]:
    """A bed for each approved place, the filled first; only approved, where nobody records placements."""
    if used is None:
        yield from (Bed("unavailable" if notice else "approved"),) * terms.places
        return
    yield from (Bed("filled"),) * (used.filled - used.over - used.extra)
    yield from (Bed("filled", "for siblings"),) * used.extra
    yield from (Bed("free"),) * used.free
    for reason, count in used.reasons:
        yield from (Bed("unavailable", said.said("not_available_reasons", reason).lower()),) * count


def _versions(approval: Approval) -> Iterator[TermsSeen]:
    for row, terms in approval.versions():
        change = row.event if isinstance(row.event, TermsChanged) else None
        since = row.event.happened_on
        yield TermsSeen(since, terms, change.cause if change else None, change.basis if change else None)


def choices_of(reference: str, by: Actor) -> Choices:
    """The lists that forms about a household offer; NotFound as `identify`. Nothing of the household is shown."""
    return choices.of_agency(identify(reference, by).agency_id)


def reference_of(household_id: int, by: Actor) -> str:
    """The reference of a household that the asker has just made; NotFound for a foreign one."""
    return households.load(household_id, by.agency_ids).reference
