"""What campaigns brought and what one of each has cost, as pages show it; and the households behind a number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from crm.actor import Actor
from crm.errors import NotFound
from crm.permissions import MAY
from crm.reads import look, named_lines
from crm.reads.large_files import require_second
from crm.reads.named_lines import LineSeen
from crm.reads.paging import PAGE, Paged, page_of
from crm.register import agencies, campaign_spend
from crm.register.campaigns import Campaign
from crm.reports import brought as reports
from crm.reports import distinct
from crm.reports import scope as scopes
from crm.reports.brought import EVERY, LINES, VIEWS, Brought
from crm.reports.lines import Line
from crm.reports.period import KnownOn, Period
from crm.reports.published import rule_of
from crm.reports.scope import Scope
from crm.reports.small import Printed, Rule, Symbol


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
    """A campaign, or a council's part in it: what it has cost in the period, and its cells by view and line.

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
    """A campaign: what it brought to the asker's councils; of a joint one each council, all, and all without those
    who asked several of them."""

    own: Row
    councils: tuple[Row, ...]
    together: Row | None
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


def export(asked: Asked, q: str, by: Actor) -> tuple[Row, ...]:
    """All of them, for a file, which names nobody."""
    return _rows(every(asked, q, by), asked, _own(by), by)


def every(asked: Asked, q: str, by: Actor) -> list[Campaign]:
    """The campaigns that were known on the day, the latest first."""
    wanted = q.casefold()
    known = reports.known(_own(by), asked.known_on.before)
    return [each for each in known if wanted in " ".join(each.now.names).casefold()]


def one(number: int, asked: Asked, by: Actor) -> OneBrought:
    """One campaign. NotFound: the asker's councils have no part in it. Other councils are told as published."""
    campaign = _campaign(number, asked, by)
    whole = _scope(campaign.agency_ids)
    found = reports.brought(whole, asked.period, asked.known_on, (number,))
    spent = _spent([campaign], asked)
    mine = tuple(each for each in campaign.agency_ids if each in by.agency_ids)
    exact = _exact(by)

    def row(name: str, agency_ids: Sequence[int], rule: Rule | None) -> Row:
        return _row(name, campaign, agency_ids, found, spent, rule)

    strict = rule_of(whole)
    own = row(campaign.now.name, mine, None if exact else strict)
    if not campaign.joint:
        return OneBrought(own, (), None, None)
    names = {each.id: each.name for each in agencies.every()}
    councils = tuple(
        row(names[each], (each,), None if exact and each in by.agency_ids else strict)
        for each in sorted(campaign.agency_ids, key=lambda each: names[each])
    )
    once = strict.count(_distinct(campaign, asked, whole))
    return OneBrought(own, councils, row("All councils", campaign.agency_ids, strict), once)


@look
def behind(number: int, view: str, line: str, asked: Asked, *, q: str, page: int, by: Actor) -> Behind:
    """The lines behind a number of the asker's own councils; the references shown go on record (T44)."""
    campaign, found = _behind(number, view, line, asked, q, by)
    page, pages = page_of(page, len(found))
    rows = named_lines.seen(found[(page - 1) * PAGE : page * PAGE])
    references = (row.household.reference for row in rows)
    named_lines.on_record("figure.list", _own(by), f"campaign {number}", references, by, asked=_given(asked, q))
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
        "figure.export", _own(by), f"campaign {number}", shown, by, reason, asked=_given(asked, q)
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
    found = next((each for each in reports.known(_own(by), asked.known_on.before) if each.id == number), None)
    if found is None:
        raise NotFound("There is no such campaign, or it was not on record on that day")
    return found


def _exact(by: Actor) -> bool:
    """Whether the asker sees the funnel of their own councils as counted (trust 5.2)."""
    return by.role in MAY["reports.funnel"]


def _given(asked: Asked, q: str) -> dict[str, str]:
    days = {"from": asked.period.first, "to": asked.period.last, "known_on": asked.known_on.day}
    return {**{name: day.isoformat() for name, day in days.items()}, "q": q}


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
    rule = None if _exact(by) else rule_of(scope)
    return tuple(_row(each.now.name, each, scope.agency_ids, told, spent, rule) for each in found)


def _row(
    name: str,
    campaign: Campaign,
    agency_ids: Sequence[int],
    found: Brought,
    spent: dict[tuple[int, int], int],
    rule: Rule | None,
) -> Row:
    pence = sum(spent.get((campaign.id, each), 0) for each in agency_ids)
    cells = {}
    for view in VIEWS:
        for line in LINES:
            value = found.value(campaign.id, view, line, agency_ids)
            count: Printed = value if rule is None else rule.count(value)
            cells[view, line] = Cell(count, _each(pence, count))
    return Row(name, campaign, pence, cells, exact=rule is None)


def _each(pence: int, count: Printed) -> Decimal | None:
    """What one has cost in pounds; None where nothing was spent, or too little came of it to say."""
    return None if isinstance(count, Symbol) or not count or not pence else Decimal(pence) / 100 / count


def _distinct(campaign: Campaign, asked: Asked, whole: Scope) -> int:
    """How many households enquired, each once, though several of the councils count an enquiry of theirs."""
    told = reports.lines(whole, asked.period, asked.known_on, campaign.id, EVERY, "enquiries")
    counted, own = asked.known_on.counted(asked.period), [each.journey_id for each in told]
    found = distinct.enquiries(whole, [counted], asked.known_on.before, among=own)
    return len(distinct.first_of_each(found, asked.period, {each.population for each in told})) if told else 0
