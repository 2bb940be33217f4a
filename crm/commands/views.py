"""Views of the pipeline that a team shares: saved under a name, and removed."""

from __future__ import annotations

from sqlalchemy import func, select

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.errors import NotFound, Refused
from crm.extensions import db
from crm.ledger import keys
from crm.people import folding
from crm.people.view_tables import SavedView

MOST = 12  # views of an agency: more tabs than that nobody reads


@command
def save(name: str, query: str, *, by: Actor) -> int:
    """Save a set of filters under a name, for everybody in the agency; the view's number.

    Refused: there is a view of that name, nothing is filtered, or there are as many as may be.
    """
    agency_id = _agency(by)
    if not query:
        raise Refused("Choose at least one filter first: a view without any shows what everybody sees")
    agency = SavedView.agency_id == agency_id
    folded = folding.folded(name)
    keys.lock(agency_id)  # of two at once the second is told so
    if db.session.scalar(select(SavedView.id).where(agency, SavedView.name_folded == folded)) is not None:
        raise Refused(f"There is a view called '{name}' already. Give this one another name", field="name")
    if (db.session.scalar(select(func.count()).select_from(SavedView).where(agency)) or 0) >= MOST:
        raise Refused(f"There are {MOST} views already. Remove one that nobody uses")
    view = SavedView(
        agency_id=agency_id,
        name=name,
        name_folded=folded,
        query=query,
        made_at=clock.now(),
        made_by=by.user_id,
    )
    db.session.add(view)
    db.session.flush()
    audit.record(by, "view.save", agency_id=agency_id, about=f"view {view.id}")
    return view.id


@command
def remove(view_id: int, *, by: Actor) -> str:
    """Remove a view for everybody in the agency; what it was called. The journeys in it stay where they are."""
    view = db.session.get(SavedView, view_id, with_for_update=True)
    if view is None or view.agency_id not in by.agency_ids:
        raise NotFound("There is no such view")
    name = view.name
    db.session.delete(view)
    audit.record(by, "view.remove", agency_id=view.agency_id, about=f"view {view_id}")
    return name


def _agency(by: Actor) -> int:
    """The agency whose team shares the view; a hub's account belongs to none."""
    if len(by.agency_ids) != 1:
        raise Refused("Views are shared within one council")
    return by.agency_ids[0]
