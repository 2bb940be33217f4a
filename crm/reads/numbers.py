"""The numbers by which pages name a household's journeys: 1 for its first.

A journey keeps its number whatever comes or goes by a merge: a form that is open means what it meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import groupby

from sqlalchemy import select

from crm.extensions import db
from crm.ledger.cluster import Tie
from crm.ledger.tables import TieRecord


def of_ties(ties: Sequence[Tie], household_id: int) -> dict[int, int]:
    """The number of each journey that is a household's now, from every tie of its journeys, oldest first."""
    begun = {tie.journey_id: tie.id for tie in reversed(ties)}
    came: dict[int, Tie] = {}
    for tie in ties:
        if tie.household_id == household_id:
            came.setdefault(tie.journey_id, tie)
    ordered: list[int] = []
    for own, run in groupby(came.values(), key=lambda tie: begun[tie.journey_id] == tie.id):
        keys = [tie.journey_id for tie in run]
        ordered += sorted(keys) if own else keys
    held = {tie.journey_id: tie.household_id for tie in ties}
    return {key: number for number, key in enumerate(ordered, 1) if held[key] == household_id}


def of_journeys(household_ids: Collection[int]) -> dict[int | None, int]:
    """The number of each journey that is one of these households' now, by the ledger's id, in one query."""
    if not household_ids:
        return {}
    theirs = select(TieRecord.journey_id).where(TieRecord.household_id.in_(household_ids))
    rows = select(TieRecord.id, TieRecord.journey_id, TieRecord.household_id, TieRecord.recorded_at)
    found: defaultdict[int, list[Tie]] = defaultdict(list)
    whose: defaultdict[int, set[int]] = defaultdict(set)
    ties = [
        Tie(*row) for row in db.session.execute(rows.where(TieRecord.journey_id.in_(theirs)).order_by(TieRecord.id))
    ]
    for tie in ties:
        whose[tie.journey_id].add(tie.household_id)
    for tie in ties:
        for household_id in whose[tie.journey_id]:
            found[household_id].append(tie)
    return {
        key: number
        for household_id in household_ids
        for key, number in of_ties(found[household_id], household_id).items()
    }
