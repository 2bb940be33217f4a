"""The packs of panels: for its members on the days of their own panel, and nothing with an address in it (T40)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from crm import audit, clock
from crm.actor import Actor, Role
from crm.errors import NotFound
from crm.extensions import db
from crm.journey.events import ApplicationReceived, AssessmentStarted, ReportCompleted, StageOneCompleted
from crm.ledger import cluster
from crm.people import households, merging, panels
from crm.people.panel_tables import Panel, PanelMember, PanelSeat
from crm.people.profile_tables import CarerProfile, HouseholdMember
from crm.people.tables import Document
from crm.reads import choices, look
from crm.reads.panel_items import ItemSeen, PaperSeen, items_of
from crm.reads.panels import load, window
from crm.reads.profile import age
from crm.register import settings

# What happened of an assessment, as panel reads it.
STEPS = (ApplicationReceived, StageOneCompleted, AssessmentStarted, ReportCompleted)


@dataclass(frozen=True, slots=True)
class PackLine:
    """A pack that one can open: of which panel, with how many households, and until when."""

    panel_id: int
    held_on: date
    items: int
    closes_on: date


@dataclass(frozen=True, slots=True)
class Packs:
    """The packs of a member: those that are open, and the next that opens."""

    open: tuple[PackLine, ...]
    opens_next: date | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of a household: a carer by name, anybody else by what they are to the carers; and how old."""

    who: str
    age: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """What a pack says of one household."""

    item_id: int
    reference: str
    name: str | None
    purpose: str
    route: str
    report: str
    carers: tuple[Person, ...]
    others: tuple[Person, ...]
    steps: tuple[tuple[str, date], ...]
    summary: str | None
    papers: tuple[PaperSeen, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """A panel's papers as one person opens them: whose eyes they were opened for stands on every part of it."""

    panel_id: int
    held_on: date
    closes_on: date
    parts: tuple[Part, ...]
    stood_down: int  # how many households are left out, because this member stands down from them
    opened_by: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of a pack."""

    kind: str
    content: bytes


def packs(by: Actor) -> Packs:
    """The packs of one's own panels that are open today; they name no household."""
    today = clock.today()
    found = [panel for panel in _own(by) if panel.held_on >= today or window(panel)[1] >= today]
    opened = [panel for panel in found if _is_open(panel)]
    coming = min((window(panel)[0] for panel in found if panel not in opened), default=None)
    lines = (PackLine(each.id, each.held_on, len(_items(each, by)), window(each)[1]) for each in opened)
    return Packs(tuple(lines), coming if coming and coming > today else None)


@look
def pack(panel_id: int, by: Actor) -> Pack:
    """The pack of one's own panel, or for staff of any of their agencies'; who opened it goes on record.

    NotFound: a foreign panel, one of somebody else's, or one whose pack is not open today.
    """
    panel = _opened(panel_id, by)
    items = _items(panel, by)
    for each in items:
        _on_record(panel, "pack.view", by, each)
    return Pack(
        panel_id=panel.id,
        held_on=panel.held_on,
        closes_on=window(panel)[1],
        parts=tuple(_part(each, panel.agency_id) for each in items),
        stood_down=len(_coming(panel, by)) - len(items),
        opened_by=by.label,
        opened_at=clock.now(),
    )


@look
def paper(panel_id: int, document_id: int, by: Actor) -> Paper:
    """A document of a pack; that it was opened goes on record. NotFound as `pack`, or it is no part of it."""
    panel = _opened(panel_id, by)
    for each in _items(panel, by):
        if document_id in {one.id for one in each.papers}:
            _on_record(panel, "pack.paper", by, each, document_id)
            row = db.session.execute(
                select(Document.kind, Document.content).where(Document.id == document_id)
            ).one()
            return Paper(row.kind, row.content)
    raise NotFound("There is no such document")


def _own(by: Actor) -> list[Panel]:
    """The panels at which the asker is expected, or was there, and that were not called off."""
    mine = (
        select(Panel)
        .join(PanelSeat, PanelSeat.panel_id == Panel.id)
        .join(PanelMember, PanelMember.id == PanelSeat.member_id)
        .where(
            Panel.agency_id.in_(by.agency_ids),
            PanelMember.user_id == by.user_id,
            Panel.called_off_at.is_(None),
            PanelSeat.attended.is_not(False),
            panels.still_listed(),
        )
        .order_by(Panel.held_on)
    )
    return list(db.session.scalars(mine)) if by.user_id is not None else []


def _is_open(panel: Panel) -> bool:
    opens_on, closes_on = window(panel)
    return panel.papers_sent_at is not None and opens_on <= clock.today() <= closes_on


def _opened(panel_id: int, by: Actor) -> Panel:
    panel = load(panel_id, by)
    if by.role is Role.PANEL and not (_is_open(panel) and panel.id in {each.id for each in _own(by)}):
        raise NotFound("There is no such panel")
    return panel


def _items(panel: Panel, by: Actor) -> list[ItemSeen]:
    """The agenda, less what the asker stands down from, and less whoever withdrew before panel heard them."""
    mine = set(db.session.scalars(select(PanelMember.id).where(PanelMember.user_id == by.user_id)))
    return [each for each in _coming(panel, by) if by.user_id is None or not mine & each.stood_down]


def _coming(panel: Panel, by: Actor) -> list[ItemSeen]:
    return [each for each in items_of(panel, by) if not each.is_moot]


def _on_record(panel: Panel, action: str, by: Actor, item: ItemSeen, document_id: int | None = None) -> None:
    about = f"panel {panel.id}" + (f", document {document_id}" if document_id else "")
    audit.record(
        by, action, agency_id=panel.agency_id, household_id=item.household_id, about=about, fields=["panel papers"]
    )


def _part(item: ItemSeen, agency_id: int) -> Part:
    found = cluster.load(agency_id, [item.household_id])[item.household_id]
    journey = found.fold(item.household_id, settings.rulebook(agency_id)).journey(item.journey_id)
    rows = journey.rows if journey else ()
    reports = [row.event for row in rows if isinstance(row.event, ReportCompleted)]
    return Part(
        item_id=item.id,
        reference=item.reference,
        name=item.name,
        purpose=item.purpose,
        route=found.routes[item.journey_id],
        report=reports[-1].report if reports else "full",
        carers=_carers(item.household_id),
        others=_others(item.household_id, agency_id),
        steps=tuple((row.event.kind, row.event.happened_on) for row in rows if isinstance(row.event, STEPS)),
        summary=item.summary,
        papers=item.papers,
    )


def _carers(household_id: int) -> tuple[Person, ...]:
    carers = households.carers_of(household_id)
    born = select(CarerProfile.carer_id, CarerProfile.born_on).where(
        CarerProfile.carer_id.in_([each.id for each in carers])
    )
    ages = {row.carer_id: age(row.born_on) for row in db.session.execute(born)}
    return tuple(Person(each.name or "Somebody whose name was erased", ages.get(each.id)) for each in carers)


def _others(household_id: int, agency_id: int) -> tuple[Person, ...]:
    """Who else lives there: what they are and how old, and no names."""
    there = HouseholdMember.household_id.in_(merging.together(household_id))
    rows = db.session.scalars(
        select(HouseholdMember)
        .where(there, HouseholdMember.removed_at.is_(None), HouseholdMember.lives_here)
        .order_by(HouseholdMember.id)
    )
    listed = choices.of_agency(agency_id)
    return tuple(Person(listed.said("member_relations", each.relation), age(each.born_on)) for each in rows)
