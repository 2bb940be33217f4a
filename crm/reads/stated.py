"""The reasons of decisions, in words: shown beside the event to the roles that see them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from crm import fields
from crm.actor import Actor
from crm.people import reasons
from crm.reads.names import names_of


@dataclass(frozen=True, slots=True)
class Stated:
    """Reasons as they were put at a moment; `text` is None once erased."""

    number: int
    text: str | None
    recorded_at: datetime
    by: str


def of_events(event_ids: Collection[int], by: Actor) -> Mapping[int, tuple[Stated, ...]]:
    """The reasons of each event, what counts first; none for a role that does not see them."""
    if not fields.sees(by.role, "decision reasons"):
        return {}
    found = reasons.of_events(event_ids)
    names = names_of(row.recorded_by for rows in found.values() for row in rows)
    return {
        event_id: tuple(Stated(row.id, row.reasons, row.recorded_at, names[row.recorded_by]) for row in rows)
        for event_id, rows in found.items()
    }
