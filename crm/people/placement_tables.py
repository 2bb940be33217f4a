"""Which approved places are used, and which cannot be: children by a reference only, and reasons without people.

Every interval begins on its first day and ends at the start of its last: the place is free again on that day.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment
from crm.people.tables import BigId


class Placement(Base):
    """A child who lives with a household, from a day and perhaps until one. This is not the child's record.

    A row is never changed but to end it: what was wrong is removed, with why, and `follows_id` is what it took the
    place of. `batch_id` is the file that brought it. `emergency`: outside the terms for a few days (reg 23, KC-11).
    `ended_with` is the first event of those that say that the approval ended, where the placement ended with it
    because the child has a home for good: what becomes of that, becomes of the placement (KC-12). With `own_end`
    a file says the same end itself, which holds where the event does not. `told_id` is the row of which this says
    anew what came of it; none where somebody, or a file, told it. `kept` names what its file left empty, or a
    correction left as it was. What a file tells that stands already is a row that is removed at once, after the one
    that stands (`placements.TOLD_AGAIN`).
    """

    __tablename__ = "placement"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    child: Mapped[str] = mapped_column(String(40))  # the reference of the council's own case system
    siblings: Mapped[str | None] = mapped_column(String(40))  # a reference that siblings of each other share (B-10)
    born: Mapped[date | None]  # the first day of the month of birth: no more of it is kept
    offer: Mapped[str | None] = mapped_column(String(40))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    ended_how: Mapped[str | None] = mapped_column(String(40))
    ended_with: Mapped[int | None] = mapped_column(BigId)
    own_end: Mapped[bool] = mapped_column(default=False)
    told_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("placement.id"))
    kept: Mapped[str | None] = mapped_column(String(80))
    emergency: Mapped[bool] = mapped_column(default=False)
    follows_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("placement.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[int | None]
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_by: Mapped[int | None]
    removed_because: Mapped[str | None] = mapped_column(String(40))


class Unavailability(Base):
    """So many approved places cannot be used, and why (ST-11). As a placement it is removed, and not changed."""

    __tablename__ = "unavailability"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    places: Mapped[int]
    reason: Mapped[str] = mapped_column(String(40))
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    follows_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("unavailability.id"))
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[int | None]
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_by: Mapped[int | None]
    removed_because: Mapped[str | None] = mapped_column(String(40))


class UsableAges(Base):
    """For which ages a household's places can be used for a while, as its carers say: a memo beside the terms.

    At most one stands on a day: a new one takes the place of those that it overlaps, which are removed.
    """

    __tablename__ = "usable_ages"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    household_id: Mapped[int] = mapped_column(BigId, ForeignKey("household.id"))
    age_from: Mapped[int]
    age_to: Mapped[int]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    added_at: Mapped[datetime] = mapped_column(Moment)
    added_by: Mapped[int | None]
    removed_at: Mapped[datetime | None] = mapped_column(Moment)
    removed_by: Mapped[int | None]
