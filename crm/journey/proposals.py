"""What became of each proposal of a journey, read in one place from the rows that stand (RV-6, RV-7).

A proposal to change the terms, or to end the approval, waits until one row settles or drops it. One of a kind waits
at a time: where a later one comes while an earlier waits, the earlier one is overtaken, and nobody agreed to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from crm.journey.ending_events import TerminationAnswered, TerminationDropped, TerminationProposed
from crm.journey.events import (
    Event,
    HouseholdDeregistered,
    RevisionAnswered,
    RevisionDropped,
    RevisionProposed,
    TermsChanged,
)
from crm.journey.history import Row
from crm.journey.household import Journey


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of proposal: what answers it, and what ends it."""

    answer: type[Event]
    ends: tuple[type[Event], ...]


KINDS: Mapping[type[Event], Kind] = {
    RevisionProposed: Kind(RevisionAnswered, (RevisionDropped, TermsChanged)),
    TerminationProposed: Kind(TerminationAnswered, (TerminationDropped, HouseholdDeregistered)),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """One that stands: the carer's answer, and what ended it; `end` is a later proposal where that overtook it."""

    row: Row
    answer: Row | None = None
    end: Row | None = None

    @property
    def waits(self) -> bool:
        """Whether nothing has ended it."""
        return self.end is None

    @property
    def change(self) -> TermsChanged | None:
        """The change of terms that settled it, if one did."""
        return self.end.event if self.end and isinstance(self.end.event, TermsChanged) else None

    @property
    def overtaken(self) -> bool:
        """Whether a later proposal came while it waited, which no record of a service should say."""
        return self.end is not None and type(self.end.event) is type(self.row.event)


def of(journey: Journey) -> tuple[Proposal, ...]:
    """Every proposal that stands, the first one first, with what came of it."""
    found: list[Proposal] = []
    waiting: dict[type[Event], int] = {}
    for row in journey.rows:
        if type(row.event) in KINDS:
            if (place := waiting.get(type(row.event))) is not None:
                found[place] = replace(found[place], end=row)
            waiting[type(row.event)] = len(found)
            found.append(Proposal(row))
            continue
        for proposed, place in list(waiting.items()):
            if isinstance(row.event, KINDS[proposed].answer) and found[place].answer is None:
                found[place] = replace(found[place], answer=row)
            elif isinstance(row.event, KINDS[proposed].ends) and not _only_books(row.event):
                found[place] = replace(found[place], end=row)
                del waiting[proposed]
    return tuple(found)


def _only_books(event: Event) -> bool:
    """Whether a change of terms puts the books right, or was told by a load: it settles no proposal (B-19)."""
    return isinstance(event, TermsChanged) and event.basis is None


def find(journey: Journey, event_id: int) -> Proposal | None:
    """A proposal by the event that says it, or by where its corrections began; None where it was struck out."""
    return next((each for each in of(journey) if event_id in (each.row.id, each.row.first_id)), None)


def settled_by(journey: Journey, change: Row) -> Row | None:
    """The proposal that a row settled or dropped; None where there was none."""
    return next((each.row for each in of(journey) if each.end and each.end.id == change.id), None)


def loose(journey: Journey) -> Iterator[Row]:
    """Answers, and changes that are said to be agreed or noticed, with no proposal that they could be of."""
    every = of(journey)
    tied = {row.id for each in every for row in (each.answer, each.end) if row}
    kinds = tuple(each.answer for each in KINDS.values())
    for row in journey.rows:
        settles = isinstance(row.event, TermsChanged) and not _only_books(row.event)
        if row.id not in tied and (settles or isinstance(row.event, kinds)):
            yield row
