"""Panels in lists: how full, how far, and when their papers are due. They name no household."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, func, select

from crm import audit, clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey.deadlines import due
from crm.people import merging
from crm.people.panel_tables import Panel, PanelItem
from crm.people.tables import Household
from crm.reads import look, searching
from crm.reads.paging import PAGE, page_of
from crm.reads.sharing import within
from crm.register import deadlines, holidays

When = Literal["ahead", "past"]
MOST_EXPORTED = 5_000  # panels


@dataclass(frozen=True, slots=True)
class PanelLine:
    """A panel in a list. `state`: planned, papers (they are out), met, minutes (final), called_off."""

    id: int
    held_on: date
    capacity: int
    joint: bool
    listed: int
    heard: int
    state: str
    papers_due_on: date
    papers_sent_at: datetime | None
    minutes_on: date | None
    version: int

    @property
    def papers_late(self) -> bool:
        """Whether the papers went out, or wait, beyond the day of PN-6."""
        sent_on = clock.day_of(self.papers_sent_at) if self.papers_sent_at else clock.today()
        return self.state != "called_off" and sent_on > self.papers_due_on


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of panels: those to come the soonest first, those past the latest first."""

    panels: tuple[PanelLine, ...]
    total: int
    page: int
    pages: int
    today: date


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the list: to come or past; in which state; and whose agenda holds a household, by `q`."""

    when: When = "ahead"
    state: str = ""
    q: str = ""


@look
def listing(asked: Asked, page: int, by: Actor) -> Listing:
    """The panels of the asker's agencies. They name no household; that one was looked for goes on record."""
    today, wanted = clock.today(), _wanted(asked, by)
    total = db.session.scalar(select(func.count()).select_from(Panel).where(*wanted)) or 0
    page, pages = page_of(page, total)
    rows = db.session.scalars(_chosen(asked, wanted).limit(PAGE).offset((page - 1) * PAGE))
    if asked.q:
        audit.record(by, "panel.view", agency_id=_one(by), about="panels that hear a household", fields=[])
    return Listing(tuple(lines(rows.all())), total, page, pages, today)


@look
def export(asked: Asked, reason: str, by: Actor) -> tuple[PanelLine, ...]:
    """The same as a file, MOST_EXPORTED panels at most; the asking goes on record, with why (T44)."""
    rows = db.session.scalars(_chosen(asked, _wanted(asked, by)).limit(MOST_EXPORTED)).all()
    about = f"{len(rows)} panels"
    audit.record(by, "panel.export", agency_id=_one(by), reason=reason, about=about, fields=[])
    return tuple(lines(rows))


def _wanted(asked: Asked, by: Actor) -> list[ColumnElement[bool]]:
    today = clock.today()
    found: list[ColumnElement[bool]] = [Panel.agency_id.in_(by.agency_ids)]
    found.append(Panel.held_on >= today if asked.when == "ahead" else Panel.held_on < today)
    if asked.state:
        found.append(_in_state(asked.state, today))
    if asked.q:
        homes = select(Household.id).where(Household.id.in_(searching.ids(asked.q, by)), within(by)).correlate(None)
        heard = select(PanelItem.panel_id).join(Household, Household.id == PanelItem.household_id)
        found.append(Panel.id.in_(heard.where(PanelItem.removed_at.is_(None), merging.stands_for().in_(homes))))
    return found


def _chosen(asked: Asked, wanted: Sequence[ColumnElement[bool]]) -> Select[Panel]:
    order = (Panel.held_on, Panel.id) if asked.when == "ahead" else (Panel.held_on.desc(), Panel.id.desc())
    return select(Panel).where(*wanted).order_by(*order)


def _in_state(state: str, today: date) -> ColumnElement[bool]:
    """What `_state` says of a panel, asked of the database."""
    off, final, met = Panel.called_off_at.is_not(None), Panel.minutes_on.is_not(None), Panel.held_on < today
    sent = Panel.papers_sent_at.is_not(None)
    waits = and_(~off, ~final)
    return {
        "called_off": off,
        "minutes": and_(~off, final),
        "met": and_(waits, met),
        "papers": and_(waits, ~met, sent),
        "planned": and_(waits, ~met, ~sent),
    }[state]


def _one(by: Actor) -> int | None:
    return by.agency_ids[0] if len(by.agency_ids) == 1 else None


def to_come(by: Actor) -> tuple[PanelLine, ...]:
    """The panels to come that were not called off, the soonest first."""
    asked = Panel.agency_id.in_(by.agency_ids), Panel.held_on >= clock.today(), Panel.called_off_at.is_(None)
    rows = db.session.scalars(select(Panel).where(*asked).order_by(Panel.held_on, Panel.id)).all()
    return tuple(lines(rows))


def lines(rows: Sequence[Panel]) -> Iterable[PanelLine]:
    """These panels as lists show them, in the same order."""
    counts = _counts([row.id for row in rows])
    for row in rows:
        (papers,) = due(deadlines.rules()["PN-6"], row.held_on, holidays.statutory_calendar())
        yield PanelLine(
            id=row.id,
            held_on=row.held_on,
            capacity=row.capacity,
            joint=row.joint,
            listed=counts["listed", row.id],
            heard=counts["heard", row.id],
            state=_state(row),
            papers_due_on=papers.on,
            papers_sent_at=row.papers_sent_at,
            minutes_on=row.minutes_on,
            version=row.version,
        )


def _counts(panel_ids: Collection[int]) -> Counter[tuple[str, int]]:
    """How many are on each agenda, and how many of them panel has heard."""
    counted = (
        select(PanelItem.panel_id, func.count().label("listed"), func.count(PanelItem.event_id).label("heard"))
        .where(PanelItem.panel_id.in_(panel_ids), PanelItem.removed_at.is_(None))
        .group_by(PanelItem.panel_id)
    )
    found: Counter[tuple[str, int]] = Counter()
    for row in db.session.execute(counted):
        found["listed", row.panel_id], found["heard", row.panel_id] = row.listed, row.heard
    return found


def _state(row: Any) -> str:
    if row.called_off_at is not None:
        return "called_off"
    if row.minutes_on is not None:
        return "minutes"
    if row.held_on < clock.today():
        return "met"
    return "papers" if row.papers_sent_at else "planned"
