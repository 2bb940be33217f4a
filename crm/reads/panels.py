"""Panels as pages show them: their list, one with its agenda, and which households are ready for one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crm import audit, clock
from crm.actor import Actor
from crm.errors import NotFound
from crm.extensions import db
from crm.journey.quorum import Seat, Sitting, lacking
from crm.journey.saying import said
from crm.people import panels
from crm.people.panel_tables import Panel, PanelMember, PanelSeat
from crm.people.tables import Document
from crm.reads import look, panel_items
from crm.reads.names import names_of
from crm.reads.panel_items import ItemSeen, PaperSeen, Ready, items_of, readable
from crm.reads.panel_lines import PanelLine, lines
from crm.register import settings
from crm.register.panel_days import pack_days


@dataclass(frozen=True, slots=True)
class PanelAhead:
    """A panel that is to hear a journey."""

    panel_id: int
    held_on: date


@dataclass(frozen=True, slots=True)
class MemberSeen:
    """Somebody on the central list, as a panel has them: expected, and there or not once that was said."""

    id: int
    name: str | None
    seat: str
    social_worker: bool
    independent: bool
    has_account: bool
    expected: bool
    attended: bool | None


@dataclass(frozen=True, slots=True)
class PanelSeen:
    """One panel: its members, its agenda, what it lacks of a quorum, and the days on which its pack is open."""

    panel: PanelLine
    agency_id: int
    members: tuple[MemberSeen, ...]
    items: tuple[ItemSeen, ...]
    lacks: tuple[str, ...]
    least: int
    opens_on: date
    closes_on: date
    sent_by: str
    today: date

    @property
    def sitting(self) -> tuple[MemberSeen, ...]:
        """Who is expected, or was there."""
        return tuple(each for each in self.members if each.expected)

    @property
    def told_who_came(self) -> bool:
        """Whether it was recorded who came."""
        return any(each.attended is not None for each in self.members)


@dataclass(frozen=True, slots=True)
class OneItem:
    """An item of an agenda, its panel, and the documents of the household that could go with it."""

    panel: PanelSeen
    item: ItemSeen
    readable: tuple[PaperSeen, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """A document and what it holds."""

    name: str
    kind: str
    content: bytes


def next_panel(journey_id: int) -> PanelAhead | None:
    """The next panel that is to hear a journey; None, where it is on no agenda to come."""
    return next_panels([journey_id]).get(journey_id)


def next_panels(journey_ids: Collection[int]) -> dict[int, PanelAhead]:
    """The same for many journeys, in one query."""
    found: dict[int, PanelAhead] = {}
    for journey_id, panel_id, held_on in panels.ahead(journey_ids, clock.today()):
        found.setdefault(journey_id, PanelAhead(panel_id, held_on))
    return found


@look
def ready(by: Actor) -> tuple[Ready, ...]:
    """Every household that is ready for panel and on no agenda; which were shown goes on record."""
    found = panel_items.ready(by)
    shown = [each.reference for each in found]
    agency_id = by.agency_ids[0] if len(by.agency_ids) == 1 else None
    audit.record(by, "panel.view", agency_id=agency_id, about="ready for panel", fields=shown)
    return found


@look
def panel(panel_id: int, by: Actor) -> PanelSeen:
    """One panel with its agenda; which households were shown goes on record. NotFound: there is none."""
    found = load(panel_id, by)
    seen = seen_of(found, by)
    shown = [each.reference for each in seen.items]
    audit.record(by, "panel.view", agency_id=found.agency_id, about=f"panel {found.id}", fields=shown)
    return seen


@look
def item(panel_id: int, item_id: int, by: Actor) -> OneItem:
    """One item of an agenda; the look at its household goes on record. NotFound: there is none."""
    seen = seen_of(load(panel_id, by), by)
    found = next((each for each in seen.items if each.id == item_id), None)
    if found is None:
        raise NotFound("There is no such item on this agenda")
    about = f"panel {panel_id}"
    audit.record(
        by, "panel.look", agency_id=seen.agency_id, household_id=found.household_id, about=about, fields=["papers"]
    )
    return OneItem(seen, found, readable(found.household_id))


def contents(found: OneItem, document_ids: Collection[int]) -> tuple[Content, ...]:
    """What these documents of an item's household hold, to see whether they can be marked; nothing of it is shown.

    `found` was loaded for the asker, and that look is on record.
    """
    offered = {each.id for each in found.readable} & set(document_ids)
    chosen = select(Document.name, Document.kind, Document.content).where(
        Document.id.in_(offered), Document.content.is_not(None)
    )
    rows = db.session.execute(chosen.order_by(Document.id))
    return tuple(Content(row.name, row.kind, row.content or b"") for row in rows)


def load(panel_id: int, by: Actor) -> Panel:
    """A panel of the asker's agencies; a foreign one is NotFound like an unknown one (T11)."""
    found = db.session.get(Panel, panel_id)
    if found is None or found.agency_id not in by.agency_ids:
        raise NotFound("There is no such panel")
    return found


def seen_of(found: Panel, by: Actor) -> PanelSeen:
    """One panel as pages show it to somebody. The caller puts the look on record."""
    members = _members(found)
    (line,) = lines([found])
    least = least_of(found)
    there = [each for each in members if each.expected and each.attended is not False]
    opens_on, closes_on = window(found)
    return PanelSeen(
        panel=line,
        agency_id=found.agency_id,
        members=members,
        items=items_of(found, by),
        lacks=lacking(_sitting(there), least),
        least=least,
        opens_on=opens_on,
        closes_on=closes_on,
        sent_by=names_of([found.papers_sent_by])[found.papers_sent_by],
        today=clock.today(),
    )


def window(found: Panel) -> tuple[date, date]:
    """The first and the last day on which members can open the pack of a panel, by the setting of its own day."""
    return pack_days(found.agency_id, found.held_on)


def least_of(found: Panel) -> int:
    """How many have to sit at a panel (PN-3)."""
    name = "panel_quorum_joint" if found.joint else "panel_quorum"
    return int(settings.value(name, found.agency_id, found.held_on))


def usual_capacity(agency_id: int) -> int:
    """How many households a panel of an agency hears, unless something else is said."""
    return int(settings.value("panel_capacity", agency_id, clock.today()))


def members_today(agency_id: int) -> tuple[tuple[str, str], ...]:
    """Who can be expected at a panel: number and name, as questions take them."""
    return tuple((str(each.id), each.name or "(erased)") for each in panels.on_list(agency_id, clock.today()))


def ever_listed(agency_id: int) -> tuple[tuple[str, str], ...]:
    """Everybody who is or was on the central list, and until when: number and name, as questions take them."""
    rows = db.session.scalars(
        select(PanelMember)
        .where(PanelMember.agency_id == agency_id)
        .order_by(PanelMember.leaves_on.is_not(None), PanelMember.name, PanelMember.id)
    )
    return tuple((str(each.id), _listed(each)) for each in rows)


def waiting(journey_id: int) -> PanelAhead | None:
    """The panel, past or to come, on whose agenda a journey stands without a recommendation."""
    found = panels.unheard(journey_id)
    return PanelAhead(found.id, found.held_on) if found else None


def _listed(each: PanelMember) -> str:
    name = each.name or "(erased)"
    return f"{name}, until {said(each.leaves_on)}" if each.leaves_on else name


def _sitting(members: Iterable[MemberSeen]) -> list[Sitting]:
    return [Sitting(Seat(each.seat), each.social_worker, each.independent) for each in members]


def _members(found: Panel) -> tuple[MemberSeen, ...]:
    """Who is on the central list that day, as what they were then, and whoever sat who is not any more."""
    seats: Mapping[int, PanelSeat] = {seat.member_id: seat for seat in panels.seats(found.id)}
    listed = panels.on_list(found.agency_id, found.held_on)
    known = {each.id for each in listed}
    gone = list(db.session.scalars(select(PanelMember).where(PanelMember.id.in_(set(seats) - known))))
    stood = panels.stood_as([each.id for each in (*listed, *gone)], found.held_on)
    return tuple(
        MemberSeen(
            id=each.id,
            name=stood[each.id].name,
            seat=stood[each.id].seat,
            social_worker=stood[each.id].social_worker,
            independent=stood[each.id].independent,
            has_account=each.user_id is not None,
            expected=each.id in seats and (each.id in known or bool(seats[each.id].attended)),
            attended=seats[each.id].attended if each.id in seats else None,
        )
        for each in (*listed, *gone)
    )
