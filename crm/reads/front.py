"""The front door: which council's service somebody means to ask, by the link they came by and by their postcode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from crm import clock
from crm.errors import NotFound
from crm.people import handovers
from crm.people.handovers import CHOICE as CHOICE
from crm.people.handovers import ONLY, POSTCODE
from crm.people.handovers import ROTA as ROTA
from crm.reads.choices import Choices, of_agency
from crm.register import agencies, campaigns, employers, places, settings
from crm.register.tables import Agency

# What follows an area's name in that of its council.
TITLES = ("", "city council", "county council", "council", "borough council", "metropolitan borough council")


@dataclass(frozen=True, slots=True)
class Service:
    """A council's fostering service, as whoever asks about fostering sees it."""

    id: int
    slug: str
    name: str
    phone: str
    email: str
    areas: frozenset[str]  # codes of the areas that it is for

    @property
    def choices(self) -> Choices:
        """The lists from which the council's questions offer answers."""
        return of_agency(self.id)


@dataclass(frozen=True, slots=True)
class Came:
    """The campaign by whose link somebody came: its name, the day on which it ended, and the source of enquiries
    that come by the link."""

    key: str
    name: str
    ended_on: date | None
    source: str


def came_by(key: str | None) -> Came | None:
    """The campaign of the link that has this key; none for a key that no link has, or has any more."""
    link = campaigns.link(key) if key else None
    found = campaigns.one(link.campaign_id) if link else None
    if link is None or found is None:
        return None
    ends_on = found.now.ends_on
    return Came(link.key, found.now.name, ends_on if ends_on and ends_on < clock.today() else None, link.source)


def of_council(key: str | None, agency_id: int) -> Came | None:
    """The campaign of the link that has this key, where this council has a part in it."""
    link = campaigns.link(key) if key else None
    found = campaigns.one(link.campaign_id) if link else None
    return came_by(key) if found and agency_id in found.agency_ids else None


@dataclass(frozen=True, slots=True)
class Sender:
    """The employer by whose own link somebody came: its name, whether it takes part no longer, what it promises."""

    key: str
    name: str
    agency: Agency
    ended: bool
    leave_days: int


def sent_by(key: str | None) -> Sender | None:
    """The employer whose link has this key; of one that was merged, the one into which it was."""
    row = employers.by_key(key) if key else None
    if row is None:
        return None
    now = employers.statuses([row.id]).get(row.id)
    ended = now is not None and employers.has_ended(row.agency_id, now.status)
    today = clock.today()
    holds = row.leave_from is not None and row.leave_from <= today <= (row.leave_until or today)
    days = (row.leave_days or 0) if holds and not ended else 0
    return Sender(row.key, row.name, agencies.numbered(row.agency_id), ended, days)


def behind(door: Mapping[str, str]) -> tuple[Service, ...]:
    """The services behind a front door: of one council, `{"agency": slug}`, of a hub's councils, of those that have
    a part in a campaign, `{"campaign": key}`, of the council on whose register an employer is, or of all. A hub's
    door is that of its councils, whatever link led there.

    NotFound: there is no such council or hub, or none at all.
    """
    found = tuple(_service(agency) for agency in _agencies(door))
    if not found:
        raise NotFound("There is no such service")
    return found


def of_agencies(agency_ids: Sequence[int]) -> tuple[Service, ...]:
    """The services of these agencies, by name."""
    return tuple(_service(agency) for agency in agencies.every() if agency.id in agency_ids)


def slug_of(agency_id: int) -> str:
    """The short name of a council."""
    return agencies.numbered(agency_id).slug


def serving(postcode: str | None, services: Sequence[Service]) -> Service | None:
    """The one of these services that is for the area of a postcode, or the only one that there is."""
    code = places.authority_of(postcode) if postcode else None
    found = [service for service in services if code in service.areas]
    if len(found) == 1:
        return found[0]
    return services[0] if len(services) == 1 else None


def routed(postcode: str | None, services: Sequence[Service], hub_id: int | None) -> tuple[Service | None, str]:
    """The one of these services to which somebody goes who names none, and how it was found: by the postcode, as
    the only one, or of a hub by turns."""
    found = serving(postcode, services)
    if found is not None:
        return found, POSTCODE if len(services) > 1 else ONLY
    return in_turn(services, hub_id), ROTA


def in_turn(services: Sequence[Service], hub_id: int | None) -> Service | None:
    """The next of a hub's councils that take turns: the one whose last turn was longest ago; none if none does."""
    today = clock.today()
    taking = [each for each in services if hub_id and settings.value("hub_takes_turns", each.id, today)]
    last = handovers.last_turns(hub_id) if hub_id and taking else {}
    return min(taking, key=lambda each: (last.get(each.id, 0), each.name), default=None)


def hub_of(door: Mapping[str, str]) -> int | None:
    """The hub whose door it is: named, or that whose councils have a joint campaign."""
    hub = agencies.find_hub(door["hub"]) if door.get("hub") else None
    if hub is None and door.get("campaign"):
        councils = _agencies(door)
        hubs = {each.hub_id for each in councils}
        return hubs.pop() if len(councils) > 1 and len(hubs) == 1 else None
    return hub.id if hub else None


def hub_with_others(agency_id: int) -> str:
    """The slug of the hub in which a council is with others; nothing, where it is in none."""
    hub_id = agencies.numbered(agency_id).hub_id
    return agencies.hub_numbered(hub_id).slug if hub_id and len(agencies.members(hub_id)) > 1 else ""


def area_of(postcode: str | None) -> str | None:
    """The name of the area in which a postcode lies, where it lies in England."""
    code = places.authority_of(postcode) if postcode else None
    return places.authorities()[code] if code else None


def is_for(service: Service, postcode: str | None) -> bool:
    """Whether a postcode lies in a service's own area. Of one that cannot be told it is not denied."""
    code = places.authority_of(postcode) if postcode else None
    return code is None or not service.areas or code in service.areas


def _agencies(door: Mapping[str, str]) -> list[Agency]:
    if slug := door.get("hub"):
        hub = agencies.find_hub(slug)
        return agencies.members(hub.id) if hub else []
    link = campaigns.link(door["campaign"]) if door.get("campaign") else None
    if link and (found := campaigns.one(link.campaign_id)):
        return [each for each in agencies.every() if each.id in found.agency_ids]
    if sender := sent_by(door.get("employer")):
        return [sender.agency]
    if slug := door.get("agency"):
        agency = agencies.find(slug)
        return [agency] if agency else []
    return agencies.every()


def _service(agency: Agency) -> Service:
    of, today = settings.of(agency.id), clock.today()
    named = tuple(of.value("areas", today)) or _named_after(agency.name)
    codes = (places.code_called(each) for each in named)
    return Service(
        id=agency.id,
        slug=agency.slug,
        name=agency.name,
        phone=str(of.value("public_phone", today)).strip(),
        email=str(of.value("public_email", today)).strip(),
        areas=frozenset(code for code in codes if code),
    )


@lru_cache
def _named_after(name: str) -> tuple[str, ...]:
    """The area in a council's own name: Derby of 'Derby City Council'."""
    plain = name.casefold()
    areas = places.authorities().values()
    return tuple(area for area in areas if plain in {f"{area} {title}".casefold().strip() for title in TITLES})
