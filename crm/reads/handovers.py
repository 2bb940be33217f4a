"""The list of those whom a hub hands to its councils, and what became of them council by council."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm import audit
from crm.actor import Actor, Role
from crm.people import folding, handovers
from crm.people.handovers import ACCEPTED, CLOSED
from crm.reads import handover_lines, look
from crm.reads.handover_lines import Line, hub_of
from crm.reads.paging import PAGE, Paged, page_of
from crm.register import agencies

MOST_EXPORTED = 10_000
SETTLED = (ACCEPTED, CLOSED)


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of those who were handed to a council: of its steps, so that no later setting moves them."""

    council: str
    routed: int
    accepted: int
    passed_back: int
    taken_back: int

    @property
    def waiting(self) -> int:
        """Those that wait for its answer."""
        return self.routed - self.accepted - self.passed_back - self.taken_back


@dataclass(frozen=True, slots=True)
class Listed(Paged):
    """A page of them; how many match. `counts` are a hub's councils, one by one."""

    rows: tuple[Line, ...]
    total: int
    page: int
    pages: int
    is_hub: bool
    counts: tuple[Counts, ...]


def waiting(by: Actor) -> tuple[Line, ...]:
    """Those that wait for the answer of somebody's council, the most urgent first, without saying who they are."""
    if by.role is Role.HUB:
        return ()
    found = [handover_lines.line(row, frozenset()) for row in handover_lines.asked_of(by)]
    return tuple(sorted(found, key=_urgent))


@look
def listed(state: str, q: str, page: int, by: Actor) -> Listed:
    """A page of those that wait, or of those that were accepted; what was shown goes on record."""
    hub_id = hub_of(by)
    shown, total, page, pages = _settled(state, q, page, by) if state in SETTLED else _open(q, page, by)
    audit.record(by, "handover.list", fields=[each.reference for each in shown], about=f"{len(shown)} enquirers")
    return Listed(tuple(shown), total, page, pages, hub_id is not None, _counts(hub_id))


@look
def export(state: str, q: str, reason: str, by: Actor) -> tuple[Line, ...]:
    """All that match, MOST_EXPORTED at most, without saying who they are; the taking goes on record."""
    found = _page(state, q, 0, MOST_EXPORTED, by)[0] if state in SETTLED else _matching(q, by)
    audit.record(by, "handover.export", about=f"{len(found)} enquirers", reason=reason)
    return tuple(found[:MOST_EXPORTED])


def _open(q: str, page: int, by: Actor) -> tuple[list[Line], int, int, int]:
    found = _matching(q, by)
    page, pages = page_of(page, len(found))
    return found[(page - 1) * PAGE : page * PAGE], len(found), page, pages


def _matching(q: str, by: Actor) -> list[Line]:
    """Those that wait, by what whoever looks may see of them."""
    hub_id, wanted = hub_of(by), folding.folded(q)
    rows = handover_lines.asked_of(by) if hub_id is None else handovers.open_of(hub_id)
    every = [handover_lines.line(row, handover_lines.seen(row, by)) for row in rows]
    found = [each for each in every if wanted in folding.folded(f"{each.reference} {each.name or ''}")]
    return sorted(found, key=_urgent)


def _settled(state: str, q: str, page: int, by: Actor) -> tuple[list[Line], int, int, int]:
    found, total = _page(state, q, page, PAGE, by)
    page, pages = page_of(page, total)
    return found, total, page, pages


def _page(state: str, q: str, page: int, most: int, by: Actor) -> tuple[list[Line], int]:
    """Those that were accepted; or, for the hub alone, closed. Of a hub's list a council is gone that shares
    nothing: the counts keep what was."""
    hub_id = hub_of(by)
    if state == CLOSED and hub_id is None:
        return [], 0
    councils = [each for each in by.agency_ids if hub_id is None or handover_lines.shares(each)]
    total = handovers.settled_count(state, councils, hub_id, q)
    first = (page_of(page, total)[0] - 1) * most
    rows = handovers.settled(state, councils, hub_id, q, first, most)
    return [handover_lines.line(row, frozenset()) for row in rows], total


def _urgent(line: Line) -> tuple[bool, date, str]:
    """Those for whom no council is asked come first: nobody's clock runs for them."""
    return line.due_on is not None and not line.left, line.due_on or line.received_on, line.reference


def _counts(hub_id: int | None) -> tuple[Counts, ...]:
    if hub_id is None:
        return ()
    found = handovers.counted(hub_id)
    councils = {agency_id for agency_id, _ in found} | {each.id for each in agencies.members(hub_id)}
    lines = [
        Counts(agencies.numbered(each).name, *(found.get((each, kind), 0) for kind in handovers.COUNTED))
        for each in councils
    ]
    return tuple(sorted(lines, key=lambda line: line.council))
