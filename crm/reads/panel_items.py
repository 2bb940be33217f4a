"""What panels hear: the items of an agenda with what came of them, and the households that are ready for panel."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import Table, or_, select, union

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey.deadlines import due
from crm.journey.decisions import APPROVAL, REPRESENTATIONS
from crm.journey.ending_events import TerminationAnswered
from crm.journey.events import (
    ApplicationReceived,
    Event,
    HouseholdApproved,
    PanelRecommended,
    ReportCompleted,
    RevisionAnswered,
)
from crm.journey.hearings import FIRST_REVIEW, heard_for, is_asked
from crm.journey.household import Journey
from crm.journey.routes import Rulebook
from crm.ledger import cluster
from crm.ledger.tables import EventRecord, HeldClock, HouseholdNow, StageEntry, TieRecord, UnderWay
from crm.people import merging, panels
from crm.people.panel_tables import Panel, PanelItem, PanelPaper
from crm.people.tables import Document, Household
from crm.reads import numbers
from crm.reads.sharing import within
from crm.reads.standing import standing
from crm.register import deadlines, holidays, settings

ENTRY, HOME = cast(Table, StageEntry.__table__).c, cast(Table, Household.__table__).c
WAY, NOW = cast(Table, UnderWay.__table__).c, cast(Table, HouseholdNow.__table__).c
CLOCK, EVENT = cast(Table, HeldClock.__table__).c, cast(Table, EventRecord.__table__).c


@dataclass(frozen=True, slots=True)
class PaperSeen:
    """A document of a household that goes, or could go, with an item."""

    id: int
    name: str
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class ItemSeen:
    """A household on an agenda. `recommendation` is what stands of it now: none where it was struck out.

    `number` is that of the journey within its household, by which pages name it.
    """

    id: int
    household_id: int
    journey_id: int
    reference: str
    name: str | None
    number: int
    purpose: str
    summary: str | None
    reasons: str | None
    applicant_came: bool | None
    heard: bool
    recommendation: str | None
    papers: tuple[PaperSeen, ...]
    stood_down: frozenset[int]
    undecided: bool  # the journey is under way: neither decided nor closed
    version: int

    @property
    def is_moot(self) -> bool:
        """Whether the journey came to an end before panel heard it: there is nothing to read or to recommend."""
        return not self.heard and not self.undecided and self.purpose in (APPROVAL, REPRESENTATIONS)


@dataclass(frozen=True, slots=True)
class Ready:
    """A household that waits for panel, and since when; on the agenda of no panel to come."""

    journey_id: int
    reference: str
    name: str | None
    area: str | None
    purpose: str
    route: str
    report: str
    since: date
    again: bool  # panel has heard it, and asked for more
    panel_by: date | None  # PN-7: eight months from the application; RV-1: a year from the approval


def items_of(found: Panel, by: Actor) -> tuple[ItemSeen, ...]:
    """The agenda of a panel in the order in which it was put together, less the households that the asker may not
    see."""
    listed = panels.agenda(found.id)
    homes = _homes([row.journey_id for row in listed], by)
    rows = [row for row in listed if row.journey_id in homes]
    down = panels.stood_down([row.id for row in rows])
    papers = _papers([row.id for row in rows])
    said = standing([row.event_id for row in rows if row.event_id])
    ways = select(UnderWay.journey_id).where(UnderWay.journey_id.in_([row.journey_id for row in rows]))
    undecided = frozenset(db.session.scalars(ways))
    return tuple(
        _seen(row, homes[row.journey_id], papers.get(row.id, ()), down.get(row.id, set()), said, undecided)
        for row in rows
    )


def readable(household_id: int) -> tuple[PaperSeen, ...]:
    """The documents of a household that could go with its papers."""
    chosen = select(Document.id, Document.name, Document.kind, Document.size).where(
        Document.household_id.in_(merging.together(household_id)),
        Document.removed_at.is_(None),
        Document.content.is_not(None),
        Document.kind.in_(panels.READABLE),
    )
    return tuple(PaperSeen(*row) for row in db.session.execute(chosen.order_by(Document.id.desc())))


def ready(by: Actor) -> tuple[Ready, ...]:
    """Every household of the asker's agencies that is ready for panel and not listed, the longest waiting first.

    The caller puts the look on record.
    """
    rows = [*_reported(by), *_approved(by)]
    listed = {journey_id for journey_id, _, _ in panels.ahead([row.journey_id for row in rows], clock.today())}
    waiting = [row for row in rows if row.journey_id not in listed]
    found: list[Ready] = []
    for agency_id in dict.fromkeys(row.agency_id for row in waiting):
        own = [row for row in waiting if row.agency_id == agency_id]
        rulebook = settings.rulebook(agency_id)
        clusters = cluster.load(agency_id, [row.id for row in own])
        for row in own:
            journey = clusters[row.id].fold(row.id, rulebook).journey(row.journey_id)
            if journey and (each := _ready(row, journey, rulebook)):
                found.append(each)
    return tuple(sorted(found, key=lambda each: (each.since, each.reference)))


def _reported(by: Actor) -> Sequence[Any]:
    """The journeys under way of which a report was completed."""
    reported = select(ENTRY.id).where(ENTRY.journey_id == WAY.journey_id, ENTRY.kind == ReportCompleted.kind)
    homes = cast(Table, UnderWay.__table__).join(cast(Table, Household.__table__), HOME.id == WAY.household_id)
    columns = (WAY.journey_id, WAY.agency_id, HOME.id, HOME.reference, HOME.name, HOME.area)
    asked = WAY.agency_id.in_(by.agency_ids), within(by), reported.exists()
    return db.session.execute(select(*columns).select_from(homes).where(*asked)).all()


def _approved(by: Actor) -> Sequence[Any]:
    """The approvals whose first review is near or late (RV-4), or whose carers answered a proposal (RV-6)."""
    today = clock.today()
    ahead = max((int(settings.value("clocks_near_days", each, today)) for each in by.agency_ids), default=0)
    review = (CLOCK.rule == "RV-1", CLOCK.began_by == HouseholdApproved.kind)
    near = (
        CLOCK.due_on <= today + timedelta(days=ahead),
        or_(CLOCK.silent_from.is_(None), CLOCK.silent_from > today),
    )
    first = select(CLOCK.journey_id).where(CLOCK.agency_id.in_(by.agency_ids), *review, *near)
    kinds = [TerminationAnswered.kind, RevisionAnswered.kind]
    answered = select(EVENT.journey_id).where(EVENT.agency_id.in_(by.agency_ids), EVENT.kind.in_(kinds))
    homes = cast(Table, HouseholdNow.__table__).join(cast(Table, Household.__table__), HOME.id == NOW.household_id)
    columns = (NOW.journey_id, NOW.agency_id, HOME.id, HOME.reference, HOME.name, HOME.area)
    asked = NOW.agency_id.in_(by.agency_ids), within(by), NOW.journey_id.in_(union(first, answered))
    return db.session.execute(select(*columns).select_from(homes).where(*asked)).all()


def _ready(row: Any, journey: Journey, rulebook: Rulebook) -> Ready | None:
    found = heard_for(journey)
    if found is None or not is_asked(found[0], journey.route, rulebook, clock.today()):
        return None
    purpose, since = found
    reports = journey.all(ReportCompleted)
    report = reports[-1].event if reports and purpose == APPROVAL else None
    kind = report.report if isinstance(report, ReportCompleted) else "full"
    again = purpose == APPROVAL and bool(journey.all(PanelRecommended))
    home = (row.reference, row.name, row.area)
    day, by_day = since.event.happened_on, None
    if purpose == APPROVAL:
        by_day = _panel_by(journey)
    elif purpose == FIRST_REVIEW:
        (limit,) = due(deadlines.rules()["RV-1"], day, holidays.statutory_calendar())
        by_day = limit.on
    return Ready(row.journey_id, *home, purpose, journey.route, kind, day, again, by_day)


def _panel_by(journey: Journey) -> date | None:
    """The day by which panel is to have recommended something (PN-7)."""
    applied = journey.first(ApplicationReceived)
    if applied is None:
        return None
    (limit,) = due(deadlines.rules()["PN-7"], applied.event.happened_on, holidays.statutory_calendar())
    return limit.on


def _seen(
    row: PanelItem,
    home: tuple[int, str, str | None, int],
    papers: tuple[PaperSeen, ...],
    down: set[int],
    said: Mapping[int, Event | None],
    undecided: frozenset[int],
) -> ItemSeen:
    event = said.get(row.event_id) if row.event_id else None
    heard = event if isinstance(event, PanelRecommended) else None
    return ItemSeen(
        id=row.id,
        household_id=home[0],
        journey_id=row.journey_id,
        reference=home[1],
        name=home[2],
        number=home[3],
        purpose=row.purpose,
        summary=row.summary,
        reasons=row.reasons,
        applicant_came=row.applicant_came,
        heard=row.event_id is not None,
        recommendation=heard.recommendation if heard else None,
        papers=papers,
        stood_down=frozenset(down),
        undecided=row.journey_id in undecided,
        version=row.version,
    )


def _homes(journey_ids: Collection[int], by: Actor) -> dict[int, tuple[int, str, str | None, int]]:
    """Of each journey, the household whose it is now: id, reference, name; and the journey's number in it.

    A household that the asker may not see is left out.
    """
    tied = select(TieRecord.journey_id, TieRecord.household_id).where(TieRecord.journey_id.in_(journey_ids))
    whose = {row.journey_id: row.household_id for row in db.session.execute(tied.order_by(TieRecord.id))}
    columns = (Household.id, Household.reference, Household.name)
    rows = db.session.execute(select(*columns).where(Household.id.in_(set(whose.values())), within(by)))
    known = {row.id: (row.id, row.reference, row.name) for row in rows}
    numbered = numbers.of_journeys(list(known))
    return {key: (*known[home], numbered.get(key, 1)) for key, home in whose.items() if home in known}


def _papers(item_ids: Collection[int]) -> dict[int, tuple[PaperSeen, ...]]:
    """The documents that go with each of these items and were not removed since."""
    chosen = (
        select(PanelPaper.item_id, Document.id, Document.name, Document.kind, Document.size)
        .join(Document, Document.id == PanelPaper.document_id)
        .where(PanelPaper.item_id.in_(item_ids), Document.removed_at.is_(None), Document.content.is_not(None))
    )
    found: dict[int, tuple[PaperSeen, ...]] = {}
    for row in db.session.execute(chosen.order_by(PanelPaper.item_id, Document.id)):
        paper = PaperSeen(row.id, row.name, row.kind, row.size)
        found[row.item_id] = (*found.get(row.item_id, ()), paper)
    return found
