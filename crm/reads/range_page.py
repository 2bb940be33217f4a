"""A household's range as its page shows it: on any day, what is proposed, the limit, and what they would like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from crm import clock, fields
from crm.actor import Actor
from crm.extensions import db
from crm.journey import limits, revisions
from crm.journey.events import ReviewCompleted, RevisionProposed
from crm.journey.household import Approval, changed
from crm.journey.placing import is_lodging
from crm.journey.ranges import Terms
from crm.ledger.held import codes
from crm.people import exemptions, profile, requests
from crm.people.profile import Value
from crm.people.range_tables import FosteringExemption, TermsSupport
from crm.reads import asked, look, places_used, usual_limit
from crm.reads.answering import Answering, answering_of
from crm.reads.asked import Asked
from crm.reads.histories import History, load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.names import names_of
from crm.reads.places_used import Used


@dataclass(frozen=True, slots=True)
class Proposed:
    """A change of terms that waits: what it would make of the terms now in force, and until when it is answered.

    `support` is what the carer would need, as it was stated; None where it was not (RV-7).
    """

    journey: int
    event: RevisionProposed
    now: Terms
    then: Terms
    support: str | None
    answering: Answering
    agreed_on: date | None  # by the carers, from a day ahead
    begins_on: date | None  # which is this


@dataclass(frozen=True, slots=True)
class Review:
    """A review of an approval, and what it came to."""

    on: date
    outcome: str
    wider: str | None  # what was answered when it was asked whether the range can be wider


@dataclass(frozen=True, slots=True)
class ExemptionSeen:
    """An exemption from the usual fostering limit (UL-3); from `ends_on` on it holds no longer."""

    id: int
    authority: str
    children: tuple[str, ...]
    conditions: str | None
    granted_on: date
    ends_on: date | None
    holds: bool
    by: str


@dataclass(frozen=True, slots=True)
class RangeSeen:
    """A household's head, and its range at the end of a day; `terms` is None where it was not approved then."""

    household: HouseholdSeen
    on: date
    approval: Approval | None
    terms: Terms | None
    used: Used | None
    proposed: Proposed | None
    reviews: tuple[Review, ...]  # newest first
    exemptions: tuple[ExemptionSeen, ...]
    limit: int | None  # the usual fostering limit; None for supported lodgings, which are none (OA-2)
    warnings: tuple[str, ...]
    wishes: Mapping[str, Value]
    requests: tuple[Asked, ...]  # what its carers ask to change, the latest first


@look
def range_page(reference: str, on: date | None, by: Actor) -> RangeSeen:
    """The range of a household on a day, today without one; NotFound as `load_history`. The look goes on record."""
    history = load_history(reference, by)
    identity = history.identity
    seen_on_record(identity, ["range"], by)
    day = on or clock.today()
    approval = history.household.approval_on(day)
    terms = approval.terms_on(day) if approval else None
    used = places_used.of_households([identity.id], day).get(identity.id) if terms else None
    lodging = is_lodging(history.household, day)
    given = [each for each in exemptions.of_household(identity.id) if each.granted_on <= day]
    home = profile.of_home(identity.id)
    judged = usual_limit.judged(identity, terms or Terms(0), day, known=used is not None, rooms=home.spare_bedrooms)
    return RangeSeen(
        household=seen(history),
        on=day,
        approval=approval,
        terms=terms,
        used=used,
        proposed=_proposed(history) if day == clock.today() else None,
        reviews=_reviews(history, day),
        exemptions=_exemptions(given, day, by),
        limit=None if lodging else judged.limit,
        warnings=limits.warnings(judged) if terms and not lodging else (),
        wishes={name: getattr(home, name) for name in profile.WISHES},
        requests=asked.of_home(identity.id, history.household),
    )


def _proposed(history: History) -> Proposed | None:
    """What is proposed on the journey of the approval that stands today."""
    today = clock.today()
    approval = history.household.approval_on(today)
    journey = history.household.journey(approval.journey_id) if approval else None
    row = revisions.proposed(journey) if journey else None
    if approval is None or journey is None or row is None or not isinstance(row.event, RevisionProposed):
        return None
    stated = db.session.get(TermsSupport, row.first_id or row.id)
    now = approval.terms_on(today)
    agreed = requests.agreed_ahead(history.identity.id, history.household, row)
    return Proposed(
        journey=history.numbers[row.journey_id],
        event=row.event,
        now=now,
        then=changed(now, row.event),
        support=stated.support if stated else None,
        answering=answering_of(journey, row),
        agreed_on=agreed.agreed_on if agreed else None,
        begins_on=agreed.wanted_on if agreed else None,
    )


def _reviews(history: History, day: date) -> tuple[Review, ...]:
    found = [
        Review(row.event.happened_on, row.event.outcome, row.event.wider)
        for journey in history.household.journeys
        for row in journey.all(ReviewCompleted)
        if isinstance(row.event, ReviewCompleted) and row.event.happened_on <= day
    ]
    return tuple(sorted(found, key=lambda review: review.on, reverse=True))


def _exemptions(rows: Sequence[FosteringExemption], day: date, by: Actor) -> tuple[ExemptionSeen, ...]:
    """Exemptions as they stand on a day; which children they name only for the roles that see it."""
    names = names_of(each.recorded_by for each in rows)
    return tuple(_exemption(each, day, names[each.recorded_by], by) for each in rows)


def _exemption(row: FosteringExemption, day: date, name: str, by: Actor) -> ExemptionSeen:
    return ExemptionSeen(
        id=row.id,
        authority=row.authority,
        children=codes(row.children or "") if fields.sees(by.role, "placed children") else (),
        conditions=row.conditions if fields.sees(by.role, "range note") else None,
        granted_on=row.granted_on,
        ends_on=row.ends_on,
        holds=exemptions.holds(row, day),
        by=name,
    )
