"""The register of what was raised about households: a list, one of them, and what was said, only when asked.

Every look is on record under a name of its own, and answers like an unknown record to whoever is not near.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from sqlalchemy import Select, select

from crm import audit, clock
from crm.actor import Actor
from crm.extensions import db
from crm.people import caseload, concerns, merging, placements
from crm.people.concern_tables import Concern, ConcernBefore, ConcernStep
from crm.people.tables import Household
from crm.reads import choices, look
from crm.reads.choices import Choices
from crm.reads.concern_parts import BeforeSeen, StepSeen, StruckOut, steps_seen, struck_out
from crm.reads.filters import HOME, Filters, at_home
from crm.reads.histories import load_history
from crm.reads.household import HouseholdSeen, seen
from crm.reads.large_files import require_second
from crm.reads.names import names_of
from crm.reads.paging import PAGE, Paged, page_of
from crm.register.tables import Agency

OPEN, CLOSED, ALL, STRUCK = "open", "closed", "all", "struck"
MOST_EXPORTED = 5000  # rows a file

Said = TypeVar("Said", ConcernStep, ConcernBefore)


@dataclass(frozen=True, slots=True)
class ConcernSeen:
    """What was raised about a household; `account` only where it was just asked for."""

    id: int
    reference: str
    name: str | None
    agency_id: int
    agency: str
    kind: str
    received_on: date
    lado_told_on: date | None
    steps: tuple[StepSeen, ...]
    taken_back: tuple[StepSeen, ...]
    outcome: str | None
    closed_on: date | None
    holds_places: bool
    by: str
    choices: Choices
    before: tuple[BeforeSeen, ...]
    struck: StruckOut | None
    version: str
    account: str | None = None
    told: bool = False

    @property
    def lacks_lado(self) -> bool:
        """Whether it is an allegation of which the LADO was not told yet."""
        return self.kind == concerns.ALLEGATION and self.lado_told_on is None and self.struck is None

    @property
    def is_open(self) -> bool:
        """Whether it stands, and nothing came of it yet."""
        return self.closed_on is None and self.struck is None


@dataclass(frozen=True, slots=True)
class Register(Paged):
    """A page of the register, and how many of each kind are open."""

    rows: tuple[ConcernSeen, ...]
    total: int
    page: int
    pages: int
    counts: Counter[str]
    without_lado: int
    several: bool


@dataclass(frozen=True, slots=True)
class OfHousehold:
    """A household's head and what was raised about it, the newest first; `near`: whether the asker may see it.

    `taken`: the asker works with it, but gave it to themselves.
    """

    household: HouseholdSeen
    near: bool
    taken: bool
    rows: tuple[ConcernSeen, ...]


@look
def listing(filters: Filters, state: str, kind: str, by: Actor) -> Register:
    """A page of the register, the newest first. `state` is CLOSED, ALL, STRUCK or empty for what is open."""
    every = [each for each in _every(filters, by) if kind in ("", each.kind)]
    found = [each for each in every if _is_shown(each, state)]
    page, pages = page_of(filters.page, len(found))
    rows = tuple(found[(page - 1) * PAGE : page * PAGE])
    _note("concern.list", rows, by)
    standing = [each for each in every if each.is_open]
    return Register(
        rows=rows,
        total=len(found),
        page=page,
        pages=pages,
        counts=Counter(each.kind for each in standing),
        without_lado=sum(each.lacks_lado for each in standing),
        several=len(by.agency_ids) > 1,
    )


@look
def export(filters: Filters, state: str, kind: str, reason: str, by: Actor) -> tuple[ConcernSeen, ...]:
    """The register as a file, without what was said; the asking goes on record, with why."""
    every = (each for each in _every(filters, by) if kind in ("", each.kind) and _is_shown(each, state))
    rows = tuple(every)[:MOST_EXPORTED]
    require_second(len({each.reference for each in rows}), by)
    _note("concern.export", rows, by, reason)
    return rows


@look
def of_household(reference: str, by: Actor) -> OfHousehold:
    """What was raised about one household; of whoever is not near nothing is read. The look goes on record."""
    history = load_history(reference, by)
    home = db.session.get_one(Household, history.identity.id)
    near = concerns.is_near(home, by)
    _seen(history.identity.agency_id, home.id, "concern.view", by)
    own = Concern.household_id.in_(merging.together(home.id))
    rows = db.session.scalars(select(Concern).where(own).order_by(Concern.received_on.desc(), Concern.id.desc()))
    taken = not near and home.worker_id == by.user_id and caseload.is_own_taking(home.id)
    return OfHousehold(seen(history), near, taken, _shown(list(rows)) if near else ())


@look
def concern(concern_id: int, by: Actor) -> ConcernSeen:
    """One of them without what was said. NotFound: none within reach. The look goes on record."""
    row = concerns.load(concern_id, by)
    _seen(row.agency_id, row.household_id, "concern.view", by)
    return _shown([row])[0]


@look
def told(concern_id: int, reason: str, by: Actor) -> ConcernSeen:
    """The same with what was said and noted, this once: the asking, and why, goes on record first."""
    row = concerns.load(concern_id, by)
    _seen(row.agency_id, row.household_id, "concern.show", by, reason)
    return replace(_shown([row], notes=True)[0], account=row.account, told=True)


def counted(by: Actor) -> Counter[int]:
    """How many are open, by the household that stands for the record; of those that the asker is near to."""
    home = merging.stands_for().label("home")
    chosen = select(home).select_from(Concern).join(Household, Household.id == Concern.household_id)
    standing = Concern.agency_id.in_(by.agency_ids), Concern.closed_on.is_(None), Concern.removed_at.is_(None)
    return Counter(db.session.scalars(chosen.where(*standing, merging.stands_for().in_(near_homes(by)))))


def near_homes(by: Actor) -> Select[int]:
    """The households that stand for a record, and that the asker is near to: not those merged into another."""
    return select(Household.id).where(Household.agency_id.in_(by.agency_ids), concerns.near(by)).correlate(None)


def _every(filters: Filters, by: Actor) -> list[ConcernSeen]:
    chosen = select(Concern).join(Household, HOME.id == Concern.household_id)
    chosen = chosen.where(
        Concern.agency_id.in_(by.agency_ids), merging.stands_for().in_(near_homes(by)), *at_home(filters, by)
    )
    if filters.agency:
        chosen = chosen.where(HOME.agency_id.in_(select(Agency.id).where(Agency.slug == filters.agency)))
    rows = db.session.scalars(chosen.order_by(Concern.received_on.desc(), Concern.id.desc()))
    return list(_shown(list(rows)))


def _is_shown(row: ConcernSeen, state: str) -> bool:
    if row.struck is not None:
        return state == STRUCK
    return state == ALL or (state != STRUCK and row.is_open == (state != CLOSED))


def _shown(rows: Sequence[Concern], *, notes: bool = False) -> tuple[ConcernSeen, ...]:
    numbers = [row.id for row in rows]
    steps, before = _by_concern(concerns.every_step_of(numbers)), _by_concern(concerns.before(numbers))
    kept = merging.kept([row.household_id for row in rows])
    holding = placements.not_usable({row.closure_id for row in rows if row.closure_id}, clock.today())
    homes = {each: merging.numbered(each) for each in set(kept.values())}
    agencies = {each: db.session.get_one(Agency, each).name for each in {row.agency_id for row in rows}}
    told = (number for own in steps.values() for each in own for number in (each.recorded_by, each.removed_by))
    put_right = (each.recorded_by for own in before.values() for each in own)
    own = (number for row in rows for number in (row.recorded_by, row.removed_by))
    names = names_of((*own, *told, *put_right))
    done = {row.id: steps_seen(steps[row.id], names, notes=notes) for row in rows}
    return tuple(
        ConcernSeen(
            id=row.id,
            reference=homes[kept[row.household_id]].reference,
            name=homes[kept[row.household_id]].name,
            agency_id=row.agency_id,
            agency=agencies[row.agency_id],
            kind=row.kind,
            received_on=row.received_on,
            lado_told_on=next((each.on for each in done[row.id][0] if each.kind == concerns.LADO_TOLD), None),
            steps=done[row.id][0],
            taken_back=done[row.id][1],
            outcome=row.outcome,
            closed_on=row.closed_on,
            holds_places=row.closure_id in holding,
            by=names[row.recorded_by],
            choices=choices.of_agency(row.agency_id),
            before=tuple(
                BeforeSeen(was.field, was.value, was.because, was.recorded_at, names[was.recorded_by])
                for was in before[row.id]
            ),
            struck=struck_out(row, names),
            version=concerns.version(row, steps[row.id], before[row.id]),
        )
        for row in rows
    )


def _by_concern(rows: Iterable[Said]) -> defaultdict[int, list[Said]]:
    found: defaultdict[int, list[Said]] = defaultdict(list)
    for each in rows:
        found[each.concern_id].append(each)
    return found


def _seen(agency_id: int, household_id: int, action: str, by: Actor, reason: str | None = None) -> None:
    audit.record(by, action, agency_id=agency_id, household_id=household_id, fields=[], reason=reason)


def _note(action: str, rows: Sequence[ConcernSeen], by: Actor, reason: str | None = None) -> None:
    """Put on record which households a list named: one row."""
    agencies = {each.agency_id for each in rows}
    agency_id = agencies.pop() if len(agencies) == 1 else None
    shown = list(dict.fromkeys(each.reference for each in rows))
    about = f"{len(shown)} households"
    audit.record(by, action, agency_id=agency_id, fields=shown, reason=reason, about=about)
