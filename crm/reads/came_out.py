"""Who has come out of the pipeline this quarter: approved, or closed, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey.events import ApprovalRefused, EnquiryReceived, JourneyClosed, StruckOut
from crm.journey.routes import APPROVED, CLOSED
from crm.ledger.tables import EventRecord, HouseholdNow
from crm.people.tables import Household
from crm.reads import choices
from crm.reads.filters import Filters, at_home
from crm.reads.under_way import interested_in
from crm.register.tables import Agency

NOW, EVENT, HOME = HouseholdNow.__table__.c, EventRecord.__table__.c, Household.__table__.c

REFUSED = "not_approved"  # what a decision not to approve counts under: the decision maker closes nothing by hand
CHUNK = 500  # journeys a query
STATES = (APPROVED, CLOSED)


@dataclass(frozen=True, slots=True)
class Ended:
    """A journey that came out: as `UnderWay` says it of one that goes on, and the code of why it was closed."""

    journey_id: int
    household_id: int
    agency_id: int
    route: str
    stage: str
    since: date
    enquired_on: date | None
    source: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Out:
    """How many came out in one way: a stage, and of those that were closed a reason, by its code and in words."""

    stage: str
    reason: str
    label: str
    count: int


def quarter(day: date) -> date:
    """The first day of the quarter of a day; those of the financial year begin on the same days."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def came_out(filters: Filters, by: Actor) -> tuple[Ended, ...]:
    """The households whose journey was approved or closed this quarter, of those that the filters leave.

    In the order in which they came out, or backwards. No clock is theirs any more.
    """
    if filters.clock or filters.stage not in ("", *STATES):
        return ()
    found = _ended(filters, by)
    if filters.source:
        found = [each for each in found if each.source == filters.source]
    if filters.reason:
        found = [each for each in found if (each.reason or NOT_SAID) == filters.reason]
    return tuple(sorted(found, key=lambda each: (each.since, each.journey_id), reverse=not filters.descending))


NOT_SAID = "none"  # closed, and nobody recorded why


def counted(ended: Sequence[Ended], by: Actor) -> tuple[Out, ...]:
    """How many came out in each way: approved first, then the reasons, the most frequent first."""
    counts = Counter((each.stage, "" if each.stage == APPROVED else each.reason or NOT_SAID) for each in ended)
    said = choices.of_agency(by.agency_ids[0])
    found = [
        Out(stage, code, said.said("closed_reasons", "" if code == NOT_SAID else code) if code else "", count)
        for (stage, code), count in counts.items()
    ]
    return tuple(sorted(found, key=lambda each: (each.stage, -each.count, each.label)))


def _ended(filters: Filters, by: Actor) -> list[Ended]:
    homes = list(at_home(filters, by))
    now = HouseholdNow.__table__.join(EventRecord.__table__, EVENT.id == NOW.last_event_id)
    columns = (NOW.journey_id, NOW.household_id, NOW.agency_id, NOW.route, NOW.stage, NOW.stage_since)
    chosen = select(*columns, NOW.enquired_on, EVENT.kind, EVENT.data)
    chosen = chosen.select_from(now.join(Household.__table__, HOME.id == NOW.household_id) if homes else now)
    wanted = [filters.stage] if filters.stage else list(STATES)
    chosen = chosen.where(
        NOW.agency_id.in_(by.agency_ids),
        NOW.stage.in_(wanted),
        NOW.stage_since >= quarter(clock.today()),
        *homes,
    )
    for name in ("route", "population"):
        if value := getattr(filters, name):
            chosen = chosen.where(NOW[name] == value)
    if filters.agency:
        chosen = chosen.where(NOW.agency_id.in_(select(Agency.id).where(Agency.slug == filters.agency)))
    if filters.offer:
        chosen = chosen.where(NOW.journey_id.in_(interested_in(filters.offer)))
    rows = db.session.execute(chosen).all()
    sources = _sources([row.journey_id for row in rows])
    return [
        Ended(
            journey_id=row.journey_id,
            household_id=row.household_id,
            agency_id=row.agency_id,
            route=row.route,
            stage=row.stage,
            since=row.stage_since,
            enquired_on=row.enquired_on,
            source=sources.get(row.journey_id),
            reason=_reason(row.kind, row.data) if row.stage == CLOSED else None,
        )
        for row in rows
    ]


def _reason(kind: str, data: dict[str, str]) -> str | None:
    if kind == ApprovalRefused.kind:
        return REFUSED
    return data.get("reason") if kind == JourneyClosed.kind else None


def _sources(journey_ids: Collection[int]) -> dict[int, str | None]:
    """Where the enquiries that stand on these journeys came from."""
    wanted = sorted(journey_ids)
    found: dict[int, str | None] = {}
    kinds = (EnquiryReceived.kind, StruckOut.kind)
    for start in range(0, len(wanted), CHUNK):
        chosen = select(EVENT.id, EVENT.journey_id, EVENT.kind, EVENT.data, EVENT.corrects_id).where(
            EVENT.journey_id.in_(wanted[start : start + CHUNK]), EVENT.kind.in_(kinds)
        )
        rows = db.session.execute(chosen.order_by(EVENT.id)).all()
        corrected = {row.corrects_id for row in rows}
        found |= {
            row.journey_id: row.data.get("source")
            for row in rows
            if row.kind == EnquiryReceived.kind and row.id not in corrected
        }
    return found
