"""What a command or an address asks of the quarterly report, read strictly: each problem in words, by its field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from crm import clock
from crm.actor import Actor
from crm.journey import dates
from crm.journey.ranges import Population, Route, population_of
from crm.journey.saying import said
from crm.people import folding
from crm.register import settings
from crm.reports import scope as scopes
from crm.reports.period import DAY, KnownOn, Period, quarter
from crm.reports.scope import NOT_KNOWN, Narrowing, Scope

NARROWS = (scopes.OF_POPULATION, "route", "offer", "area")
FIELDS = ("agency", "hub", "from", "to", "known_on", *NARROWS)
WHOLE = "This is of all journeys together: ask for it without a filter"
SAID = {"from": "The first day", "to": "The last day", "known_on": "The known-on day"}


@dataclass(frozen=True, slots=True)
class Question:
    """A report that can be given."""

    scope: Scope
    period: Period
    known_on: KnownOn

    @property
    def parameters(self) -> dict[str, str]:
        """The question as an address has it."""
        days = {"from": self.period.first, "to": self.period.last, "known_on": self.known_on.day}
        return {**self.scope.parameters, **{name: day.isoformat() for name, day in days.items()}}


@dataclass(slots=True)
class Asked:
    """What was asked: the question, or the problems with it, each under the name of its field."""

    given: Mapping[str, str]
    problems: list[tuple[str, str]] = field(default_factory=list)
    question: Question | None = None


def read(given: Mapping[str, str], by: Actor, *, narrows: bool = True) -> Asked:
    """The question that these texts put, by the names of the command's options; blank is as if not given.

    `narrows`: what asks can be of some journeys only.

    NotFound if the agency or hub is unknown, or not the asker's to see: the two are answered alike.
    """
    asked = Asked({name: given.get(name, "").strip() for name in FIELDS})
    scope = _scope(asked, by)
    first, last = _day(asked, "from", needed=True), _day(asked, "to", needed=True)
    known_on = _day(asked, "known_on", needed=False) or clock.today()
    if first and last and last < first:
        problem = f"The period ends on {said(last)}, before it starts on {said(first)}"
        asked.problems.append(("to", problem))
    if known_on > clock.today():
        problem = f"The known-on day, {said(known_on)}, is in the future: today is {said(clock.today())}"
        asked.problems.append(("known_on", problem))
    narrowing = _narrowing(asked, scope)
    if narrowing and not narrows:
        asked.problems.append(("agency", WHOLE))
    if scope and first and last and not asked.problems:
        asked.question = Question(scope.narrowed(narrowing), Period(first, last), KnownOn(known_on))
    return asked


def by_default(by: Actor) -> dict[str, str]:
    """What is shown when nothing is asked: the quarter that ended last, of one's hub or else one's agency."""
    found = sorted(scopes.choices(by), key=lambda scope: not scope.is_hub)
    before = quarter(quarter(clock.today()).first - DAY)
    return {
        **({found[0].parameter: found[0].slug} if found else {}),
        "from": before.first.isoformat(),
        "to": before.last.isoformat(),
    }


def _scope(asked: Asked, by: Actor) -> Scope | None:
    agency, hub = asked.given["agency"], asked.given["hub"]
    if bool(agency) == bool(hub):
        problem = "Name an agency or a hub, not both" if agency else "Name an agency or a hub"
        asked.problems.append(("agency", problem))
        return None
    return scopes.of_agency(agency, by) if agency else scopes.of_hub(hub, by)


def _narrowing(asked: Asked, scope: Scope | None) -> Narrowing:
    text = asked.given["route"]
    route = next((each for each in Route if each == text), None)
    if text and route is None:
        asked.problems.append(("route", f"There is no route '{text[:40]}': choose one of {', '.join(Route)}"))
    return Narrowing(route, _offer(asked, scope), _area(asked), _population(asked, route))


def _population(asked: Asked, route: Route | None) -> Population | None:
    """A population; with a route, the one in which that counts (ST-2), or there would be nothing to show."""
    text = asked.given[scopes.OF_POPULATION]
    found = next((each for each in Population if each == text), None)
    if text and found is None:
        problem = f"There is no population '{text[:40]}': choose one of {', '.join(Population)}"
        asked.problems.append((scopes.OF_POPULATION, problem))
    elif found and route and population_of(route) != found:
        own = population_of(route).replace("_", " ")
        problem = f"The route {route.replace('_', ' ')} counts as {own}: choose that population, or all of them"
        asked.problems.append((scopes.OF_POPULATION, problem))
    return found


def _offer(asked: Asked, scope: Scope | None) -> str:
    """A code that an agency of the scope has, or had, among its offers."""
    text = asked.given["offer"]
    if text and scope and text not in {code for each in scope.agency_ids for code, _ in offers(each)}:
        asked.problems.append(("offer", f"There is no offer '{text[:40]}': choose one of the list"))
        return ""
    return text


def offers(agency_id: int) -> list[tuple[str, str]]:
    """Every offer that an agency lists, or has listed: its code and its name."""
    own = settings.of(agency_id)
    return list({each["code"]: each["label"] for _, value in own.timeline("offers") for each in value}.items())


def _area(asked: Asked) -> str:
    text = asked.given["area"]
    if not text or text.casefold() == NOT_KNOWN:
        return text.casefold()
    if (district := folding.district(text)) is None:
        problem = f"The area, '{text[:40]}', is not the first half of a postcode, like DE22"
        asked.problems.append(("area", problem))
    return district or ""


def _day(asked: Asked, name: str, *, needed: bool) -> date | None:
    text = asked.given[name]
    if not text:
        if needed:
            asked.problems.append((name, f"{SAID[name]} is missing: {dates.EXPECTED}"))
        return None
    try:
        return dates.parse(text)
    except ValueError as wrong:
        asked.problems.append((name, f"{SAID[name]}, '{text[:40]}', is wrong: {wrong}"))
        return None
