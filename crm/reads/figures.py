"""Who is behind a figure: the lines of a report with the households' names. Each look goes on record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select

from crm import audit
from crm.actor import Actor
from crm.extensions import db
from crm.ledger.tables import EventRecord
from crm.people.tables import Household
from crm.reads import choices, look, merges, searching
from crm.reads.large_files import require_second
from crm.reads.merges import Joined
from crm.reads.names import names_of
from crm.reads.paging import page_of
from crm.reads.sharing import narrowed, within
from crm.register import settings
from crm.register.tables import Agency
from crm.reports import behind, restated
from crm.reports.asking import Question
from crm.reports.figures import Figure
from crm.reports.lines import Line
from crm.reports.period import KnownOn
from crm.reports.quarterly import Quarterly
from crm.reports.restated import Change
from crm.reports.scope import Scope

Counted = TypeVar("Counted", Line, Change)

PAGE = 50  # lines a page
CHUNK = 500  # ids asked for at once


@dataclass(frozen=True, slots=True)
class Named:
    """A household as a list shows it: never an address, a telephone number or an e-mail address (T40)."""

    reference: str
    name: str | None
    area: str | None
    agency: str


@dataclass(frozen=True, slots=True)
class LineSeen:
    """A line, whose it is, and who recorded its event."""

    household: Named
    population: str
    what: str
    quantity: int
    on: date
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class LinesSeen:
    """A page of the lines behind a figure.

    There are `count` lines, which come to `total`; `hidden` of them are of households that the asker may not see;
    a search leaves `found` of the others.
    """

    rows: tuple[LineSeen, ...]
    total: int
    count: int
    hidden: int
    found: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class ChangeSeen:
    """News that changed what is counted: whose, by whom, and of a correction why."""

    household: Named
    change: Change
    recorded_by: str
    correction: bool
    withdrawn: bool
    by_rule: bool  # no news, but a setting that was changed, made it count otherwise
    joined: Joined | None  # nor that, but a merge or its undoing
    reason: str | None


@look
def lines(question: Question, figure: Figure, population: str, q: str, page: int, by: Actor) -> LinesSeen:
    """A page of the lines behind a figure; the references shown go on record (T44)."""
    every = _lines(question, figure, population)
    visible = _visible(every, by)
    found = _searched(visible, q, by)
    page, pages = page_of(page, len(found), PAGE)
    shown = _seen(found[(page - 1) * PAGE : page * PAGE])
    _on_record("figure.list", question.scope, figure.name, (row.household.reference for row in shown), by)
    total, hidden = sum(line.quantity for line in every), len(every) - len(visible)
    return LinesSeen(shown, total, len(every), hidden, len(found), page, pages)


@look
def export(
    question: Question, figure: Figure, population: str, q: str, reason: str, by: Actor
) -> tuple[LineSeen, ...]:
    """Every line behind a figure; the export goes on record, with why and the references in it (T63)."""
    found = _seen(_searched(_visible(_lines(question, figure, population), by), q, by))
    shown = [row.household.reference for row in found]
    require_second(len(set(shown)), by)
    _on_record("figure.export", question.scope, figure.name, shown, by, reason)
    return found


@look
def restatement(report: Quarterly, now: KnownOn, by: Actor) -> tuple[tuple[ChangeSeen, ...], bool]:
    """What has come to count since the day on which a report is known; and whether there is more of it."""
    periods = [column.period for column in report.columns]
    every, more = restated.changes(report.scope, periods, report.known_on, now)
    changes = _visible(every, by)
    named = _named(change.household_id for change in changes)
    events = _events(change.because_id for change in changes)
    names = names_of(event.recorded_by for event in events.values())
    joins = merges.at_moments(change.recorded_at for change in changes if change.because_id is None)
    seen = tuple(
        ChangeSeen(
            household=named[change.household_id],
            change=change,
            recorded_by=joined.by if joined else names[event.recorded_by if event else None],
            correction=event is not None and event.corrects_id is not None,
            withdrawn=event is not None and event.kind == "withdrawn",
            by_rule=change.recorded_at in settings.rulebook(change.agency_id).rules.changed_at,
            joined=joined,
            reason=_reason(change.agency_id, event.reason) if event and event.reason else None,
        )
        for change in changes
        for event in [events.get(change.because_id or 0)]
        for joined in [joins.get((change.agency_id, change.recorded_at))]
    )
    if seen:
        _on_record("figure.restated", report.scope, "restated", (row.household.reference for row in seen), by)
    return seen, more or len(changes) < len(every)


def _lines(question: Question, figure: Figure, population: str) -> list[Line]:
    known_on = question.known_on
    if not known_on.begun(question.period):
        return []
    counted = known_on.counted(question.period)
    return behind.lines(question.scope, figure, population, counted, known_on.before)


def _reason(agency_id: int, code: str) -> str:
    return choices.of_agency(agency_id).said("correction_reasons", code)


def _visible(found: list[Counted], by: Actor) -> list[Counted]:
    """What the asker may see the households of: of their own agencies all, and what is shared or theirs (T23)."""
    if not narrowed(by):
        return [each for each in found if each.agency_id in by.agency_ids]
    shared = set(db.session.scalars(select(Household.id).where(Household.agency_id.in_(by.agency_ids), within(by))))
    return [each for each in found if each.household_id in shared]


def _searched(found: list[Line], q: str, by: Actor) -> list[Line]:
    if not q.strip():
        return found
    meant = set(db.session.scalars(searching.ids(q[: searching.LONGEST], by)))
    return [line for line in found if line.household_id in meant]


def _seen(found: Sequence[Line]) -> tuple[LineSeen, ...]:
    named = _named(line.household_id for line in found)
    events = _events(line.event_id for line in found)
    names = names_of(event.recorded_by for event in events.values())
    return tuple(
        LineSeen(
            household=named[line.household_id],
            population=line.population,
            what=line.what,
            quantity=line.quantity,
            on=line.on,
            recorded_at=line.recorded_at,
            recorded_by=names[events[line.event_id].recorded_by],
        )
        for line in found
    )


def _named(household_ids: Iterable[int]) -> dict[int, Named]:
    columns = (Household.id, Household.reference, Household.name, Household.area, Agency.name.label("agency"))
    named = select(*columns).join(Agency, Agency.id == Household.agency_id)
    found = {}
    for chunk in _chunks(household_ids):
        for row in db.session.execute(named.where(Household.id.in_(chunk))):
            found[row.id] = Named(row.reference, row.name, row.area, row.agency)
    return found


def _events(event_ids: Iterable[int | None]) -> Mapping[int, EventRecord]:
    found: dict[int, EventRecord] = {}
    for chunk in _chunks(event_ids):
        events = db.session.scalars(select(EventRecord).where(EventRecord.id.in_(chunk)))
        found |= {event.id: event for event in events}
    return found


def _chunks(ids: Iterable[int | None]) -> Iterator[list[int]]:
    wanted = sorted({each for each in ids if each is not None})
    for start in range(0, len(wanted), CHUNK):
        yield wanted[start : start + CHUNK]


def _on_record(
    action: str, scope: Scope, what: str, shown: Iterable[str], by: Actor, reason: str | None = None
) -> None:
    """Which households were shown, by their references, and behind which figure."""
    references = sorted(set(shown))
    audit.record(
        by,
        action,
        agency_id=None if scope.is_hub else scope.councils[0].id,
        fields=references,
        reason=reason,
        about=f"{what[:40]}: {len(references)} households",
    )
