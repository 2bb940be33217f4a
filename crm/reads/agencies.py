"""The councils of this installation and their hubs, for its administrator: no household, and no number of any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import false, func, or_, select

from crm.errors import NotFound
from crm.extensions import db
from crm.register.tables import Agency, Hub


@dataclass(frozen=True, slots=True)
class AgencySeen:
    """A council: its short name and its name, how its references begin, its hub, and since when it is here."""

    slug: str
    name: str
    prefix: str
    hub: str | None
    hub_name: str | None
    created_at: datetime


def listing(q: str = "") -> tuple[AgencySeen, ...]:
    """The councils whose name, slug or hub holds a text, by name; all, where nothing is looked for."""
    chosen = select(Agency, Hub.slug, Hub.name).outerjoin(Hub, Hub.id == Agency.hub_id).order_by(Agency.name)
    wanted = q.strip().lower()
    texts = (Agency.name, Agency.slug, Hub.slug, Hub.name)
    if wanted:
        chosen = chosen.where(or_(false(), *(func.lower(text).contains(wanted, autoescape=True) for text in texts)))
    return tuple(
        AgencySeen(agency.slug, agency.name, agency.prefix, hub, hub_name, agency.created_at)
        for agency, hub, hub_name in db.session.execute(chosen)
    )


def numbers() -> frozenset[int]:
    """The number of every council."""
    return frozenset(db.session.scalars(select(Agency.id)))


def one(slug: str) -> AgencySeen:
    """A council by its slug. NotFound: there is none."""
    found = next((each for each in listing() if each.slug == slug), None)
    if found is None:
        raise NotFound("There is no such council")
    return found
