"""What history counts for: entries of the stage ledger and of the bed ledger (rules section 6.5).

An entry is a signed number on a day. The ledger's rows are these entries as they became known: whenever news
changes what history counts for, the difference is posted, recorded with the news. So a figure, as known on
any day, is one sum, and nothing is ever rewritten.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from crm.journey.events import (
    EnquiryReceived,
    HouseholdApproved,
    HouseholdDeregistered,
    NoticeReceived,
    TermsChanged,
)
from crm.journey.history import Row
from crm.journey.household import Approval, Household, changed
from crm.journey.ranges import Population, Route, population_of


class Book(StrEnum):
    """What an entry counts: things that happened, households, or places."""

    STAGE = "stage"
    HOUSEHOLDS = "households"
    PLACES = "places"


class Cause(StrEnum):
    """Why beds came or went: the lines of the identity (domain.md section 2)."""

    NEW_APPROVAL = "new_approval"
    TRANSFER_IN = "transfer_in"
    TERMS_INCREASE = "terms_increase"
    CAPITAL_SCHEME = "capital_scheme"
    RECLASSIFIED_IN = "reclassified_in"
    DEREGISTRATION = "deregistration"
    TRANSFER_OUT = "transfer_out"
    TERMS_DECREASE = "terms_decrease"
    RECLASSIFIED_OUT = "reclassified_out"
    ADJUSTMENT = "adjustment"


DAY = timedelta(days=1)
MOVES_BEDS = (HouseholdApproved, TermsChanged, NoticeReceived, HouseholdDeregistered)
REPEATED = "enquiry_repeated"  # an enquiry inside the window of another: kept, and not counted (ST-4)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that counts: `what` is an event kind in the stage book, a cause in the others."""

    book: Book
    what: str
    route: Route
    population: Population
    journey_id: int
    event_id: int
    effective_on: date


Entries = Counter[Entry]


def entries(household: Household) -> Entries:
    """All that a household's history counts for, as signed numbers by entry."""
    found: Entries = Counter()
    for journey in household.journeys:
        for row in journey.rows:
            found[_stage(row, household.counted)] += 1
    for approval in household.approvals:
        _count_approval(found, approval)
    return found


def alone(row: Row, *, only_enquiry: bool) -> Entry | None:
    """What a row counts for, once, if that hangs on no other row of its household; None if it may.

    An enquiry hangs on the others, if it is not the only one; what moves beds hangs on the approval.
    """
    if isinstance(row.event, MOVES_BEDS) or (isinstance(row.event, EnquiryReceived) and not only_enquiry):
        return None
    return _stage(row, frozenset({row.id}))


def _stage(row: Row, counted: frozenset[int]) -> Entry:
    repeated = isinstance(row.event, EnquiryReceived) and row.id not in counted
    what = REPEATED if repeated else row.event.kind
    return Entry(
        Book.STAGE, what, row.route, population_of(row.route), row.journey_id, row.id, row.event.happened_on
    )


def _count_approval(found: Entries, approval: Approval) -> None:
    """Post a beginning, each change of places while it lasted, and an end (B-3 to B-7)."""
    terms = approval.terms_on(approval.begins_on - DAY)
    _post(found, approval, _begin(approval), approval.approved, 1, terms.places)
    for row in approval.changes:
        assert isinstance(row.event, TermsChanged)  # noqa: S101 - what `changes` holds, for the type checker
        before, terms = terms, changed(terms, row.event)
        more = terms.places - before.places
        _post(found, approval, _change(row.event, more), row, 0, more)
    if approval.ended is not None:
        _post(found, approval, _end(approval), approval.ended, -1, -terms.places)


def _post(found: Entries, approval: Approval, cause: Cause, row: Row, households: int, places: int) -> None:
    """Enter a movement in both books; what moves nothing is not entered."""
    day = approval.ends_on if row is approval.ended and approval.ends_on else row.event.happened_on
    for book, quantity in ((Book.HOUSEHOLDS, households), (Book.PLACES, places)):
        if quantity:
            key = Entry(book, cause, approval.route, approval.population, approval.journey_id, row.id, day)
            found[key] += quantity


def _begin(approval: Approval) -> Cause:
    if approval.reclassified_in:
        return Cause.RECLASSIFIED_IN
    return Cause.TRANSFER_IN if approval.route == Route.TRANSFER_IN else Cause.NEW_APPROVAL


def _change(event: TermsChanged, more: int) -> Cause:
    if event.cause == "adjustment":
        return Cause.ADJUSTMENT
    if more < 0:
        return Cause.TERMS_DECREASE
    return Cause.CAPITAL_SCHEME if event.cause == "capital_scheme" else Cause.TERMS_INCREASE


def _end(approval: Approval) -> Cause:
    """A transfer out is its own line and never also a de-registration (B-6)."""
    if approval.reclassified:
        return Cause.RECLASSIFIED_OUT
    if approval.adjusted:
        return Cause.ADJUSTMENT
    return Cause.TRANSFER_OUT if approval.transferred else Cause.DEREGISTRATION
