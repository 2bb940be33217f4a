"""Every account for the portal and every invitation that waits: of those carers and applicants whom one sees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from crm import clock
from crm.actor import Actor, Role
from crm.extensions import db
from crm.journey.routes import APPROVED, CLOSED, LEFT, NOTICE
from crm.ledger.tables import HouseholdNow
from crm.people import folding, links, users
from crm.people.merging import stands_for
from crm.people.tables import Household, Invitation, User
from crm.reads import carer_accounts, look, searching
from crm.reads.filters import Filters
from crm.reads.names import names_of
from crm.reads.noted import note_export, note_look
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.sharing import within
from crm.register.tables import Agency

CARER, APPLICANT, PAST = "carer", "applicant", "past"
KINDS = (CARER, APPLICANT, PAST)
OPEN, INVITED, EXPIRED, SHUT = "open", "invited", "expired", "closed"
STATES = (OPEN, INVITED, EXPIRED, SHUT)  # what the list is filtered by
MOST_EXPORTED = 5000  # accounts a file
NOW = HouseholdNow.__table__.c


@dataclass(frozen=True, slots=True)
class Line:
    """An account, or an invitation to one. `kind` is one of KINDS, `state` one of STATES.

    `how` is a code of staff_words.ACCOUNTS; None of an invitation. `at`: when the account was last used or closed,
    or the invitation sent; None of an account that was never used.
    """

    name: str
    email: str
    reference: str
    household: str | None
    agency_id: int
    agency: str
    kind: str
    state: str
    how: str | None
    at: datetime | None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Accounts(Paged):
    """A page of them, by name; how many there are of each state."""

    rows: tuple[Line, ...]
    total: int
    page: int
    pages: int
    counts: Counter[str]
    several: bool


@look
def listing(filters: Filters, kind: str, state: str, by: Actor) -> Accounts:
    """A page of the accounts that the filters leave; whose households were shown goes on record."""
    every = [each for each in _every(filters, by) if kind in ("", each.kind)]
    found = [each for each in every if state in ("", each.state)]
    page, pages = page_of(filters.page, len(found))
    rows = tuple(found[(page - 1) * PAGE : page * PAGE])
    note_look((each.reference for each in rows), (each.agency_id for each in rows), by)
    counts = Counter(each.state for each in every)
    return Accounts(rows, len(found), page, pages, counts, len(by.agency_ids) > 1)


@look
def export(filters: Filters, kind: str, state: str, reason: str, by: Actor) -> tuple[Line, ...]:
    """The same as a file, MOST_EXPORTED at most; the asking goes on record, with why."""
    every = (each for each in _every(filters, by) if kind in ("", each.kind) and state in ("", each.state))
    found = tuple(every)[:MOST_EXPORTED]
    note_export((each.reference for each in found), (each.agency_id for each in found), by, reason=reason)
    return found


def _every(filters: Filters, by: Actor) -> list[Line]:
    homes = _homes(filters, by)
    meant = _meant(filters, by)
    found = [*_accounts(homes), *_invitations(homes)]
    return sorted(
        (each for each, home_id in found if meant(each, home_id)),
        key=lambda each: (folding.folded(each.name), each.reference, each.state),
    )


def _homes(filters: Filters, by: Actor) -> Mapping[int, Any]:
    """The households whose accounts the asker may see, by every record that they stand for."""
    columns = (Household.id, Household.reference, Household.name, Household.agency_id)
    chosen = select(*columns, Agency.name.label("agency"), NOW.stage, NOW.ends_on)
    chosen = chosen.join(Agency, Agency.id == Household.agency_id)
    chosen = chosen.outerjoin(HouseholdNow.__table__, NOW.household_id == Household.id)
    chosen = chosen.where(Household.agency_id.in_(by.agency_ids), within(by), Household.id.in_(_with_any(by)))
    if filters.agency:
        chosen = chosen.where(Agency.slug == filters.agency)
    known = {row.id: row for row in db.session.execute(chosen)}
    records = select(Household.id, stands_for().label("home")).where(stands_for().in_(known))
    return {row.id: known[row.home] for row in db.session.execute(records)}


def _with_any(by: Actor) -> Select[Any]:
    """The households that have an account or an invitation."""
    own = User.agency_id.in_(by.agency_ids), User.role == Role.CARER.value
    theirs = Invitation.agency_id.in_(by.agency_ids), Invitation.household_id.is_not(None)
    either = select(User.household_id).where(*own, User.household_id.is_not(None))
    either_id = either.union(select(Invitation.household_id).where(*theirs)).subquery()
    return select(stands_for()).where(Household.id.in_(select(either_id.c[0])))


def _meant(filters: Filters, by: Actor) -> Any:
    """Whether a line is one that is searched for: by the account's own name or address, or by the household."""
    if not filters.q:
        return lambda _line, _home: True
    found = set(db.session.scalars(searching.ids(filters.q, by)))
    text = folding.folded(filters.q)

    def meant(line: Line, home_id: int) -> bool:
        return home_id in found or text in folding.folded(line.name) or text in line.email

    return meant


def _accounts(homes: Mapping[int, Any]) -> Iterator[tuple[Line, int]]:
    own = User.household_id.in_(homes), User.role == Role.CARER.value
    for user in db.session.scalars(select(User).where(*own)):
        home = homes[user.household_id or 0]
        state, at = (OPEN, user.used_at) if user.active else (SHUT, user.closed_at)
        yield _line(user, home, state, carer_accounts.state_of(user), at, None), home.id


def _invitations(homes: Mapping[int, Any]) -> Iterator[tuple[Line, int]]:
    """Those that wait or have lapsed; not of whoever has an open account since."""
    waits = Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None)
    rows = list(db.session.scalars(select(Invitation).where(Invitation.household_id.in_(homes), *waits)))
    names = names_of(row.invited_by for row in rows)
    for row in rows:
        known = users.by_email(row.email)
        if known is not None and known.active:
            continue
        home = homes[row.household_id or 0]
        state = INVITED if links.state_of(row, at=clock.now()) == "open" else EXPIRED
        yield _line(row, home, state, None, row.invited_at, names[row.invited_by]), home.id


def _line(row: Any, home: Any, state: str, how: str | None, at: datetime | None, by: str | None) -> Line:
    return Line(
        name=row.name,
        email=row.email,
        reference=home.reference,
        household=home.name,
        agency_id=home.agency_id,
        agency=home.agency,
        kind=_kind(home),
        state=state,
        how=how,
        at=at,
        by=by,
    )


def _kind(home: Any) -> str:
    """What they are today."""
    if home.stage in (APPROVED, NOTICE):
        return PAST if home.ends_on is not None and home.ends_on <= clock.today() else CARER
    return PAST if home.stage in (LEFT, CLOSED, None) else APPLICANT
