"""Panels: planned, their papers opened to members, who came, and the minutes that start the decision's clock."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, select

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, journeys, mail
from crm.commands.separation import is_own
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db
from crm.holding import overtaken
from crm.journey.decision_events import MinutesReceived
from crm.journey.decisions import ENDED
from crm.journey.household import Journey
from crm.journey.saying import said
from crm.ledger import cluster, ties
from crm.people import panels
from crm.people.panel_tables import Panel, PanelSeat
from crm.register import settings
from crm.register.panel_days import pack_days

FURTHEST = timedelta(days=731)  # a day beyond is a slip of the keyboard
SMALLEST, LARGEST = 1, 20  # households
CAME = "It is on record that you came: somebody else has to put that right (PN-10)."


@dataclass(frozen=True, kw_only=True, slots=True)
class Meeting:
    """When panel meets, how many households it hears at most, whether it is joint, and who is expected."""

    held_on: date
    capacity: int
    joint: bool = False
    members: tuple[int, ...] = ()


@command
def plan(agency_id: int, meeting: Meeting, *, by: Actor) -> int:
    """Plan a panel; its number. Refused: it is past, far ahead, or on the day of another."""
    if agency_id not in by.agency_ids:
        raise NotFound("There is no such agency")
    _check(agency_id, meeting)
    made = Panel(
        agency_id=agency_id,
        held_on=meeting.held_on,
        capacity=meeting.capacity,
        joint=meeting.joint,
        version=1,
        planned_at=clock.now(),
        planned_by=by.user_id,
    )
    db.session.add(made)
    db.session.flush()
    seat(made, meeting.members)
    on_record(made, "panel.plan", by)
    return made.id


@command
def change(panel_id: int, meeting: Meeting, *, version: int, by: Actor) -> None:
    """Change a panel that has not met. Refused as `plan`, and where more are listed. Stale: somebody was faster."""
    panel = taken(panel_id, version, by)
    if panel.held_on < clock.today():
        raise Refused("This panel has met: it cannot be changed any more.")
    require_unheard(panel)
    if any(each.attended for each in panels.seats(panel.id)):
        raise Refused("This panel has met, and who came is on record: it cannot be changed any more.")
    _check(panel.agency_id, meeting, besides=panel)
    listed = len(panels.agenda(panel.id))
    if meeting.capacity < listed:
        raise Refused(f"{listed} are on its agenda already", field="capacity")
    panel.held_on, panel.capacity, panel.joint = meeting.held_on, meeting.capacity, meeting.joint
    seat(panel, meeting.members)
    on_record(panel, "panel.change", by)


@command
def call_off(panel_id: int, *, version: int, by: Actor) -> None:
    """Call a panel off; what was on its agenda can be listed elsewhere. Refused: it met, whatever came of it."""
    panel = taken(panel_id, version, by)
    if panel.minutes_on is not None or any(each.attended for each in panels.seats(panel.id)):
        raise Refused(
            f"This panel met on {said(panel.held_on)}: who came is on record, and stays there (PN-4). What it "
            "recommended can be struck out on the household's timeline."
        )
    if any(item.event_id is not None for item in panels.agenda(panel.id)):
        raise Refused("This panel has made a recommendation: it took place.")
    panel.called_off_at, panel.called_off_by = clock.now(), by.user_id
    on_record(panel, "panel.call_off", by)


@command
def send_papers(panel_id: int, *, version: int, by: Actor) -> None:
    """Open the pack to the panel's members, for its days (PN-6), and write to those who have an account.

    Refused: nobody is listed or expected, or it has met.
    """
    panel = taken(panel_id, version, by)
    if panel.papers_sent_at is not None:
        raise Refused("The papers are out already. What you add now, members see at once.")
    if clock.today() > panel.held_on:
        raise Refused("This panel has met: no papers go out any more.")
    if not panels.agenda(panel.id):
        raise Refused("Nobody is on the agenda yet: there are no papers.")
    if not panels.seats(panel.id):
        raise Refused("Nobody is expected at this panel yet: say who sits first.")
    panel.papers_sent_at, panel.papers_sent_by = clock.now(), by.user_id
    opens_on, closes_on = pack_days(panel.agency_id, panel.held_on)
    days = {"held_on": said(panel.held_on), "opens_on": said(opens_on), "closes_on": said(closes_on)}
    for user_id in panels.accounts_of(panel.id):
        mail.tell(user_id, "panel_papers", key=f"panel papers {panel.id} {user_id}", **days)
    on_record(panel, "panel.papers", by)


@command
def attended(panel_id: int, members: Collection[int], *, version: int, by: Actor) -> None:
    """Record who came, of all who are on the central list.

    Refused: it lies ahead, its minutes are final, or it has recommended something with those who came then; or
    somebody says of themselves that they did not come, where it is on record that they did (PN-10).
    """
    panel = taken(panel_id, version, by)
    if clock.today() < panel.held_on:
        raise Refused(f"This panel meets on {said(panel.held_on)}: record who came when it has met.")
    if panel.minutes_on is not None:
        raise Refused("The minutes are final: who came stands in them.")
    came = frozenset(each.member_id for each in panels.seats(panel.id) if each.attended)
    if came != frozenset(members):
        require_unheard(panel)
    then = panels.stood_as(came, panel.held_on)
    gone = [who for each in came - frozenset(members) for who in (panels.member(each, by.agency_ids), then[each])]
    if any(is_own(who, by) for who in gone):  # as whom the list has them now, or had them then
        raise Refused(CAME, field="members")
    expected = {seat.member_id for seat in panels.seats(panel.id)}
    seat(panel, {*expected, *members}, came=frozenset(members))
    on_record(panel, "panel.attendance", by)


@command
def minutes(panel_id: int, received_on: date, *, version: int, by: Actor) -> None:
    """Record that the decision maker has the final minutes: the clock of DM-3 starts for each household heard.

    Refused: a household of the agenda has no recommendation yet, or the day lies before panel or ahead.
    """
    panel = taken(panel_id, version, by)
    if panel.minutes_on is not None:
        raise Refused(f"The final minutes were received on {said(panel.minutes_on)} already.", field="received_on")
    if received_on < panel.held_on:
        raise Refused(f"Panel met on {said(panel.held_on)}, and its minutes come later", field="received_on")
    if received_on > clock.today():
        raise Refused("This is in the future: record it when they have come", field="received_on")
    agenda = panels.agenda(panel.id)
    if not agenda or any(item.event_id is None for item in agenda):
        raise Refused("Somebody on the agenda has no recommendation yet: record it, or take them off the agenda.")
    for item in agenda:
        home = ties.household_of(item.journey_id)
        journey = journey_of(panel.agency_id, home, item.journey_id) if home else None
        if home and journey and not any(journey.first(kind) for kind in ENDED) and not journey.closed_by:
            journeys.record(home, journey.id, MinutesReceived(happened_on=received_on), by=by)
    panel.minutes_on = received_on
    on_record(panel, "panel.minutes", by)


def taken(panel_id: int, version: int, by: Actor) -> Panel:
    """A panel that is to take place or took place, with its next version; Stale if it was changed meanwhile."""
    panel = panels.panel(panel_id, by.agency_ids)
    if panel.called_off_at is not None:
        raise Refused("This panel was called off.")
    if overtaken(panel, version):
        raise Stale("Somebody has changed this panel since you opened it. Here it is as it is now")
    panel.version += 1
    return panel


def require_unheard(panel: Panel) -> None:
    """Refused where a panel has recommended something: its day and who sat are what it rests on (PN-3)."""
    if any(item.event_id is not None for item in panels.agenda(panel.id)):
        raise Refused(
            "This panel has recommended something: its day and who came are part of that. Strike out what it "
            "recommended on the household's timeline first."
        )


def journey_of(agency_id: int, household_id: int, journey_id: int) -> Journey | None:
    """A journey of a household as it stands, or None if nothing of it does."""
    found = cluster.load(agency_id, [household_id])[household_id]
    return found.fold(household_id, settings.rulebook(agency_id)).journey(journey_id)


def on_record(panel: Panel, action: str, by: Actor, household_id: int | None = None, *fields: str) -> None:
    """Put on record what was done to a panel, or to a household on its agenda."""
    audit.record(
        by,
        action,
        agency_id=panel.agency_id,
        household_id=household_id,
        about=f"panel {panel.id}",
        fields=list(fields),
    )


def _check(agency_id: int, meeting: Meeting, *, besides: Panel | None = None) -> None:
    today = clock.today()
    if meeting.held_on < today:
        raise Refused("Enter a day that lies ahead", field="held_on")
    if meeting.held_on > today + FURTHEST:
        raise Refused(f"{said(meeting.held_on)} is more than two years ahead", field="held_on")
    if not SMALLEST <= meeting.capacity <= LARGEST:
        raise Refused(f"A panel hears {SMALLEST} to {LARGEST} households", field="capacity")
    same = select(Panel.id).where(
        Panel.agency_id == agency_id, Panel.held_on == meeting.held_on, Panel.called_off_at.is_(None)
    )
    if any(found != (besides.id if besides else None) for found in db.session.scalars(same)):
        raise Refused(f"There is a panel on {said(meeting.held_on)} already", field="held_on")
    known = {each.id for each in panels.on_list(agency_id, meeting.held_on)}
    if not set(meeting.members) <= known:
        raise Refused("Choose from those who are on the central list that day", field="members")


def seat(panel: Panel, members: Iterable[int], came: frozenset[int] | None = None) -> None:
    """Who is expected; with `came`, who was there of them."""
    wanted = set(members)
    known = {each.id for each in panels.on_list(panel.agency_id, panel.held_on)}
    if came is not None and not came <= known:
        raise Refused("Choose from those who were on the central list that day", field="members")
    db.session.execute(delete(PanelSeat).where(PanelSeat.panel_id == panel.id))
    for member_id in sorted(wanted):
        there = None if came is None else member_id in came
        db.session.add(PanelSeat(panel_id=panel.id, member_id=member_id, attended=there))
    db.session.flush()
