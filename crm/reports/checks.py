"""`crm check`: every household of every agency, and every report, against the identities of domain.md section 3."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from crm.extensions import db
from crm.ledger import now
from crm.ledger.check import check
from crm.people.tables import Household
from crm.register import agencies, settings
from crm.reports import identities

CHUNK = 500  # households read at a time: the memory stays level however many there are


def everything() -> Iterator[str]:
    """A sentence for each thing that is wrong in any agency; nothing if every identity holds."""
    for agency in agencies.every():
        rulebook = settings.rulebook(agency.id)
        ids = list(db.session.scalars(select(Household.id).where(Household.agency_id == agency.id)))
        for start in range(0, len(ids), CHUNK):
            for problem in check(agency.id, ids[start : start + CHUNK], rulebook):
                yield f"{agency.slug}: {problem}"
        yield from (f"{agency.slug}: {problem}" for problem in now.miscounted(agency.id))
    yield from identities.failures()
