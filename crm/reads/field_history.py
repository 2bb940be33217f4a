"""What each field of a household said before, who changed it and when. What needs a reason is shown for one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from crm import audit, fields
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.people import consent, households, profile
from crm.people import history as stored
from crm.people.profile import Value
from crm.people.tables import FormerValue, Household
from crm.reads import look
from crm.reads.consent import in_words
from crm.reads.histories import Identity, load_history
from crm.reads.household import HouseholdSeen, seen, seen_on_record
from crm.reads.names import names_of

ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One change of one field: whose, which, from what to what, until when the former held, and who recorded it."""

    id: int
    subject: str
    whose: str | None  # the name of a carer, or of a member of the household
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
    """A household's head, and every change of what is known of its people and home, newest first.

    `hidden` counts the changes of what needs a reason, and of what the role does not see; `revealed`: the reason
    was given, and they are shown.
    """

    household: HouseholdSeen
    changes: tuple[FieldChange, ...]
    hidden: int
    revealed: bool
    may_ask: bool


@look
def field_history(reference: str, by: Actor) -> FieldHistory:
    """What every field said before, and what instead; the look goes on record. Hidden ones are counted only."""
    return _told(reference, by, None)


@look
def field_history_with_special(reference: str, reason: str, by: Actor) -> FieldHistory:
    """The same with addresses, heritage, faith and names of members. The asking, and why, goes on record.

    NotFound: not for this role to ask.
    """
    return _told(reference, by, reason)


def _told(reference: str, by: Actor, reason: str | None) -> FieldHistory:
    history = load_history(reference, by)
    identity = history.identity
    seen_on_record(identity, ["people", "history"], by)
    values = stored.former_values(identity.id)
    shown = [each for each in values if each.field not in ("email", "phone") or fields.sees(by.role, "contact")]
    special = profile.former(identity.id, stored.HIDDEN)
    hidden = len(values) - len(shown) + (len(special) if reason is None else 0)
    if reason is not None:
        _asked_for(identity, reason, by)
        shown += special
    may_ask = bool(special) and _may_ask(by)
    return FieldHistory(seen(history), tuple(_changes(identity.id, shown)), hidden, reason is not None, may_ask)


def _may_ask(by: Actor) -> bool:
    return fields.may_ask_for(by.role, "ethnicity") and fields.may_ask_for(by.role, ADDRESS)


def _asked_for(identity: Identity, reason: str, by: Actor) -> None:
    """On record twice, as each of the two is where it is asked for by itself: what looks for either finds it."""
    if not _may_ask(by):
        raise NotFound("There is no such household")
    for action, its in (
        ("special.show", [*profile.OF_BACKGROUND, "names of members"]),
        ("address.show", [ADDRESS]),
    ):
        audit.record(
            by,
            action,
            agency_id=identity.agency_id,
            household_id=identity.id,
            fields=[f"former {each}" for each in its],
            reason=reason,
        )


def _changes(household_id: int, values: Iterable[FormerValue]) -> Iterator[FieldChange]:
    """Each former value with what took its place: the next former value of the field, or what it says now."""
    newest_first = sorted(values, key=lambda value: value.id, reverse=True)
    now, whose = _now(household_id), _names(household_id)
    names = names_of(each.recorded_by for each in newest_first)
    later: dict[tuple[str | int | None, ...], Value] = {}
    for each in newest_first:
        key = _key(each)
        there, current = now(each)
        before = each.value and in_words(each.value) if _is_consent(each) else profile.meant(each.field, each.value)
        yield FieldChange(
            id=each.id,
            subject=each.subject,
            whose=whose(each),
            field=each.field,
            before=before,
            after=later.get(key, current),
            nature=each.nature,
            until=each.until,
            recorded_at=each.recorded_at,
            by=names[each.recorded_by],
            restorable=there and before is not None and before != current,
        )
        later[key] = before or (in_words(None) if _is_consent(each) else before)


def _key(each: FormerValue) -> tuple[str | int | None, ...]:
    """Whose field it is: of what two records said of letters before they were one, each record's own."""
    if _is_consent(each):
        return each.subject, each.household_id
    return each.subject, each.carer_id, each.member_id, each.field


def _is_consent(each: FormerValue) -> bool:
    return each.subject == consent.SUBJECT


def _now(household_id: int) -> Callable[[FormerValue], tuple[bool, Value]]:
    """Whether what a former value is about is still there, and what its field says now."""
    carers = {carer.id: carer for carer in households.carers_of(household_id)}
    known, background = profile.of_carers(list(carers)), profile.backgrounds(list(carers))
    members = {each.id: each for each in profile.members(household_id) if each.removed_at is None}
    home, address = profile.of_home(household_id), households.address_of(household_id)

    def row_of(each: FormerValue) -> tuple[bool, object]:
        if each.subject == profile.HOME:
            return True, home
        if each.subject == ADDRESS:
            return True, address
        if each.member_id is not None:
            return each.member_id in members, members.get(each.member_id)
        carer = carers.get(each.carer_id or 0)
        if carer is None or each.field in stored.CONTACTS:
            return carer is not None, carer
        return True, (background if each.subject == profile.SPECIAL else known).get(carer.id)

    def now(each: FormerValue) -> tuple[bool, Value]:
        if _is_consent(each):  # never restored by a button: what they say is asked of them
            return False, in_words(consent.of(db.session.get_one(Household, each.household_id)).told)
        there, row = row_of(each)
        found: Value = getattr(row, each.field, None)
        return there, found

    return now


def _names(household_id: int) -> Callable[[FormerValue], str | None]:
    """The name of the carer, or of the member of the household, that a former value is about."""
    carers = {carer.id: carer.name for carer in households.carers_of(household_id)}
    members = {each.id: each.name for each in profile.members(household_id)}
    return lambda each: carers.get(each.carer_id or 0) or members.get(each.member_id or 0)
