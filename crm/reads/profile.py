"""How a household lives. What is special is shown to whoever says why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from crm import audit, clock, fields
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.people import households, merging, profile
from crm.people.profile import Value
from crm.people.profile_tables import HouseholdMember
from crm.people.tables import Carer
from crm.reads import look
from crm.reads.histories import Identity, load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.names import names_of

SPECIAL = profile.OF_BACKGROUND


@dataclass(frozen=True, slots=True)
class CarerLife:
    """What is known of a carer beside contacts. `background` is None unless it was asked for."""

    position: int
    name: str | None
    values: Mapping[str, Value]
    has_background: bool
    background: Mapping[str, Value] | None

    @property
    def age(self) -> int | None:
        return age(self.values.get("born_on"))


@dataclass(frozen=True, slots=True)
class MemberSeen:
    """Another member of the household; the name is None unless it was asked for, or nobody knows it."""

    id: int
    name: str | None
    relation: str
    born_on: date | None
    lives_here: bool
    removed_at: datetime | None
    removed_by: str

    @property
    def age(self) -> int | None:
        return age(self.born_on)


@dataclass(frozen=True, slots=True)
class GoneSeen:
    """A carer who was removed and can come back."""

    id: int
    name: str | None
    removed_at: datetime | None
    removed_by: str
    because: str | None  # the code of why, where somebody said it


@dataclass(frozen=True, slots=True)
class ProfileSeen:
    """A household's head, and how it lives. `revealed`: what needs a reason was asked for, and is shown."""

    household: HouseholdSeen
    home: Mapping[str, Value]
    carers: tuple[CarerLife, ...]
    members: tuple[MemberSeen, ...]
    removed: tuple[MemberSeen, ...]
    gone: tuple[GoneSeen, ...]
    revealed: bool
    may_ask: bool


@look
def life(reference: str, by: Actor) -> ProfileSeen:
    """How a household lives, without what is special; the look goes on record."""
    return _life(reference, by, None)


@look
def life_with_special(reference: str, reason: str, by: Actor) -> ProfileSeen:
    """The same with heritage, faith and names. The asking, and why, goes on record, or nothing is shown (T44)."""
    return _life(reference, by, reason)


def _life(reference: str, by: Actor, reason: str | None) -> ProfileSeen:
    history = load_history(reference, by)
    identity = history.identity
    seen_on_record(identity, ["profile"], by)
    if reason is not None:
        _asked_for(identity, reason, by)
    others = profile.members(identity.id)
    names = names_of(each.removed_by for each in others)
    members = [_member(each, names, shown=reason is not None) for each in others]
    home = profile.of_home(identity.id)
    return ProfileSeen(
        household=seen(history),
        home={name: getattr(home, name) for name in profile.OF_HOME},
        carers=tuple(_carers(identity.id, shown=reason is not None)),
        members=tuple(each for each in members if each.removed_at is None),
        removed=tuple(each for each in members if each.removed_at is not None),
        gone=_gone(identity.id),
        revealed=reason is not None,
        may_ask=fields.may_ask_for(by.role, "ethnicity"),
    )


def _asked_for(identity: Identity, reason: str, by: Actor) -> None:
    if not fields.may_ask_for(by.role, "ethnicity"):
        raise NotFound("There is no such household")
    audit.record(
        by,
        "special.show",
        agency_id=identity.agency_id,
        household_id=identity.id,
        fields=[*SPECIAL, "names of members"],
        reason=reason,
    )


def _carers(household_id: int, *, shown: bool) -> Iterator[CarerLife]:
    carers = households.carers_of(household_id)
    ids = [carer.id for carer in carers]
    known, have = profile.of_carers(ids), profile.have_background(ids)
    background = profile.backgrounds(ids) if shown else {}
    for carer in carers:
        told = background.get(carer.id)
        yield CarerLife(
            position=carer.position,
            name=carer.name,
            values={name: getattr(known.get(carer.id), name, None) for name in profile.OF_CARER},
            has_background=carer.id in have,
            background={name: getattr(told, name, None) for name in SPECIAL} if shown else None,
        )


def _member(row: HouseholdMember, names: Mapping[int | None, str], *, shown: bool) -> MemberSeen:
    name = row.name if shown else None
    told = names[row.removed_by]
    return MemberSeen(row.id, name, row.relation, row.born_on, row.lives_here, row.removed_at, told)


def _gone(household_id: int) -> tuple[GoneSeen, ...]:
    gone = Carer.household_id == household_id, Carer.removed_at.is_not(None), Carer.came_back_at.is_(None)
    went = merging.went_again(household_id)
    found = [
        each for each in db.session.scalars(select(Carer).where(*gone).order_by(Carer.id)) if each.id not in went
    ]
    names = names_of(each.removed_by for each in found)
    return tuple(
        GoneSeen(each.id, each.name, each.removed_at, names[each.removed_by], each.removed_because)
        for each in found
    )


@look
def member(reference: str, member_id: int, by: Actor) -> tuple[ProfileSeen, MemberSeen]:
    """One member, to be changed; NotFound: there is none. Without the name, which needs a reason."""
    found = _life(reference, by, None)
    for each in (*found.members, *found.removed):
        if each.id == member_id:
            return found, each
    raise NotFound("There is no such person in this household")


def age(born_on: Value) -> int | None:
    """In whole years, today."""
    if not isinstance(born_on, date):
        return None
    today = clock.today()
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))
