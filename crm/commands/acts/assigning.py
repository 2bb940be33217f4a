"""Giving the households of many journeys to one worker. Taken back, each goes to whose it was before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from crm.actor import Actor
from crm.commands import assignments
from crm.commands.acts.ways import Way, Why
from crm.errors import Refused
from crm.extensions import db
from crm.people import caseload
from crm.people.act_tables import ManyAct, ManyActItem
from crm.people.tables import Household

HELD = timedelta(0)
THEIRS = "It is theirs already."
NOBODYS = "It is nobody's already."


def judge(asked: Mapping[str, Any], ways: Sequence[Way], by: Actor) -> dict[int, Why]:
    """Why each household stays with whom it is; `asked` has `worker`, the number of an account, or None."""
    ids = [way.household_id for way in ways]
    holders = {row.id: row.worker_id for row in db.session.execute(_whose(ids))}
    if asked["worker"] is not None:
        homes = list(db.session.scalars(select(Household).where(Household.id.in_(ids))))
        assignments.require_holder(asked["worker"], homes, by)
    same = NOBODYS if asked["worker"] is None else THEIRS
    return {way.journey_id: same if holders[way.household_id] == asked["worker"] else None for way in ways}


def do(act: ManyAct, items: Mapping[ManyActItem, Way], by: Actor, tell: Callable[..., None]) -> None:
    """Give them all."""
    ids = [way.household_id for way in items.values()]
    before = assignments.assign(ids, act.asked["worker"], by=by)
    for item, way in items.items():
        changed = way.household_id in before
        item.state, item.was_with = ("done", before[way.household_id]) if changed else ("refused", None)
        item.said = None if changed else (NOBODYS if act.asked["worker"] is None else THEIRS)
    tell(len(ids), len(ids))


def undo(act: ManyAct, items: Sequence[ManyActItem], by: Actor, tell: Callable[..., None]) -> None:
    """Give back those that nobody has given on since."""
    now = {each.id: each for each in caseload.locked([item.household_id for item in items], by.agency_ids)}
    for number, item in enumerate(items, 1):
        household = now[item.household_id]
        if household.worker_id not in (act.asked["worker"], item.was_with):
            item.state, item.said = "kept", "Somebody has given it to another since."
            continue
        try:
            assignments.assign([item.household_id], item.was_with, by=by)
            item.state, item.said = "undone", None
        except Refused as refusal:
            item.state, item.said = "kept", refusal.message[:400]
        tell(number, len(items))


def _whose(ids: Sequence[int]) -> Any:
    return select(Household.id, Household.worker_id).where(Household.id.in_(ids))
