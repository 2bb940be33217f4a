"""The law's clocks that no event starts: papers for panel (PN-6), records that were asked for (S1-14, S1-15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Table, select

from crm.extensions import db
from crm.ledger.tables import UnderWay
from crm.people.check_tables import CheckEntry
from crm.people.panel_tables import Panel, PanelItem
from crm.register import settings

WAY = cast(Table, UnderWay.__table__).c
PAPERS = "PN-6"
OPEN = ("requested", "chased")  # acts after which a check is still waited for


@dataclass(frozen=True, slots=True)
class Beside:
    """A clock of a journey: its rule, what it waits for, the day of its trigger, and since when it runs."""

    rule: str
    label: str
    trigger: date
    began_on: date


def beside(which: ColumnElement[bool], agency_ids: Collection[int], today: date) -> dict[int, list[Beside]]:
    """Those of the journeys under way that `which` asks for, by journey, in two queries."""
    found: defaultdict[int, list[Beside]] = defaultdict(list)
    own = select(WAY.journey_id).where(which)
    for journey_id, each in [*_papers(own, today), *_records(own, _codes(agency_ids, today))]:
        found[journey_id].append(each)
    return found


def _papers(own: Select[Any], today: date) -> Iterator[tuple[int, Beside]]:
    """A panel to come whose papers its members do not have yet."""
    listed = (
        select(PanelItem.journey_id, Panel.held_on, Panel.planned_at)
        .join(Panel, Panel.id == PanelItem.panel_id)
        .where(
            PanelItem.journey_id.in_(own),
            PanelItem.removed_at.is_(None),
            PanelItem.event_id.is_(None),
            Panel.called_off_at.is_(None),
            Panel.papers_sent_at.is_(None),
            Panel.held_on >= today,
        )
        .order_by(Panel.held_on, Panel.id)
    )
    for row in db.session.execute(listed):
        yield row.journey_id, Beside(PAPERS, "Papers to panel's members", row.held_on, row.planned_at.date())


def _codes(agency_ids: Collection[int], today: date) -> dict[str, tuple[str, str]]:
    """The checks that a clock of the law runs on: rule and label, by code."""
    lines = (each for agency_id in agency_ids for each in settings.value("checks", agency_id, today))
    return {each["code"]: (each["clock"], each["label"]) for each in lines if each.get("clock")}


def _records(own: Select[Any], codes: dict[str, tuple[str, str]]) -> Iterator[tuple[int, Beside]]:
    """Records that were asked for, from the day of the request, until they came."""
    if not codes:
        return
    noted = (
        select(CheckEntry.journey_id, CheckEntry.code, CheckEntry.act, CheckEntry.happened_on)
        .where(
            CheckEntry.journey_id.in_(own), CheckEntry.code.in_(sorted(codes)), CheckEntry.taken_back_at.is_(None)
        )
        .order_by(CheckEntry.happened_on, CheckEntry.id)
    )
    waiting: dict[tuple[int, str], date] = {}
    for row in db.session.execute(noted):
        key = (row.journey_id, row.code)
        if row.act not in OPEN:
            waiting.pop(key, None)
        elif row.act == "requested" or key not in waiting:
            waiting[key] = row.happened_on
    for (journey_id, code), asked_on in waiting.items():
        rule, label = codes[code]
        yield journey_id, Beside(rule, label, asked_on, asked_on)
