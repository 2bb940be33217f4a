"""Panels as they are stored: loaded within what the asker may reach, held while they are changed, and looked up."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date

from sqlalchemy import ColumnElement, or_, select

from crm.errors import NotFound
from crm.extensions import db
from crm.holding import held
from crm.people.panel_tables import (
    Panel,
    PanelConflict,
    PanelItem,
    PanelMember,
    PanelPaper,
    PanelSeat,
    PanelStanding,
)

# The kinds of documents that members read, with who opened them written across: nothing that is edited.
READABLE = ("pdf", "jpeg", "png")


def panel(panel_id: int, agency_ids: Collection[int]) -> Panel:
    """A panel of these agencies, held until the transaction ends; NotFound: there is none (T11)."""
    found = held(Panel, panel_id)
    if found is None or found.agency_id not in agency_ids:
        raise NotFound("There is no such panel")
    return found


def item(item_id: int, agency_ids: Collection[int]) -> PanelItem:
    """Something on the agenda of a panel of these agencies, held like `panel`; NotFound: there is none."""
    found = held(PanelItem, item_id)
    if found is None or found.agency_id not in agency_ids:
        raise NotFound("There is no such item on an agenda")
    return found


def member(member_id: int, agency_ids: Collection[int]) -> PanelMember:
    """Somebody on the central list of one of these agencies, held like `panel`; NotFound: there is nobody."""
    found = held(PanelMember, member_id)
    if found is None or found.agency_id not in agency_ids:
        raise NotFound("There is no such member of panel")
    return found


def on_list(agency_id: int, day: date) -> list[PanelMember]:
    """Who is on an agency's central list on a day: whoever chairs first, then by name."""
    there = PanelMember.agency_id == agency_id, PanelMember.joined_on <= day
    found = [
        each
        for each in db.session.scalars(select(PanelMember).where(*there).order_by(PanelMember.name, PanelMember.id))
        if each.leaves_on is None or each.leaves_on > day
    ]
    stood = stood_as([each.id for each in found], day)
    return sorted(found, key=lambda each: ("chair", "vice_chair", "member").index(stood[each.id].seat))


def stood_as(member_ids: Collection[int], day: date) -> dict[int, PanelStanding]:
    """What these members were on a day: as what they sat, whether a social worker, whether independent.

    Before they joined, what they joined as.
    """
    found: dict[int, PanelStanding] = {}
    asked = select(PanelStanding).where(PanelStanding.member_id.in_(member_ids))
    for row in db.session.scalars(asked.order_by(PanelStanding.member_id, PanelStanding.from_on)):
        if row.member_id not in found or row.from_on <= day:
            found[row.member_id] = row
    return found


def heard_since(member_id: int, day: date) -> date | None:
    """The day of the latest panel, on or after a day, at which a member sat and that recommended something."""
    sat = (
        select(Panel.held_on)
        .join(PanelSeat, PanelSeat.panel_id == Panel.id)
        .join(PanelItem, PanelItem.panel_id == Panel.id)
        .where(
            PanelSeat.member_id == member_id,
            PanelSeat.attended.is_(True),
            PanelItem.event_id.is_not(None),
            Panel.held_on >= day,
        )
    )
    return db.session.scalar(sat.order_by(Panel.held_on.desc()).limit(1))


def first_sat(member_id: int) -> date | None:
    """The day of the first panel at which a member sat, as far as is on record."""
    sat = select(Panel.held_on).join(PanelSeat, PanelSeat.panel_id == Panel.id)
    there = PanelSeat.member_id == member_id, PanelSeat.attended.is_(True)
    return db.session.scalar(sat.where(*there).order_by(Panel.held_on).limit(1))


def last_sat(member_id: int) -> date | None:
    """The same of the last one."""
    sat = select(Panel.held_on).join(PanelSeat, PanelSeat.panel_id == Panel.id)
    there = PanelSeat.member_id == member_id, PanelSeat.attended.is_(True)
    return db.session.scalar(sat.where(*there).order_by(Panel.held_on.desc()).limit(1))


def item_with(event_id: int) -> tuple[PanelItem, Panel] | None:
    """The item of an agenda that put a recommendation on record, and its panel; None: it came otherwise."""
    found = select(PanelItem, Panel).join(Panel, Panel.id == PanelItem.panel_id)
    row = db.session.execute(found.where(PanelItem.event_id == event_id)).first()
    return (row[0], row[1]) if row else None


def seats(panel_id: int) -> list[PanelSeat]:
    """Who is expected at a panel."""
    chosen = select(PanelSeat).where(PanelSeat.panel_id == panel_id).order_by(PanelSeat.member_id)
    return list(db.session.scalars(chosen))


def accounts_of(panel_id: int) -> list[int]:
    """The accounts of those who are expected at a panel and have one."""
    mine = select(PanelMember.user_id).join(PanelSeat, PanelSeat.member_id == PanelMember.id)
    there = PanelSeat.panel_id == panel_id, PanelMember.user_id.is_not(None), still_listed()
    mine = mine.join(Panel, Panel.id == PanelSeat.panel_id).where(*there).order_by(PanelMember.id)
    return [each for each in db.session.scalars(mine) if each is not None]


def still_listed() -> ColumnElement[bool]:
    """Whether a member is on the central list on the day of a panel, of a query that joins both (PN-1)."""
    return or_(PanelMember.leaves_on.is_(None), PanelMember.leaves_on > Panel.held_on)


def agenda(panel_id: int) -> list[PanelItem]:
    """What is on the agenda of a panel, in the order in which it was put there."""
    there = PanelItem.panel_id == panel_id, PanelItem.removed_at.is_(None)
    return list(db.session.scalars(select(PanelItem).where(*there).order_by(PanelItem.id)))


def stood_down(item_ids: Collection[int]) -> dict[int, set[int]]:
    """The members who stand down, by the item from which they do."""
    found: dict[int, set[int]] = {}
    chosen = select(PanelConflict.item_id, PanelConflict.member_id).where(PanelConflict.item_id.in_(item_ids))
    for item_id, member_id in db.session.execute(chosen):
        found.setdefault(item_id, set()).add(member_id)
    return found


def papers(item_ids: Collection[int]) -> list[PanelPaper]:
    """The documents that go with these items."""
    chosen = select(PanelPaper).where(PanelPaper.item_id.in_(item_ids))
    return list(db.session.scalars(chosen.order_by(PanelPaper.item_id, PanelPaper.document_id)))


def ahead(journey_ids: Collection[int], day: date) -> Sequence[tuple[int, int, date]]:
    """Each panel on or after a day that is to hear one of these journeys: the journey, the panel, and its day."""
    listed = (
        select(PanelItem.journey_id, Panel.id, Panel.held_on)
        .join(Panel, Panel.id == PanelItem.panel_id)
        .where(
            PanelItem.journey_id.in_(journey_ids),
            PanelItem.removed_at.is_(None),
            PanelItem.event_id.is_(None),
            Panel.called_off_at.is_(None),
            Panel.held_on >= day,
        )
        .order_by(Panel.held_on, Panel.id)
    )
    return [(row.journey_id, row.id, row.held_on) for row in db.session.execute(listed)]


def unheard(journey_id: int) -> Panel | None:
    """The latest panel on whose agenda a journey stands without a recommendation, past or to come."""
    listed = select(Panel).join(PanelItem, PanelItem.panel_id == Panel.id)
    standing = PanelItem.removed_at.is_(None), PanelItem.event_id.is_(None), Panel.called_off_at.is_(None)
    asked = listed.where(PanelItem.journey_id == journey_id, *standing)
    return db.session.scalar(asked.order_by(Panel.held_on.desc(), PanelItem.id.desc()).limit(1))


def on_day(agency_id: int, day: date) -> Panel | None:
    """The panel of an agency on a day that was not called off, held like `panel`; None: there is none."""
    there = Panel.agency_id == agency_id, Panel.held_on == day, Panel.called_off_at.is_(None)
    return db.session.scalar(select(Panel).where(*there).limit(1).with_for_update())


def sat_on(
    journey_id: int,
    is_who: Callable[[PanelMember | PanelStanding], bool],
    since: date = date.min,
    *,
    voting: bool = False,
) -> date | None:
    """The day of the latest panel from a day on that heard a journey with somebody sitting; `is_who` knows them.

    They are known as whom the list has them now, or had them on the day on which they sat. Also where what it
    recommended was struck out, or the item was then taken off: whoever sat has considered them all the same.
    `voting`: not where they stood down.
    """
    sat = (
        select(Panel.held_on, PanelItem.id, PanelMember)
        .join(PanelItem, PanelItem.panel_id == Panel.id)
        .join(PanelSeat, PanelSeat.panel_id == Panel.id)
        .join(PanelMember, PanelMember.id == PanelSeat.member_id)
        .where(
            PanelItem.journey_id == journey_id,
            or_(PanelItem.event_id.is_not(None), PanelItem.reasons.is_not(None)),
            Panel.held_on >= since,
            PanelSeat.attended.is_(True),
        )
    )
    found = [
        row
        for row in db.session.execute(sat.order_by(Panel.held_on.desc()))
        if is_who(row.PanelMember) or is_who(stood_as([row.PanelMember.id], row.held_on)[row.PanelMember.id])
    ]
    down = stood_down([row.id for row in found]) if voting else {}
    return next((row.held_on for row in found if row.PanelMember.id not in down.get(row.id, set())), None)
