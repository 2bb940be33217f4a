"""What carers propose to change: the queue, one of them beside what is on record, and how many wait."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from crm import audit, clock, fields
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.journey.checks import ADULT
from crm.journey.deadlines import add_months
from crm.people import detail_proposals, merging
from crm.people.detail_proposals import ADDRESS, SENT
from crm.people.detail_tables import DetailProposal
from crm.people.merging import stands_for
from crm.people.tables import Household
from crm.reads import look, searching
from crm.reads.filters import Filters
from crm.reads.histories import load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.names import names_of
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.proposed_details import OVERTAKEN, Proposal, proposals_of, state_of
from crm.reads.sharing import within
from crm.register import settings
from crm.register.tables import Agency

WAITING, ALL = "waiting", "all"
STATES = (WAITING, OVERTAKEN, ALL)
MOST_EXPORTED = 5000  # rows a file


@dataclass(frozen=True, slots=True)
class Line:
    """A proposal of the queue: what it is about, and never what it says."""

    number: int
    reference: str
    name: str | None
    agency_id: int
    agency: str
    kind: str
    state: str
    sent_at: Any
    sent_by: str
    worker: str | None


@dataclass(frozen=True, slots=True)
class Queue(Paged):
    """A page of proposals, the longest waiting first, and how many there are in each state."""

    rows: tuple[Line, ...]
    total: int
    page: int
    pages: int
    counts: Counter[str]
    several: bool


@dataclass(frozen=True, slots=True)
class ProposalSeen:
    """A proposal and its household's head. `hidden`: it is an address, which is shown to whoever says why (T40).

    `adult_from`, `checks`: whom it is about is an adult from then on, and what is asked for of them by it (S1-9).
    """

    household: HouseholdSeen
    proposal: Proposal
    hidden: bool
    adult_from: date | None
    checks: tuple[str, ...]


@look
def queue(filters: Filters, state: str, by: Actor) -> Queue:
    """A page of those in a state (empty: that wait). Which households were shown goes on record."""
    every = _lines(filters, by)
    found = [each for each in every if _wanted(each, state)]
    page, pages = page_of(filters.page, len(found))
    rows = tuple(found[(page - 1) * PAGE : page * PAGE])
    note_look((each.reference for each in rows), (each.agency_id for each in rows), by)
    counts = Counter(each.state for each in every)
    counts[WAITING], counts[ALL] = counts[SENT], len(every)
    return Queue(rows, len(found), page, pages, counts, len(by.agency_ids) > 1)


@look
def export(filters: Filters, state: str, reason: str, by: Actor) -> tuple[Line, ...]:
    """The same as a file, MOST_EXPORTED at most; the asking goes on record, with why."""
    found = [each for each in _lines(filters, by) if _wanted(each, state)][:MOST_EXPORTED]
    note_export((each.reference for each in found), (each.agency_id for each in found), by, reason=reason)
    return tuple(found)


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
    chosen = select(func.count()).select_from(DetailProposal)
    chosen = chosen.join(Household, Household.id == DetailProposal.household_id)
    mine = DetailProposal.agency_id.in_(by.agency_ids), DetailProposal.state == SENT, _seen(by)
    return db.session.scalar(chosen.where(*mine)) or 0


def _wanted(line: Line, state: str) -> bool:
    return state == ALL or line.state == (OVERTAKEN if state == OVERTAKEN else SENT)


def _one(number: int, by: Actor, reason: str | None) -> ProposalSeen:
    home_id = detail_proposals.home_of(number)
    reference = db.session.scalar(
        select(Household.reference).where(
            Household.id == home_id, Household.agency_id.in_(by.agency_ids), within(by)
        )
    )
    if reference is None:
        raise NotFound("There is no such proposal")
    history = load_history(reference, by)
    identity = history.identity
    seen_on_record(identity, ["proposed details"], by)
    row = db.session.get_one(DetailProposal, number)
    if reason is not None:
        if row.kind != ADDRESS or not fields.may_ask_for(by.role, "address"):
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
    return ProposalSeen(seen(history), found, row.kind == ADDRESS and reason is None, grown, checks)


def _checks(row: DetailProposal, home_id: int, agency_id: int) -> tuple[date | None, tuple[str, ...]]:
    """From when whom it is about is an adult who lives there, and which checks are asked for of every adult."""
    today = clock.today()
    if row.state != SENT:
        return None, ()
    ahead = int(settings.value("adult_checks_ahead", agency_id, today))
    grown = detail_proposals.adult_from(home_id, row, add_months(today, ahead))
    listed = settings.value("checks", agency_id, today) if grown else ()
    return grown, tuple(each["label"] for each in listed if each["of"] == ADULT and not each.get("retired"))


def _seen(by: Actor) -> ColumnElement[bool]:
    """That the record, or the one that stands for it, is among those that the asker sees."""
    return stands_for().in_(select(Household.id).where(Household.agency_id.in_(by.agency_ids), within(by)))


def _lines(filters: Filters, by: Actor) -> list[Line]:
    """Every proposal that the search and the filters leave, the longest waiting first."""
    rows: list[DetailProposal] = list(db.session.scalars(_chosen(filters, by)))
    homes = merging.kept({row.household_id for row in rows})
    columns = Household.id, Household.reference, Household.name, Household.worker_id, Agency.name.label("agency")
    chosen = select(*columns).join(Agency, Agency.id == Household.agency_id)
    known = {row.id: row for row in db.session.execute(chosen.where(Household.id.in_(set(homes.values()))))}
    names = names_of([*(row.sent_by for row in rows), *(row.worker_id for row in known.values())])
    return [_line(row, known[homes[row.household_id]], names) for row in rows]


def _line(row: DetailProposal, home: Any, names: Any) -> Line:
    return Line(
        number=row.id,
        reference=home.reference,
        name=home.name,
        agency_id=row.agency_id,
        agency=home.agency,
        kind=row.kind,
        state=state_of(row, home.id),
        sent_at=row.sent_at,
        sent_by=names[row.sent_by],
        worker=names[home.worker_id] if home.worker_id else None,
    )


def _chosen(filters: Filters, by: Actor) -> Select[Any]:
    chosen: Select[Any] = select(DetailProposal).join(Household, Household.id == DetailProposal.household_id)
    chosen = chosen.where(DetailProposal.agency_id.in_(by.agency_ids), _seen(by))
    if filters.q:
        chosen = chosen.where(stands_for().in_(searching.ids(filters.q, by)))
    if filters.agency:
        chosen = chosen.where(DetailProposal.agency_id.in_(select(Agency.id).where(Agency.slug == filters.agency)))
    return chosen.order_by(DetailProposal.sent_at, DetailProposal.id)
