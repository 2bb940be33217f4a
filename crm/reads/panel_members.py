"""The central list of panel as its page shows it (PN-1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select

from crm import clock
from crm.actor import Actor, Role
from crm.errors import NotFound
from crm.extensions import db
from crm.journey.quorum import Seat, Sitting, lacking
from crm.people.panel_tables import PanelMember
from crm.people.tables import User
from crm.register import settings


@dataclass(frozen=True, slots=True)
class ListedSeen:
    """Somebody on the list, or who has left it; `account` is the name of the account by which they open packs."""

    id: int
    name: str | None
    seat: str
    social_worker: bool
    independent: bool
    user_id: int | None
    account: str | None
    joined_on: date
    leaves_on: date | None
    left: bool
    version: int


@dataclass(frozen=True, slots=True)
class CentralList:
    """Everybody who is or was on it, and what they lack together of a quorum, were all to come."""

    members: tuple[ListedSeen, ...]
    lacks: tuple[str, ...]
    least: int


def central_list(agency_id: int, by: Actor) -> CentralList:
    """An agency's list: whoever chairs first, then by name, and those who have left at the end."""
    if agency_id not in by.agency_ids:
        raise NotFound("There is no such agency")
    rows = _rows([PanelMember.agency_id == agency_id])
    order = [each.value for each in Seat]
    members = sorted(rows, key=lambda each: (each.left, order.index(each.seat), (each.name or "").casefold()))
    least = int(settings.value("panel_quorum", agency_id, clock.today()))
    there = [Sitting(Seat(each.seat), each.social_worker, each.independent) for each in members if not each.left]
    return CentralList(tuple(members), lacking(there, least), least)


def member(member_id: int, by: Actor) -> ListedSeen:
    """One of them; NotFound: a foreign one is answered like an unknown one (T11)."""
    found = _rows([PanelMember.id == member_id, PanelMember.agency_id.in_(by.agency_ids)])
    if not found:
        raise NotFound("There is no such member of panel")
    return found[0]


def accounts(agency_id: int, by: Actor, besides: int | None = None) -> tuple[tuple[str, str], ...]:
    """The accounts that could be a member's: of panel members first, then of other staff who may sit."""
    taken = select(PanelMember.user_id).where(
        PanelMember.agency_id == agency_id, PanelMember.user_id.is_not(None), PanelMember.id != (besides or 0)
    )
    chosen = (
        select(User.id, User.name, User.role)
        .where(User.agency_id == agency_id, User.active, User.role != Role.CARER.value, User.id.not_in(taken))
        .order_by(User.role != Role.PANEL.value, User.name, User.id)
    )
    return tuple((str(row.id), row.name) for row in db.session.execute(chosen))


def _rows(asked: Sequence[ColumnElement[bool]]) -> list[ListedSeen]:
    chosen = select(PanelMember, User.name).outerjoin(User, User.id == PanelMember.user_id).where(*asked)
    today = clock.today()
    return [
        ListedSeen(
            id=row.id,
            name=row.name,
            seat=row.seat,
            social_worker=row.social_worker,
            independent=row.independent,
            user_id=row.user_id,
            account=account,
            joined_on=row.joined_on,
            leaves_on=row.leaves_on,
            left=row.leaves_on is not None and row.leaves_on <= today,
            version=row.version,
        )
        for row, account in db.session.execute(chosen.order_by(PanelMember.id))
    ]
