"""The event that somebody says was recorded in error, and what should stand in its place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from crm.extensions import db
from crm.journey.events import Event, from_data, to_data
from crm.ledger.tables import EventRecord


def kept(event: Event) -> dict[str, Any]:
    """An event as a claim keeps it."""
    return {"happened_on": event.happened_on.isoformat(), **to_data(event)}


def was(event_id: int) -> Event:
    """The event that a claim is about."""
    record = db.session.get_one(EventRecord, event_id)
    return from_data(record.kind, record.happened_on, record.data)


def instead(event_id: int, said: Mapping[str, Any] | None) -> Event | None:
    """What should stand in its place; None where it did not happen."""
    if said is None:
        return None
    data = {name: value for name, value in said.items() if name != "happened_on"}
    return from_data(was(event_id).kind, date.fromisoformat(said["happened_on"]), data)
