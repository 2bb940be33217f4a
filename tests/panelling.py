"""Panels for tests: a central list that makes a quorum, a panel that is planned, and households ready for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from crm.actor import Actor, Role
from crm.audit.tables import AuditEntry
from crm.commands import journeys, panel_items, panel_members, panels, people
from crm.commands.panel_members import Listed
from crm.commands.panels import Meeting
from crm.commands.people import NewCarer
from crm.errors import Refused
from crm.extensions import db
from crm.journey.events import PanelRecommended, ReportCompleted
from crm.journey.quorum import Seat
from crm.people.panel_tables import Panel, PanelItem, PanelMember
from crm.people.tables import Household, User
from tests import given
from tests.doors import CheckingClient

JOINED = date(2020, 1, 6)
ADDRESS, POSTCODE = "7 Canary Lane", "DE1 2FS"
# Two who may chair, two social workers, and two others; whoever chairs is independent.
SITTING: tuple[tuple[Seat, bool, bool], ...] = (
    (Seat.CHAIR, False, True),
    (Seat.VICE_CHAIR, True, False),
    (Seat.MEMBER, True, False),
    (Seat.MEMBER, False, False),
    (Seat.MEMBER, False, True),
)


@dataclass(frozen=True)
class Planned:
    """A panel with its members, in the order of SITTING."""

    panel: int
    members: tuple[int, ...]


def members(agency_id: int, by: Actor, *, account: str | None = None) -> tuple[int, ...]:
    """A central list of five that make a quorum; `account` is the e-mail of the last one's."""
    user_id = user(account) if account else None
    return tuple(
        panel_members.add(
            agency_id,
            Listed(
                name=f"Member {number} Example-Sitter",
                seat=seat,
                social_worker=social_worker,
                independent=independent,
                joined_on=JOINED,
                user_id=user_id if number == len(SITTING) else None,
            ),
            by=by,
        )
        for number, (seat, social_worker, independent) in enumerate(SITTING, 1)
    )


def on_list() -> tuple[int, ...]:
    """Everybody who was put on a central list."""
    found = tuple(db.session.scalars(select(PanelMember.id).order_by(PanelMember.id)))
    db.session.rollback()
    return found


def planned(agency_id: int, held_on: date, by: Actor, *, capacity: int = 3, account: str | None = None) -> Planned:
    """A panel at which five are expected."""
    sitting = members(agency_id, by, account=account)
    meeting = Meeting(held_on=held_on, capacity=capacity, members=sitting)
    return Planned(panels.plan(agency_id, meeting, by=by), sitting)


def another(agency_id: int, held_on: date, by: Actor, first: Planned) -> int:
    """A second panel of the same members."""
    return panels.plan(agency_id, Meeting(held_on=held_on, capacity=3, members=first.members), by=by)


def ready(agency_id: int, reported_on: date, by: Actor, name: str = "Rowan Example-Finch") -> tuple[int, int]:
    """A household with an address whose report was completed on a day: its number, and that of its journey."""
    carers = [NewCarer(name, "rowan@home.example", "07700 900 123")]
    home = people.create_household(agency_id, carers=carers, address=ADDRESS, postcode=POSTCODE, by=by)
    steps = [step for step in given.STEPS if step is not PanelRecommended]
    start = reported_on - timedelta(days=len(steps))
    begun = given.journey(home, start, by=by)
    for number, step in enumerate(steps, start=1):
        given.record(home, begun, step(happened_on=start + timedelta(days=number)), by=by)
    return home, begun


def listed(panel: int, agency_id: int, reported_on: date, by: Actor, name: str = "Rowan Example-Finch") -> int:
    """The same, on the agenda of a panel; the number of the item."""
    return panel_items.put_on(panel, ready(agency_id, reported_on, by, name)[1], by=by)


def version(panel_id: int) -> int:
    """The version of a panel as it is now."""
    found = db.session.scalars(select(Panel.version).where(Panel.id == panel_id)).one()
    db.session.rollback()
    return found


def item_version(item_id: int) -> int:
    """The version of an item as it is now."""
    found = db.session.scalars(select(PanelItem.version).where(PanelItem.id == item_id)).one()
    db.session.rollback()
    return found


def member_version(member_id: int) -> int:
    """The version of a member of panel as it is now."""
    found = db.session.scalars(select(PanelMember.version).where(PanelMember.id == member_id)).one()
    db.session.rollback()
    return found


def user(email: str) -> int:
    """The number of an account."""
    found = db.session.scalars(select(User.id).where(User.email == email)).one()
    db.session.rollback()
    return found


def reference(household_id: int) -> str:
    """The reference of a household."""
    found = db.session.scalars(select(Household.reference).where(Household.id == household_id)).one()
    db.session.rollback()
    return found


def agency_of(reference: str) -> int:
    """The agency of a household."""
    found = db.session.scalars(select(Household.agency_id).where(Household.reference == reference)).one()
    db.session.rollback()
    return found


def refused(do: Callable[[], object]) -> str:
    """What the refusal says with which this ends; it has to end with one."""
    with pytest.raises(Refused) as told:
        do()
    return told.value.message


def household_of(item_id: int) -> int:
    """The household of an item."""
    return _of(item_id).household_id


def journey_of(item_id: int) -> int:
    """The journey of an item."""
    return _of(item_id).journey_id


def _of(item_id: int) -> PanelItem:
    found = db.session.get_one(PanelItem, item_id)
    db.session.expunge(found)
    db.session.rollback()
    return found


def audited(action: str) -> list[tuple[int | None, str | None]]:
    """The audit's rows of an action, oldest first: the household, and what it was about."""
    asked = select(AuditEntry.household_id, AuditEntry.about).where(AuditEntry.action == action)
    rows = [(row.household_id, row.about) for row in db.session.execute(asked.order_by(AuditEntry.id))]
    db.session.rollback()
    return rows


def user_of(role: Role) -> int:
    """The number of a new account of Derby."""
    return user(given.user(role))


def enter(app: Flask, email: str) -> CheckingClient:
    """A browser of somebody whose account there is already."""
    client = CheckingClient(app)
    client.fill_in("/sign-in", {"email": email, "password": given.PASSWORD})
    return client


def give_account(member_id: int, email: str, agency_id: int, by: Actor) -> None:
    """Let a member of panel be the owner of an account."""
    found = db.session.get_one(PanelMember, member_id)
    listed = Listed(
        name=found.name or "",
        seat=Seat(found.seat),
        social_worker=found.social_worker,
        independent=found.independent,
        joined_on=found.joined_on,
        user_id=user(email),
    )
    version_now = found.version
    db.session.rollback()
    panel_members.change(member_id, listed, version=version_now, by=by)


def change_member(member_id: int, by: Actor, *, since: date | None = None, **flags: bool) -> None:
    """Change whether a member of panel is a social worker, or independent."""
    found = db.session.get_one(PanelMember, member_id)
    known = {"social_worker": found.social_worker, "independent": found.independent, **flags}
    listed = Listed(name=found.name or "", seat=Seat(found.seat), joined_on=found.joined_on, **known)
    version_now = found.version
    db.session.rollback()
    panel_members.change(member_id, listed, version=version_now, since=since, by=by)


def rename(member_id: int, name: str, by: Actor) -> None:
    """Give a member of panel another name."""
    put(member_id, by, name=name)


def rejoin(member_id: int, joined_on: date, by: Actor) -> None:
    """Say of a member of panel that they joined on another day."""
    put(member_id, by, joined_on=joined_on)


def put(member_id: int, by: Actor, *, since: date | None = None, **said: Any) -> None:
    """Say something else of a member of panel, since a day (today, unless it is said)."""
    found = db.session.get_one(PanelMember, member_id)
    known = {
        name: getattr(found, name) for name in ("name", "social_worker", "independent", "joined_on", "user_id")
    }
    listed = Listed(**{"seat": Seat(found.seat), **known, **said})
    version_now = found.version
    db.session.rollback()
    panel_members.change(member_id, listed, version=version_now, since=since, by=by)


def brief(item_id: int, reported_on: date, by: Actor) -> None:
    """A brief report for the journey of an item."""
    found = _of(item_id)
    report = ReportCompleted(happened_on=reported_on, report="brief")
    journeys.record(found.household_id, found.journey_id, report, by=by)
