"""What a council says of itself on the pages that everybody may read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crm import clock
from crm.actor import Actor
from crm.errors import NotFound
from crm.register import agencies, catalogue, settings

SECTION = "What everybody may read"
# Blank, these say that there is nothing to tell; any other is missing.
MAY_BE_BLANK = frozenset({"public_organisation", "accessibility_problems", "privacy_shared_with"})


@dataclass(frozen=True, slots=True)
class Service:
    """A council's fostering service, as an address names it and as people do."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What one council has filled in: by the setting's name, and the titles of what is missing."""

    service: Service
    organisation: str
    says: Mapping[str, str]
    missing: tuple[str, ...]


def services() -> list[Service]:
    """Every service that this installation has, by name."""
    return [Service(agency.slug, agency.name) for agency in agencies.every()]


def whose(asked: str | None, by: Actor) -> str | None:
    """The service whose pages somebody is shown: the one asked for, their own, or the only one; else they choose.

    NotFound: there is none as asked for.
    """
    if asked:
        if agencies.find(asked) is None:
            raise NotFound("There is no such service")
        return asked
    if len(by.agency_ids) == 1:
        return agencies.numbered(by.agency_ids[0]).slug
    every = agencies.every()
    return every[0].slug if len(every) == 1 else None


def statement(slug: str, page: str) -> Statement:
    """What a council says of itself today on a page, 'privacy' or 'accessibility'. NotFound: no such service."""
    agency = agencies.find(slug)
    if agency is None:
        raise NotFound("There is no such service")
    of, today = settings.of(agency.id), clock.today()
    of_page = ("public_", f"{page}_")
    wanted = [
        each for each in catalogue.items().values() if each.section == SECTION and each.name.startswith(of_page)
    ]
    says = {item.name: str(of.value(item.name, today)).strip() for item in wanted}
    missing = tuple(item.title for item in wanted if not says[item.name] and item.name not in MAY_BE_BLANK)
    organisation = says["public_organisation"] or agency.name
    return Statement(Service(agency.slug, agency.name), organisation, says, missing)
