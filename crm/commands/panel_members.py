"""The central list of panel: who may sit, as what, from when, and until when (PN-1, PN-2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.commands.separation import is_own
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db
from crm.holding import overtaken
from crm.journey.deadlines import due
from crm.journey.quorum import Seat
from crm.journey.saying import said
from crm.people import panels, users
from crm.people.panel_tables import PanelMember, PanelStanding
from crm.register import deadlines, holidays

MOST = {Seat.CHAIR: 1, Seat.VICE_CHAIR: 2}  # at a time (PN-2)
CHAIR_INDEPENDENT_FROM = date(2011, 10, 1)  # whoever was appointed since chairs only if independent (PN-2)
LONGEST_NAME = 100
OWN = (
    "This entry is your own, and by it you are kept from deciding what you considered (PN-10): somebody else has "
    "to change the name or the account"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """What the central list says of somebody; `user_id` is the account by which they open their packs."""

    name: str
    seat: Seat
    social_worker: bool
    independent: bool
    joined_on: date
    user_id: int | None = None


@command
def add(agency_id: int, listed: Listed, *, by: Actor) -> int:
    """Put somebody on the central list; their number. Refused: a chair who is not independent, or a second one."""
    if agency_id not in by.agency_ids:
        raise NotFound("There is no such agency")
    _check(agency_id, listed)
    member = PanelMember(agency_id=agency_id, version=1, added_at=clock.now(), added_by=by.user_id)
    _set(member, listed)
    db.session.add(member)
    db.session.flush()
    _stands(member, listed.joined_on)
    _recorded(member, by)
    return member.id


@command
def change(member_id: int, listed: Listed, *, version: int, by: Actor, since: date | None = None) -> None:
    """Change what the list says of somebody, and since when they are it: today, unless it is said otherwise.

    Refused as `add`; or they sat since, and who that was stands (PN-10), or panel has recommended something with
    them, and what they were then stands (PN-3); or it is the actor's own entry, and would be so no more.
    Stale: somebody was faster.
    """
    member = _taken(member_id, version, by)
    _check(member.agency_id, listed, besides=member.id)
    sat = panels.first_sat(member.id)
    if sat is not None and listed.joined_on > sat:
        raise Refused(f"They sat on {said(sat)}: they had joined by then (PN-1)", field="joined_on")
    was, who, own = _stands_as(member), (member.name, member.user_id), is_own(member, by)
    _set(member, listed)
    if own and not is_own(member, by):
        raise Refused(OWN, field="name")
    if was != _stands_as(member):
        other = who != (member.name, member.user_id)
        _stands(member, clock.today() if since is None else since, is_other=other)
    _recorded(member, by)


def _stands_as(member: PanelMember) -> tuple[object, ...]:
    return member.seat, member.social_worker, member.independent, member.name, member.user_id


def _stands(member: PanelMember, since: date, *, is_other: bool = False) -> None:
    """Keep what a member is from a day on, and as whom they are known; `is_other`: as another than before."""
    if since > clock.today():
        raise Refused("This is in the future: change it when it holds", field="since")
    sat = panels.last_sat(member.id)
    if is_other and sat is not None and sat >= since:
        raise Refused(
            f"They sat on {said(sat)}, and who it was that sat stands: by it they are kept from deciding (PN-10). "
            "Enter a later day",
            field="since",
        )
    heard = panels.heard_since(member.id, since)
    if heard is not None:
        raise Refused(
            f"They sat on {said(heard)}, and panel recommended something then: what they were that day stands. "
            "Enter a later day, or strike out what was recommended first",
            field="since",
        )
    later = PanelStanding.member_id == member.id, PanelStanding.from_on >= since
    db.session.execute(delete(PanelStanding).where(*later))
    db.session.add(
        PanelStanding(
            member_id=member.id,
            from_on=since,
            name=member.name,
            user_id=member.user_id,
            seat=member.seat,
            social_worker=member.social_worker,
            independent=member.independent,
        )
    )


@command
def give_notice(member_id: int, given_on: date, *, version: int, by: Actor) -> date:
    """Let somebody leave the list, a month after the notice (PN-1); the day on which they are on it no more."""
    member = _taken(member_id, version, by)
    if given_on > clock.today():
        raise Refused("This is in the future: record the notice when it was given", field="given_on")
    if given_on < member.joined_on:
        raise Refused("This is before they joined", field="given_on")
    (leaves,) = due(deadlines.rules()["PN-1"], given_on, holidays.statutory_calendar())
    sat = panels.heard_since(member.id, leaves.on)
    if sat is not None:
        raise Refused(
            f"They would have left on {said(leaves.on)}, a month after it, and sat on {said(sat)} (PN-1): enter "
            "the day on which the notice was given",
            field="given_on",
        )
    member.leaves_on = leaves.on
    _recorded(member, by)
    return leaves.on


def _set(member: PanelMember, listed: Listed) -> None:
    member.name, member.seat = listed.name, listed.seat.value
    member.social_worker, member.independent = listed.social_worker, listed.independent
    member.user_id, member.joined_on = listed.user_id, listed.joined_on


def _check(agency_id: int, listed: Listed, besides: int | None = None) -> None:
    today = clock.today()
    if not listed.name.strip() or len(listed.name) > LONGEST_NAME:
        raise Refused("Enter their name", field="name")
    if listed.joined_on > today:
        raise Refused("This is in the future: add them when they join", field="joined_on")
    if listed.seat == Seat.CHAIR and not listed.independent and listed.joined_on >= CHAIR_INDEPENDENT_FROM:
        raise Refused("Whoever chairs panel has to be independent of the service (PN-2)", field="seat")
    others = [each for each in panels.on_list(agency_id, today) if each.id != besides]
    most = MOST.get(listed.seat)
    if most is not None and sum(each.seat == listed.seat for each in others) >= most:
        there = "is a chair" if most == 1 else f"are {most} vice-chairs"
        raise Refused(f"There {there} already (PN-2)", field="seat")
    _check_account(agency_id, listed.user_id, others)


def _check_account(agency_id: int, user_id: int | None, others: list[PanelMember]) -> None:
    if user_id is None:
        return
    user = users.find(user_id)
    if user is None or user.agency_id != agency_id or not user.active:
        raise Refused("Choose from the accounts of your service", field="account")
    if any(each.user_id == user_id for each in others):
        raise Refused("This account is another member's", field="account")


def _taken(member_id: int, version: int, by: Actor) -> PanelMember:
    member = panels.member(member_id, by.agency_ids)
    if overtaken(member, version):
        raise Stale("Somebody has changed this since you opened it. Here it is as it is now")
    member.version += 1
    return member


def _recorded(member: PanelMember, by: Actor) -> None:
    audit.record(by, "panel.member", agency_id=member.agency_id, about=f"panel member {member.id}")
