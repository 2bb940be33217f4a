"""Who works with which household, since when; and what somebody means to do for one, by which day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment
from crm.people.tables import BigId


class Assignment(Base):
    """A household is this worker's, or nobody's, from this moment on. Append-only; the latest one holds."""

    __tablename__ = "assignment"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    worker_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    assigned_at: Mapped[datetime] = mapped_column(Moment)
    assigned_by: Mapped[int | None]


class Task(Base):
    """Something to be done by a day. It is ended once, and never changed: a new day is a new task.

    `kind`: step (in somebody's own words), call_back (promised to the household), keep_warm (when a closed
    household may be asked again), message (of a carer, to be answered), clock (somebody said that what a clock of
    a journey waits for was done).
    `worker_id` is none where it is for whoever works with the household. `made_with` and `ended_with` are the
    contacts with which a call was promised, and was done with; `made_in` and `ended_in` the visits. `agreed_at` is
    when the first of several was noted, of which this one is another day. `journey_id` is also the journey whose
    end ended it.
    """

    __tablename__ = "task"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    worker_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    kind: Mapped[str] = mapped_column(String(20))
    what: Mapped[str | None] = mapped_column(String(200))
    due_on: Mapped[date]
    journey_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("journey.id"))
    clock: Mapped[str | None] = mapped_column(String(40))
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[int | None]
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by: Mapped[int | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    made_with: Mapped[int | None] = mapped_column(BigId, ForeignKey("contact.id"))
    ended_with: Mapped[int | None] = mapped_column(BigId, ForeignKey("contact.id"))
    made_in: Mapped[int | None] = mapped_column(BigId, ForeignKey("visit.id"))
    ended_in: Mapped[int | None] = mapped_column(BigId, ForeignKey("visit.id"))
    agreed_at: Mapped[datetime | None] = mapped_column(Moment)
