"""Visits as pages show them: those of a household, one of them, a worker's, and for the worker's own calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Literal

from sqlalchemy import ColumnElement, Select, func, select

from crm import audit, clock, fields
from crm.actor import Actor, Role
from crm.errors import Gone, NotFound
from crm.extensions import db
from crm.people import caseload, feeds, merging, tasks, users
from crm.people.tables import Household
from crm.people.visit_tables import Visit
from crm.reads import look, who_was_seen
from crm.reads.histories import load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.names import names_of
from crm.reads.paging import PAGE, page_of
from crm.reads.sharing import narrowed, within
from crm.reads.visits_before import Was, of_visits

PRIVATE = ("assessment", "supervision", "unannounced")  # of these the note is for few
KEPT = timedelta(days=90)  # for which a past visit stays in a calendar
LAPSED = "This calendar link does not work any more. Whoever it is for can make a new one in Hearth, under Visits."

Whose = Literal["mine", "all"]


@dataclass(frozen=True, slots=True)
class VisitLine:
    """A visit. `report` is None where there is none, or where it is not the asker's to see (`read`).

    `withheld`: there is one, and it is private to others.
    """

    template: ClassVar[str] = "_visit_line.html"
    shown: ClassVar[str] = "visits"

    id: int
    reference: str
    name: str | None
    purpose: str
    place: str
    starts_at: datetime
    minutes: int
    worker_id: int
    worker: str
    state: str
    outcome: str | None
    report: str | None
    read: bool
    withheld: bool
    recorded: bool  # it put the visit of the journey on record
    uid: str
    sequence: int
    recorded_at: datetime
    by: str
    ended_at: datetime | None
    seen: tuple[str, ...] = ()  # of a session of an assessment: who was, in words
    left: bool = False  # the account of who visits is closed
    struck_by: str = ""
    struck_at: datetime | None = None
    struck_because: str | None = None
    again_on: date | None = None  # of one visit: the day of the call that was promised in it
    before: tuple[Was, ...] = ()  # what it said before it was put right, newest first

    @property
    def happened_on(self) -> date:
        return clock.day_of(self.starts_at)

    @property
    def happened_at(self) -> datetime:
        return self.starts_at

    @property
    def put_right(self) -> bool:
        return self.state in ("moved", "struck_out") or bool(self.before)

    @property
    def may_be_put_right(self) -> bool:
        """Whether something is recorded of it that can be put right, by somebody who reads it all."""
        return self.state in ("done", "missed", "cancelled") and self.read and not self.withheld

    @property
    def may_be_struck(self) -> bool:
        """Whether it can be struck out by itself: no step of the journey rests on it."""
        return self.state == "done" and not self.recorded

    @property
    def is_due(self) -> bool:
        """Whether it was to take place by now, and nobody has said whether it did."""
        return self.state == "booked" and self.starts_at <= clock.now()


@dataclass(frozen=True, slots=True)
class VisitSeen:
    """A household's head and one of its visits; of a session of an assessment, who can be seen in it."""

    household: HouseholdSeen
    visit: VisitLine
    people: tuple[who_was_seen.Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Diary:
    """Visits that are booked: those whose time is past, the oldest first, and a page of those that come."""

    due: tuple[VisitLine, ...]
    coming: tuple[VisitLine, ...]
    total: int
    page: int
    pages: int
    linked_at: datetime | None  # when one's own calendar link was made


def lines_of(household_id: int, by: Actor) -> list[VisitLine]:
    """Every visit of a household, newest first. The caller puts the look on record."""
    found = _lines([Visit.household_id.in_(merging.together(household_id))], by, newest_first=True)
    read = {line.id for line in found if line.read}
    before = of_visits([line.id for line in found], read=read)
    return [replace(line, before=before[line.id]) if line.id in before else line for line in found]


@look
def visit(reference: str, visit_id: int, by: Actor) -> VisitSeen:
    """One visit of a household; the look goes on record. NotFound: there is none."""
    history = load_history(reference, by)
    seen_on_record(history.identity, ["visits"], by)
    found = [line for line in lines_of(history.identity.id, by) if line.id == visit_id]
    if not found:
        raise NotFound("There is no such visit")
    session = found[0].purpose == "assessment" and found[0].state == "booked"
    people = who_was_seen.choices(history.identity.id, history.identity.agency_id) if session else ()
    line = replace(found[0], again_on=tasks.promised_in(visit_id))
    return VisitSeen(seen(history), line, people)


@look
def diary(whose: Whose, page: int, by: Actor) -> Diary:
    """The visits of the asker, or of their agencies; which households were shown goes on record."""
    asked: list[ColumnElement[bool]] = [Visit.agency_id.in_(by.agency_ids), Visit.state == "booked"]
    if whose == "mine":
        asked.append(Visit.worker_id == by.user_id)
    elif narrowed(by):
        asked.append(Visit.household_id.in_(_within(by)))
    now = clock.now()
    total = db.session.scalar(select(func.count()).select_from(Visit).where(*asked, Visit.starts_at > now)) or 0
    page, pages = page_of(page, total)
    due = _lines([*asked, Visit.starts_at <= now], by, limit=PAGE)
    coming = _lines([*asked, Visit.starts_at > now], by, limit=PAGE, offset=(page - 1) * PAGE)
    shown = sorted({each.reference for each in (*due, *coming)})
    agency_id = by.agency_ids[0] if len(by.agency_ids) == 1 else None
    audit.record(by, "visit.list", agency_id=agency_id, fields=shown, about=f"{len(shown)} households")
    linked_at = feeds.made_at(by.user_id) if by.user_id is not None else None
    return Diary(tuple(due), tuple(coming), total, page, pages, linked_at)


def _within(by: Actor) -> Select[int]:
    """The households behind those that the asker may see: not another's, where each has their own caseload."""
    reach = select(Household.id).where(Household.agency_id.in_(by.agency_ids), within(by)).correlate(None)
    return select(Household.id).where(merging.stands_for().in_(reach)).correlate(None)


@dataclass(frozen=True, slots=True)
class FeedVisit:
    """What a worker's own calendar says of a visit: the household's reference, and no name and no address."""

    uid: str
    sequence: int
    starts_at: datetime
    minutes: int
    purpose: str
    reference: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A worker's visits for their calendar."""

    visits: tuple[FeedVisit, ...]


@look
def feed(token: str) -> Feed:
    """The visits behind a secret link, the look on record as the worker's own. Gone: it does not work any more."""
    user = feeds.owner(token)
    if user is None or user.agency_id is None:
        raise Gone(LAPSED)
    by = Actor(user.id, user.name, Role(user.role), (user.agency_id,))
    own = (
        Visit.worker_id == user.id,
        Visit.agency_id == user.agency_id,
        Visit.state.in_(("booked", "done")),
        Visit.starts_at > clock.now() - KEPT,
    )
    found = _lines(list(own), by)
    shown = sorted({each.reference for each in found})
    audit.record(by, "calendar.view", agency_id=user.agency_id, fields=shown, about=f"{len(found)} visits")
    visits = (FeedVisit(v.uid, v.sequence, v.starts_at, v.minutes, v.purpose, v.reference) for v in found)
    return Feed(tuple(visits))


def _lines(
    asked: Sequence[ColumnElement[bool]],
    by: Actor,
    *,
    newest_first: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> list[VisitLine]:
    order = (Visit.starts_at.desc(), Visit.id.desc()) if newest_first else (Visit.starts_at, Visit.id)
    rows = db.session.scalars(select(Visit).where(*asked).order_by(*order).limit(limit).offset(offset)).all()
    open_accounts = users.working({row.worker_id for row in rows})
    names = names_of(each for row in rows for each in (row.worker_id, row.booked_by, row.ended_by, row.struck_by))
    who = who_was_seen.in_words({key for row in rows for key in row.seen or ()})
    homes = _homes({row.household_id for row in rows})
    private = _private(rows, by)
    read = fields.sees(by.role, "note")
    return [
        replace(
            _line(row, homes[row.household_id], names, read and row.id not in private, read and row.id in private),
            seen=tuple(who[key] for key in row.seen or () if key in who),
            left=row.worker_id not in open_accounts,
        )
        for row in rows
    ]


def _private(rows: Sequence[Visit], by: Actor) -> set[int]:
    """The visits of supervision, and sessions of an assessment, whose note is not the asker's to read.

    It is read by who visited, who wrote it, whoever was given the household by another, and managers.
    """
    if by.role in (Role.MANAGER, Role.SYSTEM):
        return set()
    others = [row for row in rows if row.purpose in PRIVATE and by.user_id not in (row.worker_id, row.ended_by)]
    kept = merging.kept({row.household_id for row in others})
    own = caseload.worked_by(set(kept.values()), by.user_id)
    return {row.id for row in others if kept[row.household_id] not in own}


def _line(row: Visit, home: tuple[str, str | None], names: Any, read: bool, private: bool) -> VisitLine:
    return VisitLine(
        id=row.id,
        reference=home[0],
        name=home[1],
        purpose=row.purpose,
        place=row.place,
        starts_at=row.starts_at,
        minutes=row.minutes,
        worker_id=row.worker_id,
        worker=names[row.worker_id],
        state=row.state,
        outcome=row.outcome,
        report=row.report if read else None,
        read=read,
        withheld=bool(row.report) and private,
        recorded=row.event_id is not None,
        uid=row.uid,
        sequence=row.sequence,
        recorded_at=row.ended_at or row.booked_at,
        by=names[row.ended_by if row.ended_at else row.booked_by],
        ended_at=row.ended_at,
        struck_by=names[row.struck_by],
        struck_at=row.struck_at,
        struck_because=row.struck_because,
    )


def _homes(household_ids: set[int]) -> dict[int, tuple[str, str | None]]:
    """The reference and the name of the household that stands for each of these."""
    kept = merging.kept(household_ids)
    columns = (Household.id, Household.reference, Household.name)
    rows = db.session.execute(select(*columns).where(Household.id.in_(set(kept.values()))))
    shown = {row.id: (row.reference, row.name) for row in rows}
    return {household_id: shown[home] for household_id, home in kept.items()}
