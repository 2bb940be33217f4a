"""What forms offer and how codes are said: an agency's dated lists, as they are today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crm import clock
from crm.actor import Actor
from crm.errors import NotFound
from crm.journey.closing import Endings
from crm.journey.ranges import Route
from crm.journey.routes import APPROVED, CLOSED, LEFT, NOTICE
from crm.register import agencies, settings
from crm.register.settings import AgencySettings

ALLEGATION, ON_HOLD = "allegation", "On hold by the service"  # a reason's code, and what is said for it

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """The lists of one agency."""

    settings: AgencySettings

    def entries(self, name: str) -> Sequence[dict[str, Any]]:
        """What a list offers, with everything that the setting says of each code."""
        return [each for each in self.every(name) if not each.get("retired")]

    def every(self, name: str) -> Sequence[dict[str, Any]]:
        """With those that are offered no longer, or not yet: what is on record still has its label."""
        found: Sequence[dict[str, Any]] = self.settings.value(name, clock.today())
        whole = [*found, *self._of_other_days(name, found)]
        return _neutral(whole) if name == "not_available_reasons" else whole

    def _of_other_days(self, name: str, today: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """What today's list lacks and the list of another day has, the latest label of each, as not offered."""
        lacking = {
            each.get("code", each.get("name")): each for _, value in self.settings.timeline(name) for each in value
        }
        for each in today:
            lacking.pop(each.get("code", each.get("name")), None)
        return [each | {"retired": True} for each in lacking.values()]

    def pairs(self, name: str) -> Pairs:
        """A list as questions take it: code and label."""
        return tuple((each["code"], each["label"]) for each in self.entries(name))

    def text(self, name: str) -> str:
        """A setting that is words."""
        return str(self.settings.value(name, clock.today())).strip()

    def correction_reasons(self, act: str) -> Pairs:
        """The reasons for putting something right by `correct` or `strike_out`."""
        listed = self.entries("correction_reasons")
        return tuple((each["code"], each["label"]) for each in listed if each.get("only", act) == act)

    def closed_reasons(self, endings: Sequence[Endings]) -> dict[str, Pairs]:
        """The reasons that fit one of these ends of journeys, by whose they are, the applicant's first."""
        fit = [each for each in self.entries("closed_reasons") if any(end.fits(each) for end in endings)]
        return {
            by: tuple((each["code"], each["label"]) for each in fit if each["by"] == by)
            for by in sorted({each["by"] for each in fit})
        }

    def said(self, name: str, code: str | None) -> str:
        """The label of a code of a list; a code that the list lacks is said in plain letters."""
        if not code:
            return "Not recorded"
        labels = {each["code"]: each["label"] for each in self.every(name)}
        return labels.get(code) or code.replace("_", " ").capitalize()


def _neutral(listed: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """Why places cannot be used, with no label that tells of an allegation, whatever the council calls it.

    Everybody who looks for a home reads these; what was raised is for few (docs/decisions/028).
    """
    return [each | {"label": ON_HOLD} if each["code"] == ALLEGATION else each for each in listed]


def of_agency(agency_id: int) -> Choices:
    """The lists of an agency that the asker is known to reach."""
    return Choices(settings.of(agency_id))


def reasons(name: str, by: Actor) -> Pairs:
    """A list of reasons for doing something with records of several agencies: the first agency's."""
    return of_agency(by.agency_ids[0]).pairs(name) if by.agency_ids else ()


def labels(name: str, by: Actor) -> Pairs:
    """A list of the first agency's with what it no longer offers: what is on record still has its label."""
    every = of_agency(by.agency_ids[0]).every(name) if by.agency_ids else ()
    return tuple((each["code"], each["label"]) for each in every)


def text(name: str, by: Actor) -> str:
    """A setting that is a text, for records of several agencies: the first agency's."""
    return str(settings.value(name, by.agency_ids[0], clock.today())) if by.agency_ids else ""


def stages(by: Actor) -> tuple[str, ...]:
    """Every stage that a household of the asker's agencies may be at, in the order of the plans."""
    found: dict[str, None] = {}
    for agency_id in by.agency_ids:
        rulebook = settings.rulebook(agency_id)
        for route in Route:
            plan = rulebook.plan(route, clock.today())
            found |= {stage.name: None for stage in plan.stages if stage.name != APPROVED}
    return (*found, APPROVED, NOTICE, LEFT, CLOSED)


def own_agencies(by: Actor) -> Pairs:
    """The agencies that the asker reaches, by name: slug and name."""
    return tuple(_own(by))


def _own(by: Actor) -> Iterator[tuple[str, str]]:
    for agency in agencies.every():
        if agency.id in by.agency_ids:
            yield agency.slug, agency.name


def own_names(by: Actor) -> tuple[tuple[int, str], ...]:
    """The same by number: for the rows of a file."""
    return tuple((agency.id, agency.name) for agency in agencies.every() if agency.id in by.agency_ids)


def agency_id(slug: str | None, by: Actor) -> int:
    """The id of one of the asker's agencies, by its slug; of their only one, without. NotFound for another's."""
    own = [agency for agency in agencies.every() if agency.id in by.agency_ids]
    found = [agency.id for agency in own if slug in (None, agency.slug)]
    if len(found) != 1:
        raise NotFound("There is no such agency")
    return found[0]
