"""Agencies: adding one."""

from __future__ import annotations

from crm import audit
from crm.actor import Actor
from crm.commands import command
from crm.register import agencies


@command
def add(slug: str, name: str, *, by: Actor, hub: str | None = None) -> int:
    """A new agency with the national defaults, in its hub, which is made if it is new; the agency's id."""
    agency = agencies.add(slug, name, hub_slug=hub)
    audit.record(by, "agency.add", agency_id=agency.id)
    return agency.id
