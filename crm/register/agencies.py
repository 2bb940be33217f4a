"""Agencies and the hubs they belong to: finding them, and adding one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import count
from typing import cast

from sqlalchemy import ColumnElement, Connection, Table, bindparam, select

from crm import clock
from crm.errors import Refused, Unusable
from crm.extensions import db
from crm.register.tables import Agency, Hub

SHORTEST, LONGEST = 3, 6  # letters of a reference's prefix
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Asked by each request, and so of the tables themselves.
_AGENCY, _HUB = cast(Table, Agency.__table__).c, cast(Table, Hub.__table__).c
_NAME = select(_AGENCY.name).where(_AGENCY.id == bindparam("id"))
_HUB_NAME = select(_HUB.name).where(_HUB.id == bindparam("id"))
_OF_HUB = select(_AGENCY.id).where(_AGENCY.hub_id == bindparam("id")).order_by(_AGENCY.name)


def find(slug: str) -> Agency | None:
    """The agency with this slug, or None."""
    return db.session.execute(select(Agency).where(Agency.slug == slug)).scalar_one_or_none()


def called(slug: str) -> Agency:
    """The agency with this slug; Unusable, with the agencies that there are, if none has it."""
    agency = find(slug)
    if agency is None:
        known = ", ".join(db.session.execute(select(Agency.slug).order_by(Agency.slug)).scalars()) or "none yet"
        raise Unusable(f"there is no agency '{slug}'; there are: {known}")
    return agency


def numbered(agency_id: int) -> Agency:
    """The agency with this id, which a row of ours holds."""
    return db.session.get_one(Agency, agency_id)


def every() -> list[Agency]:
    """All agencies, by name."""
    return list(db.session.execute(select(Agency).order_by(Agency.name)).scalars())


def find_hub(slug: str) -> Hub | None:
    """The hub with this slug, or None."""
    return db.session.execute(select(Hub).where(Hub.slug == slug)).scalar_one_or_none()


def hubs() -> list[Hub]:
    """All hubs, by name."""
    return list(db.session.execute(select(Hub).order_by(Hub.name)).scalars())


def hub_called(slug: str) -> Hub:
    """The hub with this slug; Unusable, with the hubs that there are, if none has it."""
    hub = find_hub(slug)
    if hub is None:
        known = ", ".join(db.session.execute(select(Hub.slug).order_by(Hub.slug)).scalars()) or "none yet"
        raise Unusable(f"there is no hub '{slug}'; there are: {known}")
    return hub


def hub_numbered(hub_id: int) -> Hub:
    """The hub with this id, which a row of ours holds."""
    return db.session.get_one(Hub, hub_id)


def members(hub_id: int) -> list[Agency]:
    """The agencies of a hub, by name."""
    chosen = select(Agency).where(Agency.hub_id == hub_id).order_by(Agency.name)
    return list(db.session.execute(chosen).scalars())


def beside(agency_ids: Collection[int]) -> tuple[int, ...]:
    """The other agencies of the hubs that these belong to now; none once they have left (T22)."""
    hubs = select(Agency.hub_id).where(Agency.id.in_(agency_ids), Agency.hub_id.is_not(None))
    chosen = select(Agency.id).where(Agency.hub_id.in_(hubs), Agency.id.not_in(agency_ids))
    return tuple(db.session.scalars(chosen.order_by(Agency.id)))


def name_of(agency_id: ColumnElement[int | None]) -> ColumnElement[str]:
    """The name of the agency whose number stands in a column of another query."""
    return select(_AGENCY.name).where(_AGENCY.id == agency_id).scalar_subquery()


def reach(agency_id: int | None, hub_id: int | None) -> tuple[str, tuple[int, ...]]:
    """The name of an agency or of a hub, and the agencies that an account in it reaches."""
    connection = db.session.connection()
    if hub_id is not None:
        return reach_of_hub(connection, hub_id)
    if agency_id is None:
        return "", ()
    name: str = connection.execute(_NAME, {"id": agency_id}).scalar_one()
    return name, (agency_id,)


def reach_of_hub(connection: Connection, hub_id: int) -> tuple[str, tuple[int, ...]]:
    """The name of a hub, and the agencies that an account in it reaches."""
    called: str = connection.execute(_HUB_NAME, {"id": hub_id}).scalar_one()
    return called, tuple(connection.execute(_OF_HUB, {"id": hub_id}).scalars())


def add(slug: str, name: str, *, hub_slug: str | None = None, prefix: str | None = None) -> Agency:
    """A new agency, in its hub, which is made if it is new. Refused: the slug is taken. Unusable: it is none."""
    _check_slug(slug)
    _check_name(name)
    if find(slug) is not None:
        raise Refused(f"there is already an agency '{slug}'", field="slug")
    hub = _hub(hub_slug) if hub_slug else None
    agency = Agency(
        slug=slug,
        name=name.strip(),
        prefix=prefix or _free_prefix(slug),
        hub_id=hub.id if hub else None,
        created_at=clock.now(),
    )
    db.session.add(agency)
    db.session.flush()
    return agency


def change(agency: Agency, name: str, *, hub_slug: str | None) -> list[str]:
    """Set the name and the hub of an agency; the names of what changed. Refused, Unusable: as `add`."""
    _check_name(name)
    hub_id = _hub(hub_slug).id if hub_slug else None
    wanted = {"name": name.strip(), "hub_id": hub_id}
    changed = [field for field, value in wanted.items() if getattr(agency, field) != value]
    for field in changed:
        setattr(agency, field, wanted[field])
    db.session.flush()
    return [field.removesuffix("_id") for field in changed]


def _hub(slug: str) -> Hub:
    hub = find_hub(slug)
    if hub is None:
        _check_slug(slug)
        hub = Hub(slug=slug, name=slug.upper() if any(map(str.isdigit, slug)) else slug.replace("-", " ").title())
        db.session.add(hub)
        db.session.flush()
    return hub


def _check_slug(slug: str) -> None:
    if len(slug) > Agency.slug.type.length or not SLUG.fullmatch(slug):
        raise Unusable(f"'{slug}' must be small letters, digits and hyphens, at most {Agency.slug.type.length}")


def _check_name(name: str) -> None:
    if not name.strip() or len(name.strip()) > Agency.name.type.length or not name.isprintable():
        raise Refused("an agency's name must have from 1 to 100 characters", field="name")


def _free_prefix(slug: str) -> str:
    """The first of DER, DERB, DERBY, ... that no agency has."""
    taken = set(db.session.execute(select(Agency.prefix)).scalars())
    return next(each for each in _prefixes(slug) if each not in taken)


def _prefixes(slug: str) -> Iterator[str]:
    letters = re.sub(r"[^A-Z]", "", slug.upper()) or "AGENCY"
    for length in range(SHORTEST, LONGEST + 1):
        yield letters[:length]
    for number in count(2):
        yield f"{letters[: LONGEST - len(str(number))]}{number}"
