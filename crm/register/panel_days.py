"""The days on which members can open the pack of a panel: settings of the council, by the panel's own day."""

from __future__ import annotations

from datetime import date

from crm.register import holidays, settings


def pack_days(agency_id: int, held_on: date) -> tuple[date, date]:
    """The first and the last of them, so many working days before and after panel (PN-6)."""
    working = holidays.statutory_calendar()
    before, after = (int(settings.value(f"panel_pack_{side}", agency_id, held_on)) for side in ("before", "after"))
    return working.add(held_on, -before), working.add(held_on, after)
