"""A life as the events that a command takes, cut at the present day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from crm.demo import days
from crm.demo.care import care
from crm.demo.chance import drawing
from crm.demo.lives import Life
from crm.journey.deadlines import add_months
from crm.journey.decision_events import MinutesReceived
from crm.journey.events import (
    ApplicationReceived,
    ApprovalRefused,
    AssessmentStarted,
    EnquiryReceived,
    Event,
    FirstContactMade,
    HouseholdApproved,
    HouseholdDeregistered,
    JourneyClosed,
    NoticeReceived,
    PanelRecommended,
    ReportCompleted,
    ReviewCompleted,
    StageOneCompleted,
    TermsChanged,
    VisitCompleted,
)
from crm.journey.ranges import Route

NOTICE = timedelta(days=28)
BEFORE_PANEL = timedelta(days=20)
SCREENING = timedelta(days=21)
WEEK = timedelta(weeks=1)
MONTHS = 12
# Reviews are told since the council began to write them down; a few have not been held for a year.
FIRST_REVIEWED, LAST_REVIEWED, LAST_YEAR = date(2023, 1, 2), date(2025, 9, 1), 2040
OVERDUE = 0.06
ASKED_SINCE = date(2025, 1, 6)  # since when reviews ask whether the range can be wider
MINUTED = timedelta(days=3)  # after panel
HEARD = timedelta(days=7)  # before the first review, panel hears it


def events(life: Life, today: date) -> tuple[Event, ...]:
    """What has happened by today, in the order of a journey. An end that is settled may lie ahead (B-4)."""
    return tuple(event for event in _whole(life) if event.happened_on <= today)


def _whole(life: Life) -> Iterator[Event]:
    if life.enquiry_on:
        yield EnquiryReceived(
            happened_on=life.enquiry_on, source=life.source, employer=life.employer, campaign=life.campaign
        )
    if life.first_contact_on:
        yield FirstContactMade(happened_on=life.first_contact_on)
    if life.visit_on:
        yield VisitCompleted(happened_on=life.visit_on)
    yield from _assessment(life)
    yield from _decision(life)
    yield from sorted([*_reviews(life), *_changes(life), *care(life)], key=lambda event: event.happened_on)
    yield from _end(life)


def _assessment(life: Life) -> Iterator[Event]:
    """The steps between application and panel. What a closing or a refusal overtook is left out."""
    if life.application_on is None:
        return
    last = life.closed_on or life.panel_on or life.decision_on or date.max
    yield ApplicationReceived(happened_on=life.application_on)
    if life.stage1_complete_on and life.stage1_complete_on <= last:
        yield StageOneCompleted(happened_on=life.stage1_complete_on)
    started = (life.stage1_complete_on or life.application_on + SCREENING) + WEEK
    if started <= last:
        yield AssessmentStarted(happened_on=started)
    decided = life.panel_on or life.decision_on
    if decided and (decided - life.application_on) > 2 * BEFORE_PANEL:
        yield ReportCompleted(happened_on=decided - BEFORE_PANEL)


def _decision(life: Life) -> Iterator[Event]:
    if life.panel_on:
        recommendation = "approve" if life.approved else "not_approve"
        yield PanelRecommended(happened_on=life.panel_on, recommendation=recommendation)
    if life.decision_on is None:
        return
    if life.panel_on:  # a decision is made on them (DM-3)
        yield MinutesReceived(happened_on=days.office_day(life.panel_on + MINUTED, life.decision_on))
    if life.places is None:
        yield ApprovalRefused(happened_on=life.decision_on)
        return
    yield HouseholdApproved(
        happened_on=life.decision_on,
        places=life.places,
        age_from=life.age_from,
        age_to=life.age_to,
        offers=life.offers,
        parent_and_child=life.parents,
        named_children=life.named_children,
        transferred_from=life.transferred_from,
        left_there_on=life.decision_on if life.route is Route.TRANSFER_IN else None,
    )


def _changes(life: Life) -> Iterator[Event]:
    for change in life.changes:
        yield TermsChanged(happened_on=change.on, places=change.places, cause=change.cause)


def _reviews(life: Life) -> Iterator[Event]:
    """A review some days before each year since the last one is over; of some households the last ones are late."""
    if not life.approved or life.decision_on is None or life.route is Route.SUPPORTED_LODGINGS:
        return
    rng = drawing(f"reviews of {life.reference}")
    ends = (life.deregistered_on, life.became.decision_on if life.became else None)
    until = min((end - NOTICE for end in ends if end), default=date.max)
    if rng.random() < OVERDUE:
        until = min(until, LAST_REVIEWED)
    first = True
    years = max(FIRST_REVIEWED.year - life.decision_on.year, 1)
    due = add_months(life.decision_on, MONTHS * years)
    for _ in range(life.decision_on.year + years, LAST_YEAR + 1):
        day = days.office_day(due - timedelta(days=rng.randint(2, 20)), due)
        due = add_months(day, MONTHS)
        if FIRST_REVIEWED <= day < until:
            if first:  # which panel hears (RV-4)
                yield PanelRecommended(happened_on=days.office_day(day - HEARD, day), recommendation="continue")
            first = False
            yield ReviewCompleted(happened_on=day, wider=_wider(rng, day))


def _wider(rng: Random, day: date) -> str | None:
    """The answer to whether the range can be wider: asked since a day, and most often it is wide enough."""
    if day < ASKED_SINCE:
        return None
    return rng.choices(("widest", "not_now", "could_be"), (60, 32, 8))[0]


def _end(life: Life) -> Iterator[Event]:
    """A carer who resigns gives notice, and the approval ends 28 days later (RV-8); other ends have no notice."""
    if life.closed_on:
        yield JourneyClosed(
            happened_on=life.closed_on,
            stage=life.closed_stage,
            initiator=life.closed_by,
            reason=life.closed_reason,
        )
    if life.deregistered_on is None:
        return
    notice = life.deregistered_on - NOTICE
    if life.deregistered_by == "carer" and life.route is not Route.KINSHIP and _after_all(life, notice):
        yield NoticeReceived(
            happened_on=notice,
            ends_on=life.deregistered_on,
            reason=life.deregistered_reason,
            destination=life.deregistered_to,
            initiator=life.deregistered_by,
        )
        return
    yield HouseholdDeregistered(
        happened_on=life.deregistered_on,
        reason=life.deregistered_reason,
        destination=life.deregistered_to,
        initiator=life.deregistered_by,
    )


def _after_all(life: Life, day: date) -> bool:
    """Whether nothing else happened to the approval from this day on."""
    latest = max([life.decision_on or date.min, *(change.on for change in life.changes)])
    return latest < day
