"""What an address asks of the quarter grid: whose, which year or days, of whom, and as known on which day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl

from crm import access, clock
from crm.errors import Unusable
from crm.journey import dates
from crm.journey.ranges import population_of
from crm.pages import report_copies
from crm.pages.filters import address
from crm.pages.reports import given_in, several
from crm.reports import asking, quarters
from crm.reports.asking import Question
from crm.reports.figures import ALL, MEMBERS
from crm.reports.period import DAY, Period, financial_year
from crm.reports.quarters import Kind, Span

PATH = "/reports/grid"
DAYS = {"from": "The first day", "to": "The last day"}
FIRST_YEAR, LAST_YEAR = 1990, 2100
YEARS = 12  # that are offered
OWN_DAYS = (Kind.ROLLING, Kind.DAYS)


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked, as the form shows it, with what is wrong with it; and the question, if nothing is."""

    given: Mapping[str, str]
    kind: Kind
    year: int
    population: str
    problems: Sequence[tuple[str, str]] = ()  # the field, what is wrong
    question: Question | None = None
    spans: Sequence[Span] = ()

    @property
    def query(self) -> dict[str, str]:
        """The question as an address has it: what needs saying and no more, so that one question has one."""
        own = ("from", "to") if self.kind == Kind.DAYS else ("to",) if self.kind == Kind.ROLLING else ()
        kept = {name: self.given[name] for name in ("agency", "hub", *own, "known_on") if self.given[name]}
        if self.question:
            kept = {name: value for name, value in kept.items() if name not in ("agency", "hub")}
            kept = {self.question.scope.parameter: self.question.scope.slug, **kept}
        narrowed = self.question.scope.narrowing.parameters if self.question else {}
        year = {} if self.kind in OWN_DAYS else {"year": str(self.year)}
        return {**kept, "kind": self.kind, **year, "population": self.population, **narrowed}

    @property
    def href(self) -> str:
        return address(PATH, self.query)


def read(args: Mapping[str, str], agencies: Sequence[str] = ()) -> Asked:
    """Read strictly; what is not given asks for this financial year of one's own hub or agency.

    A route counts in one population (ST-2), which is the one that is shown.

    `agencies`: several that were ticked, in place of the one that is chosen.
    """
    by = access.current_actor()
    given = given_in(args)
    if agencies:
        given |= several(agencies)
    if not given["agency"] and not given["hub"]:
        given |= {name: value for name, value in asking.by_default(by).items() if name in ("agency", "hub")}
    kind = next((each for each in Kind if each == args.get("kind", "")), Kind.FINANCIAL)
    problems: list[tuple[str, str]] = []
    year = _year(args.get("year", "").strip(), problems)
    period = _period(kind, year, given, problems)
    found = asking.read({**given, "from": str(period.first), "to": str(period.last)}, by)
    problems += found.problems
    if found.question:
        problems += report_copies.against(found.question, whole=kind not in OWN_DAYS, books=True)
    spans: Sequence[Span] = ()
    try:
        spans = quarters.spans(kind, period)
    except Unusable as refusal:
        problems.append(("from", str(refusal)))
    route = found.question.scope.narrowing.route if found.question else None
    population = population_of(route) if route else args.get("population", "")
    return Asked(
        given=given,
        kind=kind,
        year=year,
        population=population if population in MEMBERS else ALL,
        problems=tuple(problems),
        question=found.question if not problems else None,
        spans=spans,
    )


def may_open(query: str) -> bool:
    """Whether whoever asks may open the grid of a saved view: some see whole quarters and years of all routes."""
    asked = dict(parse_qsl(query))
    allowed = report_copies.narrows(books=True)
    if any(asked.get(name) for name in asking.NARROWS if name not in allowed):
        return False
    return asked.get("kind") not in OWN_DAYS or access.may("reports.periods")


def years(asked: Asked) -> list[tuple[str, str]]:
    """The years to choose from, the latest first; the one that was asked for among them."""
    this = financial_year(clock.today()).first.year
    offered = sorted({asked.year, *range(this + 1, this + 1 - YEARS, -1)}, reverse=True)
    return [(str(each), f"{each}/{(each + 1) % 100:02}, calendar year {each}") for each in offered]


def _year(text: str, problems: list[tuple[str, str]]) -> int:
    this = financial_year(clock.today()).first.year
    if not text:
        return this
    if len(text) == 4 and text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR:
        return int(text)
    problems.append(("year", f"The year, '{text[:20]}', is wrong: enter one from {FIRST_YEAR} to {LAST_YEAR}"))
    return this


def _period(kind: Kind, year: int, given: dict[str, str], problems: list[tuple[str, str]]) -> Period:
    """The whole of the grid; what of its days is wrong is named, and this year stands in."""
    otherwise = quarters.whole(Kind.FINANCIAL, year, None, clock.today())
    if kind not in OWN_DAYS:
        return quarters.whole(kind, year, None, clock.today())
    first, last = _day(given, "from", problems), _day(given, "to", problems)
    if kind == Kind.DAYS and first is None:
        if not given["from"]:
            problems.append(("from", f"The first day is missing: {dates.EXPECTED}"))
        return otherwise
    ended = last or (clock.today() if kind == Kind.DAYS else clock.today().replace(day=1) - DAY)
    if kind == Kind.DAYS and first and ended < first:
        problems.append(("to", "The period ends before it starts"))
        return otherwise
    return quarters.whole(kind, year, first, ended)


def _day(given: Mapping[str, str], name: str, problems: list[tuple[str, str]]) -> date | None:
    if not given[name]:
        return None
    try:
        return dates.parse(given[name])
    except ValueError as wrong:
        problems.append((name, f"{DAYS[name]}, '{given[name][:40]}', is wrong: {wrong}"))
        return None
