"""How a household lives: changed, put right, removed, put back, and restored to what it said before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from crm import audit, clock
from crm.actor import Actor
from crm.commands import carer_accounts, command, grown, signed
from crm.commands.editing import because, carer_of, taken
from crm.errors import NotFound, Refused
from crm.extensions import db
from crm.journey.deadlines import add_months
from crm.people import checks, folding, history, households, merging, profile, same_person, skills
from crm.people.history import Because, Nature
from crm.people.profile import Value
from crm.people.profile_tables import HouseholdMember
from crm.people.tables import Carer, FormerValue, Household

LONGEST = {
    "pets": 400,
    "wishes": 400,
    "wished_offers": 400,
    "languages": 400,
    "occupation": 100,
    "works_for": 100,
    "speaks": 200,
    "heritage": 100,
    "faith": 100,
    "ethnicity": 20,
    "religion": 20,
    "name": 100,
}
MONTHS_OF_A_CHILD = 18 * 12
MOST_BEDROOMS = 30
OLDEST = date(1900, 1, 1)


@command
def change_home(
    household_id: int,
    values: Mapping[str, Value],
    *,
    nature: Nature,
    version: int,
    by: Actor,
    since: date | None = None,
) -> None:
    """Set bedrooms, pets and languages. What they said before is kept, with its day and nature (T49: Stale)."""
    household = taken(household_id, version, by)
    tidy = tidied(values)
    rooms, spare = tidy.get("bedrooms"), tidy.get("spare_bedrooms")
    if isinstance(rooms, int) and isinstance(spare, int) and spare > rooms:
        raise Refused("There cannot be more spare bedrooms than bedrooms", field="spare_bedrooms")
    _changed(household, by, profile.change_home(household.id, tidy, because(nature, since, by)))


@command
def change_carer(
    household_id: int,
    position: int,
    values: Mapping[str, Value],
    *,
    nature: Nature,
    version: int,
    by: Actor,
    since: date | None = None,
) -> None:
    """Set date of birth, work and languages of the first or second carer. As `change_home`."""
    household = taken(household_id, version, by)
    carer = carer_of(household.id, position)
    changed = profile.change_carer(carer, _grown(tidied(values)), because(nature, since, by))
    _changed(household, by, [f"carer {position} {field}" for field in changed])


@command
def change_background(
    household_id: int,
    position: int,
    values: Mapping[str, Value],
    *,
    nature: Nature,
    version: int,
    by: Actor,
    since: date | None = None,
) -> None:
    """Set heritage and faith of a carer, in words and by code: special category data, shown to whoever says why."""
    household = taken(household_id, version, by)
    carer = carer_of(household.id, position)
    changed = profile.change_background(carer, tidied(values), because(nature, since, by))
    _changed(household, by, [f"carer {position} {field}" for field in changed])


@command
def add_member(
    household_id: int,
    values: Mapping[str, Value],
    *,
    version: int,
    by: Actor,
    since: date | None = None,
    ask: bool = True,
) -> int:
    """Another member of a household: a child, or an adult who does not foster. The number.

    `since`: the day on which they moved in. If that is an adult of approved carers, asking for the checks becomes a
    thing to do today (S1-9), unless the caller sees to it (`ask`).
    """
    household = taken(household_id, version, by)
    moved_in = because("changed", since, by).since if values.get("lives_here") and since else None
    row = HouseholdMember(
        **{"name": None, "born_on": None, **tidied(values)},
        household_id=household.id,
        moved_in_on=moved_in,
        added_at=clock.now(),
        added_by=by.user_id,
    )
    db.session.add(row)
    db.session.flush()
    _changed(household, by, ["members"], f"member {row.id}")
    if ask and moved_in is not None:
        grown.ask_if_adult(household, row, grown.ASK_FOR_CHECKS, by)
    return row.id


@command
def change_member(
    household_id: int,
    member_id: int,
    values: Mapping[str, Value],
    *,
    nature: Nature,
    version: int,
    by: Actor,
    since: date | None = None,
    ask: bool = True,
) -> None:
    """Set what is known of another member of a household. As `change_home`; who moves in by it as `add_member`."""
    household = taken(household_id, version, by)
    row = profile.member(household.id, member_id)
    before = grown.adult_there(household, row)
    moves_in = nature == "changed" and bool(values.get("lives_here")) and not row.lives_here
    if moves_in:
        row.moved_in_on = since or clock.today()
    changed = profile.change_member(row, tidied(values), because(nature, since, by))
    _changed(household, by, [f"member {field}" for field in changed], f"member {row.id}")
    if ask and not before:
        grown.ask_if_adult(household, row, grown.ASK_FOR_CHECKS if moves_in else grown.GROWN, by)


@command
def remove_member(household_id: int, member_id: int, *, by: Actor) -> None:
    """Take somebody out of a household, who can be put back."""
    household = households.load(household_id, by.agency_ids)
    row = profile.member(household.id, member_id)
    if row.removed_at is None:
        row.removed_at, row.removed_by = clock.now(), by.user_id
        _next(household, by, ["members"], f"member {row.id}")


@command
def put_back_member(household_id: int, member_id: int, *, by: Actor) -> None:
    """Take back that somebody was removed."""
    household = households.load(household_id, by.agency_ids)
    row = profile.member(household.id, member_id)
    if row.removed_at is not None:
        row.removed_at, row.removed_by = None, None
        _next(household, by, ["members"], f"member {row.id}")


@command
def remove_carer(
    household_id: int, position: int, *, because: str, version: int, by: Actor, leaves: bool = False
) -> None:
    """Take a carer out of a household: recorded by mistake, or gone. Who can be put back. Not the only one.

    `because` is the code of why. An account of theirs for the portal is closed from the next request on (T16).
    Refused: they have signed a notice that stands, unless the caller puts on record that somebody `leaves` (RV-8).
    """
    if not because:
        raise Refused("Choose why the carer is removed", field="why")
    household = taken(household_id, version, by)
    carer = carer_of(household.id, position)
    if len(households.carers_of(household.id)) < 2:  # noqa: PLR2004 - the only one
        raise Refused("A household has one or two carers: this is the only one")
    if not leaves:
        signed.require_unsigned(carer)
    carer_accounts.leave(household, carer, by)
    history.remove_carer(carer, at=clock.now(), by=by.user_id, because=because)
    _changed(household, by, [f"carer {position}"], reason=because)


@command
def put_back_carer(household_id: int, carer_id: int, *, version: int, by: Actor) -> None:
    """Let a removed carer come back, with everything that was known. Refused: the household has two carers."""
    household = taken(household_id, version, by)
    carer = db.session.get(Carer, carer_id)
    gone = carer is not None and carer.removed_at is not None and carer.came_back_at is None
    if (
        carer is None
        or carer.household_id != household.id
        or not gone
        or carer_id in merging.went_again(household.id)
    ):
        raise NotFound("There is no such carer")
    back = history.put_back_carer(carer, at=clock.now(), by=by.user_id)
    profile.hand_on(carer.id, back.id)
    checks.hand_on(carer.id, back.id)
    skills.hand_on(carer.id, back.id)
    signed.comes_back(carer, back)
    same_person.hand_on(carer.id, back.id)
    _changed(household, by, [f"carer {back.position}"])


@command
def restore(household_id: int, former_id: int, *, version: int, by: Actor) -> None:
    """Let a field say again what it said before: what replaced it was wrong. Refused where that cannot be."""
    household = taken(household_id, version, by)
    former = db.session.get(FormerValue, former_id)
    if former is None or former.household_id not in merging.together(household.id):
        raise NotFound("There is no such value")
    changed = _restored(household, former, because("corrected", None, by), by)
    if not changed:
        raise Refused("It says so already.")
    _changed(household, by, [f"{former.subject} {field}" for field in changed])


def _restored(household: Household, former: FormerValue, because: Because, by: Actor) -> list[str]:
    field = former.field
    value = {field: profile.meant(field, former.value)}
    if former.subject == profile.HOME:
        return profile.change_home(household.id, value, because)
    if former.subject == "address":
        return history.change_address(household, {field: former.value}, because)
    if former.member_id is not None:
        row = profile.member(household.id, former.member_id)
        before = grown.adult_there(household, row)
        changed = profile.change_member(row, value, because)
        if not before:
            grown.ask_if_adult(household, row, grown.GROWN, by)
        return changed
    carer = db.session.get(Carer, former.carer_id) if former.carer_id is not None else None
    if carer is None or carer.removed_at is not None or carer.household_id != household.id:
        raise Refused("This cannot be restored here: change the field itself.")
    if former.subject == profile.SPECIAL:
        return profile.change_background(carer, value, because)
    if field in history.CONTACTS:
        if field == "name" and not former.value:
            raise Refused("A carer needs a name.")
        if field == "name":
            signed.require_own_name(carer, former.value)
        return history.change_carer(carer, {field: former.value}, because)
    return profile.change_carer(carer, _grown(value), because)


def _grown(values: dict[str, Value]) -> dict[str, Value]:
    """What is said of a carer: refused where they would be a child."""
    born_on = values.get("born_on")
    if isinstance(born_on, date) and add_months(born_on, MONTHS_OF_A_CHILD) > clock.today():
        raise Refused("A foster carer is 18 or older: check the date of birth", field="born_on")
    return values


def tidied(values: Mapping[str, Value]) -> dict[str, Value]:
    """Texts in one form and within what is kept; numbers and days as they can be. Refused, with the field."""
    tidy: dict[str, Value] = {}
    for field, value in values.items():
        if isinstance(value, str):
            tidy[field] = folding.tidied(value, longest=LONGEST.get(field, 40), field=field) or None
            continue
        if isinstance(value, date) and not OLDEST <= value <= clock.today():
            raise Refused("The date of birth must be in the past", field=field)
        if field in profile.NUMBERS and isinstance(value, int) and not 0 <= value <= MOST_BEDROOMS:
            raise Refused(f"It must be a whole number between 0 and {MOST_BEDROOMS}", field=field)
        tidy[field] = value
    return tidy


def _next(household: Household, by: Actor, fields: list[str], about: str) -> None:
    household.version += 1
    _changed(household, by, fields, about)


def _changed(
    household: Household, by: Actor, fields: list[str], about: str | None = None, reason: str | None = None
) -> None:
    audit.record(
        by,
        "household.edit",
        agency_id=household.agency_id,
        household_id=household.id,
        fields=fields,
        about=about,
        reason=reason,
    )
