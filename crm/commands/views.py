"""Views of a page that a team shares: saved under a name, renamed, put in another's place, and removed."""

from __future__ import annotations

from sqlalchemy import func, select

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db
from crm.holding import held
from crm.ledger import keys
from crm.people import folding
from crm.people.view_tables import PIPELINE, SavedView

MOST = 12  # views of an agency: more tabs than that nobody reads


class NameTaken(Refused):
    """There is a view of that name; it is given these filters only if somebody says so."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is a view called '{name}' already. Give this one another name", field="name")


@command
def save(name: str, query: str, *, by: Actor, instead: bool = False, page: str = PIPELINE) -> int:
    """Save a set of filters under a name, for everybody in the agency; the view's number.

    NameTaken: there is a view of that name, unless `instead`, which gives that one these filters. Refused: nothing
    is filtered, there are as many as may be, or the view of that name is of another page.
    """
    agency_id = _agency(by)
    if not query:
        raise Refused("Choose at least one filter first: a view without any shows what everybody sees")
    agency = SavedView.agency_id == agency_id
    folded = folding.folded(name)
    keys.lock(agency_id)  # of two at once the second is told so
    of_name = _named(agency_id, folded)
    if of_name is not None and of_name.page != page:
        raise Refused(f"'{of_name.name}' is a view of another page. Give this one another name", field="name")
    if of_name is not None and not instead:
        raise NameTaken(of_name.name)
    if of_name is not None:
        of_name.query, of_name.made_at, of_name.made_by = query, clock.now(), by.user_id
        audit.record(by, "view.change", agency_id=agency_id, about=f"view {of_name.id}", fields=["filters"])
        return of_name.id
    if (
        db.session.scalar(select(func.count()).select_from(SavedView).where(agency, SavedView.page == page)) or 0
    ) >= MOST:
        raise Refused(f"There are {MOST} views already. Remove one that nobody uses")
    view = SavedView(
        agency_id=agency_id,
        name=name,
        name_folded=folded,
        page=page,
        query=query,
        made_at=clock.now(),
        made_by=by.user_id,
    )
    db.session.add(view)
    db.session.flush()
    audit.record(by, "view.save", agency_id=agency_id, about=f"view {view.id}")
    return view.id


@command
def rename(view_id: int, name: str, *, seen: str, by: Actor) -> str:
    """Give a view another name, for everybody in the agency; what it was called. Its filters stay.

    Stale: it is not called as it was `seen`. NameTaken: another one is called so.
    """
    keys.lock(_agency(by))
    view = held(SavedView, view_id)
    if view is None or view.agency_id not in by.agency_ids:
        raise NotFound("There is no such view")
    if view.name != seen:
        raise Stale(
            f"Somebody has called it '{view.name}' since you looked. Send yours again if it is still to be so"
        )
    taken = _named(view.agency_id, folding.folded(name))
    if taken is not None and taken.id != view.id:
        raise NameTaken(taken.name)
    view.name, view.name_folded = name, folding.folded(name)
    audit.record(by, "view.change", agency_id=view.agency_id, about=f"view {view_id}", fields=["name"])
    return seen


@command
def remove(view_id: int, *, by: Actor) -> str:
    """Remove a view for everybody in the agency; what it was called. The journeys in it stay where they are."""
    view = held(SavedView, view_id)
    if view is None or view.agency_id not in by.agency_ids:
        raise NotFound("There is no such view")
    name = view.name
    db.session.delete(view)
    audit.record(by, "view.remove", agency_id=view.agency_id, about=f"view {view_id}")
    return name


def _named(agency_id: int, folded: str) -> SavedView | None:
    chosen = select(SavedView).where(SavedView.agency_id == agency_id, SavedView.name_folded == folded)
    return db.session.scalar(chosen.execution_options(populate_existing=True))


def _agency(by: Actor) -> int:
    """The agency whose team shares the view; a hub's account belongs to none."""
    if len(by.agency_ids) != 1:
        raise Refused("Views are shared within one council")
    return by.agency_ids[0]
