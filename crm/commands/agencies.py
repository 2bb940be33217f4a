"""Agencies: adding one, and changing its name or its hub."""

from __future__ import annotations

from crm import audit
from crm.actor import Actor
from crm.commands import command
from crm.errors import NotFound
from crm.register import agencies


@command
def add(slug: str, name: str, *, by: Actor, hub: str | None = None) -> int:
    """A new agency with the national defaults, in its hub, which is made if it is new; the agency's id."""
    agency = agencies.add(slug, name, hub_slug=hub)
    audit.record(by, "agency.add", agency_id=agency.id)
    return agency.id


@command
def change(slug: str, name: str, *, by: Actor, hub: str | None = None) -> list[str]:
    """Set an agency's name and hub; the names of what really changed.

    The hub's people see what its new member shares at once, and no longer what one that left shares (T22).
    NotFound: there is no such agency. Refused: it can have no such name. Unusable: no hub can be called that.
    """
    agency = agencies.find(slug)
    if agency is None:
        raise NotFound("There is no such council")
    changed = agencies.change(agency, name, hub_slug=hub)
    if changed:
        audit.record(by, "agency.change", agency_id=agency.id, fields=changed)
    return changed
