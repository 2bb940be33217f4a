"""Everything ever recorded of a household, newest first: what stands, what it said before, what was struck out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import ClassVar, Literal

from sqlalchemy import select

from crm.actor import Actor
from crm.extensions import db
from crm.journey.events import EnquiryReceived, Event, ReportCompleted, StruckOut, Withdrawn
from crm.journey.history import Row, standing
from crm.journey.temporary_events import TEMPORARY
from crm.ledger.tables import EventRecord
from crm.people import history as former
from crm.reads import assessed, carer_lines, contacts, done, look, merge_lines, stated, visits
from crm.reads.assessed import Assessed
from crm.reads.carer_lines import CarerLine
from crm.reads.contacts import ContactLine, Unanswered
from crm.reads.done import WorkLine
from crm.reads.histories import History, load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.merge_lines import MergeLine
from crm.reads.names import names_of
from crm.reads.paging import page_of
from crm.reads.stated import Stated
from crm.reads.visits import VisitLine
from crm.register import letter_templates

Standing = Literal["stands", "struck out", "import undone"]
PAGE = 50  # lines a page
WHOSE = (ReportCompleted.kind, *(each.kind for each in TEMPORARY))  # beside which it says whose they were
# What a page can leave of a timeline.
SHOWN = ("all", "events", "contacts", "visits", "work", "corrected", "people")


@dataclass(frozen=True, slots=True)
class Version:
    """One thing that was said of an event: what, who recorded it and when, and why if it put another right."""

    event: Event
    recorded_at: datetime
    by: str
    reason: str | None
    undone: bool = False  # an import said it, and was undone


@dataclass(frozen=True, slots=True)
class Line:
    """An event. `seq` names the version that stands; `others` is what else was said of it, newest first."""

    template: ClassVar[str] = "_line.html"  # by which a page shows it, as of the other kinds of line
    shown: ClassVar[str] = "events"

    event_id: int
    journey: int
    seq: int
    standing: Standing
    now: Version
    others: tuple[Version, ...] = ()
    ended: Version | None = None  # the striking-out, or the undoing of an import
    enquired_on: date | None = None  # when the journey's enquiry stands
    repeated: bool = False  # an enquiry that is not counted (ST-4)
    imported: bool = False
    first_id: int = 0  # the event that was said first of it
    reasons: tuple[Stated, ...] = ()  # what counts first
    assessed: tuple[Assessed, ...] = ()  # of a report: who assessed, what counts first

    @property
    def happened_on(self) -> date:
        return self.now.event.happened_on

    @property
    def has_letter(self) -> bool:
        """Whether a letter tells of it."""
        return letter_templates.tells_of(self.now.event)

    @property
    def put_right(self) -> bool:
        return bool(self.others) or self.standing != "stands"

    @property
    def kind(self) -> str:
        return self.now.event.kind


@dataclass(frozen=True, slots=True)
class PeopleChange:
    """Fields of the household's people that were changed or corrected together; never what they hold or held."""

    template: ClassVar[str] = "_people_line.html"
    shown: ClassVar[str] = "people"
    put_right: ClassVar[bool] = False

    happened_on: date
    fields: tuple[tuple[str, str], ...]  # whose, and what
    nature: str
    recorded_at: datetime
    by: str


Beside = PeopleChange | CarerLine | ContactLine | VisitLine | WorkLine | MergeLine  # what is no step of a journey
AnyLine = Line | Beside


@dataclass(frozen=True, slots=True)
class TimelineSeen:
    """A household's head and a page of its timeline: `total` lines in all, of what is shown of them.

    `unanswered` are the calls since somebody last spoke with them.
    """

    household: HouseholdSeen
    lines: tuple[AnyLine, ...]
    total: int
    page: int
    pages: int
    unanswered: Unanswered

    @property
    def first(self) -> int:
        """The number of the page's first line, from 1."""
        return (self.page - 1) * PAGE + 1


@look
def timeline(reference: str, shown: str, by: Actor, page: int = 1) -> TimelineSeen:
    """A household's page with its timeline, or a part of it; the look goes on record.

    A page that there is not is the last.
    """
    history = load_history(reference, by)
    seen_on_record(history.identity, ["timeline"], by)
    contacted = contacts.lines_of(history.identity.id, by)
    own = history.identity.id
    behind = done.lines_of(own, history.choices, by)
    joined = merge_lines.lines_of(history.identity, history.choices)
    moved = carer_lines.lines_of(own, by)
    every = everything(history, [*contacted, *visits.lines_of(own, by), *behind, *joined, *moved])
    chosen = [line for line in every if _is_shown(line, shown)]
    page, pages = page_of(page, len(chosen), PAGE)
    lines = with_reasons(chosen[(page - 1) * PAGE : page * PAGE], by)
    return TimelineSeen(seen(history), lines, len(chosen), page, pages, contacts.unanswered(contacted))


def with_reasons(lines: Sequence[AnyLine], by: Actor) -> tuple[AnyLine, ...]:
    """The same lines, decisions with their reasons and reports with who assessed, for the roles that see them."""
    known = stated.of_events([each.first_id for each in lines if isinstance(each, Line)], by)
    reports = [each.first_id for each in lines if isinstance(each, Line) and each.kind in WHOSE]
    who = assessed.of_events(reports, by)
    return tuple(
        replace(each, reasons=known.get(each.first_id, ()), assessed=who.get(each.first_id, ()))
        if isinstance(each, Line)
        else each
        for each in lines
    )


def _is_shown(line: AnyLine, shown: str) -> bool:
    return line.put_right if shown == "corrected" else shown in ("all", line.shown)


def everything(history: History, besides: Sequence[Beside] = ()) -> list[AnyLine]:
    """Every line, newest first; on one day by the time, and of the journey's own steps the later one first.

    An enquiry comes last of its day: what was said or written that day followed from it.
    """
    kept = kept_of(history)
    names = names_of(each.recorded_by for each in kept.values())
    events = sorted(lines(history, kept, names), key=_order)
    timed = [*reversed(list(_timed(events))), *((line, _moment(line)) for line in (*besides, *_people(history)))]
    ordered = sorted(timed, key=lambda each: (each[0].happened_on, not _is_enquiry(each[0]), each[1]), reverse=True)
    return [line for line, _moment_of_day in ordered]


def _is_enquiry(line: AnyLine) -> bool:
    return isinstance(line, Line) and line.kind == EnquiryReceived.kind


def _order(line: Line) -> tuple[date, int, datetime]:
    return line.happened_on, line.now.event.rank, line.now.recorded_at


def _timed(events: Sequence[Line]) -> Iterator[tuple[AnyLine, datetime]]:
    """Each step with when it was first said: never before a step of that day that leads to it."""
    day, latest = date.min, datetime.min.replace(tzinfo=UTC)
    for line in events:
        said = min(each.recorded_at for each in (line.now, *line.others))
        latest = max(said, latest) if line.happened_on == day else said
        day = line.happened_on
        yield line, latest


def _moment(line: Beside) -> datetime:
    """When it took place, where that is known; else when it was recorded."""
    if isinstance(line, ContactLine):
        return line.happened_at
    return line.starts_at if isinstance(line, VisitLine) else line.recorded_at


@dataclass(frozen=True, slots=True)
class Kept:
    """What the ledger keeps of a row beside the event itself."""

    seq: int
    recorded_by: int | None
    reason: str | None
    imported: bool


def kept_of(history: History) -> dict[int, Kept]:
    """What the ledger keeps beside each row of the household's journeys, by the row's id."""
    columns = (
        EventRecord.id,
        EventRecord.seq,
        EventRecord.recorded_by,
        EventRecord.reason,
        EventRecord.batch_id,
    )
    rows = db.session.execute(select(*columns).where(EventRecord.journey_id.in_(history.numbers)))
    return {row.id: Kept(row.seq, row.recorded_by, row.reason, row.batch_id is not None) for row in rows}


def lines(history: History, kept: dict[int, Kept], names: Mapping[int | None, str]) -> list[Line]:
    """One line for each event, however often it was put right."""
    rows = {row.id: row for row in history.rows}
    stand = {row.id for row in standing(rows.values())}
    undone = {row.corrects_id for row in rows.values() if isinstance(row.event, Withdrawn)}
    chains: dict[int, list[Row]] = {}
    for row in rows.values():
        chains.setdefault(root_of(row, rows), []).append(row)

    def version(row: Row) -> Version:
        its = kept[row.id]
        by = names[its.recorded_by]
        return Version(row.event, row.recorded_at, by, its.reason, row.id in undone)

    found = []
    for root, chain in chains.items():
        ordered = sorted(chain, key=lambda row: row.id)
        said = [row for row in ordered if not isinstance(row.event, StruckOut | Withdrawn)]
        head = next((row for row in said if row.id in stand), said[-1])
        end = None if head.id in stand else ordered[-1]
        found.append(
            Line(
                event_id=head.id,
                journey=history.numbers[head.journey_id],
                seq=kept[head.id].seq,
                standing=_standing(end),
                now=version(head),
                others=tuple(version(row) for row in reversed(said) if row is not head),
                ended=version(end) if end and end is not head else None,
                enquired_on=_enquired_on(history, head.journey_id),
                repeated=_repeated(history, head, head.id in stand),
                imported=kept[head.id].imported,
                first_id=root,
            )
        )
    return found


def root_of(row: Row, rows: dict[int, Row]) -> int:
    """The first row of the chain of corrections that a row is part of."""
    while row.corrects_id is not None and row.corrects_id in rows:
        row = rows[row.corrects_id]
    return row.id


def _standing(end: Row | None) -> Standing:
    if end is None:
        return "stands"
    return "import undone" if isinstance(end.event, Withdrawn) else "struck out"


def _enquired_on(history: History, journey_id: int) -> date | None:
    journey = history.household.journey(journey_id)
    enquiry = journey.first(EnquiryReceived) if journey else None
    return enquiry.event.happened_on if enquiry else None


def _repeated(history: History, row: Row, stands: bool) -> bool:
    return stands and isinstance(row.event, EnquiryReceived) and row.id not in history.household.counted


def _people(history: History) -> Sequence[PeopleChange]:
    """The changes of the household's people, those of one moment together."""
    values = former.former_values(history.identity.id)
    names = names_of(each.recorded_by for each in values)
    together: dict[tuple[datetime, int | None, str, date], list[tuple[str, str]]] = {}
    for each in values:
        key = (each.recorded_at, each.recorded_by, each.nature, each.until)
        together.setdefault(key, []).append((each.subject, each.field))
    return [
        PeopleChange(until, tuple(fields), nature, recorded_at, names[user_id])
        for (recorded_at, user_id, nature, until), fields in together.items()
    ]
