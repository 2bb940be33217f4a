"""How a household lives, and what each field of it said before. What is special is shown to whoever says why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from crm import audit, clock, fields
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.people import history as stored
from crm.people import households, profile
from crm.people.profile import Value
from crm.people.profile_tables import HouseholdMember
from crm.people.tables import Carer, FormerValue
from crm.reads import look
from crm.reads.histories import Identity, load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.names import names_of

SPECIAL = ("heritage", "faith")


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


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One change of one field: whose, which, from what to what, until when the former held, and who recorded it."""

    id: int
    subject: str
    whose: str | None  # the carer's name
    field: str
    before: Value
    after: Value
    nature: str
    until: date
    recorded_at: datetime
    by: str
    restorable: bool


@dataclass(frozen=True, slots=True)
class FieldHistory:
    """A household's head, and every change of what is known of its people and home, newest first."""

    household: HouseholdSeen
    changes: tuple[FieldChange, ...]
    hidden: int  # changes of what is shown to nobody here: addresses, heritage and faith, names of children


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
    found = db.session.scalars(select(Carer).where(*gone).order_by(Carer.id)).all()
    names = names_of(each.removed_by for each in found)
    return tuple(GoneSeen(each.id, each.name, each.removed_at, names[each.removed_by]) for each in found)


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


@look
def field_history(reference: str, by: Actor) -> FieldHistory:
    """What every field said before, and what instead; the look goes on record. Hidden ones are counted only."""
    history = load_history(reference, by)
    identity = history.identity
    seen_on_record(identity, ["people", "history"], by)
    values = stored.former_values(identity.id)
    shown = [each for each in values if each.field not in ("email", "phone") or fields.sees(by.role, "contact")]
    hidden = len(profile.former(identity.id, stored.HIDDEN))
    changes = _changes(identity.id, shown)
    return FieldHistory(seen(history), tuple(changes), hidden + len(values) - len(shown))


def _changes(household_id: int, values: Sequence[FormerValue]) -> Iterator[FieldChange]:
    """Each former value with what took its place: the next former value of the field, or what it says now."""
    carers = {carer.id: carer for carer in households.carers_of(household_id)}
    known = profile.of_carers(list(carers))
    home = profile.of_home(household_id)
    names = names_of(each.recorded_by for each in values)
    later: dict[tuple[str, int | None, str], Value] = {}

    def now(each: FormerValue) -> Value:
        if each.subject == profile.HOME:
            return value_of(home, each.field)
        carer = carers.get(each.carer_id or 0)
        return value_of(
            carer if each.field in stored.CONTACTS else known.get(carer.id) if carer else None, each.field
        )

    for each in sorted(values, key=lambda value: value.id, reverse=True):
        key = (each.subject, each.carer_id, each.field)
        current = now(each)
        before = profile.meant(each.field, each.value)
        there = each.subject == profile.HOME or each.carer_id in carers
        yield FieldChange(
            id=each.id,
            subject=each.subject,
            whose=carers[each.carer_id].name if each.carer_id in carers else None,
            field=each.field,
            before=before,
            after=later.get(key, current),
            nature=each.nature,
            until=each.until,
            recorded_at=each.recorded_at,
            by=names[each.recorded_by],
            restorable=there and before is not None and before != current,
        )
        later[key] = before


def value_of(row: object, field: str) -> Value:
    """What a row says, or None where there is no row."""
    found: Value = getattr(row, field, None)
    return found
