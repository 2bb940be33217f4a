"""Who asked a hub and waits to be taken over by one of its councils, and each step on the way."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Json, Moment
from crm.people.tables import BigId


class Handover(Base):
    """Somebody who asked a hub, from then until a council takes them over: no figure counts them before.

    `agency_id` is the council that is asked to take them, or has; none, while the hub itself has them. `people` and
    `details` are what they said, and are emptied when a council takes them: its own record has it from then on.
    `worded_by` is the council whose words of keeping in touch they read.
    """

    __tablename__ = "handover"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"), index=True)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    received_on: Mapped[date]
    people: Mapped[dict[str, Any] | None] = mapped_column(Json)
    details: Mapped[dict[str, Any] | None] = mapped_column(Json)
    worded_by: Mapped[int | None]
    routed_at: Mapped[datetime | None] = mapped_column(Moment)
    due_on: Mapped[date | None]
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    household_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("household.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)


class HandoverStep(Base):
    """One step, append-only: routed to a council, passed back, taken back or accepted. It names nobody.

    `way` says how a council was found, `reason` why one passed it back, both as codes.
    """

    __tablename__ = "handover_step"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    handover_id: Mapped[int] = mapped_column(BigId, ForeignKey("handover.id"), index=True)
    hub_id: Mapped[int] = mapped_column(ForeignKey("hub.id"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[str] = mapped_column(String(12))
    way: Mapped[str | None] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(40))
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[int | None]
