"""Priorities as pages show them: the list, one with its history, and those whose review is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from crm import clock
from crm.actor import Actor, Role
from crm.errors import NotFound
from crm.extensions import db
from crm.people.folding import folded
from crm.people.tables import User
from crm.reads import choices
from crm.reads.held import SOON
from crm.reads.names import names_of
from crm.reads.paging import PAGE, Paged, page_of
from crm.register import priorities, settings, targets
from crm.register.priorities import Priority, Said
from crm.reports import scope as scopes
from crm.reports.figures import FIGURES
from crm.reports.period import KnownOn, Period, financial_year
from crm.reports.quarterly import columns
from crm.reports.scope import Council
from crm.reports.targets import Progress, progress

OPEN, DUE, ENDED, WITHDRAWN = "open", "due", "ended", "withdrawn"
OWNERS = (Role.OFFICER, Role.SOCIAL_WORKER, Role.MANAGER, Role.DECISION_MAKER)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed by; blank narrows nothing."""

    q: str = ""
    state: str = ""
    status: str = ""
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure without a target that a priority is measured by: what it says of the financial year so far."""

    figure: str
    population: str
    period: Period
    value: int | None


@dataclass(frozen=True, slots=True)
class PrioritySeen:
    """A priority, whose it is, what its status is called, and what it is measured by."""

    priority: Priority
    council: Council
    names: Mapping[int | None, str]
    statuses: Mapping[str, str]
    target: Progress | None
    counted: Counted | None

    @property
    def id(self) -> int:
        return self.priority.id

    @property
    def now(self) -> Said:
        return self.priority.now

    @property
    def owner(self) -> str:
        return self.names[self.now.owner_id]

    @property
    def status(self) -> str:
        """In words of the council's list; a code that it lacks is said in plain letters."""
        return self.said(self.now.status)

    def said(self, status: str) -> str:
        return self.statuses.get(status) or status.replace("_", " ").capitalize()

    @property
    def late(self) -> bool:
        """Whether its own day has gone by, and it is not over."""
        return self.priority.review_due is not None and self.now.due_on < clock.today()


@dataclass(frozen=True, slots=True)
class Listing(Paged):
    """A page of the list; how many match, and how many there are at all."""

    rows: tuple[PrioritySeen, ...]
    total: int
    every: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Review:
    """A priority that is to be reviewed by a day."""

    id: int
    title: str
    owner: str
    due_on: date


def listing(wanted: Wanted, page: int, by: Actor) -> Listing:
    """A page of the priorities of one's agencies, those that are to be done first before the others."""
    councils = _councils(by)
    every = priorities.of_agencies(list(councils))
    found = _matching(every, wanted, councils)
    page, pages = page_of(page, len(found))
    return Listing(_seen(found[(page - 1) * PAGE : page * PAGE], councils), len(found), len(every), page, pages)


def every(wanted: Wanted, by: Actor) -> tuple[PrioritySeen, ...]:
    """All of them that match."""
    councils = _councils(by)
    return _seen(_matching(priorities.of_agencies(list(councils)), wanted, councils), councils)


def one(number: int, by: Actor) -> PrioritySeen:
    """One of them. NotFound: there is none, or it is another council's."""
    councils, found = _councils(by), priorities.one(number)
    if found is None or found.agency_id not in councils:
        raise NotFound("There is no such priority")
    return _seen([found], councils)[0]


def due(by: Actor) -> tuple[Review, ...]:
    """The reviews that are overdue or coming up: of a manager's agencies, and of anybody else one's own."""
    today = clock.today()
    last = {each: today + timedelta(days=settings.value(SOON, each, today)) for each in by.agency_ids}
    mine = [
        (each, on)
        for each in priorities.of_agencies(by.agency_ids)
        if (on := each.review_due) is not None
        and on <= last[each.agency_id]
        and (by.role == Role.MANAGER or each.now.owner_id == by.user_id)
    ]
    names = names_of(each.now.owner_id for each, _ in mine)
    found = (Review(each.id, each.now.title, names[each.now.owner_id], on) for each, on in mine)
    return tuple(sorted(found, key=lambda each: (each.due_on, each.id)))


def owners(agency_id: int) -> tuple[tuple[str, str], ...]:
    """The staff of an agency who may own a priority: number and name."""
    chosen = select(User.id, User.name).where(User.agency_id == agency_id, User.active, User.role.in_(OWNERS))
    return tuple((str(row.id), row.name) for row in db.session.execute(chosen.order_by(User.name, User.id)))


def state_of(each: Priority) -> str:
    """Whether it goes on, is over or withdrawn; one whose review is due goes on."""
    if each.withdrawn:
        return WITHDRAWN
    return ENDED if each.ended else OPEN


def _councils(by: Actor) -> dict[int, Council]:
    return {each.councils[0].id: each.councils[0] for each in scopes.choices(by) if not each.is_hub}


def _matching(every: Sequence[Priority], wanted: Wanted, councils: Mapping[int, Council]) -> list[Priority]:
    names, asked = names_of(each.now.owner_id for each in every), folded(wanted.q)
    return [
        each
        for each in every
        if asked in folded(f"{each.now.title} {names[each.now.owner_id]} {each.now.note}")
        and wanted.status in ("", each.now.status)
        and wanted.agency in ("", councils[each.agency_id].slug)
        and (wanted.state in ("", state_of(each)) or (wanted.state == DUE and _is_due(each)))
    ]


def _is_due(each: Priority) -> bool:
    return each.review_due is not None and each.review_due <= clock.today()


def _seen(found: Sequence[Priority], councils: Mapping[int, Council]) -> tuple[PrioritySeen, ...]:
    names = names_of(
        number for each in found for entry in each.entries for number in (entry.owner_id, entry.recorded_by)
    )
    known_on = KnownOn(clock.today())
    wanted = {each.now.target_id for each in found if each.now.target_id}
    kept = [each for each in targets.of_agencies(list(councils)) if each.id in wanted] if wanted else []
    by_target = {each.target.id: each for each in progress(kept, councils.values(), known_on)}
    return tuple(
        PrioritySeen(
            priority=each,
            council=councils[each.agency_id],
            names=names,
            statuses=dict(choices.of_agency(each.agency_id).pairs(priorities.STATUSES)),
            target=by_target.get(each.now.target_id or 0),
            counted=_counted(each, councils[each.agency_id], known_on),
        )
        for each in found
    )


def _counted(each: Priority, council: Council, known_on: KnownOn) -> Counted | None:
    """What a figure says of this financial year; none where it is measured by something else."""
    now = each.now
    if now.figure not in FIGURES:
        return None
    period = financial_year(known_on.day)
    [column] = columns(council.alone, [period], known_on)
    return Counted(now.figure, now.population, period, column.value(now.population, now.figure))
