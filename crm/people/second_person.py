"""What one person asks for and a second settles: once, to the end of its days, agreed to or not (T08, T19)."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, CursorResult, ForeignKey, select, update
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment, db


class Request(Base):
    """What every table of requests has: by whom and when it was asked, by whom it was settled, and how."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), index=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    agreed: Mapped[bool | None]


AnyRequest = TypeVar("AnyRequest", bound=Request)


def waiting(table: type[AnyRequest], agency_ids: tuple[int, ...], *, since: datetime) -> list[AnyRequest]:
    """The requests of these agencies that nobody has settled and that are not too old, the oldest first."""
    chosen = select(table).where(table.agency_id.in_(agency_ids), unsettled(table, since))
    return list(db.session.scalars(chosen.order_by(table.id)))


def settle(
    table: type[AnyRequest], number: int, *, agreed: bool, by: int | None, at: datetime, since: datetime
) -> bool:
    """Settle a request; whether it was still to be settled. Of two at once, one does it (T51)."""
    settled = db.session.execute(
        update(table)
        .where(table.id == number, unsettled(table, since))
        .values(agreed=agreed, settled_by=by, settled_at=at)
        .execution_options(synchronize_session=False)
    )
    return isinstance(settled, CursorResult) and settled.rowcount == 1


def unsettled(table: type[AnyRequest], since: datetime) -> ColumnElement[bool]:
    """Whether a request still waits; one that was asked for before `since` waits no longer."""
    return table.settled_at.is_(None) & (table.asked_at > since)
