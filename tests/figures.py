"""What the ledgers say, summed as reports sum them: to look at before and after something is done."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from crm import clock
from crm.extensions import db
from crm.ledger.tables import BedEntry, EventRecord, StageEntry

Figures = dict[tuple[str, str], int]


def figures(known_on: date | None = None, agency_id: int | None = None) -> Figures:
    """Everything that counts, by population and what it is, as known on a day or now; zeroes left out."""
    found: Figures = {}
    for table, what in ((StageEntry, StageEntry.kind), (BedEntry, BedEntry.book + " " + BedEntry.cause)):
        chosen = select(table.population, what, func.sum(table.quantity)).group_by(table.population, what)
        if agency_id is not None:
            chosen = chosen.where(table.agency_id == agency_id)
        if known_on is not None:
            chosen = chosen.where(table.recorded_at < clock.end_of_day(known_on))
        found.update({(population, name): total for population, name, total in db.session.execute(chosen) if total})
    db.session.rollback()
    return found


def events() -> int:
    """How many events are on record, those that were corrected or withdrawn among them."""
    found = db.session.scalar(select(func.count()).select_from(EventRecord)) or 0
    db.session.rollback()
    return found
