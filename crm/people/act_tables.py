"""What was done to many journeys at once, with what became of each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Json, Moment
from crm.people.tables import BigId


class ManyAct(Base):
    """One act on many journeys: what was asked, by whom, how far it is, and whether it was taken back.

    `asked` holds codes, days and numbers of rows, by what the form calls them. `state` is waiting, done, undoing or
    undone; `carried_on` when it is to be carried out, at the earliest. `undo_reason` is a code.
    """

    __tablename__ = "many_act"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[str] = mapped_column(String(10))
    asked: Mapped[dict[str, Any]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(10))
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[int | None]
    carried_on: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    job_id: Mapped[int | None] = mapped_column(BigId)
    undo_reason: Mapped[str | None] = mapped_column(String(40))
    undone_at: Mapped[datetime | None] = mapped_column(Moment)
    undone_by: Mapped[int | None]


class ManyActItem(Base):
    """What became of one journey: waiting, done, refused, undone or kept; `said` is why it was not done, or
    what became of a call that was promised.

    `event_id` is what was recorded, `was_with` whose the household was.
    """

    __tablename__ = "many_act_item"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("many_act.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    journey_id: Mapped[int] = mapped_column(BigId, ForeignKey("journey.id"))
    state: Mapped[str] = mapped_column(String(10))
    said: Mapped[str | None] = mapped_column(String(400))
    event_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("event.id"))
    was_with: Mapped[int | None]
