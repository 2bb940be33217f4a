"""The list of enquiries: each time that somebody asked, newest first, whether it counts, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, select

from crm import audit, clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey.events import FirstContactMade
from crm.journey.routes import LEFT
from crm.ledger.tables import EventRecord, StageEntry
from crm.people import merging
from crm.people.enquiry_tables import Enquiry
from crm.people.tables import Household
from crm.reads import choices, look, same_family, searching
from crm.reads.households import MOST_EXPORTED
from crm.reads.large_files import require_second
from crm.reads.listed import SHOWN_OF_THESE
from crm.reads.paging import PAGE, Paged, page_of
from crm.reads.sharing import narrowed, within
from crm.register.tables import Agency

EVENT, ENTRY, SAID, HOME = (table.__table__.c for table in (EventRecord, StageEntry, Enquiry, Household))
COUNTED, REPEATED, FURTHER = "enquiry_received", "enquiry_repeated", "further"
KINDS = (COUNTED, REPEATED, FURTHER)
CHUNK = 500  # households a query for what is shown
# The kind of a posting, asked of those of some journeys: as it stands, SQLite reads every posting of the kind.
OF_THESE = ENTRY.kind + ""


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked for; an empty answer asks for all. `kind` is one of KINDS, or empty for all but FURTHER."""

    q: str = ""
    kind: str = ""
    route: str = ""
    source: str = ""
    channel: str = ""
    agency: str = ""
    since: date | None = None
    until: date | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class EnquiryListed:
    """One enquiry as a list shows it: never how to reach anybody. `stage` is the household's, as it is now.

    `could_be` is the reference of another record of the same people, asked for those whom nobody has called yet.
    """

    household_id: int
    received_on: date
    kind: str
    reference: str
    name: str | None
    area: str | None
    agency: str
    route: str
    source: str | None
    detail: str | None  # the employer or the campaign
    channel: str | None
    contacted_on: date | None
    stage: str | None
    since: date | None
    could_be: str = ""


@dataclass(frozen=True, slots=True)
class Listing(Paged):
    """A page of enquiries, how many there are in all, and whether they are of several agencies."""

    rows: tuple[EnquiryListed, ...]
    total: int
    page: int
    pages: int
    several: bool


@look
def listing(asked: Filters, by: Actor) -> Listing:
    """The enquiries that the filters leave, a page of them; which households were shown goes on record."""
    total = _total(asked, by)
    page, pages = page_of(asked.page, total)
    rows = _recognised(_shown(_chosen(asked, by).limit(PAGE).offset((page - 1) * PAGE), asked, by), by)
    _on_record("household.list", rows, by)
    return Listing(rows, total, page, pages, len(by.agency_ids) > 1)


@look
def export(asked: Filters, reason: str, by: Actor) -> tuple[EnquiryListed, ...]:
    """Every enquiry that the filters leave, MOST_EXPORTED at most; the asking goes on record, with why."""
    rows = _shown(_chosen(asked, by).limit(MOST_EXPORTED), asked, by)
    require_second(len({row.reference for row in rows}), by)
    _on_record("household.export", rows, by, reason)
    return rows


def _on_record(action: str, rows: Sequence[EnquiryListed], by: Actor, reason: str | None = None) -> None:
    shown = list(dict.fromkeys(each for row in rows for each in (row.reference, row.could_be) if each))
    agency_id = by.agency_ids[0] if len(by.agency_ids) == 1 else None
    audit.record(by, action, agency_id=agency_id, fields=shown, reason=reason, about=f"{len(shown)} enquiries")


def _total(asked: Filters, by: Actor) -> int:
    """How many the filters leave. Without a search, what the ledger counts says it."""
    plain = not (asked.q or asked.source or asked.channel or asked.kind == FURTHER or narrowed(by))
    if not plain:
        return int(db.session.execute(select(func.count()).select_from(_chosen(asked, by).subquery())).scalar_one())
    kinds = (asked.kind,) if asked.kind else (COUNTED, REPEATED)
    counted = select(func.coalesce(func.sum(ENTRY.quantity), 0)).where(
        _own(ENTRY.agency_id, by), ENTRY.kind.in_(kinds), *_conditions(asked, ENTRY.effective_on, ENTRY)
    )
    return int(db.session.execute(counted).scalar_one())


def _chosen(asked: Filters, by: Actor) -> Select[Any]:
    """The enquiries asked for, newest first."""
    return _further(asked, by) if asked.kind == FURTHER else _events(asked, by)


def _further(asked: Filters, by: Actor) -> Select[Any]:
    """What is kept of further contacts on journeys that were open."""
    chosen: Select[Any] = select(SAID.id, SAID.household_id, SAID.journey_id, SAID.received_on, SAID.route)
    chosen = chosen.where(_own(SAID.agency_id, by), SAID.event_id.is_(None))
    chosen = chosen.where(*_conditions(asked, SAID.received_on, SAID))
    if asked.source:
        chosen = chosen.where(SAID.source == asked.source)
    if asked.channel:
        chosen = chosen.where(SAID.channel == asked.channel)
    return _searched(chosen, SAID.household_id, asked, by).order_by(SAID.received_on.desc(), SAID.id.desc())


def _events(asked: Filters, by: Actor) -> Select[Any]:
    """The events that stand."""
    # Said in full, so that the index of enquiries is used: with a value to be filled in, SQLite would not.
    only = EVENT.kind == literal_column("'enquiry_received'")
    kinds = (asked.kind,) if asked.kind else (COUNTED, REPEATED)
    chosen: Select[Any] = select(
        EVENT.id, EVENT.household_id, EVENT.journey_id, EVENT.happened_on, EVENT.route, EVENT.data
    )
    chosen = chosen.where(_own(EVENT.agency_id, by), only, _stands(kinds))
    chosen = chosen.where(*_conditions(asked, EVENT.happened_on, EVENT))
    if asked.source:
        chosen = chosen.where(_source() == asked.source)
    if asked.channel:
        of_channel = select(SAID.event_id).where(_own(SAID.agency_id, by), SAID.channel == asked.channel)
        chosen = chosen.where(EVENT.id.in_(of_channel))
    return _searched(chosen, EVENT.household_id, asked, by).order_by(EVENT.happened_on.desc(), EVENT.id.desc())


def _stands(kinds: Sequence[str]) -> ColumnElement[bool]:
    """Whether an enquiry is posted as one of these kinds: what was struck out or put right is not."""
    posted = select(func.sum(ENTRY.quantity)).where(
        ENTRY.journey_id == EVENT.journey_id, ENTRY.event_id == EVENT.id, ENTRY.kind.in_(kinds)
    )
    return posted.scalar_subquery() > 0


def _source() -> ColumnElement[str]:
    on_sqlite = db.session.get_bind().dialect.name == "sqlite"
    return (
        func.json_extract(EVENT.data, "$.source")
        if on_sqlite
        else func.jsonb_extract_path_text(EVENT.data, "source")
    )


def _searched(chosen: Select[Any], household_id: Any, asked: Filters, by: Actor) -> Select[Any]:
    if asked.q:
        meant = searching.ids(asked.q, by)
        behind = select(Household.id).where(Household.merged_into_id.in_(meant))
        chosen = chosen.where(household_id.in_(meant) | household_id.in_(behind))
    if narrowed(by):
        theirs = select(Household.id).where(Household.agency_id.in_(by.agency_ids), within(by))
        chosen = chosen.where(household_id.in_(theirs))
    return chosen


def _own(agency_id: ColumnElement[int], by: Actor) -> ColumnElement[bool]:
    """Of the asker's agencies. One is asked for by '=', so that an index gives the order too."""
    return agency_id == by.agency_ids[0] if len(by.agency_ids) == 1 else agency_id.in_(by.agency_ids)


def _conditions(asked: Filters, day: Any, of: Any) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.since:
        found.append(day >= asked.since)
    if asked.until:
        found.append(day <= asked.until)
    if asked.route:
        found.append(of.route == asked.route)
    if asked.agency:
        found.append(of.agency_id.in_(select(Agency.id).where(Agency.slug == asked.agency)))
    return found


def _shown(chosen: Select[Any], asked: Filters, by: Actor) -> tuple[EnquiryListed, ...]:
    """What a list shows of these enquiries, in their order."""
    found = db.session.execute(chosen).all()
    further = asked.kind == FURTHER
    homes: dict[int, Any] = {}
    kinds: dict[int, str] = {}
    contacted: dict[int, date] = {}
    said: dict[int, Any] = {}
    for start in range(0, len(found), CHUNK):
        part = found[start : start + CHUNK]
        homes |= _homes([row.household_id for row in part])
        journeys = [row.journey_id for row in part]
        kinds |= {} if further else _posted(journeys)
        contacted |= _contacted(journeys)
        said |= _said([row.id for row in part], by_id=further)
    return tuple(
        _listed(row, homes[row.household_id], kinds.get(row.id, FURTHER), contacted, said.get(row.id))
        for row in found
    )


def _recognised(rows: Sequence[EnquiryListed], by: Actor) -> tuple[EnquiryListed, ...]:
    """The rows of those who wait for their first contact with the household that they may be, as on Today."""
    could_be = same_family.of_these({row.household_id for row in rows if row.contacted_on is None}, by)
    return tuple(
        replace(row, could_be=could_be.get(row.household_id, "") if row.contacted_on is None else "")
        for row in rows
    )


def _homes(household_ids: Sequence[int]) -> dict[int, Any]:
    """What is shown of the household that stands for each of these."""
    stands_for = merging.kept(household_ids)
    wanted = {"ids": sorted(set(stands_for.values())), "today": clock.today()}
    rows = {row.id: row for row in db.session.execute(SHOWN_OF_THESE, wanted)}
    return {each: rows[kept] for each, kept in stands_for.items()}


def _posted(journey_ids: Sequence[int]) -> dict[int, str]:
    """Whether each enquiry of these journeys is counted or repeats another, by its event."""
    posted = (
        select(ENTRY.event_id, ENTRY.kind)
        .where(ENTRY.journey_id.in_(journey_ids), OF_THESE.in_((COUNTED, REPEATED)))
        .group_by(ENTRY.event_id, ENTRY.kind)
        .having(func.sum(ENTRY.quantity) > 0)
    )
    return {row.event_id: row.kind for row in db.session.execute(posted)}


def _contacted(journey_ids: Sequence[int]) -> dict[int, date]:
    """The day of first contact of those of these journeys that have one."""
    made = (
        select(ENTRY.journey_id, func.max(ENTRY.effective_on).label("day"))
        .where(ENTRY.journey_id.in_(journey_ids), OF_THESE.in_((FirstContactMade.kind,)))
        .group_by(ENTRY.journey_id)
        .having(func.sum(ENTRY.quantity) > 0)
    )
    return {row.journey_id: row.day for row in db.session.execute(made)}


def _said(ids: Sequence[int], *, by_id: bool) -> dict[int, Any]:
    """What is kept of these enquiries, by the row's own number or by its event's."""
    key = SAID.id if by_id else SAID.event_id
    columns = (key.label("key"), SAID.channel, SAID.source, SAID.employer, SAID.campaign, SAID.agency_id)
    return {row.key: row for row in db.session.execute(select(*columns).where(key.in_(ids)))}


def _listed(row: Any, home: Any, kind: str, contacted: dict[int, date], said: Any) -> EnquiryListed:
    lists = choices.of_agency(home.agency_id)
    data = (
        {name: getattr(said, name) for name in ("source", "employer", "campaign")} if kind == FURTHER else row.data
    )
    source, channel = data.get("source"), said.channel if said else None
    return EnquiryListed(
        household_id=home.id,
        received_on=row[3],
        kind=kind,
        reference=home.reference,
        name=home.name,
        area=home.area,
        agency=home.agency,
        route=row.route,
        source=lists.said("sources", source) if source else None,
        detail=data.get("employer") or data.get("campaign"),
        channel=lists.said("channels", channel) if channel else None,
        contacted_on=contacted.get(row.journey_id),
        stage=home.stage,
        since=home.ends_on if home.stage == LEFT else home.stage_since,
    )
