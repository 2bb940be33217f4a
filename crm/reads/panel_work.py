"""What a panel waits for, for whoever runs it: its papers to go out (PN-6), what it said, and its minutes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, cast

from sqlalchemy import Table, func, select

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey.deadlines import due
from crm.ledger.tables import UnderWay
from crm.people.panel_tables import Panel, PanelItem
from crm.reads.held import SOON
from crm.register import deadlines, holidays, settings

Waits = Literal["papers", "recommendations", "minutes"]
WAY = cast(Table, UnderWay.__table__).c


@dataclass(frozen=True, slots=True)
class PanelWork:
    """Something to be done for a panel; `due_on` is the day of PN-6, or the panel's own, since when it waits."""

    panel_id: int
    held_on: date
    waits: Waits
    due_on: date
    households: int


def waiting(by: Actor) -> tuple[PanelWork, ...]:
    """What the panels of the asker's agencies wait for, the most urgent first; it names no household.

    A panel whose households are all decided waits for nothing: two queries, however many panels there are.
    """
    today = clock.today()
    asked = Panel.agency_id.in_(by.agency_ids), Panel.called_off_at.is_(None), Panel.minutes_on.is_(None)
    open_ones = select(PanelItem.panel_id).join(UnderWay, WAY.journey_id == PanelItem.journey_id)
    going_on = Panel.id.in_(open_ones.where(PanelItem.removed_at.is_(None)))
    rows = db.session.scalars(select(Panel).where(*asked, (Panel.held_on >= today) | going_on)).all()
    until = {each: today + timedelta(days=settings.value(SOON, each, today)) for each in by.agency_ids}
    unheard, heard = _undecided([row.id for row in rows])
    found: list[PanelWork] = []
    for row in rows:
        (papers,) = due(deadlines.rules()["PN-6"], row.held_on, holidays.statutory_calendar())
        if row.held_on >= today and row.papers_sent_at is None and papers.on <= until[row.agency_id]:
            found.append(PanelWork(row.id, row.held_on, "papers", papers.on, unheard[row.id]))
        if row.held_on < today and unheard[row.id]:
            found.append(PanelWork(row.id, row.held_on, "recommendations", row.held_on, unheard[row.id]))
        if row.held_on < today and heard[row.id]:
            found.append(PanelWork(row.id, row.held_on, "minutes", row.held_on, heard[row.id]))
    return tuple(sorted(found, key=lambda each: (each.due_on, each.panel_id, each.waits)))


def _undecided(panel_ids: Sequence[int]) -> tuple[Counter[int], Counter[int]]:
    """How many households on each agenda are not decided: of those not heard yet, and of those heard."""
    counted = (
        select(PanelItem.panel_id, func.count().label("listed"), func.count(PanelItem.event_id).label("heard"))
        .join(UnderWay, WAY.journey_id == PanelItem.journey_id)
        .where(PanelItem.panel_id.in_(panel_ids), PanelItem.removed_at.is_(None))
        .group_by(PanelItem.panel_id)
    )
    unheard, heard = Counter[int](), Counter[int]()
    for row in db.session.execute(counted):
        unheard[row.panel_id], heard[row.panel_id] = row.listed - row.heard, row.heard
    return unheard, heard
