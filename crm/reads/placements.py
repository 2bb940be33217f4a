"""The children placed with a household, by reference, and the places that cannot be used; each look on record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from crm import clock
from crm.actor import Actor
from crm.errors import NotFound
from crm.journey import kinship, limits
from crm.journey.placing import not_agreed
from crm.journey.ranges import Terms
from crm.journey.short_breaks import OFFER, Limits, ends_by
from crm.journey.temporary import Temporary, standing
from crm.journey.transfers import moved_along
from crm.people import placements as stored
from crm.people.placement_tables import Placement, Unavailability
from crm.reads import look, outside_terms, usual_limit
from crm.reads.exits_open import ForGood, ended_for_good
from crm.reads.histories import History, load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.names import names_of
from crm.register import settings

Row = TypeVar("Row", Placement, Unavailability)


@dataclass(frozen=True, slots=True)
class Removed:
    """That something was wrong: who removed it, when and why, and whether something else took its place."""

    at: datetime
    by: str
    because: str | None
    replaced: bool


@dataclass(frozen=True, slots=True)
class PlacementSeen:
    """A child's stay, by reference. `to_on` is the day on which the place was free again."""

    id: int
    child: str
    offer: str | None
    from_on: date
    to_on: date | None
    ended_how: str | None
    siblings: str | None
    born: date | None
    removed: Removed | None
    emergency: bool = False  # outside the terms, for a few days (reg 23)
    last_day: date | None = None  # that such a placement may have (KC-11)
    short_until: date | None = None  # of a short break that goes on: the day by which it has to be over (OA-4)
    came_along: bool = False  # with the household, on the day of its transfer to us (OA-5)
    follows: int | None = None  # the row that it took the place of


@dataclass(frozen=True, slots=True)
class ClosureSeen:
    """So many places that cannot be used, why, and until when."""

    id: int
    places: int
    reason: str
    from_on: date
    to_on: date | None
    removed: Removed | None


@dataclass(frozen=True, slots=True)
class PlacesSeen:
    """A household's head, and how its places were, are and will be used: the latest first.

    `not_agreed` is the number of the journey whose foster care agreement is not on record today (DM-6), `temporary`
    the approval for a time that stands today, `over` what the law says of more children than the usual limit.
    """

    household: HouseholdSeen
    placements: tuple[PlacementSeen, ...]
    closures: tuple[ClosureSeen, ...]
    removed: tuple[PlacementSeen | ClosureSeen, ...]
    not_agreed: int | None
    temporary: Temporary | None
    over: str | None
    for_good: ForGood | None  # how the kinship approval ended, which says how a placement did

    def placement(self, number: int) -> PlacementSeen:
        """One of them, also if it was put right since; NotFound: there is none."""
        gone = (each for each in self.removed if isinstance(each, PlacementSeen))
        return _numbered((*self.placements, *gone), number)

    def as_put_right(self, number: int) -> PlacementSeen | None:
        """A placement as it stands now, by the number of what was said of it before; None: it was struck out."""
        gone = [each for each in self.removed if isinstance(each, PlacementSeen)]
        later = {each.follows: each for each in (*self.placements, *gone)}
        now = self.placement(number)
        while now.removed is not None:
            if now.id not in later:
                return None
            now = later[now.id]
        return now

    def closure(self, number: int) -> ClosureSeen:
        """One of them, also if it was put right since; NotFound: there is none."""
        gone = (each for each in self.removed if isinstance(each, ClosureSeen))
        return _numbered((*self.closures, *gone), number)


Seen = TypeVar("Seen", PlacementSeen, ClosureSeen)


@look
def places(reference: str, by: Actor) -> PlacesSeen:
    """How the places of a household are used; the look goes on record."""
    history = load_history(reference, by)
    seen_on_record(history.identity, ["placements"], by)
    children, closed = _rows(Placement, history), _rows(Unavailability, history)
    names = names_of([*(each.removed_by for each in children), *(each.removed_by for each in closed)])
    along = moved_along(history.household)
    days = int(settings.value("short_break_days", history.identity.agency_id, clock.today()))
    placements = [
        replace(
            _placement(each, _removed(each, children, names)),
            came_along=(each.child, each.from_on) in along,
            short_until=_short_until(each, Limits(longest=days)),
        )
        for each in children
    ]
    closures = [_closure(each, _removed(each, closed, names)) for each in closed]
    lacking = not_agreed(history.household, clock.today())
    approval = history.household.approval_on(clock.today())
    terms = approval.terms_on(clock.today()) if approval else Terms(0)
    every: tuple[PlacementSeen | ClosureSeen, ...] = (*placements, *closures)
    return PlacesSeen(
        household=seen(history),
        placements=tuple(each for each in placements if each.removed is None),
        closures=tuple(each for each in closures if each.removed is None),
        removed=tuple(each for each in every if each.removed is not None),
        not_agreed=history.numbers[lacking.journey_id] if lacking else None,
        temporary=standing(history.household, clock.today()) or kinship.standing(history.household, clock.today()),
        over=limits.why_over(usual_limit.judged(history.identity, terms, clock.today())),
        for_good=ended_for_good(history.household, history.identity.agency_id),
    )


def when(row: PlacementSeen | ClosureSeen) -> str:
    """Whether it is 'now', 'ahead' or 'past'."""
    today = clock.today()
    if row.from_on > today:
        return "ahead"
    return "now" if row.to_on is None or row.to_on > today else "past"


def _rows(kind: type[Row], history: History) -> list[Row]:
    return stored.of_household(kind, history.identity.id)


def _removed(row: Row, rows: Iterable[Row], names: Mapping[int | None, str]) -> Removed | None:
    if row.removed_at is None:
        return None
    replaced = any(each.follows_id == row.id for each in rows)
    return Removed(row.removed_at, names[row.removed_by], row.removed_because, replaced)


def _short_until(row: Placement, limits: Limits) -> date | None:
    return ends_by(row.from_on, limits) if row.offer == OFFER and row.to_on is None else None


def _placement(row: Placement, removed: Removed | None) -> PlacementSeen:
    known = (row.id, row.child, row.offer, row.from_on, row.to_on, row.ended_how, row.siblings, row.born)
    last_day = outside_terms.last_day(row.from_on) if row.emergency else None
    return PlacementSeen(*known, removed, row.emergency, last_day, follows=row.follows_id)


def _closure(row: Unavailability, removed: Removed | None) -> ClosureSeen:
    return ClosureSeen(row.id, row.places, row.reason, row.from_on, row.to_on, removed)


def _numbered(rows: Iterable[Seen], number: int) -> Seen:
    for each in rows:
        if each.id == number:
            return each
    raise NotFound("There is no such record of this household")
