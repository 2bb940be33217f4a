"""What campaigns brought and what one of each has cost, as pages show it; and the households behind a number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial

from crm import clock
from crm.actor import Actor, Role
from crm.errors import NotFound
from crm.permissions import MAY
from crm.reads import look, named_lines
from crm.reads.large_files import require_second
from crm.reads.named_lines import LineSeen
from crm.reads.noted import note_file
from crm.reads.paging import PAGE, Paged, page_of
from crm.register import agencies, campaign_spend, campaigns
from crm.register.campaigns import Campaign
from crm.reports import brought as reports
from crm.reports import distinct
from crm.reports import scope as scopes
from crm.reports.brought import EVERY, LINES, VIEWS, Brought
from crm.reports.lines import Line
from crm.reports.period import DAY, KnownOn, Period, financial_year
from crm.reports.published import rule_of, too_few
from crm.reports.scope import Scope
from crm.reports.small import Printed, Symbol

YEARS = 10  # that have ended, of which one may ask


@dataclass(frozen=True, slots=True)
class Asked:
    """Which days, as known on which."""

    period: Period
    known_on: KnownOn


@dataclass(frozen=True, slots=True)
class Cell:
    """How many of a line, as the asker may see it, and what one of them has cost; None: not enough to say."""

    count: Printed
    each: Decimal | None


@dataclass(frozen=True, slots=True)
class Row:
    """A campaign: what it has cost the asker's councils in the period, and its cells by view and line.

    `exact`: as counted, so that the asker may open the households behind it.
    """

    name: str
    campaign: Campaign
    pence: int
    cells: dict[tuple[str, str], Cell]
    exact: bool

    def cell(self, view: str, line: str) -> Cell:
        """One of them."""
        return self.cells[view, line]


@dataclass(frozen=True, slots=True)
class Compared(Paged):
    """A page of campaigns beside each other."""

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class OneBrought:
    """A campaign: what it brought to the asker's councils; for a hub how many enquired, each once."""

    own: Row
    distinct: Printed | None


@dataclass(frozen=True, slots=True)
class Behind(Paged):
    """A page of the lines behind a number."""

    rows: tuple[LineSeen, ...]
    campaign: Campaign
    quantity: int
    total: int
    page: int
    pages: int


def compared(asked: Asked, q: str, page: int, by: Actor) -> Compared:
    """The campaigns of the asker's councils, what those were paid and brought there, a page of them."""
    found, scope = every(asked, q, by), _own(by)
    page, pages = page_of(page, len(found))
    shown = found[(page - 1) * PAGE : page * PAGE]
    return Compared(_rows(shown, asked, scope, by), len(found), page, pages)


@look
def export(asked: Asked, q: str, reason: str, by: Actor) -> tuple[Row, ...]:
    """All of them, for a file, which names nobody; that it was taken goes on record, with why."""
    found = every(asked, q, by)
    note_file(len(found), "campaigns, and what they brought", by.agency_ids, by, reason=reason)
    return _rows(found, asked, _own(by), by)


def every(asked: Asked, q: str, by: Actor) -> list[Campaign]:
    """The campaigns that were known on the day, the latest first."""
    wanted = q.casefold()
    return [each for each in _known(asked, by) if wanted in " ".join(each.now.names).casefold()]


def one(number: int, asked: Asked, by: Actor) -> OneBrought:
    """One campaign, of the asker's own councils: of others nothing is told. NotFound: they have no part in it."""
    campaign = _campaign(number, asked, by)
    [own] = _rows([campaign], asked, _own(by), by)
    if by.role is not Role.HUB:
        return OneBrought(own, None)
    mine = _taking_part(campaign, by)
    return OneBrought(own, _printing(by)(mine)(_distinct(campaign, asked, mine)))


@look
def behind(number: int, view: str, line: str, asked: Asked, *, q: str, page: int, by: Actor) -> Behind:
    """The lines behind a number of the asker's own councils; the references shown go on record (T44)."""
    campaign, found = _behind(number, view, line, asked, q, by)
    page, pages = page_of(page, len(found))
    rows = named_lines.seen(found[(page - 1) * PAGE : page * PAGE])
    references = (row.household.reference for row in rows)
    named_lines.on_record(
        "figure.list", _own(by), f"campaign {number}", references, by, asked=_given(asked, view, line, q, by)
    )
    return Behind(rows, campaign, sum(each.quantity for each in found), len(found), page, pages)


@look
def export_behind(
    number: int, view: str, line: str, asked: Asked, *, q: str, reason: str, by: Actor
) -> tuple[LineSeen, ...]:
    """All of them, for a file; the export goes on record, with why (T63)."""
    _, found = _behind(number, view, line, asked, q, by)
    rows = named_lines.seen(found)
    shown = [row.household.reference for row in rows]
    require_second(len(set(shown)), by)
    named_lines.on_record(
        "figure.export", _own(by), f"campaign {number}", shown, by, reason, asked=_given(asked, view, line, q, by)
    )
    return rows


def _behind(number: int, view: str, line: str, asked: Asked, q: str, by: Actor) -> tuple[Campaign, list[Line]]:
    if view not in VIEWS or line not in LINES:
        raise NotFound("There is no such figure")
    campaign = _campaign(number, asked, by)
    told = reports.lines(_own(by), asked.period, asked.known_on, campaign.id, view, line)
    return campaign, named_lines.searched(named_lines.visible(told, by), q, by)


def _campaign(number: int, asked: Asked, by: Actor) -> Campaign:
    """As it was known on the day; before it was on record, as it was put there."""
    found = next((each for each in _known(asked, by) if each.id == number), None)
    if found is None:
        raise NotFound("There is no such campaign, or it was not on record on that day")
    return found


def _known(asked: Asked, by: Actor) -> list[Campaign]:
    """Those that the asker sees. NotFound: they see none of these days."""
    if not may_ask(asked.period, by):
        raise NotFound("Nobody but who sees numbers as counted asks for these days")
    return [each for each in reports.known(_own(by), asked.known_on.before) if campaigns.seen(each, by)]


def may_ask(period: Period, by: Actor) -> bool:
    """Whether they are told of these days. Who does not see numbers as counted has whole financial years that have
    ended, which do not overlap, so that none is told by subtraction; a hub the last ten of them, too (061)."""
    return _exact(by) or period in periods(by)


def periods(by: Actor) -> tuple[Period, ...]:
    """The whole years that have ended, of the last ten, the latest first; for a hub all ten, too."""
    found = [financial_year(financial_year(clock.today()).first - DAY)]
    while len(found) < YEARS:
        found.append(financial_year(found[-1].first - DAY))
    decade = [Period(found[-1].first, found[0].last)] if by.role is Role.HUB else []
    return (*found, *decade)


def _exact(by: Actor) -> bool:
    """Whether the asker sees the funnel of their own councils as counted (trust 5.2)."""
    return by.role in MAY["reports.funnel"]


def _given(asked: Asked, view: str, line: str, q: str, by: Actor) -> dict[str, str]:
    days = {"from": asked.period.first, "to": asked.period.last, "known_on": asked.known_on.day}
    slugs = ",".join(sorted(each.slug for each in agencies.every() if each.id in by.agency_ids))
    said = {"agency": slugs, "view": view, "line": line}
    return said | {name: day.isoformat() for name, day in days.items()} | {"q": q}


def _own(by: Actor) -> Scope:
    return _scope(by.agency_ids)


def _scope(agency_ids: Sequence[int]) -> Scope:
    return scopes.of_ids("own", "Your councils", agency_ids, is_hub=len(agency_ids) > 1)


def _spent(found: Sequence[Campaign], asked: Asked) -> dict[tuple[int, int], int]:
    period, numbers = asked.period, [each.id for each in found]
    return campaign_spend.totals(numbers, first=period.first, last=period.last, before=asked.known_on.before)


def _rows(found: Sequence[Campaign], asked: Asked, scope: Scope, by: Actor) -> tuple[Row, ...]:
    told = reports.brought(scope, asked.period, asked.known_on, [each.id for each in found])
    spent = _spent(found, asked)
    parts, printing = {each.id: _taking_part(each, by) for each in found}, _printing(by)
    return tuple(_row(each, parts[each.id], told, spent, printing(parts[each.id])) for each in found)


def _taking_part(campaign: Campaign, by: Actor) -> Scope:
    """The asker's councils that have a part in it."""
    return _scope(tuple(each for each in campaign.agency_ids if each in by.agency_ids))


def _row(
    campaign: Campaign,
    mine: Scope,
    found: Brought,
    spent: dict[tuple[int, int], int],
    told: Callable[[int], Printed],
) -> Row:
    pence = sum(spent.get((campaign.id, each), 0) for each in mine.agency_ids)
    cells = {}
    for view in VIEWS:
        for line in LINES:
            count = told(found.value(campaign.id, view, line, mine.agency_ids))
            cells[view, line] = Cell(count, _each(pence, count))
    return Row(campaign.now.name, campaign, pence, cells, exact=told is int)


def _printing(by: Actor) -> Callable[[Scope], Callable[[int], Printed]]:
    """How numbers of councils are printed for them: as counted, or by the rule for small numbers.

    By that none is as little told as few: all that enquired are known, and what is left over of a line where the
    others are none would be a count. Of so few councils that one would know the other's, nothing is told.
    """

    @cache
    def of(mine: Scope) -> Callable[[int], Printed]:
        if _exact(by):
            return int
        if too_few(mine):
            return lambda _: Symbol.CONFIDENTIAL
        return partial(rule_of(mine).count, special=True)

    return of


def _each(pence: int, count: Printed) -> Decimal | None:
    """What one has cost in pounds; None where nothing was spent, or too little came of it to say."""
    return None if isinstance(count, Symbol) or not count or not pence else Decimal(pence) / 100 / count


def _distinct(campaign: Campaign, asked: Asked, whole: Scope) -> int:
    """How many households enquired, each once, though several of the councils count an enquiry of theirs."""
    told = reports.lines(whole, asked.period, asked.known_on, campaign.id, EVERY, "enquiries")
    counted, own = asked.known_on.counted(asked.period), [each.journey_id for each in told]
    found = distinct.enquiries(whole, [counted], asked.known_on.before, among=own)
    return len(distinct.first_of_each(found, asked.period, {each.population for each in told})) if told else 0
