"""Whose figures they are: one agency's, or those of all the agencies of a hub, within what the asker may reach."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from crm.actor import Actor, system
from crm.errors import NotFound
from crm.journey.ranges import Population, Route, population_of
from crm.register import agencies as register
from crm.register.tables import Agency

NOT_KNOWN = "none"  # the area of a household of which none is on record
SEVERAL = ","  # stands between the agencies of a scope that is no hub
OF_POPULATION = "of_population"  # `population` is the column of a figure, in the address of the list behind it


def narrowed_by(name: str, value: str) -> str:
    """One of the things that a report is narrowed by, in words: 'population: kinship'."""
    return f"{name.removeprefix('of_')}: {value.replace('_', ' ')}"


@dataclass(frozen=True, slots=True)
class Council:
    """An agency, as reports name it."""

    id: int
    slug: str
    name: str

    @property
    def alone(self) -> Scope:
        """The scope of this agency by itself."""
        return Scope(self.slug, self.name, (self,), is_hub=False)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which of its journeys a report is of (reports/narrowed.py): of one route, of approvals whose terms name an
    offer, of households in an area, of the routes of one population (ST-2). Without any, of all of them."""

    route: Route | None = None
    offer: str = ""  # a code of the agency's list
    area: str = ""  # the first half of a postcode, or NOT_KNOWN
    population: Population | None = None

    @property
    def routes(self) -> tuple[Route, ...] | None:
        """The routes of its journeys; None where they are of any."""
        if self.route is None and self.population is None:
            return None
        asked = Route if self.route is None else (self.route,)
        return tuple(each for each in asked if self.population in (None, population_of(each)))

    @property
    def parameters(self) -> dict[str, str]:
        """What an address, and whoever makes a file later, says of it."""
        given = {
            OF_POPULATION: self.population.value if self.population else "",
            "route": self.route.value if self.route else "",
            "offer": self.offer,
            "area": self.area,
        }
        return {name: value for name, value in given.items() if value}

    @property
    def said(self) -> str:
        """'route: short break'."""
        return ", ".join(narrowed_by(name, value) for name, value in self.parameters.items())

    def __bool__(self) -> bool:
        return bool(self.parameters)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about; `parameter` is the name under which a command and an address give its slug.

    One that is narrowed says so in its name, so that every page and paper that names it does.
    """

    slug: str
    name: str
    councils: tuple[Council, ...]
    is_hub: bool
    narrowing: Narrowing = Narrowing()

    @property
    def parameter(self) -> str:
        return "hub" if self.is_hub else "agency"

    @property
    def parameters(self) -> dict[str, str]:
        """The whole of it as an address has it."""
        return {self.parameter: self.slug, **self.narrowing.parameters}

    @property
    def told(self) -> str:
        """How a sheet tells it from others: 'derby', or 'derby (route: kinship)'."""
        return f"{self.slug} ({self.narrowing.said})" if self.narrowing else self.slug

    @property
    def filed(self) -> str:
        """The same for the name of a file: 'derby-kinship'."""
        return "-".join((self.slug, *self.narrowing.parameters.values()))

    def narrowed(self, narrowing: Narrowing) -> Scope:
        """The same councils, and only these journeys of theirs."""
        whole = self.name.removesuffix(f" ({self.narrowing.said})")
        name = f"{whole} ({narrowing.said})" if narrowing else whole
        return replace(self, name=name, narrowing=narrowing)

    @property
    def whole(self) -> Scope:
        """All journeys of these councils."""
        return self.narrowed(Narrowing())

    def alone(self, council: Council) -> Scope:
        """One of its councils by itself, narrowed as it is."""
        return council.alone.narrowed(self.narrowing)

    @property
    def agency_ids(self) -> tuple[int, ...]:
        return tuple(council.id for council in self.councils)


def of_agency(slug: str, by: Actor) -> Scope:
    """One agency. NotFound if there is none of this name, or it is not the asker's to see."""
    agency = register.find(slug)
    if agency is None or agency.id not in by.agency_ids:
        raise NotFound(f"there is no agency '{slug}'")
    return _council(agency).alone


def of_hub(slug: str, by: Actor) -> Scope:
    """Every agency of a hub, or several agencies that are named with commas: 'derby,nottingham'.

    NotFound if there is no such hub or agency, or one of them is not the asker's to see.
    """
    if SEVERAL in slug:
        return _several(slug.split(SEVERAL), by)
    found = next((each for each in choices(by) if each.is_hub and each.slug == slug), None)
    if found is None:
        raise NotFound(f"there is no hub '{slug}'")
    return found


def _several(slugs: Collection[str], by: Actor) -> Scope:
    """Some agencies together, which are reported on as a hub's are: each once, by name."""
    found = {each.slug: each.councils[0] for each in choices(by) if not each.is_hub}
    for slug in slugs:
        if slug not in found:
            raise NotFound(f"there is no agency '{slug}'")
    members = tuple(each for each in found.values() if each.slug in slugs)
    *others, last = (each.name for each in members)
    if not others:
        return members[0].alone
    return Scope(
        SEVERAL.join(each.slug for each in members), f"{', '.join(others)} and {last}", members, is_hub=True
    )


def choices(by: Actor) -> tuple[Scope, ...]:
    """Everything that the asker may have a report about: agencies by name, then hubs."""
    every = register.every()
    single = [_council(agency).alone for agency in every if agency.id in by.agency_ids]
    whole = []
    for hub in register.hubs():
        members = tuple(_council(agency) for agency in every if agency.hub_id == hub.id)
        if members and all(member.id in by.agency_ids for member in members):
            whole.append(Scope(hub.slug, hub.name, members, is_hub=True))
    return (*single, *whole)


def _council(agency: Agency) -> Council:
    return Council(agency.id, agency.slug, agency.name)


def everybody() -> Actor:
    """Whoever asks on the command line: every agency is theirs to see."""
    return system(*(agency.id for agency in register.every()))


def of_ids(slug: str, name: str, agency_ids: Collection[int], *, is_hub: bool) -> Scope:
    """These agencies, under a name that they had: what a frozen pack is about, also where a hub has others now."""
    councils = tuple(_council(each) for each in register.every() if each.id in agency_ids)
    return Scope(slug, name, councils, is_hub=is_hub)
