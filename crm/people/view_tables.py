"""Views of lists that a team has saved: a name for a set of filters."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from crm.extensions import Base, Moment

PIPELINE, GRID, REPORT = "pipeline", "grid", "report"
PAGES = {
    PIPELINE: "/pipeline",
    GRID: "/reports/grid",
    REPORT: "/reports/quarterly",
}  # which page it is of, and where that is


class SavedView(Base):
    """A name that a team has given to a set of filters of a page, as its address has them: `page` is one of PAGES.

    `name_folded` is unique in an agency. No name of a person belongs in it: everybody in the agency sees it.
    """

    __tablename__ = "saved_view"

    id: Mapped[int] = mapped_column(primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    name: Mapped[str] = mapped_column(String(40))
    name_folded: Mapped[str] = mapped_column(String(80))
    page: Mapped[str] = mapped_column(String(20))
    query: Mapped[str] = mapped_column(String(600))
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[int | None]
