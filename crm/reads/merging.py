"""Two records side by side before they become one, and a merge before it is undone: with what figures move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from crm import fields
from crm.actor import Actor
from crm.errors import Merged, NotFound, Refused
from crm.extensions import db
from crm.journey.history import Row, standing
from crm.journey.household import Household, fold
from crm.journey.problems import problems
from crm.journey.ranges import Route
from crm.journey.under_way import open_twice
from crm.ledger import ties
from crm.people import households, merging
from crm.people.likeness import Likeness, likeness
from crm.people.merge_tables import MergeProposal
from crm.people.tables import Document
from crm.reads import look
from crm.reads.duplicates import knowns
from crm.reads.effects import Move, moved
from crm.reads.histories import History, Identity, identify, load_history
from crm.reads.household import HouseholdSeen, JourneySeen, seen, seen_on_record
from crm.reads.merges import MergeSeen, merge_seen
from crm.reads.names import names_of
from crm.reads.parted_rows import Divided, divided
from crm.reads.people import CarerSeen, carers_seen


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two records: who, how to reach them as far as the role sees it, and what it has."""

    identity: Identity
    carers: tuple[CarerSeen, ...]
    journeys: tuple[JourneySeen, ...]
    has_address: bool
    documents: int
    keep_in_touch: bool | None
    opted_out: bool


@dataclass(frozen=True, slots=True)
class ProposalSeen:
    """That somebody proposes this merge: who, when and why, and who is who."""

    id: int
    by: str
    own: bool  # whoever asks proposed it
    at: datetime
    because: str
    people: dict[int, int]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two records, the first to be kept; what a merge would move in figures, or why there cannot be one."""

    household: HouseholdSeen
    kept: Side
    other: Side
    contact: bool
    alike: Likeness
    moves: tuple[Move, ...]
    twice: tuple[Route, ...]  # on which both have a journey that goes on
    refused: str | None
    proposal: ProposalSeen | None
    told_apart: bool


@dataclass(frozen=True, slots=True)
class Parting:
    """A merge that somebody may undo."""

    household: HouseholdSeen
    merge: MergeSeen
    folded: Household
    rows: Divided

    def moves(self, after: Sequence[Household]) -> tuple[Move, ...]:
        """What becomes of figures where the two are as they are said to be then."""
        return tuple(moved([self.folded], after))


@look
def compare(reference: str, other: str, by: Actor) -> Compared:
    """The two records; the looks go on record. Refused, in words: the other is none of the asker's, or the same."""
    history = load_history(reference, by)
    beside = _other(history.identity, other, by)
    for each in (history.identity, beside.identity):
        seen_on_record(each, ["people", "merge"], by)
    together = _folded(history, [*history.rows, *beside.rows])
    problem = next(problems(together, history.rulebook.rules), None)
    ids = (history.identity.id, beside.identity.id)
    known = knowns(ids)
    proposal = next(
        (each for each in merging.open_proposals(ids) if {each.kept_id, each.merged_id} == set(ids)), None
    )
    return Compared(
        household=seen(history),
        kept=_side(history, by),
        other=_side(beside, by),
        contact=fields.sees(by.role, "contact"),
        alike=likeness(known[ids[0]], known[ids[1]]),
        moves=tuple(moved([history.household, beside.household], [together])),
        twice=tuple(dict.fromkeys(each.route for each in open_twice(together))),
        refused=problem.message if problem else None,
        proposal=_proposed(proposal, by) if proposal and proposal.kept_id == ids[0] else None,
        told_apart=merging.told_apart(*ids) is not None,
    )


def two(reference: str, other: str, by: Actor) -> tuple[int, int]:
    """The numbers of two households, for a button that needs no look. NotFound: one is not the asker's."""
    return identify(reference, by).id, identify(other, by).id


def _other(identity: Identity, reference: str, by: Actor) -> History:
    try:
        found = load_history(reference.strip(), by)
    except NotFound as none:
        raise Refused(f"No household of yours has the reference {reference.strip()[:20]}", field="other") from none
    except Merged as gone:
        raise Refused(f"It was merged already, into {gone.into}", field="other") from gone
    if found.identity.id == identity.id:
        raise Refused("This is the same household: it cannot be merged with itself", field="other")
    if found.identity.agency_id != identity.agency_id:
        raise Refused("The two are of different councils: a household belongs to one", field="other")
    return found


def _folded(history: History, rows: Sequence[Row]) -> Household:
    return fold(standing(rows), history.rulebook.rules)


def _side(history: History, by: Actor) -> Side:
    household = households.load(history.identity.id, by.agency_ids)
    ids = merging.together(household.id)
    kept = select(func.count()).where(Document.household_id.in_(ids), Document.removed_at.is_(None))
    return Side(
        identity=history.identity,
        carers=carers_seen(household.id, by),
        journeys=seen(history).journeys,
        has_address=households.has_address(household.id),
        documents=int(db.session.execute(kept).scalar_one()),
        keep_in_touch=household.keep_in_touch,
        opted_out=household.opted_out_at is not None,
    )


def _proposed(proposal: MergeProposal, by: Actor) -> ProposalSeen:
    return ProposalSeen(
        id=proposal.id,
        by=names_of([proposal.proposed_by])[proposal.proposed_by],
        own=proposal.proposed_by == by.user_id,
        at=proposal.proposed_at,
        because=proposal.because,
        people={int(place): kept for place, kept in proposal.people.items()},
    )


@look
def parting(reference: str, merge_id: int, by: Actor) -> Parting:
    """A merge that stands, to be undone; NotFound: there is none of this household. The look goes on record."""
    history = load_history(reference, by)
    found = next((each for each in merging.merges_of(history.identity.id) if each.id == merge_id), None)
    if found is None or found.kept_id != history.identity.id:
        raise NotFound("There is no such merge")
    seen_on_record(history.identity, ["merge", "contacts"], by)
    theirs = set(found.brought["journeys"])
    after = [
        _folded(history, [row for row in history.rows if (row.journey_id in theirs) == goes])
        for goes in (False, True)
    ]
    held = [each for each in found.brought["journeys"] if each in history.numbers]
    begun = [each for each in ties.begun_since(found.kept_id, found.merged_at) if each in history.numbers]
    return Parting(
        household=seen(history),
        merge=merge_seen(found, names_of([found.merged_by, found.undone_by])),
        folded=history.household,
        rows=divided(found, held, after, [each for each in begun if each not in theirs]),
    )
