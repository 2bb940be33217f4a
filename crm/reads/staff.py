"""The accounts of an agency's staff, as its manager sees them: who, in which role, last used when, and how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select

from crm import clock
from crm.actor import Actor, Role
from crm.errors import NotFound
from crm.extensions import db
from crm.people import dormant, factors, links, roles, sessions
from crm.people.role_request_tables import RoleRequest
from crm.people.tables import Household, User
from crm.reads.names import names_of
from crm.reads.paging import page_of
from crm.reads.second_person import waiting_requests
from crm.register import accounts

PAGE = 50  # accounts a page


@dataclass(frozen=True, slots=True)
class StaffSeen:
    """One account. `state` is a code of staff_words.ACCOUNTS; `closes_on` is set where it lies unused."""

    id: int
    name: str
    email: str
    role: str
    state: str
    used_at: datetime | None
    since: datetime
    closes_on: date | None
    has_phone: bool
    version: int
    mine: bool


@dataclass(frozen=True, slots=True)
class OneSeen:
    """One account with what may be done about it, by whoever looks."""

    account: StaffSeen
    sessions: int
    may_give: tuple[Role, ...]  # none where the role may not be changed
    may_keep: bool
    takes_two: bool  # whether its phone is removed only when a second person agrees (T08)
    homes: int  # households that are with them, and stay with them when the account is closed


@dataclass(frozen=True, slots=True)
class InvitationSeen:
    """An invitation that was not accepted. `state` is 'open' or 'expired'."""

    id: int
    name: str
    email: str
    role: str
    state: str
    invited_at: datetime
    expires_at: datetime
    by: str
    may_give: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of accounts, by name."""

    staff: tuple[StaffSeen, ...]
    total: int
    page: int
    pages: int


def listing(by: Actor, *, q: str = "", role: str = "", state: str = "", page: int = 1) -> Listing:
    """The accounts of one's agency that fit: a part of the name or address, a role, 'open' or 'closed'."""
    which = [User.agency_id.in_(by.agency_ids), User.role != Role.CARER.value, *_asked(q, role, state)]
    total = db.session.scalar(select(func.count()).select_from(User).where(*which)) or 0
    page, pages = page_of(page, total, PAGE)
    chosen = select(User).where(*which).order_by(User.active.desc(), func.lower(User.name), User.id)
    found = db.session.scalars(chosen.limit(PAGE).offset((page - 1) * PAGE)).all()
    phones = factors.enrolled([user.id for user in found])
    return Listing(tuple(_seen(user, user.id in phones, by) for user in found), total, page, pages)


def _asked(q: str, role: str, state: str) -> list[ColumnElement[bool]]:
    words = [word for word in q.lower().split() if word.isprintable()]
    asked = [
        or_(func.lower(User.name).contains(word, autoescape=True), User.email.contains(word, autoescape=True))
        for word in words
    ]
    if role:
        asked.append(User.role == role)
    if state in ("open", "closed"):
        asked.append(User.active.is_(state == "open"))
    return asked


def may_give(by: Actor) -> tuple[Role, ...]:
    """The roles that whoever asks may give."""
    return roles.given_by(by.role)


def roles_of_staff() -> tuple[Role, ...]:
    """Every role of an agency's staff, in the order in which lists show them."""
    return (*roles.ORDER, Role.ADMIN)


def one(user_id: int, by: Actor) -> OneSeen:
    """One account of one's agency; NotFound for any other."""
    user = db.session.get(User, user_id)
    if user is None or user.agency_id not in by.agency_ids or user.role == Role.CARER:
        raise NotFound("There is no such account")
    mine = user.id == by.user_id
    changeable = not mine and roles.may_give(by.role, Role(user.role))
    return OneSeen(
        account=_seen(user, bool(factors.enrolled([user.id])), by),
        sessions=len(sessions.alive(user.id, at=clock.now())),
        may_give=roles.given_by(by.role) if changeable else (),
        may_keep=not mine and roles.may_keep(by.role, Role(user.role)),
        takes_two=Role(user.role) in roles.KEEPS,
        homes=_homes(user.id, by),
    )


def _homes(user_id: int, by: Actor) -> int:
    own = Household.agency_id.in_(by.agency_ids), Household.merged_into_id.is_(None), Household.worker_id == user_id
    return int(db.session.execute(select(func.count()).select_from(Household).where(*own)).scalar_one())


def invitations(by: Actor) -> tuple[InvitationSeen, ...]:
    """The invitations to one's agency that wait for who was invited, or have expired in the last 30 days."""
    now = clock.now()
    unsent = {each.invitation_id for each in waiting_requests(RoleRequest, by)}
    recent = [each for each in links.waiting(by.agency_ids) if each.expires_at > now - timedelta(days=30)]
    found = [each for each in recent if each.id not in unsent]
    names = names_of(each.invited_by for each in found)
    return tuple(
        InvitationSeen(
            id=each.id,
            name=each.name,
            email=each.email,
            role=each.role,
            state=links.state_of(each, at=now),
            invited_at=each.invited_at,
            expires_at=each.expires_at,
            by=names[each.invited_by],
            may_give=roles.may_give(by.role, Role(each.role)),
        )
        for each in found
    )


def _seen(user: User, has_phone: bool, by: Actor) -> StaffSeen:
    closes_on = dormant.closes_on(user, accounts.notice_days(user.agency_id))
    return StaffSeen(
        id=user.id,
        name=user.name,
        email=user.email,
        role=user.role,
        state=_state(user, closes_on),
        used_at=user.used_at,
        since=user.created_at,
        closes_on=closes_on,
        has_phone=has_phone,
        version=user.version,
        mine=user.id == by.user_id,
    )


def _state(user: User, closes_on: date | None) -> str:
    if not user.active:
        return user.closed_because or "left"
    return "unused" if closes_on else "open"
