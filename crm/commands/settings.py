"""Settings: bringing the national ones in, and what a council decides for itself, with what follows from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Never

from sqlalchemy import delete, func, select

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, skill_gaps
from crm.errors import NotFound, Stale
from crm.extensions import db
from crm.journey.events import EnquiryReceived
from crm.ledger import keys
from crm.ledger.journal import Writing
from crm.ledger.tables import EventRecord, HouseholdNow, JourneyRecord, StageEntry, TieRecord, ToFold
from crm.people.tables import Household
from crm.register import agencies, catalogue, defaults, schemes, settings

Watched = Mapping[str, int]
Watch = Callable[[], Watched]

CHUNK = 500  # households a turn: the memory stays level however many there are


@dataclass(frozen=True, slots=True)
class Effects:
    """What a change does to what is on record: enquiries more or fewer, and moves from stage to stage.

    `watched` is what the asker wanted looked at, before it and after it.
    """

    enquiries: int
    moves: tuple[tuple[str, str, int], ...]  # from a stage, to a stage, how many households
    watched: tuple[Watched, Watched] | None = None


class _Tried(Exception):  # noqa: N818 - no error: it takes back what was only tried
    def __init__(self, effects: Effects) -> None:
        super().__init__()
        self.effects = effects


@command
def install_national_defaults() -> int:
    """Record the national defaults that ship with the program, where new or changed; how many were.

    Where one is changed by which histories are counted, they are counted anew as of now.
    """
    at = clock.now()
    fresh = defaults.install(at)
    for agency in agencies.every():
        _follow(agency.id, fresh, by=None, at=at)
        _fold(agency.id, at)
    db.session.execute(delete(ToFold))
    return len(fresh)


def _fold(agency_id: int, at: datetime) -> None:
    """Work out anew where households are that a migration has named, whose rule it changed."""
    named = select(ToFold.household_id).join(Household).where(Household.agency_id == agency_id)
    _count_anew(agency_id, sorted(db.session.scalars(named)), by=None, at=at)


@command
def change(name: str, value: Any, *, valid_from: date, agency_id: int, by: Actor, seen: int | None = None) -> None:
    """Record what an agency decides from a day on, and count its histories anew where they are counted by it.

    Figures as known on earlier days stay as they were. Refused: the setting cannot be that. NotFound: the agency is
    not the actor's. Stale: it has a newer row than the one `seen` (T49).
    """
    keys.lock(agency_id)  # of two at once the second sees what the first has said
    if seen is not None and settings.latest(name, agency_id) != seen:
        raise Stale("Somebody else has changed this setting since you opened it")
    _change(name, value, valid_from, agency_id, by)
    audit.record(by, "setting.change", agency_id=agency_id, about=name, fields=[name])


def what_if(
    name: str, value: Any, *, valid_from: date, agency_id: int, by: Actor, watch: Watch | None = None
) -> Effects:
    """What `change` would do, without doing it. Refused and NotFound as there."""
    try:
        _try(name, value, valid_from, agency_id, by, watch)
    except _Tried as tried:
        return tried.effects


@command
def _try(name: str, value: Any, valid_from: date, agency_id: int, by: Actor, watch: Watch | None) -> Never:
    before = _standing(agency_id)
    watched = watch() if watch else {}
    posted = _change(name, value, valid_from, agency_id, by)
    after = _standing(agency_id)
    moves = Counter((before[each], after[each]) for each in before if before[each] != after.get(each, before[each]))
    seen = (watched, watch()) if watch else None
    raise _Tried(Effects(posted, tuple((*move, count) for move, count in moves.most_common()), seen))


def _change(name: str, value: Any, valid_from: date, agency_id: int, by: Actor) -> int:
    """Record a value, and what follows from it; how many enquiries more are counted than before."""
    if agency_id not in by.agency_ids:
        raise NotFound("There is no such agency")
    catalogue.check(name, value)
    schemes.check(name, value, agency_id, valid_from)
    keys.lock(agency_id)
    at = clock.now()
    tables = skill_gaps.book(agency_id) if name in skill_gaps.NAMES else None
    settings.put(name, value, valid_from=valid_from, agency_id=agency_id, by=by.user_id, at=at)
    if tables is not None:
        skill_gaps.refuse_new(agency_id, tables)
    last = db.session.scalar(select(func.max(StageEntry.id))) or 0
    _follow(agency_id, [name], by=by.user_id, at=at)
    counted = select(func.coalesce(func.sum(StageEntry.quantity), 0)).where(
        StageEntry.id > last, StageEntry.agency_id == agency_id, StageEntry.kind == EnquiryReceived.kind
    )
    return int(db.session.execute(counted).scalar_one())


def _follow(agency_id: int, names: Iterable[str], *, by: int | None, at: datetime) -> None:
    """Count anew what settings of these names count, and work out anew where households are."""
    effects = {catalogue.items()[name].effect for name in names if name in catalogue.items()}
    if not effects & {"counted", "stages"}:
        return
    ids = _standing(agency_id) if "stages" in effects else _asked_twice(agency_id)
    _count_anew(agency_id, sorted(ids), by=by, at=at)


def _count_anew(agency_id: int, ids: Sequence[int], *, by: int | None, at: datetime) -> None:
    for start in range(0, len(ids), CHUNK):
        turn = Writing(agency_id, settings.rulebook(agency_id), by=by, moment=at)
        turn.load(ids[start : start + CHUNK])
        turn.count_anew()
        turn.write()


def _standing(agency_id: int) -> dict[int, str]:
    chosen = select(HouseholdNow.household_id, HouseholdNow.stage).where(HouseholdNow.agency_id == agency_id)
    return {row.household_id: row.stage for row in db.session.execute(chosen)}


def _asked_twice(agency_id: int) -> set[int]:
    """Households whose counting hangs on the window: of more than one enquiry, or with journeys once another's."""
    own = select(JourneyRecord.id).where(JourneyRecord.agency_id == agency_id)
    enquired = select(EventRecord.household_id).where(
        EventRecord.agency_id == agency_id, EventRecord.kind == EnquiryReceived.kind
    )
    retied = select(TieRecord.journey_id).group_by(TieRecord.journey_id).having(func.count() > 1)
    tied = select(TieRecord.household_id).where(TieRecord.journey_id.in_(own), TieRecord.journey_id.in_(retied))
    twice = enquired.group_by(EventRecord.household_id).having(func.count() > 1)
    return {*db.session.scalars(twice), *db.session.scalars(tied)}
