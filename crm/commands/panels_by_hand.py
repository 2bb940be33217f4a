"""What a panel recommended that met outside Hearth, or before it: asked with who sat and why, as on an agenda."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from crm import clock
from crm.actor import Actor
from crm.commands import command, panel_items
from crm.commands.panel_items import Told
from crm.commands.panels import journey_of, on_record, seat
from crm.errors import NotFound, Refused
from crm.extensions import db
from crm.journey.decisions import APPROVAL
from crm.journey.hearings import for_panel
from crm.journey.saying import said
from crm.ledger import ties
from crm.people import households, panels
from crm.people.panel_tables import Panel, PanelConflict, PanelItem


@command
def recommended(
    household_id: int,
    journey_id: int,
    told: Told,
    *,
    held_on: date,
    members: Collection[int],
    stood_down: Collection[int] = (),
    joint: bool = False,
    by: Actor,
) -> int:
    """Record what panel recommended on a day, who of the central list sat, and why; the event.

    `stood_down` are those of them who took no part in this household.

    The panel of that day is made, if there is none yet. Refused: the journey stands on an agenda, another sitting
    of that day is on record, those who sat were no quorum (PN-3), or as `journeys.record`.
    """
    agency_id = households.load(household_id, by.agency_ids).agency_id
    if ties.household_of(journey_id) != household_id:
        raise NotFound("There is no such journey in this household.")
    waiting = panels.unheard(journey_id)
    if waiting is not None:
        day = said(waiting.held_on)
        raise Refused(
            f"This household is on the agenda of {day}: record there what panel recommended, or take it off first."
        )
    if held_on > clock.today():
        raise Refused(f"{said(held_on)} is in the future: plan that panel, and put the household on its agenda.")
    panel = _sitting(agency_id, held_on, frozenset(members), joint, by)
    if any(each.journey_id == journey_id for each in panels.agenda(panel.id)):
        there = "put it right on the household's timeline"
        raise Refused(f"What panel recommended on {said(held_on)} is on record already: {there}.")
    if not set(stood_down) <= set(members):
        raise Refused("Choose from those who sat", field="stood_down")
    item = _item(panel, household_id, journey_id, by)
    _declare(item, stood_down, by)
    return panel_items.heard(panel, item, household_id, told, by=by)


def _declare(item: PanelItem, stood_down: Collection[int], by: Actor) -> None:
    """Keep who of those who sat took no part in an item."""
    for member_id in sorted(set(stood_down)):
        declared = {"declared_at": clock.now(), "declared_by": by.user_id}
        db.session.add(PanelConflict(item_id=item.id, member_id=member_id, **declared))
    db.session.flush()


def _item(panel: Panel, household_id: int, journey_id: int, by: Actor) -> PanelItem:
    """The journey on that panel's agenda, beyond its number if need be: it was heard."""
    journey = journey_of(panel.agency_id, household_id, journey_id)
    item = PanelItem(
        agency_id=panel.agency_id,
        panel_id=panel.id,
        household_id=household_id,
        journey_id=journey_id,
        purpose=(for_panel(journey) if journey else None) or APPROVAL,
        version=1,
        added_at=clock.now(),
        added_by=by.user_id,
    )
    db.session.add(item)
    db.session.flush()
    panel.capacity = max(panel.capacity, len(panels.agenda(panel.id)))
    return item


def _sitting(agency_id: int, held_on: date, members: frozenset[int], joint: bool, by: Actor) -> Panel:
    """The panel of a day with these members: the one on record, or a new one."""
    panel = panels.on_day(agency_id, held_on)
    if panel is None:
        known = {"version": 1, "planned_at": clock.now(), "planned_by": by.user_id}
        panel = Panel(agency_id=agency_id, held_on=held_on, capacity=1, joint=joint, **known)
        db.session.add(panel)
        db.session.flush()
        on_record(panel, "panel.plan", by)
    came = frozenset(each.member_id for each in panels.seats(panel.id) if each.attended)
    if came and (came, panel.joint) != (members, joint):
        raise Refused(
            f"Who sat on {said(held_on)} is on record, and it was not these. Choose who sat then, or put it right "
            "on that panel's page first.",
            field="members",
        )
    if not came:
        panel.joint = joint
        panel.version += 1
        expected = {each.member_id for each in panels.seats(panel.id)}
        seat(panel, {*expected, *members}, came=members)
        on_record(panel, "panel.attendance", by)
    return panel
