"""Households' people: making a household, and changing what is known of its carers and its address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, signed
from crm.commands.editing import because, carer_of, taken
from crm.errors import NotFound, Refused
from crm.journey.saying import said
from crm.people import consent, folding, history, households, users
from crm.people.consent_rule import Answer
from crm.people.history import Nature
from crm.people.households import NewCarer, NewHousehold
from crm.people.tables import Household
from crm.register import agencies, places, settings
from crm.unseen import visible

__all__ = [
    "Nature",
    "NewCarer",
    "NewHousehold",
    "add_carer",
    "answer_consent",
    "change_address",
    "change_carer",
    "create_household",
    "opt_out",
]

_PHONE = frozenset("0123456789+ ()-.")


@command
def create_household(
    agency_id: int,
    *,
    carers: Sequence[NewCarer],
    by: Actor,
    address: str | None = None,
    postcode: str | None = None,
    area: str | None = None,
) -> int:
    """A new household of an agency with its one or two carers; its id.

    Each carer needs a name; e-mail, telephone, address and postcode may be missing. Nothing is matched by
    them: two households may share each (a couple that parts, a parent and a child). `area` is the district of a
    postcode of which no more is known.
    """
    if agency_id not in by.agency_ids:
        raise NotFound("There is no such agency")
    if not 1 <= len(carers) <= 2:
        raise Refused("A household has one or two carers", field="name")
    new = tidied(NewHousehold(carers=tuple(carers), address=address, postcode=postcode, area=area))
    made = households.create(agency_id, agencies.numbered(agency_id).prefix, new, at=clock.now())
    fields = ["carers", *(name for name in ("address", "postcode") if getattr(new, name))]
    audit.record(by, "household.create", agency_id=agency_id, household_id=made.id, fields=fields)
    return made.id


@command
def change_carer(
    household_id: int,
    position: int,
    *,
    name: str,
    email: str | None,
    phone: str | None,
    nature: Nature,
    version: int,
    by: Actor,
    since: date | None = None,
) -> None:
    """Set what is known of the first or second carer. What it said before is kept, with its day and nature.

    `version` is the household's when the form was opened: Stale if it has changed since. `since` is the day
    from which the new values hold; without it, today.
    """
    household = taken(household_id, version, by)
    new = _tidied(NewCarer(name, email, phone))
    values = {"name": new.name, "email": new.email, "phone": new.phone}
    carer = carer_of(household_id, position)
    signed.require_own_name(carer, new.name)
    changed = history.change_carer(carer, values, because(nature, since, by))
    _changed(household, by, [f"carer {position} {field}" for field in changed])


@command
def add_carer(
    household_id: int,
    *,
    name: str,
    email: str | None,
    phone: str | None,
    version: int,
    by: Actor,
    joined_on: date | None = None,
) -> None:
    """A second carer of a household, or the first of one that was known by its name only.

    `joined_on` is the day from which they foster there, for the register (RT-9); without it, from the start.
    """
    if joined_on is not None and joined_on > clock.today():
        raise Refused(f"{said(joined_on)} is in the future: add them when they have joined.", field="joined_on")
    household = taken(household_id, version, by)
    if len(households.carers_of(household_id)) >= 2:
        raise Refused("A household has one or two carers", field="name")
    carer = history.add_carer(
        household_id, _tidied(NewCarer(name, email, phone)), at=clock.now(), joined_on=joined_on
    )
    signed.stays_with(carer, by)
    _changed(household, by, [f"carer {carer.position}"])


@command
def change_address(
    household_id: int,
    *,
    address: str | None,
    postcode: str | None,
    nature: Nature,
    version: int,
    by: Actor,
    since: date | None = None,
) -> None:
    """Set where a household lives, from a day on; its former address is kept apart (T40). As `change_carer`."""
    household = taken(household_id, version, by)
    values = {"lines": _address(address), "postcode": _postcode(postcode)}
    changed = history.change_address(household, values, because(nature, since, by))
    _changed(household, by, [f"address {field}" for field in changed])


@command
def answer_consent(household_id: int, *, agreed: bool, version: int, by: Actor, on: date | None = None) -> None:
    """Whether a household may be kept in touch with, as it said on a day (today, without one).

    Either way letters about their own enquiry may go to them, also where they had opted out. Refused: they answered
    or opted out on a later day, which an earlier answer does not change.
    """
    household = taken(household_id, version, by)
    day = _not_ahead(on)
    last = consent.of(household).last
    if day < last:
        raise _later(last)
    wording = settings.in_force_since("keep_in_touch_wording", household.agency_id, day)
    given = Answer(agreed, day, wording, letters=True)
    _changed(household, by, consent.answer(household, given, at=clock.now(), by=by.user_id))


@command
def opt_out(household_id: int, *, by: Actor, version: int | None = None, on: date | None = None) -> None:
    """Write to a household no more, not even about its own enquiry, until it agrees anew.

    Without a version, whatever has been changed since: who wants no letters is not asked twice. Without a day
    today, or since when they want none already. Refused: they said yes on a later day.
    """
    household = households.load(household_id, by.agency_ids)
    history.require_version(household, household.version if version is None else version)
    stands = consent.of(household)
    day = _not_ahead(on or stands.out)
    if stands.agreed and day < stands.last:
        raise _later(stands.last)
    _changed(household, by, consent.opt_out(household, on=day, at=clock.now(), by=by.user_id))


def _later(last: date) -> Refused:
    return Refused(
        f"What they said on {said(last)} stands, as it was later. Enter when they said this.", field="on"
    )


def _not_ahead(on: date | None) -> date:
    if on is not None and on > clock.today():
        raise Refused("The day on which they said so is in the future", field="on")
    return on or clock.today()


def tidied(new: NewHousehold, *, named: bool = True) -> NewHousehold:
    """People and where they live, each in the form that is kept; refused, with its field, if it cannot be.

    `named`: each carer needs a name.
    """
    return NewHousehold(
        name=new.name,
        carers=tuple(_tidied(carer, place, named=named) for place, carer in enumerate(new.carers)),
        address=_address(new.address),
        postcode=_postcode(new.postcode),
        area=folding.district(new.area),
    )


def _changed(household: Household, by: Actor, fields: list[str]) -> None:
    audit.record(by, "household.edit", agency_id=household.agency_id, household_id=household.id, fields=fields)


def _tidied(carer: NewCarer, place: int = 0, *, named: bool = True) -> NewCarer:
    """What is wrong is said of the form's field: of the first carer `name`, of the second `second_name`."""
    of = "second_" if place else ""
    name = folding.tidied(carer.name, longest=100, field=f"{of}name")
    if not name and named:
        raise Refused("Enter the carer's name", field=f"{of}name")
    return NewCarer(name, _email(carer.email, f"{of}email"), _phone(carer.phone, f"{of}phone"))


def _email(given: str | None, field: str) -> str | None:
    try:
        address = visible(given or "").strip()
        return users.require_email(address) if address else None
    except Refused as refusal:
        raise Refused(refusal.message, field=field) from None


def _phone(given: str | None, field: str) -> str | None:
    phone = folding.tidied(given or "", longest=40, field=field)
    if phone and (not set(phone) <= _PHONE or sum(map(str.isdigit, phone)) < 6):
        raise Refused("Enter a telephone number, like 01632 960 001", field=field)
    return phone or None


def _postcode(given: str | None) -> str | None:
    return folding.postcode(given) if given and visible(given).strip() else None


def _address(given: str | None) -> str | None:
    return folding.tidied_lines(given or "", longest=400, field="address") or None


def strange_postcode(given: str | None) -> str | None:
    """What is said of a postcode that no place has, in words; nothing of one that there could be, or of none."""
    letters = folding.unknown_area(given)
    if letters:
        return f"No UK postcode begins with {letters}: check it."
    return "We do not know this postcode: check it." if places.is_unknown(given or "") else None


def half_postcode(given: str | None) -> str | None:
    """The district, where only the first half of a postcode was given; it is kept as the area."""
    return folding.district(given)


def require_known_postcode(given: str | None) -> None:
    """Refuse a postcode that no place has: of whoever types their own, and has nobody to ask."""
    letters = folding.unknown_area(given)
    if letters:
        raise Refused(f"No UK postcode begins with {letters}: check it. You can leave it empty.", field="postcode")
