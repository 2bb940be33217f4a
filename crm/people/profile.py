"""How a household lives, and what each field of it said before, however the value is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import insert, select

from crm.errors import NotFound
from crm.extensions import Base, db
from crm.holding import held
from crm.people import keys, merging
from crm.people.history import Because
from crm.people.profile_tables import CarerBackground, CarerProfile, HouseholdMember, HouseholdProfile
from crm.people.tables import Carer, FormerValue

Value = str | int | date | bool | None
Row = TypeVar("Row", bound=Base)

# The subjects of former values, which say where the value is kept; a carer's are 'carer 1' and 'carer 2'.
HOME, MEMBER, SPECIAL = "home", "member", "special"
OF_CARER = ("born_on", "sex", "occupation", "works_for", "speaks")
WISHES = ("wished_places", "wished_from", "wished_to", "wished_offers", "wishes")
OF_HOME = ("bedrooms", "spare_bedrooms", "pets", "languages", *WISHES)
OF_MEMBER = ("name", "relation", "born_on", "lives_here")
OF_BACKGROUND = ("heritage", "faith", "ethnicity", "religion")
NUMBERS = ("bedrooms", "spare_bedrooms", "wished_places", "wished_from", "wished_to")
DAYS, YES_OR_NO = ("born_on",), ("lives_here",)


def of_home(household_id: int) -> HouseholdProfile:
    """The home of a household; an empty one where nothing is known, which is not stored."""
    return db.session.get(HouseholdProfile, household_id) or HouseholdProfile(household_id=household_id)


def of_carers(carer_ids: Sequence[int]) -> dict[int, CarerProfile]:
    """What is known of each of these carers, where anything is."""
    found = db.session.scalars(select(CarerProfile).where(CarerProfile.carer_id.in_(carer_ids)))
    return {each.carer_id: each for each in found}


def backgrounds(carer_ids: Sequence[int]) -> dict[int, CarerBackground]:
    """The heritage and faith of carers. Only for whoever puts the asking on record."""
    found = db.session.scalars(select(CarerBackground).where(CarerBackground.carer_id.in_(carer_ids)))
    return {each.carer_id: each for each in found}


def have_background(carer_ids: Sequence[int]) -> set[int]:
    """Of which of these carers something of the kind is on record."""
    chosen = select(CarerBackground.carer_id).where(CarerBackground.carer_id.in_(carer_ids))
    return set(db.session.scalars(chosen))


def members(household_id: int) -> list[HouseholdMember]:
    """Everybody else in a household, removed ones too, and those of records that were merged into it."""
    ids = merging.together(household_id)
    chosen = select(HouseholdMember).where(HouseholdMember.household_id.in_(ids))
    return list(db.session.scalars(chosen.order_by(HouseholdMember.born_on, HouseholdMember.id)))


def member(household_id: int, member_id: int) -> HouseholdMember:
    """One of them, locked; NotFound: there is none of this household."""
    found = held(HouseholdMember, member_id)
    if found is None or found.household_id not in merging.together(household_id):
        raise NotFound("There is no such person in this household")
    return found


def change_home(household_id: int, values: Mapping[str, Value], because: Because) -> list[str]:
    """Set what is known of the home; the names of the fields that changed."""
    row = _stored(HouseholdProfile, household_id, household_id=household_id)
    return replace(row, {"household_id": household_id, "subject": HOME}, values, because)


def change_carer(carer: Carer, values: Mapping[str, Value], because: Because) -> list[str]:
    """Set what is known of a carer beside name and contacts."""
    row = _stored(CarerProfile, carer.id, carer_id=carer.id)
    about = {"household_id": carer.household_id, "subject": f"carer {carer.position}", "carer_id": carer.id}
    changed = replace(row, about, values, because)
    if "works_for" in changed:
        keys.refresh([carer.household_id])
    return changed


def change_background(carer: Carer, values: Mapping[str, Value], because: Because) -> list[str]:
    """Set the heritage or the faith of a carer."""
    row = _stored(CarerBackground, carer.id, carer_id=carer.id)
    about = {"household_id": carer.household_id, "subject": SPECIAL, "carer_id": carer.id}
    return replace(row, about, values, because)


def change_member(row: HouseholdMember, values: Mapping[str, Value], because: Because) -> list[str]:
    """Set what is known of another member of the household."""
    about = {"household_id": row.household_id, "subject": MEMBER, "member_id": row.id}
    return replace(row, about, values, because)


def replace(row: Any, about: Mapping[str, Any], values: Mapping[str, Value], because: Because) -> list[str]:
    """Set fields of a row and keep what each said before; the names of those that changed."""
    changed = [field for field, value in values.items() if getattr(row, field) != value]
    empty = {"carer_id": None, "member_id": None}
    former = [
        {
            **empty,
            **about,
            "field": field,
            "value": said(getattr(row, field)),
            "nature": because.nature,
            "until": because.since,
            "recorded_at": because.recorded_at,
            "recorded_by": because.recorded_by,
        }
        for field in changed
    ]
    if former:
        db.session.execute(insert(FormerValue), former)
    for field in changed:
        setattr(row, field, values[field])
    db.session.flush()
    return changed


def said(value: Value) -> str | None:
    """A value as a former value keeps it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return None if value is None else str(value)


def meant(field: str, text: str | None) -> Value:
    """The value that `said` made a text of."""
    if text is None:
        return None
    if field in NUMBERS:
        return int(text)
    if field in DAYS:
        return date.fromisoformat(text)
    return text == "yes" if field in YES_OR_NO else text


def former(household_id: int, subjects: Sequence[str]) -> list[FormerValue]:
    """What the fields of some subjects said before, the latest first."""
    ids = merging.together(household_id)
    chosen = select(FormerValue).where(FormerValue.household_id.in_(ids), FormerValue.subject.in_(subjects))
    return list(db.session.scalars(chosen.order_by(FormerValue.id.desc())))


def _stored(table: type[Row], key: int, **named: int) -> Row:
    """The row with this key, made if there is none."""
    found = held(table, key)
    if found is None:
        found = table(**named)
        db.session.add(found)
    return found


def hand_on(from_carer: int, to_carer: int) -> None:
    """Give a carer's row what is known of the same person by another: one who comes back, or comes along."""
    for table in (CarerProfile, CarerBackground):
        held = db.session.get(table, from_carer)
        if held is not None:
            names = [column.name for column in table.__table__.columns if column.name != "carer_id"]
            db.session.merge(table(carer_id=to_carer, **{name: getattr(held, name) for name in names}))
    keys.refresh([db.session.get_one(Carer, to_carer).household_id])


def fill(carer: Carer, other: Carer, because: Because) -> list[str]:
    """Let a carer have what only another row of the same person says; the names of the fields."""
    filled = []
    for change, table, names in _OF_PERSON:
        missing = _missing(db.session.get(table, carer.id), db.session.get(table, other.id), names)
        filled += change(carer, missing, because) if missing else []
    return filled


def give(carer: Carer, other: Carer, because: Because) -> None:
    """Let another row of the same person say all that this one says."""
    for change, table, names in _OF_PERSON:
        held = db.session.get(table, carer.id)
        if held is not None:
            change(other, {name: getattr(held, name) for name in names}, because)


def take_back(carer: Carer, other: Carer, filled: Sequence[str], because: Because) -> None:
    """Undo `fill`, but for what was changed since."""
    for change, table, names in _OF_PERSON:
        held, was = db.session.get(table, carer.id), db.session.get(table, other.id)
        still = [name for name in names if name in filled and held and was and _alike(held, was, name)]
        if still:
            change(carer, dict.fromkeys(still), because)


def fill_home(kept_id: int, merged_id: int, because: Because) -> list[str]:
    """Let a home have what only another record of it says; the names of the fields."""
    own, other = of_home(kept_id), of_home(merged_id)
    missing = _missing(own, other, OF_HOME)
    return change_home(kept_id, missing, because) if missing else []


def take_back_home(kept_id: int, merged_id: int, filled: Sequence[str], because: Because) -> None:
    """Undo `fill_home`, but for what was changed since."""
    own, other = of_home(kept_id), of_home(merged_id)
    still = [name for name in filled if _alike(own, other, name)]
    if still:
        change_home(kept_id, dict.fromkeys(still), because)


_OF_PERSON: tuple[tuple[Callable[..., list[str]], type[Base], tuple[str, ...]], ...] = (
    (change_carer, CarerProfile, OF_CARER),
    (change_background, CarerBackground, OF_BACKGROUND),
)


def _missing(own: object, other: object, names: Sequence[str]) -> dict[str, Value]:
    return {
        name: value
        for name in names
        if getattr(own, name, None) is None and (value := getattr(other, name, None)) is not None
    }


def _alike(one: object, other: object, name: str) -> bool:
    return bool(getattr(one, name) == getattr(other, name))
