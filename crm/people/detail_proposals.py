"""Proposals of carers to change what is known: stored, found, and compared with what is on record by now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import date, datetime

from sqlalchemy import select

from crm import clock
from crm.errors import NotFound
from crm.extensions import db
from crm.holding import held
from crm.journey.checks import ADULT_AT
from crm.journey.deadlines import add_months
from crm.people import folding, households, merging, profile
from crm.people.detail_tables import DetailProposal
from crm.people.profile import Value
from crm.people.tables import User

CONTACTS, ADDRESS, MEMBER, NEW_MEMBER = "contacts", "address", "member", "new_member"
OF_CONTACTS, OF_ADDRESS = ("phone", "email"), ("lines", "postcode")
FIELDS: Mapping[str, tuple[str, ...]] = {
    CONTACTS: OF_CONTACTS,
    ADDRESS: OF_ADDRESS,
    MEMBER: profile.OF_MEMBER,
    NEW_MEMBER: profile.OF_MEMBER,
}
# Of oneself: what the other carer of the household does not see, who may live elsewhere by now (T16).
OF_ONESELF = (CONTACTS, ADDRESS)
SENT, ACCEPTED, DECLINED, WITHDRAWN, REPLACED = "sent", "accepted", "declined", "withdrawn", "replaced"
LEFT = "left"  # it is of oneself, and whoever sent it has left the household (T16)


def of_household(household_id: int) -> list[DetailProposal]:
    """Every proposal of a household, the latest first."""
    own = DetailProposal.household_id.in_(merging.together(household_id))
    return list(db.session.scalars(select(DetailProposal).where(own).order_by(DetailProposal.id.desc())))


def load(household_id: int, number: int) -> DetailProposal:
    """One of its proposals, locked; NotFound: there is none of this household."""
    found = held(DetailProposal, number)
    if found is None or found.household_id not in merging.together(household_id):
        raise NotFound("There is no such proposal")
    return found


def home_of(number: int) -> int:
    """The household that stands for the record of a proposal; NotFound: there is no such proposal."""
    found = db.session.get(DetailProposal, number)
    if found is None:
        raise NotFound("There is no such proposal")
    return merging.kept([found.household_id])[found.household_id]


def meant(row: DetailProposal) -> dict[str, Value]:
    """What a proposal would have the fields say."""
    return {field: profile.meant(field, text) for field, text in row.said.items()}


def known(household_id: int, row: DetailProposal) -> dict[str, Value] | None:
    """What is on record of the same fields; None, where whom it is about is not in the household any more."""
    if row.kind == ADDRESS:
        if left_on(row.sent_by) is not None:
            return None
        address = households.address_of(household_id)
        return {field: getattr(address, field, None) for field in OF_ADDRESS}
    if row.kind == CONTACTS:
        carer = next((each for each in households.carers_of(household_id) if each.id == row.carer_id), None)
        return {field: getattr(carer, field) for field in OF_CONTACTS} if carer else None
    if row.kind == NEW_MEMBER:
        return {}
    member = next((each for each in profile.members(household_id) if each.id == row.member_id), None)
    if member is None or member.removed_at is not None:
        return None
    return {field: getattr(member, field) for field in profile.OF_MEMBER}


def base_of(household_id: int, row: DetailProposal) -> str:
    """What tells what is on record from anything else: of somebody new, who there is already that they may be."""
    found = known(household_id, row)
    told = {field: profile.said(value) for field, value in found.items()} if found is not None else None
    said = json.dumps([told, _alike(household_id, row) if row.kind == NEW_MEMBER else None], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def overtaken(household_id: int, row: DetailProposal) -> bool:
    """Whether what is on record was changed since the proposal was sent."""
    return row.base != base_of(household_id, row)


def _alike(household_id: int, row: DetailProposal) -> list[int]:
    """Members who have the name or the date of birth of somebody who is proposed as new."""
    name, born_on = folding.folded(row.said.get("name") or ""), row.said.get("born_on")
    return [
        each.id
        for each in profile.members(household_id)
        if each.removed_at is None
        and (folding.folded(each.name or "") == name or (born_on and profile.said(each.born_on) == born_on))
    ]


def adult_from(household_id: int, row: DetailProposal, until: date) -> date | None:
    """The 18th birthday of whoever by this proposal is an adult in the household by a day, and was none before.

    None for everybody else, and where nobody knows when they were born: of those the list of checks asks (S1-9).
    """
    told, now = meant(row), known(household_id, row) or {}
    born_on = told.get("born_on")
    same = all(now.get(field) == told.get(field) for field in ("born_on", "lives_here")) and bool(now)
    if same or not told.get("lives_here") or not isinstance(born_on, date):
        return None
    grown = add_months(born_on, ADULT_AT)
    return grown if grown <= until else None


def moves_in_on(household_id: int, row: DetailProposal) -> date | None:
    """The day on which whom it is about moved in by this proposal; None where they live there already, or never."""
    now = known(household_id, row) or {}
    if not meant(row).get("lives_here") or now.get("lives_here") or row.nature == "corrected":
        return None
    return row.since or clock.day_of(row.sent_at)


def left_on(user_id: int | None) -> date | None:
    """The day on which the owner of an account left the household; None of whoever is there."""
    user = db.session.get(User, user_id) if user_id is not None else None
    left = user is not None and user.closed_because == LEFT and user.closed_at is not None
    return clock.day_of(user.closed_at) if user and user.closed_at and left else None


def leave(household_id: int, carer_id: int, user_ids: Collection[int], by: int | None) -> None:
    """Set aside what waits of a carer who leaves, and is of themselves: it is no news of this household (T16)."""
    for row in of_household(household_id):
        theirs = row.carer_id == carer_id or row.sent_by in user_ids
        if row.state == SENT and row.kind in OF_ONESELF and theirs:
            settle(row, LEFT, by, at=clock.now())


def settle(row: DetailProposal, state: str, user_id: int | None, *, at: datetime) -> None:
    """Let a proposal be over."""
    row.state, row.settled_at, row.settled_by = state, at, user_id
    db.session.flush()


def replaced_by(row: DetailProposal, others: Collection[DetailProposal]) -> list[DetailProposal]:
    """Those that wait, of the same account about the same: a new one takes their place."""
    if row.kind == NEW_MEMBER:
        return []
    same = (row.kind, row.carer_id, row.member_id, row.sent_by)
    return [
        each
        for each in others
        if each.state == SENT and (each.kind, each.carer_id, each.member_id, each.sent_by) == same
    ]
