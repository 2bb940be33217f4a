"""What carers propose to change: the queue, one of them beside what is on record, and how many wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm import audit, clock, fields
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.journey.checks import ADULT
from crm.journey.deadlines import add_months
from crm.people import detail_proposals
from crm.people.detail_proposals import ADDRESS, LEFT, SENT
from crm.people.detail_tables import DetailProposal
from crm.reads import look, sent_by_carers
from crm.reads.filters import Filters
from crm.reads.histories import load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.proposed_details import OVERTAKEN, Proposal, proposals_of, state_of
from crm.reads.sent_by_carers import ALL, Queue
from crm.register import settings

WAITING = "waiting"  # as the tabs call those that were sent and not overtaken
STATES = (OVERTAKEN, ALL)


@dataclass(frozen=True, slots=True)
class Line(sent_by_carers.Line):
    """A proposal of the queue: what it is about, and never what it says."""

    kind: str


@dataclass(frozen=True, slots=True)
class ProposalSeen:
    """A proposal and its household's head. `hidden`: it is an address, which is shown to whoever says why (T40).

    `adult_from`, `checks`: whom it is about is an adult from then on, and what is asked for of them by it (S1-9);
    `moved_in`: as that they come to live there, and not as their 18th birthday.
    """

    household: HouseholdSeen
    proposal: Proposal
    hidden: bool
    adult_from: date | None
    checks: tuple[str, ...]
    moved_in: bool


@look
def queue(filters: Filters, state: str, by: Actor) -> Queue[Line]:
    """A page of those in a state (empty: that wait). Which households were shown goes on record."""
    found = sent_by_carers.queue(_lines(filters, by), state, filters.page, by)
    found.counts[WAITING] = found.counts[SENT]
    return found


@look
def export(filters: Filters, state: str, reason: str, by: Actor) -> tuple[Line, ...]:
    """The same as a file; the asking goes on record, with why."""
    return sent_by_carers.taken(_lines(filters, by), state, reason, by)


@look
def one(number: int, by: Actor) -> ProposalSeen:
    """A proposal beside what is on record, without an address; NotFound: not the asker's. On record."""
    return _one(number, by, None)


@look
def one_with_address(number: int, reason: str, by: Actor) -> ProposalSeen:
    """The same with the address on record and the one proposed. The asking, and why, goes on record (T40, T44)."""
    return _one(number, by, reason)


def waiting(by: Actor) -> int:
    """How many wait for an answer of the service, among the households that the asker sees."""
    return sent_by_carers.waiting(DetailProposal, by)


def _one(number: int, by: Actor, reason: str | None) -> ProposalSeen:
    reference = sent_by_carers.reference_of(detail_proposals.home_of(number), by, "There is no such proposal")
    history = load_history(reference, by)
    identity = history.identity
    seen_on_record(identity, ["proposed details"], by)
    row = db.session.get_one(DetailProposal, number)
    if reason is not None:
        if row.kind != ADDRESS or row.state == LEFT or not fields.may_ask_for(by.role, "address"):
            raise NotFound("There is no such proposal")
        audit.record(
            by,
            "address.show",
            agency_id=identity.agency_id,
            household_id=identity.id,
            fields=["address", "proposed address"],
            reason=reason,
        )
    (found,) = proposals_of([row], {row.household_id: identity.id}, reveal=reason is not None)
    grown, checks = _checks(row, identity.id, identity.agency_id)
    hidden = row.kind == ADDRESS and reason is None
    came = detail_proposals.moves_in_on(identity.id, row) if grown else None
    moved_in = grown is not None and came is not None and came > grown
    return ProposalSeen(seen(history), found, hidden, came if moved_in else grown, checks, moved_in)


def _checks(row: DetailProposal, home_id: int, agency_id: int) -> tuple[date | None, tuple[str, ...]]:
    """From when whom it is about is an adult who lives there, and which checks are asked for of every adult."""
    today = clock.today()
    if row.state != SENT:
        return None, ()
    ahead = int(settings.value("adult_checks_ahead", agency_id, today))
    grown = detail_proposals.adult_from(home_id, row, add_months(today, ahead))
    listed = settings.value("checks", agency_id, today) if grown else ()
    return grown, tuple(each["label"] for each in listed if each["of"] == ADULT and not each.get("retired"))


def _lines(filters: Filters, by: Actor) -> list[Line]:
    rows = sent_by_carers.rows_of(DetailProposal, DetailProposal.sent_at, filters, by)
    by_whom = sent_by_carers.senders((row.household_id for row in rows), (row.sent_by for row in rows))
    return [
        Line(
            **by_whom.told(row, row.sent_at, row.sent_by),
            state=state_of(row, by_whom.homes[row.household_id]),
            kind=row.kind,
        )
        for row in rows
    ]
