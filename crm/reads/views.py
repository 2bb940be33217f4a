"""The views of a page that a team has saved."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.people import view_tables
from crm.people.view_tables import SavedView

PIPELINE, GRID, REPORT, PAGES = view_tables.PIPELINE, view_tables.GRID, view_tables.REPORT, view_tables.PAGES


@dataclass(frozen=True, slots=True)
class View:
    """A saved view: its number, its name, and its filters as an address has them."""

    id: int
    name: str
    query: str
    page: str = PIPELINE

    @property
    def where(self) -> str:
        """The page that it is of."""
        return PAGES[self.page]

    @property
    def href(self) -> str:
        """Its page with its filters."""
        return f"{self.where}?{self.query}"


def one(view_id: int, by: Actor) -> View:
    """A view of the asker's agency; NotFound for any other."""
    found = next((each for page in PAGES for each in saved(by, page) if each.id == view_id), None)
    if found is None:
        raise NotFound("There is no such view")
    return found


def saved(by: Actor, page: str = PIPELINE) -> tuple[View, ...]:
    """The views of a page in the asker's agency, by name; none for somebody of several agencies."""
    if len(by.agency_ids) != 1:
        return ()
    columns = (SavedView.id, SavedView.name, SavedView.query, SavedView.page)
    chosen = (
        select(*columns)
        .where(SavedView.agency_id == by.agency_ids[0], SavedView.page == page)
        .order_by(SavedView.name_folded)
    )
    return tuple(View(*row) for row in db.session.execute(chosen))
