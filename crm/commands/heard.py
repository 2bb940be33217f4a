"""What a panel of ours recommended stays with that panel, however the journey's record is put right."""

from __future__ import annotations

from crm.errors import Refused
from crm.journey.events import Event, PanelRecommended, StruckOut
from crm.journey.history import Row
from crm.journey.saying import said
from crm.people import panels


def keep_its_panel(row: Row, event: Event) -> None:
    """What a panel recommended keeps that panel's day; struck out, it can be entered on its item again."""
    found = panels.item_with(row.first_id or row.id) if isinstance(row.event, PanelRecommended) else None
    if found is None:
        return
    item, panel = found
    if isinstance(event, StruckOut):
        item.event_id = None
        item.version += 1
    elif event.happened_on != panel.held_on:
        raise Refused(
            f"That panel met on {said(panel.held_on)}. If another heard them, strike this out and record it there.",
            field="happened_on",
        )
