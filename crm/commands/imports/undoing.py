"""Take a load back: each of its rows as of the moment at which it was recorded, so that no past figure keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from crm import audit, clock
from crm.actor import Actor
from crm.bulk import roomy
from crm.commands import command, ended_with
from crm.commands.following import Followed
from crm.commands.imports.loading import PORTION
from crm.commands.imports.told import Progress, Said
from crm.commands.placed import require_covered
from crm.errors import NotFound, Refused
from crm.journey.events import Event, Withdrawn
from crm.journey.history import standing
from crm.journey.saying import said
from crm.ledger import batches
from crm.ledger.batches import BatchRow
from crm.ledger.journal import Impossible, News, Writing
from crm.ledger.keys import lock
from crm.people import imported, placements
from crm.register import settings


@dataclass(frozen=True, slots=True)
class Touched:
    """A row of a load on whose journey something was recorded since: what, and when it happened."""

    row: int
    reference: str | None
    events: tuple[Event, ...]


@dataclass
class Undone:
    """What taking a load back did, or would do."""

    batch: int
    agency_id: int
    file_name: str
    rows: int = 0
    placements: int | None = None  # that are as they were told without it; none: it is no file of such
    events: int = 0
    touched: list[Touched] = field(default_factory=list)
    followed: list[Followed] = field(default_factory=list)
    refused: list[Said] = field(default_factory=list)
    placed_with: set[int] = field(default_factory=set)  # the households with children on record


@command
def undo(batch: int, *, by: Actor, progress: Progress | None = None) -> Undone:
    """Take a batch back, and name the rows that were touched since: what was recorded on them later stays.

    Refused if that was done before, or if something that was recorded since could not have happened without it.
    """
    undone = _take_back(batch, by, progress)
    if undone.refused:
        first = "; ".join(f"row {each.row}: {each.message}" for each in undone.refused[:10])
        raise Refused(f"Batch {batch} cannot be taken back while what was recorded since needs it: {first}")
    what = "journeys" if undone.placements is None else "placements"
    audit.record(by, "import.undo", agency_id=undone.agency_id, about=f"batch {batch}", fields=[what])
    return undone


def _take_back(batch: int, by: Actor, progress: Progress | None) -> Undone:
    found = batches.find(batch)
    if found is None or found.agency_id not in by.agency_ids:
        raise NotFound(f"There is no batch {batch}.")
    lock(found.agency_id)
    before = batches.undone_at(batch)
    if before is not None:
        raise Refused(f"Batch {batch} was taken back already, on {said(clock.day_of(before))}.")
    rows = batches.rows_of(batch)
    undone = Undone(batch, found.agency_id, found.file_name, rows=len(rows))
    later = batches.touched_since(batch)
    undone.touched = [
        Touched(row.number, row.reference, tuple(later[row.journey_id])) for row in rows if row.journey_id in later
    ]
    freed: set[int] = set()
    undone.placed_with = placements.with_any(found.agency_id)
    homes = [list(of_one) for _, of_one in groupby(rows, key=lambda row: row.household_id)]
    done = 0
    with roomy():
        for start in range(0, len(homes), PORTION):
            portion = homes[start : start + PORTION]
            freed |= _portion(portion, undone, found.loaded_at, by)
            done += sum(map(len, portion))
            if progress is not None:
                progress(done, len(rows))
    batches.undo(batch, freed, at=clock.now(), by=by.user_id)
    undone.placements, followed = ended_with.take_back(batch, by=by)
    undone.followed += followed
    return undone


def _portion(homes: Sequence[list[BatchRow]], undone: Undone, loaded_at: datetime, by: Actor) -> set[int]:
    """Withdraw what the rows of these households brought; the journeys of which nothing is left."""
    rows = [row for home in homes for row in home]
    turn = Writing(undone.agency_id, settings.rulebook(undone.agency_id), by=by.user_id, block=8 * len(rows))
    turn.load({row.household_id for row in rows})
    brought = batches.brought(undone.batch, {row.journey_id for row in rows})
    freed: set[int] = set()
    for home in homes:
        if _withdrawn(turn, home, brought, undone):
            held = standing(turn.clusters[home[0].household_id].rows)
            kept = {row.journey_id for row in held}
            freed |= {row.journey_id for row in home if row.journey_id not in kept and not row.told_elsewhere}
    turn.write()
    if not undone.refused:
        touched = {row.household_id for row in rows}
        undone.followed += ended_with.follow_all(undone.agency_id, touched, because=ended_with.UNDONE, by=by)
    left = {row.household_id for row in rows if not turn.household(row.household_id).journeys}
    imported.erase(left, made_at=loaded_at)
    return freed


def _withdrawn(turn: Writing, rows: Sequence[BatchRow], brought: set[int], undone: Undone) -> bool:
    """Withdraw what a household's rows brought, all at once: one may be impossible to take back without another."""
    journeys, home = {row.journey_id for row in rows}, rows[0].household_id
    held = turn.clusters[home].rows
    news = [
        News(
            each.journey_id,
            Withdrawn(happened_on=clock.today()),
            corrects_id=each.id,
            reason="import_undone",
            recorded_at=each.recorded_at,
        )
        for each in held
        if each.id in brought and each.journey_id in journeys
    ]
    try:
        before = turn.household(home)
        if news:
            turn.append(home, news)
    except Impossible as no:
        if len(rows) == 1:
            undone.refused.append(Said(rows[0].number, no.message))
        for row in rows if len(rows) > 1 else ():
            _withdrawn(turn, [row], brought, undone)
        return False
    try:
        if news and home in undone.placed_with:
            require_covered(home, before, turn.household(home))
    except Refused as no:
        undone.refused.append(Said(rows[0].number, no.message))
        return False
    undone.events += len(news)
    return True
